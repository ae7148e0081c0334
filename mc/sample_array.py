"""Arrays over samples, as an eagerly called model sees them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.subset import PRODUCTS
from mc.traced.base import Constant, IndexItem, ModelArray


class SampleArray(ModelArray):
    """Values of one quantity in every sample of a block, computed at once in float64 and int64.

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
        arguments = [self._aligned(value) for value in operands]
        *_, dtype = ufunc.resolve_dtypes((*(_promoted(value) for value in arguments), None))
        wide = _wide(dtype, real=ufunc in PRODUCTS)
        if wide != dtype:
            arguments = [np.asarray(value, like=self.data).astype(wide) for value in arguments]
        return SampleArray(ufunc(*arguments))

    def _where(
        self,
        condition: "SampleArray | Constant",
        where_true: "SampleArray | Constant",
        where_false: "SampleArray | Constant",
    ) -> "SampleArray":
        return SampleArray(np.where(*map(self._aligned, (condition, where_true, where_false))))

    def _reduced(self, function: Callable[..., Any], axis: int, *, keepdims: bool) -> "SampleArray":
        return SampleArray(function(self._folded(function), axis=axis - 1, keepdims=keepdims))

    def _scanned(self, function: Callable[..., Any], axis: int) -> "SampleArray":
        return SampleArray(function(self._folded(function), axis=axis - 1))

    def _interpolated(self, grid: npt.NDArray[Any], values: npt.NDArray[Any]) -> "SampleArray":
        return SampleArray(np.interp(self.data, self._like(grid), self._like(values)))

    def _searched(self, table: npt.NDArray[Any], side: str) -> "SampleArray":
        return SampleArray(np.searchsorted(self._like(table), self.data, side=side))  # type: ignore[call-overload]

    def _indexed(self, items: tuple[IndexItem, ...]) -> "SampleArray":
        return SampleArray(self.data[items if items[-1] is Ellipsis else (*items, slice(None))])

    def _folded(self, function: Callable[..., Any]) -> npt.NDArray[Any]:
        """Operand of a reduction or scan."""
        real = function in PRODUCTS and self.dtype.kind in "bi"
        return self.data.astype(np.float64) if real else self.data

    def _aligned(self, value: "SampleArray | Constant") -> Any:  # noqa: ANN401 - data of any array library
        """Return plain data; constant arrays get the (broadcast) sample axis."""
        if isinstance(value, SampleArray):
            return value.data
        return self._like(value)[..., None] if isinstance(value, np.ndarray) else value

    def _like(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Constants in the array library of the samples."""
        return np.asarray(values, dtype=_wide(values.dtype), like=self.data)


def _wide(dtype: np.dtype[Any], *, real: bool = False) -> np.dtype[Any]:
    """Type in which numbers of a type are computed: float64 or int64; float64 for whole ones too if `real`."""
    if dtype.kind == "f" or (real and dtype.kind == "i"):
        return np.dtype(np.float64)
    small = dtype.kind == "i" or (dtype.kind == "u" and dtype.itemsize < 4)
    return np.dtype(np.int64) if small else dtype


def _promoted(value: Any) -> Any:  # noqa: ANN401 - data of any array library, or a number
    """What NumPy promotes: a type, or the class of a Python number."""
    if isinstance(value, bool):
        return np.dtype(np.bool_)
    return type(value) if isinstance(value, int | float) and not isinstance(value, np.generic) else value.dtype


def plain(value: object) -> npt.NDArray[Any]:
    """Return an array without its wrapper: of samples ``(*trailing, samples)``, of a constant its own shape."""
    return np.asarray(value.data if isinstance(value, SampleArray) else value)


def as_samples(data: FloatArray) -> FloatArray:
    """Wrap an array ``(*trailing, samples)``; typed as models see it, which are written as for NumPy arrays."""
    return SampleArray(data)  # type: ignore[return-value]
