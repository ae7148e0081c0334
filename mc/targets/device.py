"""The current CUDA device: memory, streams, modules and launches. The only module that names CuPy."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from mc.errors import TargetUnavailableError
from mc.targets.cupy_types import CuPy, DeviceArray, HostArray, RawKernel, Shape, Stream

_INSTALL = "install it with the extra `cuda12` or `cuda13` of this project, as README says"


@dataclass(frozen=True, kw_only=True, slots=True)
class Multiprocessors:
    """What the multiprocessors of a device have, each.

    Attributes
    ----------
    count
        Number of multiprocessors.
    registers, threads, blocks
        Most that are resident at a time.
    shared_bytes, reserved_shared_bytes
        Shared memory, and how much of it the system takes for every block.
    """

    count: int
    registers: int
    threads: int
    blocks: int
    shared_bytes: int
    reserved_shared_bytes: int


class Device:
    """The CUDA device that is current when this is made.

    Parameters
    ----------
    target, instead
        Who needs it, and which other targets there are, for messages.

    Raises
    ------
    TargetUnavailableError
        CuPy is not installed, or finds no CUDA device.
    """

    def __init__(self, target: str, instead: str) -> None:
        self._target = target
        try:
            import cupy
        except ImportError as error:
            message = f"target {target!r}: CuPy cannot be imported ({error}); {_INSTALL}, or use {instead}"
            raise TargetUnavailableError(message) from None
        self._cupy = cast("CuPy", cupy)
        if not self._cupy.is_available():
            message = (
                f"target {target!r}: CuPy {self._cupy.__version__} is installed but finds no CUDA device with a "
                f"working driver; check nvidia-smi, or use {instead}"
            )
            raise TargetUnavailableError(message)

    @property
    def number(self) -> int:
        """Which of the machine's devices is current."""
        return self._cupy.cuda.Device().id

    @property
    def compute_capability(self) -> str:
        """Its architecture, such as ``"90"``."""
        return self._cupy.cuda.Device().compute_capability

    @property
    def count(self) -> int:
        """Number of devices that this process sees."""
        return int(self._cupy.cuda.runtime.getDeviceCount())

    @property
    def attributes(self) -> Mapping[str, int]:
        """Its attributes as CUDA names them, without ``cudaDevAttr``."""
        return self._cupy.cuda.Device().attributes

    @property
    def multiprocessors(self) -> Multiprocessors:
        """What blocks have to share."""
        attributes = self.attributes
        return Multiprocessors(
            count=attributes["MultiProcessorCount"],
            registers=attributes["MaxRegistersPerMultiprocessor"],
            threads=attributes["MaxThreadsPerMultiProcessor"],
            blocks=attributes["MaxBlocksPerMultiprocessor"],
            shared_bytes=attributes["MaxSharedMemoryPerMultiprocessor"],
            reserved_shared_bytes=attributes["ReservedSharedMemoryPerBlock"],
        )

    @property
    def free_bytes(self) -> int:
        """Memory that can be allocated: free on the device or in CuPy's pool, and within the pool's limit."""
        pool = self._cupy.get_default_memory_pool()
        free = self._cupy.cuda.Device().mem_info[0] + pool.free_bytes()
        limit = pool.get_limit()
        return min(free, limit - pool.used_bytes()) if limit else free

    def empty(self, shape: Shape, dtype: npt.DTypeLike) -> DeviceArray:
        """Allocate an array."""
        return self._cupy.empty(shape, dtype)

    def zeros(self, shape: Shape, dtype: npt.DTypeLike) -> DeviceArray:
        """Allocate an array of zeros."""
        return self._cupy.zeros(shape, dtype)

    def upload(self, values: HostArray) -> DeviceArray:
        """Copy a host array to the device."""
        return self._cupy.asarray(np.ascontiguousarray(values))

    def download(self, values: object) -> HostArray:
        """Copy an array of the device to the host, when it is computed."""
        return self._cupy.asnumpy(values)

    def start_download(self, values: DeviceArray, stream: Stream) -> HostArray:
        """Begin to copy an array to page-locked memory; it is there when `stream` is done."""
        pinned = self._cupy.cuda.alloc_pinned_memory(values.nbytes)
        host: HostArray = np.ndarray(values.shape, values.dtype, buffer=pinned)
        values.get(stream=stream, out=host, blocking=False)  # type: ignore[arg-type]  # the stubs' stream is empty
        return host

    def synchronize(self) -> None:
        """Wait until all work is done."""
        self._cupy.cuda.Device().synchronize()

    def stream(self) -> Stream:
        """Make a stream, whose work runs beside that of others; use it as a context."""
        return self._cupy.cuda.Stream(non_blocking=True)

    def load(self, image: bytes, names: Sequence[str]) -> dict[str, RawKernel]:
        """Load machine code or PTX; return its kernels by name."""
        with tempfile.TemporaryDirectory(prefix="orbital-risk-") as folder:
            path = Path(folder, "kernel.cubin")  # the driver tells by the content what it is
            path.write_bytes(image)
            module = self._cupy.RawModule(path=str(path))
            kernels = {name: module.get_function(name) for name in names}
            for kernel in kernels.values():
                _ = kernel.num_regs  # loads it, while the file is there
        return kernels

    @contextmanager
    def failures(self, hint: str) -> Iterator[None]:
        """Turn errors of CUDA into `TargetUnavailableError`.

        Parameters
        ----------
        hint
            What to change where memory does not suffice.
        """
        cuda = self._cupy.cuda
        try:
            yield
        except cuda.memory.OutOfMemoryError as error:
            total = cuda.Device().mem_info[1]
            message = (
                f"target {self._target!r}: not enough memory on device {self.number}, which has {total:,} bytes, of "
                f"which {self.free_bytes:,} can be had: {error} {hint}"
            )
            raise TargetUnavailableError(message) from None
        except (cuda.runtime.CUDARuntimeError, cuda.driver.CUDADriverError) as error:
            message = (
                f"target {self._target!r}: device {self.number} failed ({error}); what it computed is lost, and this "
                "process cannot use it again: look at nvidia-smi and the system's log, and start anew"
            )
            raise TargetUnavailableError(message) from error
