"""Exponential functions."""

from mc.elementary.constants import LN_2, LOG2_E, parts
from mc.elementary.formats import FORMATS, bits, clamped, polynomial
from mc.expression.node import FLOAT32, FLOAT64, Node, fma, maximum, minimum, select

_TWO_TO = {
    FLOAT32: (0.6931472, 0.24022645, 0.05550359, 0.009618834, 0.0013391303, 0.00015241317),
    FLOAT64: (0.6931471805599453, 0.2402265069591013, 0.05550410866482226, 0.009618129107594386,
              0.0013333558146381103, 0.00015403530456817928, 1.5252733804737383e-05, 1.3215435414221907e-06,
              1.0178087198561403e-07, 7.073762514110188e-09, 4.449880246270053e-10),
}  # fmt: skip
"""``(2^r - 1) / r`` for ``|r| <= 1/2``, minimax for the relative error of ``2^r``: 2^-28.0 and 2^-57.4."""

_EXPM1 = {
    FLOAT32: (0.49999997, 0.16666694, 0.0416677, 0.00832745, 0.0013851245, 0.00023054272),
    FLOAT64: (0.5, 0.1666666666666668, 0.04166666666666618, 0.008333333333324415, 0.0013888888889197655,
              0.00019841269858762454, 2.4801586614997048e-05, 2.755730899331463e-06, 2.7557941991039196e-07,
              2.5049696233933445e-08, 2.0693318712030384e-09, 1.886298405766588e-10),
}  # fmt: skip
"""``(e^r - 1 - r) / r^2`` from ``-ln(2) / 2`` to ``ln(2)``, minimax for the relative error of ``e^r - 1``: 2^-27.5
and 2^-60.0."""


def exp(x: Node) -> Node:
    """``e^x``, within 1.02 ulp in float32 and 0.98 ulp in float64.

    ``2^(n + r)`` with ``n + r = x log2(e)``: n is the nearest whole number, and r comes from fused multiply-adds with
    log2(e) as a sum of two floats. Muller (2016), Elementary Functions, third edition, chapter 11.
    """
    return scaled_exp(x, 0)


def scaled_exp(x: Node, exponent: int) -> Node:
    """``e^x 2^exponent``, within the same error; of the exponent ``-2 <= exponent <= 0`` is asked for."""
    layout = FORMATS[x.dtype]
    high, low = parts(LOG2_E, x.dtype, 2)
    inside = clamped(x, -(layout.bias + layout.digits + 2) * float(LN_2), (layout.bias + 3) * float(LN_2))
    shift = whole_shift(x) + exponent
    shifted = fma(inside, high, shift)
    return two_to(shifted, fma(inside, low, fma(inside, high, shift - shifted)))


def exp2(x: Node) -> Node:
    """``2^x``, within 0.88 ulp in float32 and 0.79 ulp in float64."""
    layout = FORMATS[x.dtype]
    inside = clamped(x, -float(layout.bias + layout.digits + 2), float(layout.bias + 3))
    shift = whole_shift(x)
    shifted = inside + shift
    return two_to(shifted, inside + (shift - shifted))


def expm1(x: Node) -> Node:
    """``e^x - 1``, within 1.25 ulp in float32 and 1.37 ulp in float64.

    ``(2^n - 1 + 2^n r) + 2^n r^2 (1/2 + ...)`` with ``x = n ln(2) + r``: Tang (1992), Table-driven implementation of
    the expm1 function in IEEE floating-point arithmetic, ACM Transactions on Mathematical Software 18(2), 211-222,
    without the table. In the last binade n is one less than the nearest number, so that ``2^n`` is finite.
    """
    layout = FORMATS[x.dtype]
    high, low = parts(LN_2, x.dtype, 2)
    inside = maximum(x, -(layout.digits + 3) * float(LN_2))  # below it the result is -1 after rounding
    shift = layout.shifter + layout.bias
    shifted = minimum(fma(inside, float(LOG2_E), shift), layout.shifter + 2 * layout.bias)
    minus_n = shift - shifted
    r = fma(minus_n, low, fma(minus_n, high, inside))
    scale = (bits(shifted) << layout.digits).bitcast(x.dtype)
    result = fma(scale * (r * r), polynomial(r, _EXPM1[x.dtype]), fma(scale, r, scale - 1.0))
    return select(x.equals(0.0), x, result)  # which keeps the sign of zero


def whole_shift(x: Node) -> float:
    """Number that rounds what is added to it to a whole number n, and leaves n and twice the bias in the last bits."""
    return FORMATS[x.dtype].shifter + 2 * FORMATS[x.dtype].bias


def two_to(shifted: Node, remainder: Node, factor: Node | None = None) -> Node:
    """``2^(n + remainder)``, ``n + whole_shift`` being given; times another factor of moderate size.

    The power of two is two factors, so that results overflow to infinity and lose digits gradually below the smallest
    normal number as they should.
    """
    layout = FORMATS[remainder.dtype]
    size = fma(remainder, polynomial(remainder, _TWO_TO[remainder.dtype]), 1.0)
    size = size if factor is None else size * factor
    exponents = bits(shifted)
    half = exponents >> 1
    first, second = ((part << layout.digits).bitcast(remainder.dtype) for part in (half, exponents - half))
    return size * first * second
