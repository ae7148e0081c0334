"""Quantile functions without a closed form, as tables over normal scores with a measured error."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.stats.distributions import rv_frozen

from distributions.arrays import FloatArray
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.special import normal_density, normal_tails
from distributions.transforms import Coordinate, coordinate_for

TOLERANCE = 1e-6
"""Largest `QuantileTable.max_error` of the families of this package."""

_REACH = 8.3  # a normal score beyond it has a probability of 5e-17, about the spacing of float64 below 1
_SHORTEST_REACH = 4.0
_FEWEST_INTERVALS, _MOST_INTERVALS = 2**8, 2**17


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class QuantileTable:
    """A continuous quantile function: coordinates of values on a uniform grid of normal scores.

    Between nodes it is linear in the coordinate, beyond the ends of the grid constant.

    Attributes
    ----------
    coordinate
        The increasing map of values in which the table is linear.
    scores, nodes
        Normal scores, and the coordinates of the quantiles there.
    max_error
        Bound on the error of a value. It is relative to the distance from the nearer end of the support (for the
        whole real line: from the median, plus the interquartile range) and, where that is smaller, to the change
        of the value by one normal score. An error below ``1e-4 * max_error`` of the value itself is not counted:
        it is rounding.

    Notes
    -----
    The table is refined until its error at all midpoints is at most half of what was asked. Where the quantile
    function has one sense of curvature within an interval, the error of a chord is concave there, so that it
    nowhere exceeds twice that at the midpoint; the midpoints then become nodes.
    """

    coordinate: Coordinate
    scores: FloatArray
    nodes: FloatArray
    max_error: float

    @classmethod
    def of(cls, distribution: rv_frozen, tolerance: float = TOLERANCE) -> "QuantileTable":
        """Tabulate a frozen continuous distribution of `scipy.stats`.

        The grid reaches to scores of 8.3 on both sides, less where SciPy's own inverse is not accurate that far.

        Raises
        ------
        DistributionError
            If `tolerance` cannot be met.
        """
        with np.errstate(all="ignore"):
            quartiles = np.asarray(distribution.ppf(np.array([0.25, 0.5, 0.75])), dtype=np.float64)
            if not np.all(np.isfinite(quartiles)) or quartiles[0] == quartiles[2]:
                raise _refusal(tolerance, "its quartiles are not distinct finite numbers")
            lower, middle, upper = (float(value) for value in quartiles)
            low, high = distribution.support()
            coordinate = coordinate_for((float(low), float(high)), (lower, middle, upper))
            return cls._refined(distribution, coordinate, tolerance)

    @classmethod
    def _refined(cls, distribution: rv_frozen, coordinate: Coordinate, tolerance: float) -> "QuantileTable":
        first, last = _accurate_scores(distribution, coordinate, tolerance)
        intervals = _FEWEST_INTERVALS
        scores = np.linspace(first, last, intervals + 1)
        values = _values(distribution, scores)
        while True:
            middle_scores = 0.5 * (scores[:-1] + scores[1:])
            middle_values = _values(distribution, middle_scores)
            nodes = coordinate.forward(values)
            error = np.abs(coordinate.inverse(0.5 * (nodes[:-1] + nodes[1:])) - middle_values)
            change = np.diff(values) / (scores[1] - scores[0])
            max_error = 2.0 * float(np.max(error / _size(coordinate, middle_values, change)))
            if max_error <= tolerance:
                return cls(coordinate=coordinate, scores=scores, nodes=nodes, max_error=max_error)
            if intervals >= _MOST_INTERVALS or not np.isfinite(max_error):
                raise _refusal(tolerance, f"an error of {max_error:.2g} remains at {intervals + 1} nodes")
            intervals *= 2
            scores = np.linspace(first, last, intervals + 1)
            merged = np.empty(intervals + 1)
            merged[::2], merged[1::2] = values, middle_values
            values = np.maximum.accumulate(merged)

    def quantile(self, draw: Draw) -> FloatArray:
        """Value at a draw; traceable."""
        return self.coordinate.inverse(np.interp(draw.score, self.scores, self.nodes))


@lru_cache(maxsize=256)
def shape_table(name: str, *shapes: float) -> QuantileTable:
    """Table of a family of `scipy.stats` with shape parameters alone, made once in a process."""
    return QuantileTable.of(getattr(stats, name)(*shapes))


def _values(distribution: rv_frozen, scores: FloatArray) -> FloatArray:
    lower, upper = normal_tails(scores)
    below = scores <= 0.0
    # SciPy is asked for each tail by its own small probability.
    at_lower = np.asarray(distribution.ppf(np.where(below, lower, 0.5)), dtype=np.float64)
    at_upper = np.asarray(distribution.isf(np.where(below, 0.5, upper)), dtype=np.float64)
    return np.where(below, at_lower, at_upper)


def _size(coordinate: Coordinate, values: FloatArray, change: FloatArray) -> FloatArray:
    """Return what an error is relative to; `change` is that of the value by one normal score."""
    rounding = np.maximum(1e-4 * np.abs(values), 1e-290)
    return np.maximum(np.minimum(coordinate.slope(values), change), rounding)


def _accurate_scores(distribution: rv_frozen, coordinate: Coordinate, tolerance: float) -> tuple[float, float]:
    """Return the widest range of scores in which SciPy's quantiles lead back to their probabilities."""
    scores = np.linspace(-_REACH, _REACH, 167)
    lower, upper = normal_tails(scores)
    values = _values(distribution, scores)
    tail = np.where(scores <= 0.0, lower, upper)
    back = np.where(scores <= 0.0, distribution.cdf(values), distribution.sf(values))
    score_error = np.abs(back - tail) / normal_density(scores)
    change = np.gradient(values, scores)
    accurate = score_error * change <= 0.1 * tolerance * _size(coordinate, values, change)
    first = float(np.min(np.where(np.logical_and.accumulate(accurate[83::-1]), scores[83::-1], 0.0)))
    last = float(np.max(np.where(np.logical_and.accumulate(accurate[83:]), scores[83:], 0.0)))
    if first > -_SHORTEST_REACH or last < _SHORTEST_REACH:
        raise _refusal(
            tolerance, f"SciPy's own inverse is accurate only for normal scores of {first:.1f} to {last:.1f}"
        )
    return first, last


def _refusal(tolerance: float, reason: str) -> DistributionError:
    return DistributionError(
        "", "quantile function", f"cannot be tabulated with an error of at most {tolerance:g}, because {reason}"
    )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class StepTable:
    """A discrete quantile function: values, and the probabilities at which one gives way to the next.

    Attributes
    ----------
    steps
        Increasing probabilities, one less than there are values.
    values
        Increasing where `steps` are of not exceeding, decreasing where they are of exceeding.
    by_upper
        Whether `steps` are probabilities of exceeding. Rare large values then keep the relative precision of
        their probability; rare small ones have it to 1e-16 in absolute terms. Otherwise the other way round.
    """

    steps: FloatArray
    values: FloatArray
    by_upper: bool

    @classmethod
    def from_cumulative(cls, values: npt.ArrayLike, not_exceeding: npt.ArrayLike) -> "StepTable":
        """Make a table of increasing values from the probability of not exceeding each; the last is taken as 1."""
        steps = np.asarray(not_exceeding, dtype=np.float64)[:-1]
        return cls(steps=steps, values=np.asarray(values, dtype=np.float64), by_upper=False)

    @classmethod
    def from_survival(cls, values: npt.ArrayLike, exceeding: npt.ArrayLike) -> "StepTable":
        """Make a table of increasing values from the probability of exceeding each; the last is taken as 0."""
        steps = np.asarray(exceeding, dtype=np.float64)[:-1][::-1]
        return cls(steps=steps, values=np.asarray(values, dtype=np.float64)[::-1], by_upper=True)

    def quantile(self, draw: Draw) -> FloatArray:
        """Return the smallest value whose probability of not exceeding is at least that of the draw; traceable."""
        if self.by_upper:
            index = np.searchsorted(self.steps, draw.upper, side="right")
        else:
            index = np.searchsorted(self.steps, draw.lower)
        # At whole numbers interpolation is a lookup.
        return np.interp(index, np.arange(self.values.size), self.values)
