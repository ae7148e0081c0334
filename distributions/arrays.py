"""The array type that the mathematics of this package is written for.

Functions are written in plain NumPy and typed as for NumPy arrays. They also accept Python floats and any
array that implements NumPy's dispatch protocols (``__array_ufunc__``, ``__array_function__``), because they
use nothing but ufuncs, ``np.where``, ``np.interp`` and ``np.searchsorted`` on constant tables, and static
indexing along trailing axes.

An array that has a method ``__elementary__(name, *arguments)`` may compute a special function of this package in a way
of its own; it returns NotImplemented where it does not.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]

P = ParamSpec("P")
R = TypeVar("R")


def constant(value: float) -> FloatArray:
    """Return a number as an array of no dimension, in the precision of whatever it meets."""
    return value  # type: ignore[return-value]  # NumPy's stubs know no such array


def elementary(function: Callable[P, R]) -> Callable[P, R]:
    """Let arrays compute a function of arrays by a method of their own, under the function's name."""

    @wraps(function)
    def dispatched(*args: P.args, **kwargs: P.kwargs) -> R:
        for argument in args:
            if hasattr(type(argument), "__elementary__"):
                result = argument.__elementary__(function.__name__, *args, **kwargs)  # type: ignore[attr-defined]
                if result is not NotImplemented:
                    return result  # type: ignore[no-any-return]
        return function(*args, **kwargs)

    return dispatched
