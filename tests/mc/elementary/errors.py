"""Errors of elementary functions in units in the last place, and what they may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import numpy as np
import numpy.typing as npt

from mc.elementary.trigonometric import LARGEST_ANGLE

Array = npt.NDArray[Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Accuracy:
    """What the docstring of a function promises.

    Attributes
    ----------
    exact
        The same function of mpmath.
    single, double
        Greatest errors in float32 and float64.
    largest
        Size of arguments beyond which the result is NaN.
    """

    exact: Callable[[Any], Any]
    single: float
    double: float
    largest: float = np.inf


ACCURACY: Mapping[np.ufunc, Accuracy] = {
    np.exp: Accuracy(exact=mp.exp, single=1.02, double=0.98),
    np.exp2: Accuracy(exact=lambda x: mp.mpf(2) ** x, single=0.88, double=0.79),
    np.expm1: Accuracy(exact=mp.expm1, single=1.25, double=1.37),
    np.log: Accuracy(exact=mp.log, single=0.93, double=1.13),
    np.log2: Accuracy(exact=lambda x: mp.log(x, 2), single=1.05, double=1.05),
    np.log10: Accuracy(exact=mp.log10, single=0.96, double=1.0),
    np.log1p: Accuracy(exact=mp.log1p, single=0.93, double=1.17),
    np.sin: Accuracy(exact=mp.sin, single=1.55, double=1.5, largest=LARGEST_ANGLE),
    np.cos: Accuracy(exact=mp.cos, single=1.55, double=1.5, largest=LARGEST_ANGLE),
    np.tan: Accuracy(exact=mp.tan, single=3.1, double=2.5, largest=LARGEST_ANGLE),
    np.arcsin: Accuracy(exact=mp.asin, single=2.1, double=2.1),
    np.arccos: Accuracy(exact=mp.acos, single=1.2, double=1.2),
    np.arctan: Accuracy(exact=mp.atan, single=1.55, double=1.5),
    np.sinh: Accuracy(exact=mp.sinh, single=1.7, double=1.7),
    np.cosh: Accuracy(exact=mp.cosh, single=1.45, double=1.45),
    np.tanh: Accuracy(exact=mp.tanh, single=1.5, double=1.5),
}


def wider(ufunc: np.ufunc, x: Array) -> Array:
    """Result in a wider type, which stands for the exact one: float64, or long double where that has more digits."""
    with np.errstate(all="ignore"):
        wide = x.astype(np.float64 if x.dtype == np.float32 else np.longdouble)
        inside = ~(np.abs(wide) > ACCURACY[ufunc].largest)
        return np.where(inside, ufunc(np.where(inside, wide, 0.0)), np.nan)


def ulp_errors(got: Array, exact: Array) -> Array:
    """Distance from the exact results, given in a wider type, in units in the last place of these.

    Infinite where one is NaN and the other is not, and where a zero has the wrong sign. An infinity counts as the
    power of two that follows the largest number.
    """
    info = np.finfo(got.dtype)
    end = np.ldexp(exact.dtype.type(1.0), info.maxexp)
    with np.errstate(invalid="ignore"):
        distance = np.abs(np.clip(got.astype(exact.dtype), -end, end) - np.clip(exact, -end, end))
    _, exponent = np.frexp(np.where(np.isfinite(exact), np.minimum(np.abs(exact), info.max), info.max))
    errors = np.ldexp(distance, info.nmant - np.maximum(exponent - 1, info.minexp))
    wrong = (np.isnan(got) != np.isnan(exact)) | ((exact == 0.0) & (np.signbit(got) != np.signbit(exact)))
    return np.where(wrong, np.inf, np.where(np.isnan(exact), 0.0, errors))
