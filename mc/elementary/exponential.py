"""Exponential functions."""

from mc.elementary.constants import LN_2, LOG2_E, parts
from mc.elementary.formats import FORMATS, bits, clamped, polynomial
from mc.expression.node import FLOAT32, FLOAT64, Node, fma

_TWO_TO = {
    FLOAT32: (0.6931472, 0.24022645, 0.05550359, 0.009618834, 0.0013391303, 0.00015241317),
    FLOAT64: (0.6931471805599453, 0.2402265069591013, 0.05550410866482226, 0.009618129107594386,
              0.0013333558146381103, 0.00015403530456817928, 1.5252733804737383e-05, 1.3215435414221907e-06,
              1.0178087198561403e-07, 7.073762514110188e-09, 4.449880246270053e-10),
}  # fmt: skip
"""``(2^r - 1) / r`` for ``|r| <= 1/2``, minimax for the relative error of ``2^r``: 2^-28.0 and 2^-57.4."""


def exp(x: Node) -> Node:
    """``e^x``, within 0.98 ulp (float32, all numbers) and XX ulp (float64, 10^7 random ones).

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
    """``2^x``, within 0.87 ulp (float32, all numbers; 0.71 where the result is normal) and XX ulp (float64)."""
    layout = FORMATS[x.dtype]
    inside = clamped(x, -float(layout.bias + layout.digits + 2), float(layout.bias + 3))
    shift = whole_shift(x)
    shifted = inside + shift
    return two_to(shifted, inside + (shift - shifted))


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
