"""The same eager call on CuPy arrays."""

from typing import Any

from distributions.arrays import FloatArray
from mc.targets.device import Device
from mc.targets.eager import Eager


class Cupy(Eager):
    """The model called eagerly on CuPy arrays, on the current CUDA device.

    Raises
    ------
    TargetUnavailableError
        CuPy is not installed, or finds no CUDA device.
    """

    def __init__(self) -> None:
        self._device = Device("cupy", instead="--target reference")

    def to_device(self, values: FloatArray) -> FloatArray:
        copy: Any = self._device.upload(values)  # arrays over samples are typed as NumPy's
        return copy  # type: ignore[no-any-return]

    def to_host(self, values: FloatArray) -> FloatArray:
        return self._device.download(values)
