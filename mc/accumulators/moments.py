"""Counts, sums and sums of squares by replicate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, IntArray
from mc.accumulators.exact_sum import DIGITS, LARGEST, UNIT, digits, total

FINITE, NAN, MINUS_INFINITY, PLUS_INFINITY = range(4)
_SUM = slice(4, 4 + DIGITS)
_SQUARES = slice(4 + DIGITS, 4 + 2 * DIGITS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments(Accumulator):
    """Mean and standard deviation of the finite values, and how many were not finite.

    State: ``(cells, replicates, 4 + 2 * DIGITS)``: counts of finite, NaN, minus infinite and infinite values,
    then the digits of the sum and of the sum of squares.
    """

    cells: int
    replicates: int

    @property
    def shape(self) -> tuple[int, ...]:
        return self.cells, self.replicates, 4 + 2 * DIGITS

    def update(self, state: IntArray, values: FloatArray) -> None:
        part = state[:, : values.shape[1]]
        with np.errstate(over="ignore"):
            squares = np.sum(np.square(values), axis=-1)
        if np.all(squares < LARGEST):
            part[..., FINITE] += values.shape[-1]
        else:
            finite = np.abs(values) < LARGEST
            nan = np.isnan(values)
            part[..., FINITE] += np.count_nonzero(finite, axis=-1)
            part[..., NAN] += np.count_nonzero(nan, axis=-1)
            part[..., MINUS_INFINITY] += np.count_nonzero(values <= -LARGEST, axis=-1)
            part[..., PLUS_INFINITY] += np.count_nonzero(values >= LARGEST, axis=-1)
            values = np.where(finite, values, 0.0)
            squares = np.sum(np.square(values), axis=-1)
        part[..., _SUM] += digits(np.sum(values, axis=-1))
        part[..., _SQUARES] += digits(squares)


def mean_and_deviation(state: IntArray) -> tuple[FloatArray, FloatArray]:
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
    spread = _ratio(count * squares * UNIT - sums * sums, count * (count - 1) * UNIT**2)
    return mean, np.sqrt(np.maximum(spread, 0.0))


Integers = npt.NDArray[np.object_]
"""Python integers, of any size."""


def _divide(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else float("nan")


_divide_all = np.frompyfunc(_divide, 2, 1)


def _ratio(numerator: Integers, denominator: Integers) -> FloatArray:
    """Divide Python integers, correctly rounded."""
    return np.asarray(_divide_all(numerator, denominator), dtype=np.float64)
