"""Arrays over samples, as an eagerly called model sees them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.traced.base import Constant, IndexItem, ModelArray


class SampleArray(ModelArray):
    """Values of one quantity in every sample of a block, computed at once.

    The samples lie last in memory, so that NumPy's own broadcasting aligns trailing shapes and its inner loops
    are long; on a GPU the same layout is the one that coalesces.

    Parameters
    ----------
    data
        Array of shape ``(*trailing, samples)`` of NumPy or of a library that follows its dispatch protocols.
    """

    __slots__ = ("data",)

    def __init__(self, data: npt.NDArray[Any]) -> None:
        self.data = data

    @property
    def shape(self) -> tuple[int, ...]:
        """Trailing shape, without the samples."""
        return self.data.shape[:-1]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the elements."""
        return self.data.dtype

    def __repr__(self) -> str:
        return f"SampleArray(shape={self.shape}, samples={self.data.shape[-1]}, dtype={self.dtype})"

    def _apply(self, ufunc: np.ufunc, operands: "Sequence[SampleArray | Constant]") -> "SampleArray":
        return SampleArray(ufunc(*map(self._aligned, operands)))

    def _where(
        self,
        condition: "SampleArray | Constant",
        where_true: "SampleArray | Constant",
        where_false: "SampleArray | Constant",
    ) -> "SampleArray":
        return SampleArray(np.where(*map(self._aligned, (condition, where_true, where_false))))

    def _reduced(self, function: Callable[..., Any], axis: int, *, keepdims: bool) -> "SampleArray":
        return SampleArray(function(self.data, axis=axis - 1, keepdims=keepdims))

    def _scanned(self, function: Callable[..., Any], axis: int) -> "SampleArray":
        return SampleArray(function(self.data, axis=axis - 1))

    def _interpolated(self, grid: npt.NDArray[Any], values: npt.NDArray[Any]) -> "SampleArray":
        return SampleArray(np.interp(self.data, self._like(grid), self._like(values)))

    def _searched(self, table: npt.NDArray[Any], side: str) -> "SampleArray":
        return SampleArray(np.searchsorted(self._like(table), self.data, side=side))  # type: ignore[call-overload]

    def _indexed(self, items: tuple[IndexItem, ...]) -> "SampleArray":
        return SampleArray(self.data[items if items[-1] is Ellipsis else (*items, slice(None))])

    def _aligned(self, value: "SampleArray | Constant") -> Any:  # noqa: ANN401 - data of any array library
        """Return plain data; constant arrays get the (broadcast) sample axis."""
        if isinstance(value, SampleArray):
            return value.data
        return self._like(value)[..., None] if isinstance(value, np.ndarray) else value

    def _like(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Constants in the array library of the samples."""
        return np.asarray(values, like=self.data)


def as_samples(data: FloatArray) -> FloatArray:
    """Wrap an array ``(*trailing, samples)``; typed as models see it, which are written as for NumPy arrays."""
    return SampleArray(data)  # type: ignore[return-value]
