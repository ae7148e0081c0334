"""Sine, cosine and tangent."""

import numpy as np

from mc.elementary.constants import PI, parts
from mc.elementary.formats import FORMATS, bits, odd_polynomial, polynomial
from mc.expression.node import FLOAT32, FLOAT64, Node, absolute, constant, fma, select

_SIN = {
    FLOAT32: (-0.16666654, 0.008332115, -0.00019509623),
    FLOAT64: (-0.1666666666666663, 0.008333333333321754, -0.00019841269829247636, 2.7557313490117384e-06,
              -2.505072564288525e-08, 1.589487244768394e-10),
}  # fmt: skip
"""``(sin(r) - r) / r^3`` in r^2 for ``|r| <= pi / 4``, minimax for the relative error of the sine: 2^-27.8, 2^-57.8."""

_COS = {
    FLOAT32: (0.041666646, -0.0013887305, 2.4431425e-05),
    FLOAT64: (0.04166666666666659, -0.0013888888888872197, 2.4801587288306804e-05, -2.7557314019410176e-07,
              2.087567877207566e-09, -1.1357376654820047e-11),
}  # fmt: skip
"""``(cos(r) - 1 + r^2 / 2) / r^4`` in r^2 for ``|r| <= pi / 4``, minimax for the relative error of the cosine: 2^-32.9
and 2^-63.8."""

_TAN = {
    FLOAT32: (0.33333352, 0.13332587, 0.054068066, 0.02124125, 0.010940485, -4.241357e-05, 0.0044413204),
    FLOAT64: (0.3333333333333268, 0.13333333333427697, 0.05396825392045366, 0.0218694897572519,
              0.008863217085053552, 0.0035923077592157444, 0.0014546449219548672, 0.0005955387284936526,
              0.00022098628495026407, 0.00013938941973452198, -3.0415084757279977e-05, 9.314877984253549e-05,
              -4.6868886286396655e-05, 2.1341686362233404e-05),
}  # fmt: skip
"""``(tan(r) - r) / r^3`` in r^2 for ``|r| <= pi / 4``, minimax for the relative error of the tangent: 2^-29.3 and
2^-56.0."""

LARGEST_ANGLE = 1e5
"""Beyond it the results are NaN: in float32 neighbouring angles are a hundredth apart there."""


def sin(x: Node) -> Node:
    """Sine, within 1.55 ulp in float32 and 1.5 ulp in float64 up to `LARGEST_ANGLE`."""
    return _sine(x, 0)


def cos(x: Node) -> Node:
    """Cosine, with the errors of the sine, of which it is a quadrant further."""
    return _sine(x, 1)


def tan(x: Node) -> Node:
    """Tangent, within 3.1 ulp in float32 and 2.5 ulp in float64 up to `LARGEST_ANGLE`.

    One quotient serves both kinds of quadrants.
    """
    r, quadrant = _reduced(x, 0)
    tangent = odd_polynomial(r, _TAN[x.dtype])
    odd = (quadrant & 1).differs(0)
    result = select(odd, constant(-1.0, x.dtype), tangent) / select(odd, tangent, constant(1.0, x.dtype))
    return _where_accurate(x, result)


def _sine(x: Node, quadrants: int) -> Node:
    """``sin(x + quadrants pi / 2)``, never greater than 1."""
    r, quadrant = _reduced(x, quadrants)
    square = r * r
    cosine = fma(square, polynomial(square, (-0.5, *_COS[x.dtype])), 1.0)
    size = select((quadrant & 1).differs(0), cosine, odd_polynomial(r, _SIN[x.dtype]))
    sign = (quadrant & 2) << FORMATS[x.dtype].word.itemsize * 8 - 2
    return _where_accurate(x, (bits(size) ^ sign).bitcast(x.dtype))


def _reduced(x: Node, quadrants: int) -> tuple[Node, Node]:
    """Distance to the nearest multiple n of ``pi / 2``, and bits that end with those of ``n + quadrants``.

    Cody and Waite (1980), Software Manual for the Elementary Functions, with three parts of ``pi / 2``; with fused
    multiply-adds the first difference is exact, so that the parts need no trailing zeros. None is negative, so that
    what is added to -0 is -0.
    """
    shift = FORMATS[x.dtype].shifter + quadrants
    shifted = fma(x, float(2 / PI), shift)
    n = shifted - shift
    r = x
    for part in parts(PI / 2, x.dtype, 3, positive=True):
        r = fma(n, -part, r)
    return r, bits(shifted)


def _where_accurate(x: Node, result: Node) -> Node:
    return select(absolute(x) <= LARGEST_ANGLE, result, constant(np.nan, x.dtype))
