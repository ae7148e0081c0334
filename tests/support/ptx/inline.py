"""Calls of device functions, replaced by their bodies: what follows sees no stack (recursion is refused)."""

import re
from dataclasses import replace

from tests.support.ptx.parser import Function, Instruction, UnsupportedError

_NAME = re.compile(r"%?[A-Za-z_$][\w$]*")


def inlined(function: Function, functions: dict[str, Function], callers: tuple[str, ...] = ()) -> Function:
    """Return the function without calls."""
    whole = replace(
        function,
        registers=dict(function.registers),
        variables=list(function.variables),
        tables=dict(function.tables),
        instructions=[],
        labels={},
    )
    moved: dict[int, int] = {}
    for index, instruction in enumerate(function.instructions):
        moved[index] = len(whole.instructions)
        if instruction.opcode in {"call", "call.uni"}:
            _expand(whole, instruction, functions, (*callers, function.name))
        else:
            whole.instructions.append(instruction)
    moved[len(function.instructions)] = len(whole.instructions)
    whole.labels.update({label: moved[index] for label, index in function.labels.items()})
    return whole


def _expand(whole: Function, call: Instruction, functions: dict[str, Function], callers: tuple[str, ...]) -> None:
    results, name, arguments = call.operands if call.operands[0].startswith("(") else ("", *call.operands, "")[:3]
    if name not in functions or name in callers or call.guard:
        raise UnsupportedError(call.text)
    body = inlined(functions[name], functions, callers)
    prefix = f"{name}${len(whole.instructions)}$"
    formal = [variable.name for variable in (*body.results, *body.parameters)]
    actual = [*_NAME.findall(results), *_NAME.findall(arguments)]
    end = f"{prefix}end"
    local = [*body.registers, *body.labels, *body.tables, *(variable.name for variable in body.variables)]
    names = {one: f"%{prefix}{one[1:]}" if one.startswith("%") else prefix + one for one in local}
    names.update(zip(formal, actual, strict=True))

    def renamed(text: str) -> str:
        return _NAME.sub(lambda found: names.get(found[0], found[0]), text)

    first = len(whole.instructions)
    for instruction in body.instructions:
        opcode, operands = instruction.opcode, tuple(map(renamed, instruction.operands))
        if opcode in {"ret", "ret.uni"}:
            opcode, operands = "bra", (end,)
        guard = renamed(instruction.guard)
        whole.instructions.append(replace(instruction, opcode=opcode, operands=operands, guard=guard))
    whole.registers.update({names[register]: kind for register, kind in body.registers.items()})
    whole.variables.extend(replace(variable, name=names[variable.name]) for variable in body.variables)
    whole.labels.update({names[label]: first + index for label, index in body.labels.items()})
    whole.tables.update({names[label]: tuple(map(renamed, targets)) for label, targets in body.tables.items()})
    whole.labels[end] = len(whole.instructions)
