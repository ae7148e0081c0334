"""The same eager call on CuPy arrays. The only module that names CuPy."""

from distributions.arrays import FloatArray
from mc.errors import TargetUnavailableError
from mc.targets.eager import Eager

_INSTALL = "install it with the extra `cuda12` or `cuda13` of this project, as README says"


class Cupy(Eager):
    """The model called eagerly on CuPy arrays, on the current CUDA device.

    Raises
    ------
    TargetUnavailableError
        CuPy is not installed, or finds no CUDA device.
    """

    def __init__(self) -> None:
        try:
            import cupy
        except ImportError as error:
            message = f"target 'cupy': CuPy cannot be imported ({error}); {_INSTALL}, or use --target reference"
            raise TargetUnavailableError(message) from None
        if not cupy.is_available():
            message = (
                f"target 'cupy': CuPy {cupy.__version__} is installed but finds no CUDA device with a working driver; "
                "check nvidia-smi, or use --target reference"
            )
            raise TargetUnavailableError(message)
        self._cupy = cupy

    def to_device(self, values: FloatArray) -> FloatArray:
        return self._cupy.asarray(values)  # type: ignore[no-any-return]

    def to_host(self, values: FloatArray) -> FloatArray:
        return self._cupy.asnumpy(values)  # type: ignore[no-any-return]
