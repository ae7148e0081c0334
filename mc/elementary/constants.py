"""Mathematical constants to 70 digits, and their sums of floats."""

from fractions import Fraction

import numpy as np

from mc.expression.node import DType

LN_2 = Fraction("0.6931471805599453094172321214581765680755001343602552541206800094933936")
LOG2_E = Fraction("1.442695040888963407359924681001892137426645954152985934135449406931109")
LOG10_E = Fraction("0.4342944819032518276511289189166050822943970058036665661144537831658646")
LOG10_2 = Fraction("0.3010299956639811952137388947244930267681898814621085413104274611271082")
PI = Fraction("3.141592653589793238462643383279502884197169399375105820974944592307816")


def parts(value: Fraction, dtype: DType, count: int, *, positive: bool = False) -> tuple[float, ...]:
    """Floats of a type whose unevaluated sum is the value, the largest first; on request none of them is negative."""
    result: list[float] = []
    for _ in range(count):
        part = np.array(float(value), dtype)
        if positive and Fraction(float(part)) > value:
            part = np.nextafter(part, np.zeros((), dtype))
        result.append(float(part))
        value -= Fraction(result[-1])
    return tuple(result)
