"""Layout of the two floating-point types, and the few constructions that elementary functions share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from mc.expression.node import (
    FLOAT32,
    FLOAT64,
    UINT32,
    UINT64,
    DType,
    Node,
    constant,
    fma,
    maximum,
    minimum,
    select,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One floating-point type of IEEE 754.

    Attributes
    ----------
    word
        Unsigned integers of the same width.
    digits
        Bits of the fraction.
    bias
        What is added to exponents.
    """

    word: DType
    digits: int
    bias: int

    @property
    def shifter(self) -> float:
        """Number to which another is added to be rounded to a whole number, found in the last bits of the sum."""
        return 1.5 * 2.0**self.digits

    @property
    def sign(self) -> int:
        """Bit of the sign."""
        return 1 << self.word.itemsize * 8 - 1

    @property
    def exponent(self) -> int:
        """Bits of the sign and the exponent."""
        return (self.sign - 1 >> self.digits << self.digits) | self.sign

    @property
    def smallest_normal(self) -> float:
        """Smallest positive number of full precision."""
        return 2.0 ** (1 - self.bias)


FORMATS: Mapping[DType, Format] = MappingProxyType({
    FLOAT32: Format(word=UINT32, digits=23, bias=127),
    FLOAT64: Format(word=UINT64, digits=52, bias=1023),
})  # fmt: skip


def polynomial(x: Node, coefficients: Sequence[float]) -> Node:
    """Polynomial with coefficients from the lowest power up, by Horner's rule.

    It has the fewest operations; its latency hides behind the independent work of other years and samples.
    """
    result = constant(coefficients[-1], x.dtype)
    for coefficient in reversed(coefficients[:-1]):
        result = fma(x, result, coefficient)
    return result


def odd_polynomial(x: Node, coefficients: Sequence[float]) -> Node:
    """``x + c0 x^3 + c1 x^5 + ...``; zeros keep their sign."""
    square = x * x
    return fma(product(square, polynomial(square, coefficients)), x, x)


def product(a: Node, b: "Node | float") -> Node:
    """``a * b``, but +0 for -0, and out of reach for a later sum that could be fused with it."""
    return fma(a, b, 0.0)


def clamped(x: Node, low: float, high: float) -> Node:
    """Move a number between two bounds; NaN stays NaN."""
    return minimum(maximum(x, low), high)


def either(condition: Node, where_true: float, where_false: float, dtype: DType) -> Node:
    """Take one of two numbers."""
    return select(condition, constant(where_true, dtype), constant(where_false, dtype))


def bits(x: Node) -> Node:
    """Representation of a float, as an unsigned integer."""
    return x.bitcast(FORMATS[x.dtype].word)


def sign_bit(x: Node) -> Node:
    """Bit of the sign alone."""
    return bits(x) & FORMATS[x.dtype].sign


def with_sign_of(size: Node, x: Node) -> Node:
    """Give a number whose sign bit is clear the sign of another."""
    return (bits(size) | sign_bit(x)).bitcast(x.dtype)


def word_of(value: float, dtype: DType) -> int:
    """Representation of a number, as an unsigned integer."""
    return int(np.array(value, dtype).view(FORMATS[dtype].word))
