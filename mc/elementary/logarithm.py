"""Logarithms."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from mc.elementary.constants import LN_2, LOG2_E, LOG10_2, LOG10_E, parts
from mc.elementary.formats import FORMATS, bits, polynomial, word_of
from mc.expression.node import FLOAT32, FLOAT64, INT32, Node, constant, fma, select

_LOG = {
    FLOAT32: (-0.49999988, 0.33333325, -0.250016, 0.20002003, -0.16608766, 0.14181133, -0.1324456, 0.12909108,
              -0.076240085),
    FLOAT64: (-0.5000000000000003, 0.33333333333333015, -0.24999999999976485, 0.20000000000089857,
              -0.16666666671177519, 0.14285714279010864, -0.12499999614127583, 0.11111111137382855,
              -0.10000017663370646, 0.09090926118738117, -0.08332868179219773, 0.07691459421059804,
              -0.0714991484898773, 0.0668563912909404, -0.061942137262381444, 0.05660658453361804,
              -0.05680720557579964, 0.06526504877086231, -0.059964062909105394, 0.026112359575355484),
}  # fmt: skip
"""``(ln(1 + m) - m) / m^2`` for ``1/sqrt(2) <= 1 + m < sqrt(2)``, minimax for the relative error of ``ln(1 + m)``:
2^-27.8 and 2^-56.8."""

_LOG1P = {
    FLOAT32: (-0.5, 0.33333454, -0.25000116, 0.19990714, -0.16646434, 0.14478603, -0.13169709, 0.10480127,
              -0.045178782),
    FLOAT64: (-0.4999999999999997, 0.3333333333333395, -0.2500000000001968, 0.19999999999815926,
              -0.16666666662741567, 0.14285714301386557, -0.12500000350686344, 0.1111111079892605,
              -0.0999998372868293, 0.09090889568137671, -0.0833373248463466, 0.07693483074831198,
              -0.07138422137035529, 0.06642251339845398, -0.062490725360407166, 0.06087315789047508,
              -0.059779628012797764, 0.05075601955839148, -0.029362734291403608, 0.008059189792080779),
}  # fmt: skip
"""The same for ``3/4 <= 1 + m < 3/2``: 2^-27.6 and 2^-56.7."""

_LOWEST = 0.5**0.5  # where k and ln(1 + m) never cancel badly


def log(x: Node) -> Node:
    """Natural logarithm, within 0.93 ulp in float32 and 1.13 ulp in float64; of zero -inf, of negative numbers NaN.

    ``k ln(2) + ln(1 + m)`` with ``x = 2^k (1 + m)`` and a polynomial in m, since the division of other methods costs as
    much as the terms that it saves. Muller (2016), Elementary Functions, third edition, chapter 11.
    """
    return with_ends(x, 0.0, _of_parts(*reduced(x, _LOWEST), _LOG[x.dtype], Fraction(1), LN_2))


def log2(x: Node) -> Node:
    """Logarithm to base 2, within 1.05 ulp in both; exact for powers of two."""
    return with_ends(x, 0.0, _of_parts(*reduced(x, _LOWEST), _LOG[x.dtype], LOG2_E, Fraction(1)))


def log10(x: Node) -> Node:
    """Logarithm to base 10, within 0.96 ulp in float32 and 1.0 ulp in float64."""
    return with_ends(x, 0.0, _of_parts(*reduced(x, _LOWEST), _LOG[x.dtype], LOG10_E, LOG10_2))


def log1p(x: Node) -> Node:
    """``ln(1 + x)``, within 0.93 ulp in float32 and 1.17 ulp in float64; of -1 -inf, below it NaN.

    With k from ``1 + x`` rounded, ``m = x 2^-k + (2^-k - 1)`` is rounded at most once; from 3/4 up it then is exact or
    small.
    """
    lowest = 0.75 + 0.5 ** (FORMATS[x.dtype].digits + 1)  # the next number, since 1 + x may have been rounded up
    negated = _negated_exponent(x + 1.0, lowest)
    quadruple = (negated + word_of(4.0, x.dtype)).bitcast(x.dtype)  # four times 2^-k, which can be subnormal
    m = (bits(x) + negated).bitcast(x.dtype) - fma(quadruple, -0.25, 1.0)  # which is +0 for k = 0: -0 stays -0
    return with_ends(x, -1.0, _of_parts(m, _number(negated, x), _LOG1P[x.dtype], Fraction(1), LN_2))


def reduced(x: Node, lowest: float) -> tuple[Node, Node]:
    """Split positive numbers ``2^k (1 + m)`` so that ``lowest <= 1 + m < 2 lowest``: m, and k as `_number` has it."""
    layout = FORMATS[x.dtype]
    small = x < layout.smallest_normal
    moved = select(small, constant(layout.digits << layout.digits, layout.word), constant(0, layout.word))
    return _split(select(small, x * 2.0**layout.digits, x), lowest, moved)


def reduced_normal(x: Node, lowest: float) -> tuple[Node, Node]:
    """The same for numbers that are not subnormal."""
    return _split(x, lowest, None)


def _split(normal: Node, lowest: float, moved: Node | None) -> tuple[Node, Node]:
    negated = _negated_exponent(normal, lowest)
    m = (bits(normal) + negated).bitcast(normal.dtype) - 1.0
    return m, _number(negated if moved is None else negated + moved, normal)


def number_of_exponent(x: Node) -> float:
    """What the second number of `reduced` is to be multiplied by to give k."""
    return -(2.0**-23) if x.dtype == FLOAT32 else -1.0


def _negated_exponent(x: Node, lowest: float) -> Node:
    """``-k`` of `reduced` for a normal number, in the place of the exponent."""
    layout = FORMATS[x.dtype]
    above = word_of(lowest, x.dtype) + (1 << layout.digits) - 1
    return (constant(above, layout.word) - bits(x)) & layout.exponent


def _number(negated: Node, x: Node) -> Node:
    """``-k`` as a float, in float32 times 2^23: it starts from -k so that a zero logarithm keeps its sign.

    Few processors convert 64-bit integers, so in float64 the exponent is written into the digits of a large number.
    """
    if x.dtype == FLOAT32:
        return negated.bitcast(INT32).convert(FLOAT32)
    layout = FORMATS[FLOAT64]
    offset = 2.0**layout.digits
    exponent = (negated ^ layout.sign) >> layout.digits
    return (exponent | word_of(offset, FLOAT64)).bitcast(FLOAT64) - (offset + 2.0 * (layout.bias + 1))


def _of_parts(m: Node, minus_k: Node, coefficients: Sequence[float], per_ln: Fraction, per_k: Fraction) -> Node:
    """``per_k k + per_ln ln(1 + m)``."""
    rest = polynomial(m, [float(per_ln) * coefficient for coefficient in coefficients])
    if per_ln == 1:
        result = fma(m * m, rest, m)
    else:
        high, low = parts(per_ln, m.dtype, 2)
        result = fma(m, high, fma(m * m, rest, m * low))
    high, low = parts(per_k, m.dtype, 2)
    if abs(low) > abs(high) * 2.0 ** -(FORMATS[m.dtype].digits + 4):  # else it is less than 1/16 ulp
        result = fma(minus_k, low * number_of_exponent(m), result)
    return fma(minus_k, high * number_of_exponent(m), result)


def with_ends(x: Node, pole: float, inside: Node) -> Node:
    """Logarithm where it is finite, and what it is at the pole, below it, at infinity and for NaN."""
    outside = select(x.equals(pole), constant(-np.inf, x.dtype), constant(np.nan, x.dtype))
    return select(x > pole, select(x < np.inf, inside, x), outside)
