"""Memory: addresses, bounds and what was never written."""

import bisect
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.support.ptx.elementwise import TYPES, Array

GLOBAL_BASE = 0x7F00_0000_0000
SHARED_WINDOW = 0x0100_0000_0000
LOCAL_WINDOW = 0x0200_0000_0000
"""Where a window on shared and on local memory begins in generic addresses (section 6.4.1)."""

FIRST = 1024
"""First address of a window: a null pointer points nowhere."""

RED_ZONE = 256
POISON = 0xA5
"""Content of memory that nobody has written."""


class MemoryFault(RuntimeError):  # noqa: N818  # the field's name for it
    """An access that the hardware would not forgive, or would and should not.

    Attributes
    ----------
    bad
        Which of the active threads.
    """

    def __init__(self, reason: str, address: Array, bad: Array) -> None:
        super().__init__(reason)
        self.bad = np.flatnonzero(np.atleast_1d(bad))
        self.address = int(np.broadcast_to(address, np.shape(bad))[self.bad[0]])


class Arena(ABC):
    """Bytes that are read and written as numbers of any type, at aligned offsets."""

    def __init__(self, size: int, *, tracked: bool) -> None:
        self.views = _views(np.zeros(-(-size // 64) * 64, dtype=np.uint8))
        self.written = _views(np.zeros_like(self.views["b8"])) if tracked else None

    @property
    def bytes(self) -> npt.NDArray[np.uint8]:
        """All of it."""
        return self.views["b8"]

    def load(self, offset: Array, kind: str, address: Array) -> Array:
        """Read numbers.

        Raises
        ------
        MemoryFault
            Some of the bytes were never written.
        """
        index = offset // TYPES[kind].itemsize
        if self.written is not None:
            written = self.written[f"u{kind[1:]}"][index]
            bad = written != np.iinfo(written.dtype).max
            if bad.any():
                raise MemoryFault("read of memory that was never written", address, bad)
        values: Array = self.views[kind][index]
        return values

    @abstractmethod
    def locate(self, address: Array, rows: Array, size: int) -> Array:
        """Offsets of addresses in the bytes.

        Raises
        ------
        MemoryFault
            Some access is not aligned or out of bounds.
        """

    def store(self, offset: Array, kind: str, values: Array) -> None:
        """Write numbers; of several to one place the last one stays."""
        index, values = np.broadcast_arrays(offset // TYPES[kind].itemsize, values)
        self.views[kind][index] = values
        if self.written is not None:
            unsigned = self.written[f"u{kind[1:]}"]
            unsigned[index] = np.iinfo(unsigned.dtype).max


def _views(memory: npt.NDArray[np.uint8]) -> dict[str, Array]:
    return {kind: memory.view(dtype) for kind, dtype in TYPES.items() if kind != "pred"}


def require_aligned(address: Array, size: int) -> None:
    """Raise `MemoryFault` for addresses that are not multiples of the size of an access."""
    bad = address & np.uint64(size - 1)
    if bad.any():
        reason = f"misaligned access of {size} bytes"
        raise MemoryFault(reason, address, bad)


class Scratch(Arena):
    """Memory of equal rows: the shared memory of each block, the local one of each thread, the parameters."""

    def __init__(self, rows: int, size: int, *, tracked: bool = True) -> None:
        self.size = size
        self.stride = -(-size // 16) * 16
        super().__init__(rows * self.stride, tracked=tracked)

    def locate(self, address: Array, rows: Array, size: int) -> Array:
        require_aligned(address, size)
        offset = address.astype(np.int64) - FIRST
        bad = (offset < 0) | (offset > self.size - size)
        if bad.any():
            reason = f"access of {size} bytes outside of {self.size} bytes"
            raise MemoryFault(reason, address, bad)
        located: Array = offset + rows * self.stride
        return located


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class DeviceArray:
    """An array in global memory. `host` is the memory itself, seen as a NumPy array."""

    address: int
    host: npt.NDArray[Any]


class Memory(Arena):
    """Global memory of one device: buffers with red zones between them.

    An address is not used a second time, so an access after `free` is noticed too.

    Parameters
    ----------
    capacity
        In bytes; only what is touched is really there.
    """

    def __init__(self, capacity: int = 1 << 30) -> None:
        super().__init__(capacity, tracked=False)
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._next = RED_ZONE

    def empty(self, shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> DeviceArray:
        """Allocate an array full of poison.

        Raises
        ------
        MemoryError
            The capacity is exhausted.
        """
        dtype = np.dtype(dtype)
        size = int(np.prod(shape)) * dtype.itemsize
        start, end = self._next, self._next + size
        if end + RED_ZONE > self.bytes.size:
            message = f"{size} bytes asked for, {self.bytes.size - start} left"
            raise MemoryError(message)
        self._next = -(-end // RED_ZONE) * RED_ZONE + RED_ZONE
        self._starts.append(start)
        self._ends.append(end)
        self.bytes[start:end] = POISON
        return DeviceArray(GLOBAL_BASE + start, self.bytes[start:end].view(dtype).reshape(shape))

    def array(self, values: npt.ArrayLike) -> DeviceArray:
        """Allocate a copy of a host array."""
        values = np.asarray(values)
        copy = self.empty(values.shape, values.dtype)
        copy.host[...] = values
        return copy

    def free(self, array: DeviceArray) -> None:
        """Give an array back."""
        index = self._starts.index(array.address - GLOBAL_BASE)
        del self._starts[index], self._ends[index]

    def locate(self, address: Array, rows: Array, size: int) -> Array:
        del rows
        require_aligned(address, size)
        offset = (address - np.uint64(GLOBAL_BASE)).astype(np.int64)
        low, high = int(offset.min()), int(offset.max())
        nearest = bisect.bisect_right(self._starts, low) - 1
        if nearest < 0 or high + size > self._ends[nearest]:  # not all in one buffer
            index = np.searchsorted(self._starts, offset, side="right") - 1
            bad = (index < 0) | (offset + size > np.array([*self._ends, 0])[index])
            if bad.any():
                reason = f"access of {size} bytes outside of every buffer"
                raise MemoryFault(reason, address, bad)
        return offset
