"""The threads of some blocks, run in lockstep: one element of every array is one thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.support.ptx.elementwise import TYPES, Array
from tests.support.ptx.memory import POISON, Arena, Memory, Scratch

WARP = 32
END = 1 << 30
"""Where a thread goes that is done."""

Extent = tuple[int, int, int]
EVERYONE = slice(None)


class Batch:
    """State of the threads of consecutive blocks.

    A register is an array of one element a thread, or of a single element if all threads have the same value; arrays
    are never changed in place. Registers keep bits, as unsigned integers; predicates are booleans.

    Attributes
    ----------
    active
        The threads that execute the present instruction: indices, or the slice of everyone.
    registers
        By name, the special ones too.
    place
        The basic block where each thread is.
    waiting
        Threads held by a barrier, until the others have come.
    warp, lane, block
        Of each thread, warps and blocks being counted within the batch.
    """

    def __init__(
        self, grid: Extent, block: Extent, blocks: range, memories: tuple[Memory, Scratch], sizes: tuple[int, int]
    ) -> None:
        threads = block[0] * block[1] * block[2]
        self.count = threads * len(blocks)
        self.block, thread = np.divmod(np.arange(self.count), threads)
        self.lane = thread % WARP
        self.warp = self.block * -(-threads // WARP) + thread // WARP
        self.warps = len(blocks) * -(-threads // WARP)
        self.place = np.zeros(self.count, dtype=np.int64)
        self.waiting = np.zeros(self.count, dtype=np.bool_)
        self.active: slice | npt.NDArray[np.intp] = EVERYONE
        self.registers = _special(grid, block, blocks.start + self.block, thread, self.lane)
        shared, local = sizes
        self.memory, self.parameters = memories
        self.shared = Scratch(len(blocks), shared)
        self.local = Scratch(self.count, local)

    def read(self, register: str, dtype: np.dtype[Any]) -> Array:
        """Bits of a register of the active threads."""
        value = self.registers.get(register)
        if value is None:
            return _poison(dtype)
        return value if value.size == 1 or self.active is EVERYONE else value[self.active]

    def write(self, register: str, value: Array, dtype: np.dtype[Any]) -> None:
        """Set a register of the active threads; a narrower value is extended by its sign or with zeros."""
        bits = value.view(dtype) if value.itemsize == dtype.itemsize else value.astype(dtype)
        if self.active is not EVERYONE:
            whole = np.empty(self.count, dtype)
            whole[:] = self.registers.get(register, _poison(dtype))
            whole[self.active] = bits
            bits = whole
        self.registers[register] = bits

    def of_active(self, per_thread: Array) -> Array:
        """Elements of the active threads."""
        return per_thread[self.active]

    def indices(self) -> npt.NDArray[np.intp]:
        """The active threads."""
        return np.arange(self.count) if isinstance(self.active, slice) else self.active

    @contextmanager
    def only(self, threads: npt.NDArray[np.intp]) -> Iterator[None]:
        """Let these threads go on alone."""
        before = self.active
        self.active = EVERYONE if threads.size == self.count else threads
        try:
            yield
        finally:
            self.active = before

    def space(self, name: str) -> tuple[Arena, Array]:
        """A memory and the row of each active thread in it."""
        if name == "shared":
            return self.shared, self.of_active(self.block)
        if name == "local":
            return self.local, self.indices()
        if name == "param":
            return self.parameters, np.zeros(1, dtype=np.intp)
        return self.memory, self.indices()


def _poison(dtype: np.dtype[Any]) -> Array:
    return np.full(dtype.itemsize, POISON if dtype != np.bool_ else 0, dtype=np.uint8).view(dtype)


def _special(grid: Extent, block: Extent, blocks: Array, thread: Array, lane: Array) -> dict[str, Array]:
    """Special registers (chapter 10)."""
    registers: dict[str, Array] = {"%laneid": lane, "%warpid": thread // WARP}
    for name, extent, index in (("tid", block, thread), ("ctaid", grid, blocks)):
        registers |= {
            f"%{name}.x": index % extent[0],
            f"%{name}.y": index // extent[0] % extent[1],
            f"%{name}.z": index // (extent[0] * extent[1]),
        }
        registers |= {f"%n{name}.{axis}": np.array([size]) for axis, size in zip("xyz", extent, strict=True)}
    bit = np.left_shift(1, lane)
    registers |= {"%lanemask_eq": bit, "%lanemask_lt": bit - 1, "%lanemask_le": 2 * bit - 1}
    registers |= {"%lanemask_ge": -bit, "%lanemask_gt": -2 * bit}
    return {name: values.astype(TYPES["u32"]) for name, values in registers.items()}
