"""NumPy in float64: the accuracy oracle."""

from distributions.arrays import FloatArray
from mc.targets.eager import Eager


class Reference(Eager):
    """The model called eagerly on NumPy arrays."""

    def to_device(self, values: FloatArray) -> FloatArray:
        return values

    def to_host(self, values: FloatArray) -> FloatArray:
        return values
