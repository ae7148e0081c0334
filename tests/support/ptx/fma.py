"""Fused multiply-add, rounded once, in both precisions and without the processor's own."""

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from tests.support.ptx.elementwise import Array

_SPLITTER = float(2**27 + 1)
_SAFE_LOW, _SAFE_HIGH = 2.0**-900, 2.0**900


def fma32(a: Array, b: Array, c: Array) -> Array:
    """Product and sum of float32, rounded once.

    The product is exact in float64, and its sum with `c` is rounded to odd there, so that the last rounding sees
    on which side of a tie the exact value lies: 53 bits are two more than twice 24 and then some.
    """
    product = a.astype(np.float64) * b
    return _odd_sum(product, c.astype(np.float64)).astype(np.float32)


def fma64(a: Array, b: Array, c: Array) -> Array:
    """Product and sum of float64, rounded once.

    Boldo and Melquiond (2008), Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to
    odd, IEEE Transactions on Computers 57(4), algorithm Fmac. It holds where nothing under- or overflows; the rest
    is computed with fractions, one by one.
    """
    a, b, c = (np.ascontiguousarray(x) for x in np.broadcast_arrays(a, b, c))
    product = a * b
    result = product + c  # where an operand is zero, infinite or NaN, but for two cases
    result = np.where((c == 0) & (a != 0) & (b != 0), product, result)
    result = np.where(np.isinf(c) & np.isfinite(a) & np.isfinite(b), c, result)
    parts = [np.abs(x) for x in (a, b, product, c)]
    ordinary = np.logical_and.reduce([np.isfinite(x) & (x > 0) for x in (parts[0], parts[1], parts[3])])
    safe = np.logical_and.reduce([(x > _SAFE_LOW) & (x < _SAFE_HIGH) for x in parts])
    high, low = _exact_product(a[safe], b[safe], product[safe])
    above, below = _exact_sum(c[safe], low)
    total, rest = _exact_sum(high, above)
    result[safe] = total + _odd_sum(below, rest)
    for index in np.flatnonzero(ordinary & ~safe):
        result[index] = _rounded(Fraction(a[index]) * Fraction(b[index]) + Fraction(c[index]))
    return result


def _rounded(exact: Fraction) -> float:
    """Nearest float64, which Python's division of integers is by its definition; an exact zero is +0."""
    try:
        return exact.numerator / exact.denominator
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


def _exact_product(a: Array, b: Array, product: Array) -> tuple[Array, Array]:
    """Rounded product and its error: Dekker (1971), by Veltkamp's splitting."""
    a_high, b_high = (x * _SPLITTER - (x * _SPLITTER - x) for x in (a, b))
    a_low, b_low = a - a_high, b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


def _exact_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """Rounded sum and its error: Knuth's TwoSum."""
    total = a + b
    shadow = total - a
    return total, (a - (total - shadow)) + (b - shadow)


def _odd_sum(a: Array, b: Array) -> npt.NDArray[np.float64]:
    """Sum rounded to odd: where it is not exact, that one of the two neighbours whose last bit is one."""
    total, error = _exact_sum(a, b)
    even = total.view(np.int64) & 1 == 0
    towards = np.where(error > 0, np.inf, -np.inf)
    return np.where((error != 0) & np.isfinite(error) & even, np.nextafter(total, towards), total)
