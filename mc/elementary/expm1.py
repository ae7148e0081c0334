"""Exponential function less one."""

from mc.elementary.constants import LN_2, LOG2_E, parts
from mc.elementary.formats import FORMATS, bits, polynomial
from mc.expression.node import FLOAT32, FLOAT64, Node, fma, maximum, minimum, select

_COEFFICIENTS = {
    FLOAT32: (0.49999997, 0.16666694, 0.0416677, 0.00832745, 0.0013851245, 0.00023054272),
    FLOAT64: (0.5, 0.1666666666666668, 0.04166666666666618, 0.008333333333324415, 0.0013888888889197655,
              0.00019841269858762454, 2.4801586614997048e-05, 2.755730899331463e-06, 2.7557941991039196e-07,
              2.5049696233933445e-08, 2.0693318712030384e-09, 1.886298405766588e-10),
}  # fmt: skip
"""``(e^r - 1 - r) / r^2`` from ``-ln(2) / 2`` to ``ln(2)``, minimax for the relative error of ``e^r - 1``: 2^-27.5
and 2^-60.0."""


def expm1(x: Node) -> Node:
    """``e^x - 1``, within XX ulp.

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
    result = fma(scale * (r * r), polynomial(r, _COEFFICIENTS[x.dtype]), fma(scale, r, scale - 1.0))
    return select(x.equals(0.0), x, result)  # which keeps the sign of zero
