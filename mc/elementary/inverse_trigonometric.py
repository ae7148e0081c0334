"""Arc sine, arc cosine and arc tangent."""

from mc.elementary.constants import PI, parts
from mc.elementary.formats import either, odd_polynomial, polynomial, product, with_sign_of
from mc.expression.node import FLOAT32, FLOAT64, Node, absolute, constant, fma, select, sqrt

_ATAN = {
    FLOAT32: (-0.33333153, 0.19993769, -0.14211024, 0.10665893, -0.075519934, 0.043209426, -0.01636652,
              0.0029203598),
    FLOAT64: (-0.3333333333333307, 0.1999999999995176, -0.14285714282588696, 0.11111111007357981,
              -0.09090907008034016, 0.07692279891122307, -0.06666404437489133, 0.05880529872743809,
              -0.052535269979546065, 0.04722348904282293, -0.04219244594602821, 0.03664317412701624,
              -0.029905761350735055, 0.021987085880059612, -0.013902577043292657, 0.00719787823610867,
              -0.0028856022729818443, 0.0008315558231349067, -0.00015221009084145066, 1.3229874421836512e-05),
}  # fmt: skip
"""``(atan(t) - t) / t^3`` in t^2 for ``|t| <= 1``, minimax for the relative error of the arc: 2^-25.8 and 2^-57.6."""

_ASIN = {
    FLOAT32: (0.16666752, 0.0749531, 0.04546902, 0.024185507, 0.042156998),
    FLOAT64: (0.16666666666665408, 0.07500000000337109, 0.04464285682826326, 0.03038195913926535,
              0.022371758002314515, 0.01735970540525489, 0.013885229804355585, 0.012169245098726461,
              0.006527843977852227, 0.019528593836498485, -0.01622472798821676, 0.031912571922745936),
}  # fmt: skip
"""``(asin(s) - s) / s^3`` in s^2 for ``|s| <= 1/2``, minimax for the relative error of the arc: 2^-27.6 and 2^-55.9."""


def arctan(x: Node) -> Node:
    """Arc tangent, within 1.55 ulp in float32 and 1.5 ulp in float64; beyond 1 ``pi / 2 - atan(1 / x)``."""
    size = absolute(x)
    large = size > 1.0
    t = select(large, constant(-1.0, x.dtype), size) / select(large, size, constant(1.0, x.dtype))
    quarter, quarter_low = parts(PI / 2, x.dtype, 2)
    arc = odd_polynomial(t, _ATAN[x.dtype]) + either(large, quarter_low, 0.0, x.dtype)
    return with_sign_of(arc + either(large, quarter, 0.0, x.dtype), x)


def arcsin(x: Node) -> Node:
    """Arc sine, within 2.1 ulp in both; beyond 1 NaN.

    From 1/2 on ``pi / 2 - 2 asin(s)`` with ``s^2 = (1 - x) / 2``, an exact difference: Cody and Waite (1980), Software
    Manual for the Elementary Functions, chapter 10.
    """
    size = absolute(x)
    large = size > 0.5
    square = select(large, fma(size, -0.5, 0.5), size * size)
    s = select(large, sqrt(square), size)
    factor = product(square, polynomial(square, _ASIN[x.dtype]))
    quarter, quarter_low = parts(PI / 2, x.dtype, 2)
    far = fma(s, -2.0, quarter) + fma(factor * s, -2.0, quarter_low)
    return with_sign_of(select(large, far, fma(factor, s, s)), x)


def arccos(x: Node) -> Node:
    """Arc cosine, within 1.2 ulp in both; beyond 1 NaN.

    ``pi / 2 - asin(x)`` up to 1/2, and beyond ``2 asin(s)`` or ``pi - 2 asin(s)`` as in `arcsin`.
    """
    size = absolute(x)
    large, negative = size > 0.5, x < 0.0
    square = select(large, fma(size, -0.5, 0.5), x * x)
    s = select(large, sqrt(square) * either(negative, -2.0, 2.0, x.dtype), -x)
    factor = product(square, polynomial(square, _ASIN[x.dtype]))
    quarter, quarter_low = parts(PI / 2, x.dtype, 2)
    base, base_low = (
        select(large, either(negative, 2.0 * part, 0.0, x.dtype), constant(part, x.dtype))
        for part in (quarter, quarter_low)
    )
    return (base + s) + fma(factor, s, base_low)
