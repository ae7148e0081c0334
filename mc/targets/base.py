"""Where a model runs."""

from abc import ABC, abstractmethod

from distributions.arrays import FloatArray


class Target(ABC):
    """An array library that a model is called on."""

    @abstractmethod
    def to_device(self, values: FloatArray) -> FloatArray:
        """Copy a host array to where the model runs."""

    @abstractmethod
    def to_host(self, values: FloatArray) -> FloatArray:
        """Copy a result back to a NumPy array."""
