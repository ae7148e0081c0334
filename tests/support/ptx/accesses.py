"""Loads, stores, atomics, and what tells one space from another (sections 9.7.9 and 9.7.13)."""

import re
from collections.abc import Callable

import numpy as np

from tests.support.ptx.batch import Batch
from tests.support.ptx.elementwise import TYPES, Array, Elementwise, Table
from tests.support.ptx.memory import LOCAL_WINDOW, SHARED_WINDOW
from tests.support.ptx.operands import Frame, Reader, Step, Writer, elements
from tests.support.ptx.parser import Instruction

_WINDOWS = {"global": 0, "const": 0, "shared": SHARED_WINDOW, "local": LOCAL_WINDOW}
_WINDOW_SIZE = np.uint64(1 << 32)

_ORDER = r"(?:\.(?:volatile|weak|relaxed|acquire|release|acq_rel))?(?:\.(?:cta|cluster|gpu|sys))?"
_SPACE = r"(?:\.(?P<space>global|shared|local|const|param)(?:::(?:cta|entry|func))?)?"
_HINTS = r"(?:\.nc)?(?:\.(?:c[agsv]|lu|wb|wt|L[12]::\w+))*"
_KIND = r"\.(?P<kind>[bus](?:8|16|32|64)|f32|f64)"
_ACCESS = re.compile(rf"(?P<way>ld|st){_ORDER}{_SPACE}{_HINTS}(?:\.v(?P<count>[248]))?{_KIND}")
_ATOMIC = re.compile(
    rf"(?P<way>atom|red){_ORDER}{_SPACE}\.(?P<name>add|min|max|and|or|xor|exch|cas)\.(?P<kind>[bus](?:32|64))"
)


def _where(condition: Array, a: Array, b: Array) -> Array:
    return np.where(condition, a, b)


InSpace = Callable[[str, int], Step]
"""What an access is, given the space and the address where a window on it begins."""

_COMBINE: dict[str, Callable[..., Array]] = {
    "add": np.add,
    "min": np.minimum,
    "max": np.maximum,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
    "exch": lambda _, new: new,
    "cas": lambda old, expected, new: _where(old == expected, new, old),
}


def access(frame: Frame, instruction: Instruction, used: frozenset[str]) -> Step | None:
    """Compile a load, a store or an atomic operation; None if the instruction is none of them.

    `used` are the registers that are read somewhere: an atomic operation whose result is not needs no order among
    threads. There are no atomics on floats: the order of their additions is not defined, so neither is the sum.
    """
    if found := _ACCESS.fullmatch(instruction.opcode):
        loads = found["way"] == "ld"
        registers, place = instruction.operands if loads else instruction.operands[::-1]
        parts = elements(registers)
        assert len(parts) == int(found["count"] or 1), instruction.text
        in_space = (_load if loads else _store)(frame, frame.address(place), parts, found["kind"])
    elif found := _ATOMIC.fullmatch(instruction.opcode):
        result, place, *values = instruction.operands if found["way"] == "atom" else ("_", *instruction.operands)
        readers = [frame.reader(value, found["kind"]) for value in values]
        write = frame.writer(result) if result in used else None
        in_space = _atomic(frame.address(place), found["kind"], _COMBINE[found["name"]], readers, write)
    else:
        return None
    if found["space"] == "param":  # of the kernel, or of a call: those are in local memory
        name = re.split(r"[\[+\]\s]+", place)[1]
        return in_space(frame.symbols.get(name, ("param", 0))[0], 0)
    if found["space"]:
        return in_space(found["space"], 0)
    spaces = ("global", "shared", "local")
    return _generic(frame.address(place), {name: in_space(name, _WINDOWS[name]) for name in spaces})


def _load(frame: Frame, address: Reader, registers: list[str], kind: str) -> InSpace:
    writers = [frame.writer(register) for register in registers]
    size = TYPES[kind].itemsize

    def in_space(space: str, window: int) -> Step:
        def step(batch: Batch) -> None:
            arena, rows = batch.space(space)
            here = address(batch) - np.uint64(window)
            offset = arena.locate(here, rows, size * len(writers))
            loaded = [arena.load(offset + size * place, kind, here) for place in range(len(writers))]
            for write, values in zip(writers, loaded, strict=True):  # the address may be in one of the registers
                write(batch, values)

        return step

    return in_space


def _store(frame: Frame, address: Reader, registers: list[str], kind: str) -> InSpace:
    readers = [frame.reader(register, kind) for register in registers]
    size = TYPES[kind].itemsize

    def in_space(space: str, window: int) -> Step:
        def step(batch: Batch) -> None:
            arena, rows = batch.space(space)
            offset = arena.locate(address(batch) - np.uint64(window), rows, size * len(readers))
            for place, read in enumerate(readers):
                arena.store(offset + size * place, kind, read(batch))

        return step

    return in_space


def _atomic(
    address: Reader, kind: str, combine: Callable[..., Array], readers: list[Reader], write: Writer | None
) -> InSpace:

    def in_space(space: str, window: int) -> Step:
        def step(batch: Batch) -> None:
            arena, rows = batch.space(space)
            here = address(batch) - np.uint64(window)
            offset = arena.locate(here, rows, TYPES[kind].itemsize)
            arena.load(offset, kind, here)  # must have been written
            each = batch.indices().shape
            index = np.broadcast_to(offset // TYPES[kind].itemsize, each)
            operands = [np.broadcast_to(read(batch), each) for read in readers]
            if write is None and isinstance(combine, np.ufunc):
                combine.at(arena.views[kind], index, *operands)
            else:
                old = _in_turn(arena.views[kind], index, combine, operands)
                if write is not None:
                    write(batch, old)

        return step

    return in_space


def _in_turn(memory: Array, index: Array, combine: Callable[..., Array], operands: list[Array]) -> Array:
    """Combine with memory in the order of threads; return what each of them found."""
    order = np.argsort(index, kind="stable")
    ordered = index[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    starts = np.flatnonzero(first)
    turn = np.arange(index.size) - starts[np.cumsum(first) - 1]
    old = np.empty(index.size, memory.dtype)
    for number in range(int(turn.max()) + 1):
        threads = order[turn == number]
        old[threads] = memory[index[threads]]
        memory[index[threads]] = combine(old[threads], *(operand[threads] for operand in operands))
    return old


def _generic(address: Reader, steps: dict[str, Step]) -> Step:
    """Let each thread access the space that its address lies in."""

    def step(batch: Batch) -> None:
        here = np.broadcast_to(address(batch), batch.indices().shape)
        threads = batch.indices()
        inside = {space: _inside(space, here) for space in steps}
        for space, in_space in steps.items():
            if inside[space].any():
                with batch.only(threads[inside[space]]):
                    in_space(batch)

    return step


def _inside(space: str, address: Array) -> Array:
    if space in {"shared", "local"}:
        return address - np.uint64(_WINDOWS[space]) < _WINDOW_SIZE
    return ~(_inside("shared", address) | _inside("local", address))


def _to_generic(way: str | None, space: str) -> Elementwise:
    window = np.uint64(_WINDOWS[space])
    return Elementwise(("u64",), ("u64",), lambda a: a - window if way else a + window)


def _is_space(space: str) -> Elementwise:
    return Elementwise(("pred",), ("u64",), lambda a: _inside(space, a))


ADDRESSES: Table = {
    r"cvta(?:\.(to))?\.(global|shared|local|const)(?:::cta)?\.u64": _to_generic,
    r"isspacep\.(global|shared|local)(?:::cta)?": _is_space,
}
