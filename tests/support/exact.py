"""Correct rounding of exact numbers, from the definition in IEEE 754: an oracle that shares nothing with any FPU."""

from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=np.floating[Any])


def nearest(exact: Fraction, dtype: type[F]) -> F:
    """Round to nearest, ties to even, with subnormals and overflow; an exact zero is +0."""
    info = np.finfo(dtype)
    magnitude = abs(exact)
    if not magnitude:
        return dtype(0)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    exponent -= magnitude < Fraction(2) ** exponent
    quantum = Fraction(2) ** (max(exponent, int(info.minexp)) - info.nmant)
    rounded = round(magnitude / quantum) * quantum  # Python's round is to even
    value = np.inf if rounded >= Fraction(2) ** int(info.maxexp) else float(rounded)
    return dtype(np.copysign(value, -1.0 if exact < 0 else 1.0))


def fma(a: F, b: F, c: F) -> F:
    """Multiply and add finite numbers, rounded once."""
    return nearest(Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c)), type(a))
