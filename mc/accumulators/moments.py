"""Counts, sums and sums of squares by replicate."""

import math
import operator
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, BoolArray, IntArray, Values
from mc.accumulators.exact_sum import DIGITS, UNIT, add, total

FINITE, NAN, MINUS_INFINITY, PLUS_INFINITY = range(4)
SUM = slice(4, 4 + DIGITS)
SQUARES = slice(4 + DIGITS, 4 + 2 * DIGITS)
WIDTH = 4 + 2 * DIGITS
"""Entries of the state for each cell and replicate."""

ROW = 32
"""Lanes that a segment is summed in: a warp of a GPU, or the vectors of a processor side by side."""

SEGMENT = 8 * ROW
"""Consecutive points of a replicate that are summed in floating point: long enough for the exact addition of their sum
not to matter. Segments start at multiples of it."""

ORDINARY = 2.0**60
"""Deviations of this size and beyond count as infinite; the squares of smaller ones are finite in float32."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments(Accumulator):
    """Mean and standard deviation of the finite values, and how many were not finite.

    What is summed are deviations ``d = x * (1 / scale) - pivot / scale``, so that a large mean does not cancel the
    variance, in the precision of the values. As `scale` is a power of two the product is exact, and `d` is what one
    fused multiply-add gives; where ``abs(d) < ORDINARY`` does not hold, a value is counted apart. A segment is summed
    as a vector unit would: lane by lane through its rows of 32 points, and then the lanes folded in halves, the second
    half added to the first until one is left; its squares likewise. From there on sums are exact.

    State: ``(cells, replicates, 4 + 2 * DIGITS)``: counts of finite, NaN, minus infinite and infinite values,
    then the digits of the sum and of the sum of squares.

    Attributes
    ----------
    scale
        A power of two of about the size of the values.
    pivots
        By cell, a number near the values, as `pivots_near` gives it.
    """

    scale: float
    pivots: tuple[float, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.cells, self.replicates, WIDTH

    @property
    def strides(self) -> tuple[int, int]:
        return self.replicates * WIDTH, WIDTH

    def update(self, state: IntArray, values: Values, wanted: BoolArray, first: int = 0) -> None:
        real, some = values.dtype.type, slice(first, first + len(values))
        state = state[some]
        with np.errstate(over="ignore", invalid="ignore"):
            deviations = self.deviations(values, (len(values), 1, 1), first)
            sums, squares = _segment_sums(deviations)
        state[..., FINITE] += np.count_nonzero(wanted, axis=-1)
        if not (wanted.all() and np.all(squares < ORDINARY**2)):
            ordinary = np.abs(deviations) < ORDINARY
            for kind, found in (
                (NAN, np.isnan(values)),
                (MINUS_INFINITY, ~ordinary & (values < 0)),
                (PLUS_INFINITY, ~ordinary & (values > 0)),
            ):
                count = np.count_nonzero(found & wanted, axis=-1)
                state[..., kind] += count
                state[..., FINITE] -= count
            sums, squares = _segment_sums(np.where(ordinary & wanted, deviations, real(0.0)))
        add(state[..., SUM], sums)
        add(state[..., SQUARES], squares)

    def deviations(self, values: Values, shape: tuple[int, ...], first: int = 0) -> Values:
        """Scaled deviations from the pivots of the cells from `first` on, which have a `shape`; can be traced."""
        real = values.dtype.type
        pivots = np.asarray(self.pivots[first : first + math.prod(shape)]).reshape(shape) / self.scale
        return values * real(1.0 / self.scale) - pivots.astype(real)

    def complete(self, state: IntArray, wanted: IntArray) -> None:
        state[..., FINITE] = wanted - state[..., NAN : PLUS_INFINITY + 1].sum(axis=-1)

    def mean_and_deviation(self, state: IntArray) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation of the finite values, computed exactly and rounded once.

        Parameters
        ----------
        state
            Of shape ``(cells, ..., 4 + 2 * DIGITS)``; add over replicates first for the pooled figures.

        Returns
        -------
        mean, deviation
            Of shape ``state.shape[:-1]``; NaN where there are too few values.
        """
        count = state[..., FINITE].astype(object)
        sums, squares = total(state[..., SUM]), total(state[..., SQUARES])
        pivots = np.array([int(pivot / self.scale * UNIT) for pivot in self.pivots], dtype=object)
        pivots = pivots.reshape(-1, *(1,) * (state.ndim - 2))
        mean = _ratio(count * pivots + sums, count * UNIT)
        variance = _ratio(count * squares * UNIT - sums * sums, count * (count - 1) * UNIT**2)
        return mean * self.scale, np.sqrt(np.maximum(variance, 0.0)) * self.scale


def pivots_near(values: FloatArray, scale: float) -> tuple[float, ...]:
    """Numbers of 12 significant bits near `values`, for sums of deviations from them.

    Of a size between ``2**-100`` and ``2**60`` scales, or zero: exact in either precision, and multiples of the unit
    of sums. Rounded from a place that is irrational, as values that people choose may lie halfway between two
    numbers of 12 bits, and would go to either side for a difference in the last place.
    """
    with np.errstate(over="ignore"):
        fraction, exponent = np.frexp(np.abs(values) / scale)
    size = np.ldexp(np.floor(fraction * 2.0**12 + _GOLDEN), exponent - 12)
    usable = (size >= 2.0**-100) & (size < ORDINARY)
    return tuple(np.where(usable, np.copysign(size, values) * scale, 0.0).tolist())


_GOLDEN = 0.6180339887498949


def _segment_sums(values: Values) -> tuple[Values, Values]:
    """Sums over segments of the last axis, of the values and of their squares."""
    lanes = values.reshape(*values.shape[:-1], -1, SEGMENT // ROW, ROW)
    return _folded(lanes), _folded(np.square(lanes))


def _folded(lanes: Values) -> Values:
    """Sum over the last two axes: lane by lane over rows, then over lanes in halves."""
    sums = np.moveaxis(reduce(operator.add, np.moveaxis(lanes, -2, 0)), -1, 0).copy()  # for long inner loops
    while (half := len(sums) // 2) > 0:
        sums = sums[:half] + sums[half:]
    total: Values = sums[0]
    return total


Integers = npt.NDArray[np.object_]
"""Python integers, of any size."""


def _divide(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else float("nan")


_divide_all = np.frompyfunc(_divide, 2, 1)


def _ratio(numerator: Integers, denominator: Integers) -> FloatArray:
    """Divide Python integers, correctly rounded."""
    return np.asarray(_divide_all(numerator, denominator), dtype=np.float64)
