"""Powers."""

from fractions import Fraction
from functools import reduce
from operator import mul

import numpy as np

from mc.elementary.constants import LOG2_E, parts
from mc.elementary.exponential import two_to, whole_shift
from mc.elementary.formats import FORMATS, bits, clamped, polynomial, product, sign_bit
from mc.elementary.logarithm import number_of_exponent, reduced, with_ends
from mc.expression.node import FLOAT32, FLOAT64, Node, absolute, constant, fma, rint, select, sqrt

_ATANH = {
    FLOAT32: (0.20000076, 0.14273548, 0.117096975),
    FLOAT64: (0.20000000000001128, 0.14285714285049714, 0.11111111259986763, 0.0909089218048869,
              0.07693378840045455, 0.06628404157798329, 0.06598213402882368),
}  # fmt: skip
"""``((atanh(s) / s - 1) / s^2 - 1/3) / s^2`` in s^2 for ``|s| <= (sqrt(2) - 1) / (sqrt(2) + 1)``, minimax for the
relative error of ``atanh(s)``: 2^-36.8 and 2^-66.3."""

LARGEST_PRODUCT = 4
"""Powers up to this exponent are products: they cost a twentieth, and later ones would be less accurate."""


def power(x: Node, y: Node) -> Node:
    """``x^y``, within 1.45 ulp in float64; in float32 within 1.1 ulp for results from 2^-10 to 2^10, 6.6 for others.

    Found with 2.5 10^7 random pairs in float32 and 3 10^5 in float64, half of them with bases near 1.

    ``2^(y log2(x))`` with the logarithm as an unevaluated sum of two floats, which depends on the base alone: Muller
    (2016), Elementary Functions, third edition, section 13.2.

    The special cases are those of IEEE 754 (2019), section 9.2.1: ``x^0`` and ``1^y`` are 1 even for NaN; a negative
    base has powers for whole exponents only; zero and infinity have theirs, signs included. Constant exponents that
    `product_of` has become products, their reciprocals, and 1/2 a square root. Fractional powers of -inf are NaN, and
    the square root of -0 is -0.
    """
    exponent = the_exponent(y)
    if exponent == 0.5:
        return sqrt(_broadcast(x, y))
    if exponent in range(-LARGEST_PRODUCT, LARGEST_PRODUCT + 1):
        repeated = product_of(x, y, abs(int(exponent)))
        return repeated if exponent >= 0 else 1.0 / repeated
    largest = float(np.finfo(x.dtype).max)
    y = clamped(y, -largest, largest)  # which does what infinity does, without inf - inf
    whole = rint(y).equals(y)
    odd = whole & rint(y * 0.5).differs(y * 0.5)
    not_zero = (y < 0.0) | (y > 0.0)
    if _never(whole) and _always(not_zero):
        return _two_to_product(y, *log2_parts(x))  # NaN of negative numbers
    result = _two_to_product(y, *log2_parts(absolute(x)))
    if not _never(odd) and not _always(x > 0.0):
        sign = select(odd, sign_bit(x), constant(0, FORMATS[x.dtype].word))
        result = (bits(result) | sign).bitcast(x.dtype)
    if not _always(whole) and not _always(x > 0.0):
        result = select((x < 0.0) & ~whole, constant(np.nan, x.dtype), result)
    return result if _always(not_zero) else select(y.equals(0.0) | x.equals(1.0), constant(1.0, x.dtype), result)


def the_exponent(y: Node) -> float:
    """The one value of a constant; NaN if there is another, or if it is no constant."""
    values = np.unique(y.attribute) if y.is_constant else np.empty(0)
    return float(values.item()) if values.size == 1 else np.nan


def product_of(x: Node, y: Node, count: int) -> Node:
    """``x x ...``, so many times, of the shape of ``x^y``; of whole numbers as well.

    The second power is within 0.5 ulp, the third 1.3 and the fourth 1.9; their reciprocals within 1.5, 2.3 and 3.
    """
    if not count:
        return constant(np.ones(np.broadcast_shapes(x.shape, y.shape)), x.dtype)
    x = _broadcast(x, y)
    return reduce(mul, [x] * count)


def _broadcast(x: Node, y: Node) -> Node:
    shape = np.broadcast_shapes(x.shape, y.shape)
    return x if shape == x.shape else x * constant(np.ones(shape), x.dtype)


def _always(condition: Node) -> bool:
    return condition.is_constant and bool(np.all(condition.attribute))


def _never(condition: Node) -> bool:
    return _always(~condition)


def _two_to_product(y: Node, high: Node, low: Node) -> Node:
    """``2^(y (high + low))``; the remainder is bounded where the whole number is, or the base is zero or infinite."""
    layout = FORMATS[y.dtype]
    shift = whole_shift(y)
    shifted = clamped(y * high, -float(layout.bias + layout.digits + 2), float(layout.bias + 3)) + shift
    remainder = fma(y, low, fma(y, high, shift - shifted))
    return two_to(shifted, clamped(remainder, -1.0, 1.0))


def log2_parts(x: Node) -> tuple[Node, Node]:
    """Logarithm to base 2 as a sum of two floats, the second at most half an ulp of the first.

    ``k + 2 log2(e) (s + s^3 / 3 + ...)`` with ``x = 2^k (1 + m)`` and ``s = m / (2 + m)``. The first term is carried in
    two floats, and in float64 the second one too: they are multiplied by up to 1000 before they are rounded. In float32
    that costs two fifths of a power, for results near the ends of the range alone.
    """
    m, minus_k = reduced(x, 0.5**0.5)
    divisor = m + 2.0
    inverse = 1.0 / divisor
    s = product(m, inverse)
    s_low = fma(-s, m - (divisor - 2.0), fma(-s, divisor, m)) * inverse
    factor, factor_low = parts(2 * LOG2_E, x.dtype, 2)
    first = product(s, factor)
    first_low = fma(s_low, factor, fma(s, factor_low, fma(s, factor, -first)))
    k = product(minus_k, number_of_exponent(x))
    partial = k + first
    square = product(s, s)
    if x.dtype == FLOAT32:
        bend = product(square, polynomial(square, (1.0 / 3.0, *_ATANH[x.dtype])))
        rest = fma(first, bend, (first - (partial - k)) + first_low)
        high = partial + rest
        return with_ends(x, 0.0, high), rest - (high - partial)

    square_low = fma(s + s, s_low, fma(s, s, -square))
    third, third_low = parts(Fraction(1, 3), x.dtype, 2)
    cubic = product(square, third)
    cubic_low = fma(square_low, third, fma(square, third_low, fma(square, third, -cubic)))
    higher = product(square * square, polynomial(square, _ATANH[x.dtype]))
    bend = cubic + higher
    bend_low = ((cubic - bend) + higher) + cubic_low

    second = product(first, bend)
    second_low = fma(first_low, bend, fma(first, bend_low, fma(first, bend, -second)))
    total = partial + second
    rest = ((first - (partial - k)) + (second - (total - partial))) + (first_low + second_low)
    high = total + rest
    return with_ends(x, 0.0, high), rest - (high - total)
