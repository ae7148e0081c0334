"""Hyperbolic functions."""

from mc.elementary.exponential import scaled_exp
from mc.elementary.formats import odd_polynomial, with_sign_of
from mc.expression.node import FLOAT32, FLOAT64, Node, absolute, fma, minimum, select

_SINH = {
    FLOAT32: (0.16666667, 0.008333315, 0.00019841666, 2.789984e-06),
    FLOAT64: (0.16666666666666666, 0.00833333333333352, 0.00019841269841131145, 2.755731927486812e-06,
              2.5052098126714693e-08, 1.606020195567582e-10, 7.578409759393671e-13, 4.493426036519123e-15),
}  # fmt: skip
"""``(sinh(x) - x) / x^3`` in x^2 for ``|x| <= 1``, minimax for the relative error of the sine: 2^-31.4, 2^-62.6."""

_TANH = {
    FLOAT32: (-0.333333, 0.13331936, -0.053784717, 0.020798625, -0.0058979667),
    FLOAT64: (-0.33333333333333126, 0.1333333333329977, -0.053968253949337665, 0.021869488003408617,
              -0.008863226787556803, 0.00359203745552732, -0.0014552157362820223, 0.0005871895890541877,
              -0.00023039915565373909, 7.931658963798439e-05, -1.7180013728909023e-05),
}  # fmt: skip
"""``(tanh(x) - x) / x^3`` in x^2 for ``|x| <= 0.6``, minimax for the relative error of the tangent: 2^-28.4 and
2^-57.8."""


def sinh(x: Node) -> Node:
    """Hyperbolic sine, within 1.7 ulp in both: from exponentials, and a polynomial up to 1."""
    size = absolute(x)
    quarter = scaled_exp(size, -2)
    far = with_sign_of(fma(quarter, 2.0, -0.125 / quarter), x)
    return select(size < 1.0, odd_polynomial(x, _SINH[x.dtype]), far)


def cosh(x: Node) -> Node:
    """Hyperbolic cosine, within 1.45 ulp in both; a quarter of ``e^|x|`` is finite wherever the result is."""
    quarter = scaled_exp(absolute(x), -2)
    return fma(quarter, 2.0, 0.125 / quarter)


def tanh(x: Node) -> Node:
    """Hyperbolic tangent, within 1.5 ulp in both: ``1 - 2 / (e^2|x| + 1)``, and a polynomial up to 0.6."""
    size = absolute(x)
    exponential = scaled_exp(minimum(size * 2.0, 80.0), 0)
    far = with_sign_of(1.0 - 2.0 / fma(exponential, 1.0, 1.0), x)  # a sum that no pass fuses
    return select(size < 0.6, odd_polynomial(x, _TANH[x.dtype]), far)
