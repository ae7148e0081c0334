"""Sums of floats that do not depend on order: fixed-point digits."""

import math

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray, Values

DIGITS = 8
"""Number of 32-bit digits of a sum."""

DIGIT_BITS = 32

POINT = 128
"""Binary places behind the point."""

UNIT = 1 << POINT
"""One, in the units of `total`."""


def add(sums: IntArray, values: Values) -> None:
    """Add numbers exactly to sums in fixed point, in place.

    Parameters
    ----------
    sums
        Signed 32-bit digits, least significant first: the last axis has length `DIGITS`. They hold the sum of up to
        2**31 numbers without overflow.
    values
        Smaller than 2**128 in size, of the shape of `sums` with another last axis, over which they are summed.
        Truncated to multiples of 2**-128.

    Notes
    -----
    The idea of Kulisch (2013), Computer Arithmetic and Validity, chapter 8: long accumulators make sums exact.
    All nonzero digits of a number have its sign, so that they are the bits of its mantissa, shifted.
    """
    rest: FloatArray = values.astype(np.float64)
    exponent = math.frexp(max(rest.max(initial=0.0), -rest.min(initial=0.0)))[1]
    place = (exponent - 1 + POINT) // DIGIT_BITS
    while place >= 0 and rest.any():
        weight = 2.0 ** (DIGIT_BITS * place - POINT)
        digit = np.trunc(rest / weight)
        sums[..., place] += digit.sum(axis=-1).astype(np.int64)  # whole numbers below 2**53: exact in any order
        rest -= digit * weight
        place -= 1


def digits(values: Values) -> IntArray:
    """Split numbers into signed digits, as `add` adds them: of shape ``(*values.shape, DIGITS)``."""
    result = np.zeros((*values.shape, DIGITS), dtype=np.int64)
    add(result, values[..., None])
    return result


def total(sums: IntArray) -> npt.NDArray[np.object_]:
    """Put digits together again.

    Returns
    -------
    ndarray of int
        Python integers, the sums in units of 2**-128; the shape of `sums` without its last axis.
    """
    parts = sums.astype(object)
    result = parts[..., DIGITS - 1]
    for place in range(DIGITS - 2, -1, -1):
        result = result * (1 << DIGIT_BITS) + parts[..., place]
    return np.asarray(result, dtype=object)
