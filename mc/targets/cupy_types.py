"""The part of CuPy that targets use and that its stubs do not describe: streams, modules, memory."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import cupy as cp

DeviceArray: TypeAlias = "cp.ndarray"
Argument: TypeAlias = "cp.ndarray | np.generic"
HostArray = npt.NDArray[Any]
Shape = int | Sequence[int]


class RawKernel(Protocol):
    """A kernel of a loaded module; calling it launches it on the current stream."""

    num_regs: int
    shared_size_bytes: int

    def __call__(self, grid: tuple[int, ...], block: tuple[int, ...], args: Sequence[Argument]) -> None: ...


class RawModule(Protocol):
    """A module that is loaded from a file when it is first used."""

    def __call__(self, *, path: str) -> "RawModule": ...
    def get_function(self, name: str) -> RawKernel: ...


class Stream(Protocol):
    """Work in order; current within its context."""

    def __call__(self, *, non_blocking: bool) -> "Stream": ...
    def synchronize(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *error: object) -> None: ...


class CurrentDevice(Protocol):
    """The device that is current when this is called."""

    id: int
    attributes: Mapping[str, int]
    compute_capability: str
    mem_info: tuple[int, int]

    def __call__(self) -> "CurrentDevice": ...
    def synchronize(self) -> None: ...


class MemoryPool(Protocol):
    """What CuPy has taken from the device and not given back."""

    def free_bytes(self) -> int: ...
    def used_bytes(self) -> int: ...
    def get_limit(self) -> int: ...


class Cuda(Protocol):
    """``cupy.cuda``."""

    Device: CurrentDevice
    Stream: Stream
    memory: ModuleType
    runtime: ModuleType
    driver: ModuleType

    def alloc_pinned_memory(self, size: int) -> memoryview: ...


class CuPy(Protocol):
    """``cupy``."""

    __version__: str
    RawModule: RawModule
    cuda: Cuda

    def is_available(self) -> bool: ...
    def empty(self, shape: Shape, dtype: npt.DTypeLike) -> DeviceArray: ...
    def zeros(self, shape: Shape, dtype: npt.DTypeLike) -> DeviceArray: ...
    def asarray(self, values: HostArray) -> DeviceArray: ...
    def asnumpy(self, values: object) -> HostArray: ...
    def get_default_memory_pool(self) -> MemoryPool: ...
