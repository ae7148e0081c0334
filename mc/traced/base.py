"""What all arrays have in common that models see."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import EllipsisType
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from mc.errors import ModelError
from mc.subset import BIT_UFUNCS, INSTEAD, REDUCTIONS, SCANS, UFUNCS
from mc.traced.where import at_model_line

Constant: TypeAlias = "int | float | np.bool_ | npt.NDArray[Any]"
IndexItem: TypeAlias = int | slice | EllipsisType | npt.NDArray[np.integer] | list[int] | None


class ModelArray(NDArrayOperatorsMixin, ABC):
    """Values of one quantity in every sample.

    A model sees only the trailing shape: ``()`` for a scalar input, ``(calendar_year,)`` for a trajectory.
    The sample axis is implicit: never indexed, never reduced, never mixed up with another axis. Axes are
    counted from the end. Anything outside the subset of `mc.subset` is refused with a `ModelError` that names the
    line of the model, so that a model that runs on one kind of array runs on the others.

    The abstract methods get what has been checked: arrays of the same kind, numbers, and constant NumPy arrays.
    """

    __slots__ = ()
    __array_priority__: ClassVar[int] = 1000

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """Trailing shape, without the samples."""

    @property
    @abstractmethod
    def dtype(self) -> np.dtype[Any]:
        """Type of the elements."""

    @abstractmethod
    def _apply(self, ufunc: np.ufunc, operands: Sequence[Self | Constant]) -> Self:
        """Apply a ufunc of the subset."""

    @abstractmethod
    def _where(self, condition: Self | Constant, where_true: Self | Constant, where_false: Self | Constant) -> Self:
        """``np.where``."""

    @abstractmethod
    def _reduced(self, function: Callable[..., Any], axis: int, *, keepdims: bool) -> Self:
        """Apply one of `REDUCTIONS` over a negative axis."""

    @abstractmethod
    def _scanned(self, function: Callable[..., Any], axis: int) -> Self:
        """Apply one of `SCANS` along a negative axis."""

    @abstractmethod
    def _interpolated(self, grid: npt.NDArray[Any], values: npt.NDArray[Any]) -> Self:
        """``np.interp`` on a table of increasing numbers."""

    @abstractmethod
    def _searched(self, table: npt.NDArray[Any], side: str) -> Self:
        """``np.searchsorted`` in a table that does not decrease."""

    @abstractmethod
    def _indexed(self, items: tuple[IndexItem, ...]) -> Self:
        """Index trailing axes; `items` holds one Ellipsis."""

    @property
    def ndim(self) -> int:
        """Number of trailing axes."""
        return len(self.shape)

    def __len__(self) -> int:
        if not self.shape:
            raise refusal("a scalar input has no length: it is one number in each sample")
        return self.shape[0]

    def __iter__(self) -> None:
        raise refusal("iterating over samples or years cannot be compiled; write the loop as array arithmetic")

    def __bool__(self) -> bool:
        raise refusal("an `if` or `and`/`or` on a value that differs between samples; use np.where, &, |")

    def __float__(self) -> float:
        raise refusal("float() or math.* of a value that differs between samples; use the NumPy function")

    __int__ = __index__ = __complex__ = __float__

    def __array__(self, *_: object, **__: object) -> npt.NDArray[np.generic]:
        raise refusal("np.asarray of samples takes them out of the model; keep to ufuncs and np.where")

    def __getattr__(self, name: str) -> None:
        instead = INSTEAD.get(name) or (f"np.{name}(x, axis=-1)" if hasattr(np, name) else "functions of NumPy")
        message = f"arrays of samples have no attribute {name!r}; use {instead}"
        raise AttributeError(at_model_line(message))

    def __getitem__(self, item: IndexItem | tuple[IndexItem, ...]) -> Self:
        items = item if isinstance(item, tuple) else (item,)
        if any(isinstance(part, ModelArray) for part in items):
            raise refusal(
                "indexing by a value that differs between samples; use np.where or np.interp on a constant table"
            )
        arrays = [np.asarray(part) for part in items if isinstance(part, np.ndarray | list)]
        if len(arrays) > 1:
            raise refusal("more than one index array; use one static gather at a time")
        if any(isinstance(part, bool) for part in items) or any(a.dtype == bool and a.ndim != 1 for a in arrays):
            raise refusal("indexing by truth values; use np.where, or a mask of one axis")
        used = sum(part is not None and part is not Ellipsis for part in items)
        if used > self.ndim:
            message = f"{used} indices into an array of trailing shape {self.shape}"
            raise refusal(message)
        try:
            chosen = np.broadcast_to(np.False_, self.shape)[items]
        except IndexError as error:
            raise refusal(str(error)) from None
        if not chosen.size:
            message = f"no entries of trailing shape {self.shape} are at this index"
            raise refusal(message)
        return self._indexed(items if any(part is Ellipsis for part in items) else (*items, Ellipsis))

    def __setitem__(self, item: object, value: object) -> None:
        raise refusal("assigning into an array cannot be compiled; use np.where on a constant mask")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **kwargs: object) -> Self:
        known = ufunc in UFUNCS or (ufunc in BIT_UFUNCS and self.dtype.kind == "u")
        if method != "__call__" or not known:
            raise _outside_subset(ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}")
        if "out" in kwargs:
            message = f"assigning in place cannot be compiled: write x = np.{ufunc.__name__}(x, y)"
            raise refusal(message)
        if kwargs:
            message = f"np.{ufunc.__name__} with {', '.join(kwargs)}: only positional arrays can be compiled"
            raise refusal(message)
        return self._apply(ufunc, [self._operand(value) for value in inputs])

    def __array_function__(
        self,
        func: Callable[..., object],
        types: Sequence[type],
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
    ) -> Self:
        if func is np.where and len(args) == 3 and not kwargs:
            return self._where(*(self._operand(value) for value in args))
        if func in REDUCTIONS or func in SCANS:
            return self._along_axis(func, *args, **kwargs)
        if func is np.interp and len(args) == 3 and not kwargs and not _any_samples(args[1:]):
            grid, values = (np.asarray(table) for table in args[1:])
            if not (np.all(np.isfinite(grid)) and np.all(np.isfinite(values))):
                raise refusal("np.interp: the table must be finite")
            if grid.ndim != 1 or grid.shape != values.shape or not grid.size or not np.all(np.diff(grid) > 0):
                raise refusal("np.interp: the table must have one axis and increase, with one value for each entry")
            return self._interpolated(grid, values)
        if func is np.searchsorted and len(args) == 2 and set(kwargs) <= {"side"} and not _any_samples(args[:1]):
            table, side = np.asarray(args[0]), kwargs.get("side", "left")
            if table.ndim != 1 or side not in {"left", "right"} or not np.all(table[1:] >= table[:-1]):
                raise refusal("np.searchsorted: the table must have one axis and not decrease, side be left or right")
            return self._searched(table, str(side))
        raise _outside_subset(func.__name__)

    def _along_axis(self, func: Callable[..., object], array: object, axis: object = None, **kwargs: object) -> Self:
        name = func.__name__
        unknown = set(kwargs) - ({"keepdims"} if func in REDUCTIONS else set())
        if not isinstance(array, type(self)) or unknown:
            message = f"np.{name} takes an array, a negative axis{' and keepdims' if func in REDUCTIONS else ''}"
            raise refusal(message)
        if not isinstance(axis, int) or not -array.ndim <= axis < 0:
            message = (
                f"np.{name} over axis {axis!r} of trailing shape {array.shape}: count the axis from the end, "
                f"from -1 to -{max(array.ndim, 1)}; the samples themselves are never reduced"
            )
            raise refusal(message)
        if func in SCANS:
            return array._scanned(func, axis)  # noqa: SLF001 - of the same class
        return array._reduced(func, axis, keepdims=bool(kwargs.get("keepdims", False)))  # noqa: SLF001

    def _operand(self, value: object) -> Self | Constant:
        """Return what can be computed with: samples and numbers as they are, other constants as NumPy arrays."""
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return self._operand(_real(value))
        if isinstance(value, type(self) | int | float | np.bool_):
            return value
        if isinstance(value, np.ndarray | np.generic | list | tuple):
            constant = np.asarray(value)
            if constant.dtype.kind in "biuf":
                return constant
            value = constant.flat[0]
        message = f"a {type(value).__name__} cannot be mixed with samples; use numbers and constant NumPy arrays"
        raise refusal(message)


def refusal(message: str) -> ModelError:
    """Make the error that a model gets, with its line in front."""
    return ModelError(at_model_line(message))


def _real(value: int) -> float:
    """A whole number that no integer type holds."""
    try:
        return float(value)
    except OverflowError:
        raise refusal("a whole number beyond the range of float64") from None


def _any_samples(values: Sequence[object]) -> bool:
    return any(isinstance(value, ModelArray) for value in values)


def _outside_subset(name: str) -> ModelError:
    return refusal(f"np.{name} cannot be compiled; instead: {INSTEAD.get(name, 'what docs/models.md lists')}")
