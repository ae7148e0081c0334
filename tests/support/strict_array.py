"""A device array without a device: refuses to be mixed with NumPy arrays, as CuPy's arrays do."""

from collections.abc import Callable, Mapping, Sequence
from types import EllipsisType

import numpy as np
import numpy.typing as npt
from numpy.lib.mixins import NDArrayOperatorsMixin

from mc.subset import REDUCTIONS, SCANS, UFUNCS

FUNCTIONS = frozenset({np.where, np.interp, np.searchsorted, *REDUCTIONS, *SCANS})


class StrictArray(NDArrayOperatorsMixin):
    """An array that computes what NumPy computes, in the subset of `mc.subset` and with its own kind only.

    Operands are arrays of this class and Python numbers. NumPy arrays become such an array by
    ``np.asarray(values, like=it)`` and by no other way; results leave by `get`. Nothing is converted in
    silence: neither to a NumPy array, nor to a number, nor to a truth value.
    """

    __slots__ = ("_values",)
    __array_priority__ = 100

    def __init__(self, values: npt.NDArray[np.generic]) -> None:
        self._values = values

    def get(self) -> npt.NDArray[np.generic]:
        """Copy to the host."""
        return self._values.copy()

    @property
    def shape(self) -> tuple[int, ...]:
        return self._values.shape

    @property
    def ndim(self) -> int:
        return self._values.ndim

    @property
    def dtype(self) -> np.dtype[np.generic]:
        return self._values.dtype

    def __getitem__(
        self, item: tuple[int | slice | EllipsisType | npt.NDArray[np.integer] | None, ...]
    ) -> "StrictArray":
        return StrictArray(self._values[item])

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: object, **kwargs: object) -> "StrictArray":
        if method != "__call__" or ufunc not in UFUNCS or kwargs:
            message = f"np.{ufunc.__name__}.{method} with {sorted(kwargs)} is not for device arrays"
            raise TypeError(message)
        return StrictArray(np.asarray(ufunc(*map(_plain, inputs))))

    def __array_function__(
        self,
        func: Callable[..., object],
        types: Sequence[type],
        args: tuple[object, ...],
        kwargs: Mapping[str, object],
    ) -> "StrictArray":
        if func is np.asarray:  # reached by np.asarray(values, like=...)
            (values,) = args
            return values if isinstance(values, StrictArray) else StrictArray(np.asarray(values, **kwargs))  # type: ignore[call-overload]
        if func not in FUNCTIONS:
            message = f"np.{func.__name__} is not for device arrays"
            raise TypeError(message)
        return StrictArray(np.asarray(func(*map(_plain, args), **kwargs)))

    def __array__(self, *_: object, **__: object) -> npt.NDArray[np.generic]:
        raise TypeError("no implicit conversion to a NumPy array; use get()")

    def __bool__(self) -> bool:
        raise TypeError("no implicit conversion to a truth value")

    def __float__(self) -> float:
        raise TypeError("no implicit conversion to a number")

    __int__ = __index__ = __complex__ = __float__

    def __len__(self) -> int:
        raise TypeError("the length of a device array is in its shape")

    def __iter__(self) -> None:
        raise TypeError("no iteration over a device array")


def _plain(value: object) -> object:
    if isinstance(value, StrictArray):
        return value._values
    if isinstance(value, int | float | np.generic):
        return value
    message = f"unsupported operand of type {type(value).__name__}: only device arrays and numbers can be mixed"
    raise TypeError(message)
