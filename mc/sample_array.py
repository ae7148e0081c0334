"""Arrays over samples, as an eagerly called model sees them."""

from collections.abc import Callable, Mapping, Sequence
from types import EllipsisType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from distributions.arrays import FloatArray
from mc.errors import ModelError
from mc.subset import INSTEAD, REDUCTIONS, SCANS, UFUNCS

IndexItem: TypeAlias = int | slice | EllipsisType | npt.NDArray[np.integer] | None


class SampleArray(NDArrayOperatorsMixin):
    """Values of one quantity in every sample of a block.

    A model sees only the trailing shape: ``()`` for a scalar input, ``(calendar_year,)`` for a trajectory.
    The sample axis is implicit: never indexed, never reduced, never mixed up with another axis. Axes are
    counted from the end. Anything outside the subset of `mc.subset` is refused with a `ModelError`, so that a
    model that runs here can also be compiled.

    The samples lie last in memory, so that NumPy's own broadcasting aligns trailing shapes and its inner loops
    are long; on a GPU the same layout is the one that coalesces.

    Parameters
    ----------
    data
        Array of shape ``(*trailing, samples)`` of NumPy or of a library that follows its dispatch protocols.
    """

    __slots__ = ("data",)
    __array_priority__ = 1000

    def __init__(self, data: npt.NDArray[Any]) -> None:
        self.data = data

    @property
    def shape(self) -> tuple[int, ...]:
        """Trailing shape, without the samples."""
        return self.data.shape[:-1]

    @property
    def ndim(self) -> int:
        """Number of trailing axes."""
        return self.data.ndim - 1

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """Type of the elements."""
        return self.data.dtype

    def __repr__(self) -> str:
        return f"SampleArray(shape={self.shape}, samples={self.data.shape[-1]}, dtype={self.dtype})"

    def __len__(self) -> int:
        if not self.shape:
            message = "a scalar input has no length: it is one number in each sample"
            raise ModelError(message)
        return self.shape[0]

    def __iter__(self) -> None:
        raise ModelError("iterating over samples or years cannot be compiled; write the loop as array arithmetic")

    def __bool__(self) -> bool:
        message = "an `if` or `and`/`or` on a value that differs between samples; use np.where, &, |"
        raise ModelError(message)

    def __float__(self) -> float:
        raise ModelError("float() or math.* of a value that differs between samples; use the NumPy function")

    __int__ = __index__ = __complex__ = __float__

    def __array__(self, *_: object, **__: object) -> npt.NDArray[np.generic]:
        raise ModelError("np.asarray of samples takes them out of the model; keep to ufuncs and np.where")

    def __getattr__(self, name: str) -> None:
        instead = INSTEAD.get(name) or (f"np.{name}(x, axis=-1)" if hasattr(np, name) else "functions of NumPy")
        message = f"arrays of samples have no attribute {name!r}; use {instead}"
        raise AttributeError(message)

    def __getitem__(self, item: IndexItem | tuple[IndexItem, ...]) -> "SampleArray":
        items = item if isinstance(item, tuple) else (item,)
        if any(isinstance(part, SampleArray) for part in items):
            message = "indexing by a value that differs between samples; use np.where or np.interp on a constant table"
            raise ModelError(message)
        used = sum(part is not None and part is not Ellipsis for part in items)
        if used > self.ndim:
            message = f"{used} indices into an array of trailing shape {self.shape}"
            raise ModelError(message)
        if sum(isinstance(part, np.ndarray | list) for part in items) > 1:
            message = "more than one index array; use one static gather at a time"
            raise ModelError(message)
        if not any(part is Ellipsis for part in items):
            items = (*items, Ellipsis)
        if items[-1] is Ellipsis:
            return SampleArray(self.data[items])
        return SampleArray(self.data[(*items, slice(None))])

    def __setitem__(self, item: object, value: object) -> None:
        raise ModelError("assigning into an array cannot be compiled; use np.where on a constant mask")

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: object, **kwargs: object
    ) -> "SampleArray | tuple[SampleArray, ...]":
        if method != "__call__" or ufunc not in UFUNCS:
            raise _outside_subset(ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}")
        if "out" in kwargs:
            message = f"assigning in place cannot be compiled: write x = np.{ufunc.__name__}(x, y)"
            raise ModelError(message)
        if kwargs:
            message = f"np.{ufunc.__name__} with {', '.join(kwargs)}: only positional arrays can be compiled"
            raise ModelError(message)
        return SampleArray(ufunc(*(self._operand(value) for value in inputs)))

    def __array_function__(
        self,
        func: Callable[..., object],
        types: Sequence[type],
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
    ) -> "SampleArray":
        if func is np.where and len(args) == 3 and not kwargs:
            return SampleArray(np.where(*(self._operand(value) for value in args)))  # type: ignore[call-overload]
        if func in REDUCTIONS or func in SCANS:
            return self._along_axis(func, *args, **kwargs)
        if func is np.interp and len(args) == 3 and not kwargs and not _any_samples(args[1:]):
            x, grid, values = (_unwrap(value, self) for value in args)
            return SampleArray(np.interp(x, grid, values))  # type: ignore[call-overload]
        if func is np.searchsorted and len(args) == 2 and set(kwargs) <= {"side"} and not _any_samples(args[:1]):
            table, x = (_unwrap(value, self) for value in args)
            return SampleArray(np.searchsorted(table, x, **kwargs))  # type: ignore[call-overload]
        raise _outside_subset(func.__name__)

    def _along_axis(
        self, func: Callable[..., object], array: object, axis: object = None, **kwargs: object
    ) -> "SampleArray":
        name = func.__name__
        unknown = set(kwargs) - ({"keepdims"} if func in REDUCTIONS else set())
        if not isinstance(array, SampleArray) or unknown:
            message = f"np.{name} takes an array, a negative axis{' and keepdims' if func in REDUCTIONS else ''}"
            raise ModelError(message)
        if not isinstance(axis, int) or not -array.ndim <= axis < 0:
            message = (
                f"np.{name} over axis {axis!r} of trailing shape {array.shape}: count the axis from the end, "
                f"from -1 to -{max(array.ndim, 1)}; the samples themselves are never reduced"
            )
            raise ModelError(message)
        return SampleArray(func(array.data, axis=axis - 1, **kwargs))  # type: ignore[arg-type]

    def _operand(self, value: object) -> object:
        """Unwrap samples, and give constant arrays the (broadcast) sample axis."""
        unwrapped = _unwrap(value, self)
        if unwrapped is value and isinstance(value, int | float | np.bool_):
            return value
        return unwrapped if isinstance(value, SampleArray) else unwrapped[..., None]  # type: ignore[index]


def _unwrap(value: object, like: SampleArray) -> object:
    """Return plain data: of samples as they are, of constants in the array library of `like`."""
    if isinstance(value, SampleArray):
        return value.data
    if isinstance(value, int | float | np.bool_):
        return value
    if isinstance(value, np.ndarray | np.generic | list | tuple):
        return np.asarray(value, like=like.data)
    message = f"a {type(value).__name__} cannot be mixed with samples; use numbers and constant NumPy arrays"
    raise ModelError(message)


def _any_samples(values: Sequence[object]) -> bool:
    return any(isinstance(value, SampleArray) for value in values)


def _outside_subset(name: str) -> ModelError:
    instead = INSTEAD.get(name, "see mc.subset for what can")
    return ModelError(f"np.{name} cannot be compiled: {instead}")


def as_samples(data: FloatArray) -> FloatArray:
    """Wrap an array ``(*trailing, samples)``; typed as models see it, which are written as for NumPy arrays."""
    return SampleArray(data)  # type: ignore[return-value]
