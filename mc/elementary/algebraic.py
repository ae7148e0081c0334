"""Functions that are one or two operations; correctly rounded."""

from mc.elementary.formats import product
from mc.expression.node import Node, constant, select


def sign(x: Node) -> Node:
    """1, -1 or 0 by the sign; NaN stays NaN."""
    zero = product(x, 0.0) if x.is_float else constant(0, x.dtype)
    one, minus_one = constant(1, x.dtype), constant(-1, x.dtype)
    return select(x > 0, one, select(x < 0, minus_one, zero))


def reciprocal(x: Node) -> Node:
    """``1 / x``."""
    return 1.0 / x


def square(x: Node) -> Node:
    """``x^2``."""
    return x * x
