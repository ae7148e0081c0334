"""Counts, sums and sums of squares by replicate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, BoolArray, IntArray
from mc.accumulators.exact_sum import DIGITS, LARGEST, UNIT, block_sum, digits, total

FINITE, NAN, MINUS_INFINITY, PLUS_INFINITY = range(4)
_SUM = slice(4, 4 + DIGITS)
_SQUARES = slice(4 + DIGITS, 4 + 2 * DIGITS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments(Accumulator):
    """Mean and standard deviation of the finite values, and how many were not finite.

    Values are measured in `unit`, a power of two of about the smallest size that matters; what is 2^100 units and
    more counts as infinite.

    State: ``(cells, replicates, 4 + 2 * DIGITS)``: counts of finite, NaN, minus infinite and infinite values,
    then the digits of the sum and of the sum of squares.
    """

    cells: int
    replicates: int
    unit: float = 1.0

    @property
    def shape(self) -> tuple[int, ...]:
        return self.cells, self.replicates, 4 + 2 * DIGITS

    def update(self, state: IntArray, values: FloatArray, wanted: BoolArray) -> None:
        scaled = values / self.unit
        nan, size = np.isnan(scaled), np.abs(scaled)
        finite = (size < LARGEST) & wanted
        state[..., FINITE] += np.count_nonzero(finite, axis=-1)
        if not finite.all():
            scaled = np.where(finite, scaled, 0.0)
            large = (size >= LARGEST) & wanted
            state[..., NAN] += np.count_nonzero(nan & wanted, axis=-1)
            state[..., MINUS_INFINITY] += np.count_nonzero(large & (values < 0), axis=-1)
            state[..., PLUS_INFINITY] += np.count_nonzero(large & (values > 0), axis=-1)
        state[..., _SUM] += digits(block_sum(scaled))
        state[..., _SQUARES] += digits(block_sum(np.square(scaled)))

    def mean_and_deviation(self, state: IntArray) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation of the finite values, computed exactly and rounded once.

        Parameters
        ----------
        state
            Of shape ``(..., 4 + 2 * DIGITS)``; add over replicates first for the pooled figures.

        Returns
        -------
        mean, deviation
            Of shape ``state.shape[:-1]``; NaN where there are too few values.
        """
        count = state[..., FINITE].astype(object)
        sums, squares = total(state[..., _SUM]), total(state[..., _SQUARES])
        mean = _ratio(sums, count * UNIT)
        variance = _ratio(count * squares * UNIT - sums * sums, count * (count - 1) * UNIT**2)
        return mean * self.unit, np.sqrt(np.maximum(variance, 0.0)) * self.unit


Integers = npt.NDArray[np.object_]
"""Python integers, of any size."""


def _divide(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else float("nan")


_divide_all = np.frompyfunc(_divide, 2, 1)


def _ratio(numerator: Integers, denominator: Integers) -> FloatArray:
    """Divide Python integers, correctly rounded."""
    return np.asarray(_divide_all(numerator, denominator), dtype=np.float64)
