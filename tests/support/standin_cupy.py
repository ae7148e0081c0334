"""A stand-in for CuPy on a machine without a GPU: what targets use of it, on the emulator of PTX or on the host.

Work is done when somebody waits for it, stream by stream: what is read without waiting, or on another stream than it
was written on, is found to be poison.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt
import pytest

from mc.targets.cuda import image
from mc.targets.cuda.nvrtc import Form, compile_kernel, nvrtc_version
from tests.support.cuda_on_host.module import HostModule
from tests.support.ptx.memory import DeviceArray, Memory
from tests.support.ptx.module import Module

Grid = tuple[int, ...]

ATTRIBUTES = {
    "MultiProcessorCount": 2,
    "MaxRegistersPerMultiprocessor": 65536,
    "MaxThreadsPerMultiProcessor": 2048,
    "MaxBlocksPerMultiprocessor": 32,
    "MaxSharedMemoryPerMultiprocessor": 233472,
    "ReservedSharedMemoryPerBlock": 1024,
    "ClockRate": 1_980_000,
    "MemoryClockRate": 2_619_000,
    "GlobalMemoryBusWidth": 5120,
}
"""Those of an H100, but for two multiprocessors instead of 132."""


class OutOfMemoryError(MemoryError):
    """As CuPy's."""


class CUDADriverError(RuntimeError):
    """As CuPy's."""


class CUDARuntimeError(RuntimeError):
    """As CuPy's."""


class Executable(Protocol):
    """A loaded module."""

    def launch(self, name: str, grid: Grid, block: Grid, arguments: Sequence[DeviceArray | np.generic]) -> None: ...


class _OnHost:
    def __init__(self, source: str, folder: Path) -> None:
        self._module = HostModule(source, folder)

    def launch(self, name: str, grid: Grid, block: Grid, arguments: Sequence[DeviceArray | np.generic]) -> None:
        plain = [one.host if isinstance(one, DeviceArray) else one for one in arguments]
        self._module.launch(name, grid, block, plain)


class Stream:
    """Work in order, done when somebody waits for it."""

    def __init__(self, gpu: "StandinGpu") -> None:
        self._gpu = gpu
        self._work: list[Callable[[], None]] = []

    def enqueue(self, work: Callable[[], None]) -> None:
        self._work.append(work)

    def synchronize(self) -> None:
        waiting, self._work = self._work, []
        for work in waiting:
            work()

    def __enter__(self) -> Self:
        self._gpu.current.append(self)
        return self

    def __exit__(self, *error: object) -> None:
        self._gpu.current.pop()


class NdArray:
    """An array on the device, freed with the last reference to it."""

    def __init__(self, gpu: "StandinGpu", shape: int | Sequence[int], dtype: npt.DTypeLike) -> None:
        self.shape = (shape,) if isinstance(shape, int) else tuple(shape)
        self.dtype = np.dtype(dtype)
        self.nbytes = int(np.prod(self.shape)) * self.dtype.itemsize
        self._gpu = gpu
        self.device: DeviceArray | None = None
        gpu.take(self.nbytes)
        self.device = gpu.memory.empty(self.shape, self.dtype)

    def __del__(self) -> None:
        if self.device is not None:
            self._gpu.used -= self.nbytes
            self._gpu.memory.free(self.device)

    @property
    def host(self) -> npt.NDArray[Any]:
        assert self.device is not None
        return self.device.host

    def get(self, *, stream: Stream, out: npt.NDArray[Any], blocking: bool) -> None:
        assert not blocking
        stream.enqueue(partial(self._copy, out))

    def _copy(self, out: npt.NDArray[Any]) -> None:
        out[...] = self.host


class RawKernel:
    """A kernel, loaded when it is first looked at."""

    def __init__(self, gpu: "StandinGpu", path: Path, name: str) -> None:
        self._gpu, self._path, self._name = gpu, path, name
        self._loaded: Executable | None = None

    def _executable(self) -> Executable:
        if self._loaded is None:
            self._loaded = self._gpu.loaded(self._path.read_bytes())
        return self._loaded

    @property
    def num_regs(self) -> int:
        self._executable()
        return 64

    @property
    def shared_size_bytes(self) -> int:
        self._executable()
        return 16448

    def __call__(self, grid: Grid, block: Grid, arguments: Sequence[NdArray | np.generic]) -> None:
        gpu = self._gpu
        if gpu.launch_error is not None:
            raise CUDADriverError(gpu.launch_error)
        gpu.launches.append((self._name, grid))

        def work() -> None:
            values = [one.device if isinstance(one, NdArray) else one for one in arguments]
            self._executable().launch(self._name, grid, block, [one for one in values if one is not None])

        gpu.current[-1].enqueue(work)


@dataclass
class StandinGpu:
    """The device, and what tests plan for it.

    Attributes
    ----------
    capability
        As ``cupy.cuda.Device().compute_capability``.
    on_host
        A folder: kernels are compiled by g++, which is quicker to run. None: they are run on the emulator.
    total_bytes, limit_bytes
        Memory, and what CuPy's pool may take of it; 0: all.
    launch_error
        What launches fail with.
    launches
        Kernels and grids, as they were launched.
    """

    capability: str = "90"
    on_host: Path | None = None
    total_bytes: int = 1 << 30
    limit_bytes: int = 0
    launch_error: str | None = None
    number: int = 0
    used: int = 0
    launches: list[tuple[str, Grid]] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)

    def __post_init__(self) -> None:
        self.streams = [Stream(self)]
        self.current = [self.streams[0]]
        self._modules: dict[bytes, Executable] = {}

    def take(self, size: int) -> None:
        limit = self.limit_bytes or self.total_bytes
        if self.used + size > limit:
            message = f"Out of memory allocating {size:,} bytes (allocated so far: {self.used:,} bytes)."
            raise OutOfMemoryError(message)
        self.used += size

    def loaded(self, content: bytes) -> Executable:
        if content not in self._modules:
            if self.on_host is None:
                self._modules[content] = Module(content, self.memory)
            else:
                folder = tempfile.mkdtemp(dir=self.on_host)  # libraries of one path would be taken for one
                self._modules[content] = _OnHost(content.decode(), Path(folder))
        return self._modules[content]

    def compiled(self, source: str, architecture: str, form: Form) -> bytes:
        """What `compile_kernel` stands for here: text that can be executed."""
        del form
        return compile_kernel(source, architecture, "ptx") if self.on_host is None else source.encode()

    def install(self, monkeypatch: pytest.MonkeyPatch, cache: Path) -> Self:
        """Put it in the place of CuPy; keep what is compiled under `cache`."""
        nvrtc_version()  # the real CuPy finds the library, once
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache / ("host" if self.on_host else "emulated")))
        monkeypatch.setattr(image, "compile_kernel", self.compiled)
        monkeypatch.setitem(sys.modules, "cupy", self.module())
        return self

    def module(self) -> ModuleType:
        """What ``import cupy`` gives."""
        module = ModuleType("cupy")
        module.__dict__.update(
            __version__="14.2.0",
            is_available=lambda: True,
            RawModule=lambda *, path: SimpleNamespace(get_function=partial(RawKernel, self, Path(path))),
            empty=partial(NdArray, self),
            zeros=self._zeros,
            asarray=self._asarray,
            asnumpy=self._asnumpy,
            get_default_memory_pool=lambda: SimpleNamespace(
                free_bytes=lambda: 0, used_bytes=lambda: self.used, get_limit=lambda: self.limit_bytes
            ),
            cuda=SimpleNamespace(
                Device=self._device,
                Stream=self._stream,
                memory=SimpleNamespace(OutOfMemoryError=OutOfMemoryError),
                runtime=SimpleNamespace(CUDARuntimeError=CUDARuntimeError),
                driver=SimpleNamespace(CUDADriverError=CUDADriverError),
                alloc_pinned_memory=bytearray,
            ),
        )
        return module

    def _device(self) -> SimpleNamespace:
        return SimpleNamespace(
            id=self.number,
            attributes=ATTRIBUTES,
            compute_capability=self.capability,
            mem_info=(self.total_bytes - self.used, self.total_bytes),
            synchronize=self._synchronize,
        )

    def _stream(self, *, non_blocking: bool) -> Stream:
        assert non_blocking
        self.streams.append(Stream(self))
        return self.streams[-1]

    def _synchronize(self) -> None:
        for stream in self.streams:
            stream.synchronize()

    def _zeros(self, shape: int | Sequence[int], dtype: npt.DTypeLike) -> NdArray:
        return self._asarray(np.zeros(shape, dtype))

    def _asarray(self, values: npt.NDArray[Any]) -> NdArray:
        array, staged = NdArray(self, values.shape, values.dtype), values.copy(order="K")

        def work() -> None:
            array.host[...] = staged

        self.current[-1].enqueue(work)
        return array

    def _asnumpy(self, array: NdArray) -> npt.NDArray[Any]:
        out = np.empty(array.shape, array.dtype)
        stream = self.current[-1]
        array.get(stream=stream, out=out, blocking=False)
        stream.synchronize()
        return out
