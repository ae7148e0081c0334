"""Which GPU there is, from the CUDA runtime through CuPy's bindings. Nothing is computed here."""

from dataclasses import dataclass

from mc.errors import TargetUnavailableError


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A CUDA device.

    Attributes
    ----------
    name
        As the driver calls it.
    memory_bytes
        In all, and not only what is free.
    compute_capability
        Such as ``"9.0"``.
    driver_cuda
        The newest version of CUDA that the driver supports, such as ``"12.8"``.
    """

    name: str
    memory_bytes: int
    compute_capability: str
    driver_cuda: str

    def __str__(self) -> str:
        return (
            f"{self.name}, {self.memory_bytes / 2**30:.0f} GiB, compute capability {self.compute_capability}, "
            f"driver for CUDA {self.driver_cuda}"
        )


def find_device() -> Device:
    """Return the CUDA device that a run would use.

    Raises
    ------
    TargetUnavailableError
        There is none, or CuPy is not installed; the message says what was found.
    """
    try:
        from cupy_backends.cuda.api import runtime
    except ImportError as error:
        message = f"without CuPy no GPU is found ({error}); install the extra `cuda12` or `cuda13` of this project"
        raise TargetUnavailableError(message) from None
    try:
        properties = runtime.getDeviceProperties(runtime.getDevice())
        driver = runtime.driverGetVersion()
    except runtime.CUDARuntimeError as error:
        message = f"no GPU with a working driver ({error})"
        raise TargetUnavailableError(message) from None
    return Device(
        name=properties["name"].decode(),
        memory_bytes=properties["totalGlobalMem"],
        compute_capability=f"{properties['major']}.{properties['minor']}",
        driver_cuda=f"{driver // 1000}.{driver % 1000 // 10}",
    )
