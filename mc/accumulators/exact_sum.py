"""Sums of floats that do not depend on order: fixed-point digits."""

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray

DIGITS = 9
"""Number of 32-bit digits of a sum."""

_DIGIT_BITS = 32
_POINT = 64  # binary places behind the point

LARGEST = 2.0**100
"""Values of this size and beyond count as infinite; squares of smaller ones fit into a sum, 2**24 at a time."""


def block_sum(values: FloatArray) -> FloatArray:
    """Sum over the last axis in an order that is defined: the second half is added to the first, until one is left.

    Parameters
    ----------
    values
        Any shape; the last axis is taken as filled up with zeros to a power of two.
    """
    length = values.shape[-1]
    half = 1 << (length - 1).bit_length() >> 1
    while half:
        folded = values[..., :half].copy()
        folded[..., : length - half] += values[..., half:length]
        values, length, half = folded, half, half >> 1
    return values[..., 0]


def digits(values: FloatArray) -> IntArray:
    """Split numbers into signed 32-bit digits of a fixed-point number with 64 binary places.

    Parameters
    ----------
    values
        Finite, smaller than 2**224 in size; any shape.

    Returns
    -------
    IntArray
        Of shape ``(*values.shape, DIGITS)``, least significant digit first. Exact but for a rounding to
        multiples of 2**-64. Digits of up to 2**31 numbers may be added without overflow.

    Notes
    -----
    The idea of Kulisch (2013), Computer Arithmetic and Validity, chapter 8: long accumulators make sums exact.
    """
    result = np.empty((*values.shape, DIGITS), dtype=np.int64)
    rest = values
    for place in range(DIGITS - 1, 0, -1):
        weight = 2.0 ** (_DIGIT_BITS * place - _POINT)
        digit = np.trunc(rest / weight)
        rest = rest - digit * weight
        result[..., place] = digit
    result[..., 0] = np.rint(rest * 2.0**_POINT)
    return result


def total(sums: IntArray) -> npt.NDArray[np.object_]:
    """Put digits together again.

    Returns
    -------
    ndarray of int
        Python integers, the sums in units of 2**-64; the shape of `sums` without its last axis.
    """
    parts = sums.astype(object)
    result = parts[..., DIGITS - 1]
    for place in range(DIGITS - 2, -1, -1):
        result = result * (1 << _DIGIT_BITS) + parts[..., place]
    return np.asarray(result, dtype=object)


UNIT = 1 << _POINT
"""One, in the units of `total`."""
