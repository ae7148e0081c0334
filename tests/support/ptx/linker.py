"""A kernel made ready to run: variables get addresses, instructions become callables in basic blocks."""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from tests.support.ptx.accesses import ADDRESSES, access
from tests.support.ptx.batch import END, Batch
from tests.support.ptx.conversions import CONVERSIONS
from tests.support.ptx.elementwise import TYPES, Elementwise, look_up
from tests.support.ptx.floats import FLOATS
from tests.support.ptx.inline import inlined
from tests.support.ptx.integers import INTEGERS
from tests.support.ptx.machine import Barrier, BasicBlock, Branch, Collective, Exit, Jump, Switch, Trap
from tests.support.ptx.memory import FIRST
from tests.support.ptx.operands import Frame, Step, elements
from tests.support.ptx.parser import Function, Instruction, Source, UnsupportedError, Variable
from tests.support.ptx.warps import active_mask, collective

_BRANCHES = re.compile(r"bra|bra\.uni|brx\.idx|brx\.idx\.uni|ret|ret\.uni|exit|trap")
_BARRIER = re.compile(r"(?:bar|barrier)(?:\.cta)?\.(?:sync|red\.(popc\.u32|and\.pred|or\.pred))(?:\.aligned)?")
_TOGETHER = re.compile(r"(?:bar|barrier|shfl|vote|match|redux)\..*")
_NO_EFFECT = re.compile(r"(?:membar|fence|prefetch|prefetchu|nanosleep|pmevent|discard|applypriority)(?:\..*)?")
_MOVE = re.compile(r"mov\.(pred|[busf](?:16|32|64))")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kernel:
    """A kernel that can be launched.

    Attributes
    ----------
    parameters
        Offset and size of each.
    shared, local
        Bytes for a block and for a thread; dynamic shared memory comes after `shared`.
    """

    name: str
    code: list[BasicBlock]
    parameters: tuple[tuple[int, int], ...]
    shared: int
    local: int
    max_threads: int


def link(name: str, source: Source, addresses: dict[str, int]) -> Kernel:
    """Link a kernel; `addresses` are those of the module's global and constant variables.

    Raises
    ------
    UnsupportedError
        An instruction is not known; the message shows it.
    """
    kernel = inlined(source.kernels[name], source.functions)
    words = Counter(
        word
        for instruction in kernel.instructions
        for text in (instruction.guard, *instruction.operands)
        for word in re.findall(r"%?[\w$]+", text)
    )
    symbols = {variable: ("global", address) for variable, address in addresses.items()}
    shared_variables = [
        variable
        for variable in (*kernel.variables, *source.variables)
        if variable.space == "shared" and words[variable.name]
    ]
    shared_variables.sort(key=lambda variable: variable.size == 0)  # the dynamic array comes last, after all others
    local_variables = [variable for variable in kernel.variables if variable.space in {"local", "param"}]
    shared = _place("shared", shared_variables, symbols)
    local = _place("local", local_variables, symbols)
    _place("param", kernel.parameters, symbols)
    frame = Frame(kernel.registers, symbols)
    return Kernel(
        name=name,
        code=_Assembler(kernel, frame, frozenset(word for word in words if words[word] > 1)).code(),
        parameters=tuple((symbols[one.name][1] - FIRST, one.size) for one in kernel.parameters),
        shared=shared,
        local=local,
        max_threads=kernel.max_threads,
    )


def _place(space: str, variables: tuple[Variable, ...] | list[Variable], symbols: dict[str, tuple[str, int]]) -> int:
    """Give addresses to variables, one after the other; return the bytes that they take."""
    end = 0
    for variable in variables:
        end = -(-end // variable.align) * variable.align
        symbols[variable.name] = (space, FIRST + end)
        end += variable.size
    return end


@dataclass(frozen=True, slots=True)
class _Assembler:
    kernel: Function
    frame: Frame
    used: frozenset[str]

    def code(self) -> list[BasicBlock]:
        """Cut the instructions into basic blocks and compile them."""
        instructions = self.kernel.instructions
        ends = [index + 1 for index, one in enumerate(instructions) if _leaves(one)]
        own = [index for index, one in enumerate(instructions) if _TOGETHER.fullmatch(one.opcode)]
        guarded = [index for index in own if instructions[index].guard]
        if guarded:
            raise UnsupportedError(instructions[guarded[0]].text)
        starts = sorted({0, *ends, *own, *self.kernel.labels.values()} - {len(instructions)})
        number = {start: block for block, start in enumerate(starts)} | {len(instructions): END}
        code = []
        for start, end in zip(starts, [*starts[1:], len(instructions)], strict=True):
            last = instructions[end - 1]
            leaves = _leaves(last)
            steps = [(one.text, self.step(one)) for one in instructions[start : end - leaves]]
            out = self.exit(last, number, number[end]) if leaves else Jump(number[end])
            code.append(BasicBlock(steps, [(last.text, out)]))
        return code

    def exit(self, instruction: Instruction, number: dict[int, int], following: int) -> Exit:
        """Compile an instruction that ends a basic block."""
        opcode, operands = instruction.opcode.removesuffix(".uni"), instruction.operands
        if together := collective(self.frame, instruction):
            return Collective(following, *together)
        if _BARRIER.fullmatch(instruction.opcode):
            return Barrier(following, self.barrier_effect(instruction))
        guard = self.frame.reader(instruction.guard, "pred") if instruction.guard else None
        if opcode in {"bra", "ret", "exit"}:
            target = number[self.kernel.labels[operands[0]]] if opcode == "bra" else END
            return Branch(guard, target, following) if guard else Jump(target)
        if opcode == "trap" and not guard:
            return Trap()
        if opcode == "brx.idx" and not guard:
            targets = tuple(number[self.kernel.labels[label]] for label in self.kernel.tables[operands[1]])
            return Switch(self.frame.reader(operands[0], "u32"), targets)
        raise UnsupportedError(instruction.text)

    def barrier_effect(self, instruction: Instruction) -> Step:
        """Compile what a barrier computes; only the barrier of whole blocks is known."""
        reduces = ".red." in instruction.opcode
        if len(instruction.operands) != (3 if reduces else 1):
            raise UnsupportedError(instruction.text)
        if not reduces:
            return lambda _: None
        result, _, predicate = instruction.operands
        read, write = self.frame.reader(predicate, "pred"), self.frame.writer(result)
        name = instruction.opcode.split(".")[2]

        def effect(batch: Batch) -> None:
            block = batch.of_active(batch.block)
            yes = np.bincount(block, np.broadcast_to(read(batch), block.shape))[block].astype(np.uint32)
            total = np.bincount(block)[block]
            write(batch, {"popc": yes, "and": yes == total, "or": yes > 0}[name])

        return effect

    def step(self, instruction: Instruction) -> Step:
        """Compile an instruction that goes on to the next one."""
        step = self.unguarded(instruction)
        if not instruction.guard:
            return step
        condition = self.frame.reader(instruction.guard, "pred")

        def guarded(batch: Batch) -> None:
            threads = batch.indices()
            kept = np.broadcast_to(condition(batch), threads.shape)
            if kept.any():
                with batch.only(threads[kept]):
                    step(batch)

        return guarded

    def unguarded(self, instruction: Instruction) -> Step:
        opcode, operands = instruction.opcode, instruction.operands
        if found := _MOVE.fullmatch(opcode):
            return self.move(operands, found[1])
        if opcode == "activemask.b32":
            return active_mask(self.frame, operands[0])
        if _NO_EFFECT.fullmatch(opcode):
            return lambda _: None
        if step := access(self.frame, instruction, self.used):
            return step
        if elementwise := look_up(opcode, INTEGERS, FLOATS, CONVERSIONS, ADDRESSES):
            return self.elementwise(elementwise, operands)
        raise UnsupportedError(instruction.text)

    def elementwise(self, elementwise: Elementwise, operands: tuple[str, ...]) -> Step:
        readers = [self.frame.reader(text, kind) for text, kind in zip(operands[1:], elementwise.operands, strict=True)]
        writers = [self.frame.writer(text) for text in operands[0].split("|")]
        kinds = [TYPES[kind] for kind in elementwise.results]
        function = elementwise.function

        def step(batch: Batch) -> None:
            results = function(*[read(batch) for read in readers])
            results = results if isinstance(results, tuple) else (results,)
            for write, result, kind in zip(writers, results, kinds, strict=False):
                assert result.dtype == kind
                write(batch, result)

        return step

    def move(self, operands: tuple[str, ...], kind: str) -> Step:
        """Copy, or take a register apart into a vector of narrower ones, or put it together."""
        target, origin = map(elements, operands)
        part = kind if kind == "pred" else f"b{int(kind[1:]) // max(len(target), len(origin))}"
        readers = [self.frame.reader(text, kind if len(target) > 1 else part) for text in origin]
        writers = [self.frame.writer(text) for text in target]

        def step(batch: Batch) -> None:
            values = [read(batch) for read in readers]
            if len(values) > 1:
                values = [np.stack(np.broadcast_arrays(*values), axis=-1).view(TYPES[f"b{kind[1:]}"])[:, 0]]
            if len(writers) > 1:
                values = list(np.ascontiguousarray(values[0])[:, None].view(TYPES[part]).T)
            for write, value in zip(writers, values, strict=True):
                write(batch, value)

        return step


def _leaves(instruction: Instruction) -> bool:
    return bool(_BRANCHES.fullmatch(instruction.opcode) or _TOGETHER.fullmatch(instruction.opcode))
