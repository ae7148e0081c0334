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
        with np.errstate(over="ignore", invalid="ignore"):
            pivot = _leading_bits(scaled[..., 0])
            deviation = scaled - pivot[..., None]
            squares = block_sum(np.square(deviation))
        ordinary = wanted.all() and np.all(np.abs(pivot) < LARGEST) and np.all(squares < LARGEST)
        if ordinary:
            count = np.asarray(values.shape[-1])
        else:
            size = np.abs(scaled)
            finite, large = (size < LARGEST) & wanted, (size >= LARGEST) & wanted
            state[..., NAN] += np.count_nonzero(np.isnan(scaled) & wanted, axis=-1)
            state[..., MINUS_INFINITY] += np.count_nonzero(large & (values < 0), axis=-1)
            state[..., PLUS_INFINITY] += np.count_nonzero(large & (values > 0), axis=-1)
            count = np.count_nonzero(finite, axis=-1)
            pivot = np.where(finite[..., 0], pivot, 0.0)
            deviation = np.where(finite, scaled - pivot[..., None], 0.0)
            squares = block_sum(np.square(deviation))
        state[..., FINITE] += count
        self._add_sums(state, count, pivot, block_sum(deviation), squares)

    def _add_sums(
        self,
        state: IntArray,
        count: npt.NDArray[np.integer],
        pivot: FloatArray,
        deviations: FloatArray,
        squares: FloatArray,
    ) -> None:
        """Add sums that are given by deviations from a pivot, so that a large mean does not cancel.

        The pivot has 26 bits: its multiples and its square are exact.
        """
        square = np.square(pivot)
        leading = _leading_bits(square)
        sums = np.stack([count * pivot, deviations])
        sums_of_squares = np.stack([count * leading, count * (square - leading), 2.0 * pivot * deviations, squares])
        state[..., _SUM] += digits(sums).sum(axis=0)
        state[..., _SQUARES] += digits(sums_of_squares).sum(axis=0)

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


def _leading_bits(values: FloatArray) -> FloatArray:
    """The leading 26 bits of numbers: Veltkamp (1968), as in Dekker (1971), Numerische Mathematik 18, 224-242."""
    scaled = values * (2.0**27 + 1.0)
    return scaled - (scaled - values)


Integers = npt.NDArray[np.object_]
"""Python integers, of any size."""


def _divide(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else float("nan")


_divide_all = np.frompyfunc(_divide, 2, 1)


def _ratio(numerator: Integers, denominator: Integers) -> FloatArray:
    """Divide Python integers, correctly rounded."""
    return np.asarray(_divide_all(numerator, denominator), dtype=np.float64)
