"""PTX text to functions, variables and instructions. Nothing is understood here but the grammar."""

import re
from dataclasses import dataclass, field

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_HEADER = re.compile(r"\.(version|target|address_size)\s+\S+")
_FUNCTION = re.compile(
    r"(?P<linkage>(?:\.(?:visible|weak|noinline)\s+)*)\.(?P<kind>entry|func)\s*"
    r"(?:\((?P<results>[^)]*)\))?\s*(?P<name>[\w$]+)\s*\((?P<parameters>[^)]*)\)(?P<directives>[^{;]*)(?P<end>[{;])"
)
_VARIABLE = re.compile(
    r"(?P<linkage>(?:\.(?:visible|extern|weak|common)\s+)*)\.(?P<space>global|const|shared|local|param)\s+"
    r"(?:\.(?:align\s+(?P<align>\d+)|ptr|attribute\([^)]*\))\s+)*\.(?P<type>[bsuf]\d+)\s+"
    r"(?:\.ptr\s*)?(?:\.(?:global|const|shared|local)\s+)?(?:\.align\s+\d+\s+)?"
    r"(?P<name>[\w$]+)\s*(?:\[(?P<count>\d*)\])?\s*(?:=\s*(?P<values>\{[^}]*\}|[^;\s]+))?"
)
_REGISTERS = re.compile(r"\.reg\s+\.(?P<type>\w+)\s+(?P<names>.*)", re.DOTALL)
_STATEMENT = re.compile(r"\s*(?:(?P<brace>[{}])|(?P<label>[\w$]+)\s*:(?!:)|(?P<text>[^;{}]+(?:\{[^}]*\}[^;{}]*)*);)")
_INSTRUCTION = re.compile(r"(?:@(?P<guard>!?%?[\w$]+)\s+)?(?P<opcode>[a-z][\w.:]*)\s*(?P<operands>.*)", re.DOTALL)
_OPERAND = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\([^)]*\)|[^,\s][^,]*")


class UnsupportedError(NotImplementedError):
    """PTX that this emulator does not know; the message shows it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """A declared piece of memory; `values` are its initial elements, and `size` is 0 for a dynamic array."""

    name: str
    space: str
    type: str
    size: int
    align: int
    values: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Instruction:
    """One instruction: ``@guard opcode operands;``."""

    guard: str
    opcode: str
    operands: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Function:
    """A kernel or a device function. `labels` say which instruction comes next."""

    name: str
    results: tuple[Variable, ...]
    parameters: tuple[Variable, ...]
    max_threads: int
    registers: dict[str, str] = field(default_factory=dict)
    variables: list[Variable] = field(default_factory=list)
    instructions: list[Instruction] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A translation unit."""

    kernels: dict[str, Function]
    functions: dict[str, Function]
    variables: list[Variable]


def parse(text: str) -> Source:
    """Parse what NVRTC wrote.

    Raises
    ------
    UnsupportedError
        A part is not of the grammar known here.
    """
    text = _HEADER.sub("", _COMMENT.sub("", text.rstrip("\0")))
    kernels: dict[str, Function] = {}
    functions: dict[str, Function] = {}
    variables: list[Variable] = []
    position = 0
    while rest := text[position:].lstrip():
        position = len(text) - len(rest)
        if found := _FUNCTION.match(text, position):
            function = _function(found)
            position = found.end()
            if found["end"] == "{":
                position = _body(text, position, function)
                (kernels if found["kind"] == "entry" else functions)[function.name] = function
        elif found := _VARIABLE.match(text, position):
            variables.append(_variable(found))
            position = text.index(";", found.end()) + 1
        else:
            raise UnsupportedError(rest[:200])
    return Source(kernels, functions, variables)


def _function(found: re.Match[str]) -> Function:
    threads = re.search(r"\.(?:max|req)ntid\s+([\d,\s]+)", found["directives"])
    max_threads = 1024
    if threads:
        max_threads = 1
        for extent in threads[1].split(","):
            max_threads *= int(extent)
    return Function(
        name=found["name"],
        results=_declared(found["results"] or ""),
        parameters=_declared(found["parameters"]),
        max_threads=max_threads,
    )


def _declared(text: str) -> tuple[Variable, ...]:
    return tuple(_variable(found) for found in _VARIABLE.finditer(text))


def _variable(found: re.Match[str]) -> Variable:
    element = int(found["type"][1:]) // 8
    count = 1 if found["count"] is None else int(found["count"] or 0)
    values = (found["values"] or "").strip("{} \n\t").split(",")
    return Variable(
        name=found["name"],
        space=found["space"],
        type=found["type"],
        size=element * count,
        align=max(element, int(found["align"] or 1)),
        values=tuple(integer(value.strip()) for value in values if value.strip()),
    )


def integer(literal: str) -> int:
    """Value of an integer constant, or the bits of a floating-point one (section 4.5)."""
    if literal[:2] in {"0f", "0F", "0d", "0D"}:
        return int(literal[2:], 16)
    literal = literal.removesuffix("U")
    return int(literal, 8 if re.fullmatch(r"0[0-7]+", literal) else 0)


def _body(text: str, position: int, function: Function) -> int:
    """Parse the statements of a function up to its closing brace; return the position after it."""
    depth = 1
    pending = ""  # a label of a table of targets stands on a line of its own
    while depth:
        found = _STATEMENT.match(text, position)
        if found is None:
            raise UnsupportedError(text[position : position + 200])
        position = found.end()
        if found["brace"]:
            depth += 1 if found["brace"] == "{" else -1
        elif found["label"]:
            pending = found["label"]
            function.labels[pending] = len(function.instructions)
        else:
            _statement(" ".join(found["text"].split()), pending, function)
    return position


def _statement(text: str, label: str, function: Function) -> None:
    if text.startswith(".reg"):
        _declare_registers(text, function.registers)
    elif text.startswith(".branchtargets"):
        function.tables[label] = tuple(text.removeprefix(".branchtargets").replace(" ", "").split(","))
    elif text.startswith((".pragma ", ".loc ")):
        pass
    elif found := _VARIABLE.fullmatch(text):
        function.variables.append(_variable(found))
    elif found := _INSTRUCTION.fullmatch(text):
        function.instructions.append(
            Instruction(
                guard=found["guard"] or "",
                opcode=found["opcode"],
                operands=tuple(operand.strip() for operand in _OPERAND.findall(found["operands"])),
                text=text,
            )
        )
    else:
        raise UnsupportedError(text)


def _declare_registers(text: str, registers: dict[str, str]) -> None:
    found = _REGISTERS.fullmatch(text)
    if found is None:
        raise UnsupportedError(text)
    for name in found["names"].replace(" ", "").split(","):
        if many := re.fullmatch(r"(.+)<(\d+)>", name):
            registers.update({f"{many[1]}{number}": found["type"] for number in range(int(many[2]))})
        else:
            registers[name] = found["type"]
