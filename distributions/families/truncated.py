"""Part of a distribution."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import NOT_NAN, require_increasing
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.special import normal_density, normal_tails

_FARTHEST_SCORE = 38.0  # beyond it float64 does not resolve probabilities
_NEGLIGIBLE = 2.0**-100  # of the part: what is cut off, where no draw reaches so far out, and float32 cannot hold it


@dataclass(frozen=True, kw_only=True, slots=True)
class Truncated(Distribution):
    """The distribution of `base`, given that it lies from `low` to `high`, both included.

    The ends are found as normal scores on the quantile function, so that both tails of every draw keep their
    relative precision however far out the part lies. Moments are of the distribution as it is sampled, computed
    by quadrature over scores.
    """

    base: Distribution
    low: float = -math.inf
    high: float = math.inf
    _scores: tuple[float, float] = field(init=False, repr=False, compare=False)
    _below: float = field(init=False, repr=False, compare=False)
    _above: float = field(init=False, repr=False, compare=False)
    _mass: float = field(init=False, repr=False, compare=False)
    _ends: tuple[float, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.base, Distribution):
            raise DistributionError("base", self.base, "must be a distribution")
        NOT_NAN.check("low", self.low)
        NOT_NAN.check("high", self.high)
        require_increasing(strictly=False, low=self.low, high=self.high)
        first = float(_scores_around(self.base, self.low, beyond=False)[1])
        last, after = (float(score) for score in _scores_around(self.base, self.high, beyond=True))
        (below, not_below), (not_above, above) = normal_tails(np.asarray(first)), normal_tails(np.asarray(after))
        mass = float(not_below - above) if first > 0.0 else float(not_above - below)
        if not mass > 0.0:
            rule = f"leaves no probability that can be resolved between {self.low:g} and {self.high:g}"
            raise DistributionError("truncate", [self.low, self.high], rule)
        low, high = self.base.support
        if self.discrete:
            smallest, largest = (float(self.base.quantile(Draw.from_score(np.asarray(s)))) for s in (first, last))
        else:
            smallest, largest = float(self.low), float(self.high)
        ends = (smallest if self.low > low else low), (largest if self.high < high else high)
        for name, value in {
            "_scores": (first, after),
            "_below": float(below) if below > _NEGLIGIBLE * mass else 0.0,
            "_above": float(above) if above > _NEGLIGIBLE * mass else 0.0,
            "_mass": mass,
            "_ends": ends,
        }.items():
            object.__setattr__(self, name, value)

    @property
    def discrete(self) -> bool:
        return self.base.discrete

    def quantile(self, draw: Draw) -> FloatArray:
        part = Draw.from_tails(self._below + self._mass * draw.lower, self._above + self._mass * draw.upper)
        # Rounding must not carry a value past the ends.
        return np.minimum(np.maximum(self.base.quantile(part), self._ends[0]), self._ends[1])

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        below, above = normal_tails(_scores_around(self.base, x, beyond=True)[1])
        within = self._mass + self._above - above if self._scores[0] > 0.0 else below - self._below
        return np.clip(within / self._mass, 0.0, 1.0)

    @property
    def support(self) -> tuple[float, float]:
        return self._ends

    @property
    def mean(self) -> float:
        if not all(math.isfinite(end) for end in self._ends) and not math.isfinite(self.base.mean):
            return math.nan
        values, weights = self._quadrature()
        return float(np.sum(weights * values))

    @property
    def variance(self) -> float:
        if not all(math.isfinite(end) for end in self._ends) and not math.isfinite(self.base.variance):
            return math.nan
        values, weights = self._quadrature()
        mean = float(np.sum(weights * values))
        return float(np.sum(weights * (values - mean) ** 2))

    def _quadrature(self) -> tuple[FloatArray, FloatArray]:
        """Values and their weights, which sum to 1."""
        first, last = self._scores
        if self.discrete:
            # All values, unless they lie closer than the scores; then neighbours are counted as one.
            scores = np.linspace(max(first, -9.0), last if first > 8.0 else min(last, 9.0), 2**15)
            values = np.unique(np.clip(self.base.quantile(Draw.from_score(scores)), *self._ends))
            return values, np.diff(self.cdf(values), prepend=0.0)
        edges = np.linspace(first, last, 1 + math.ceil((last - first) / 0.05))
        points, weights = np.polynomial.legendre.leggauss(8)
        half = 0.5 * np.diff(edges)[:, None]
        scores = (edges[:-1, None] + half * (1.0 + points)).ravel()
        density = (half * weights).ravel() * normal_density(scores)
        with np.errstate(over="ignore"):
            values = np.clip(self.base.quantile(Draw.from_score(scores)), *self._ends)
        return values, density / np.sum(density)


def _scores_around(base: Distribution, x: npt.ArrayLike, *, beyond: bool) -> tuple[FloatArray, FloatArray]:
    """Bracket the normal score at which quantiles reach `x` (or, with `beyond`, exceed it), by bisection."""
    target = np.asarray(x, dtype=np.float64)
    before, after = np.full(target.shape, -_FARTHEST_SCORE), np.full(target.shape, _FARTHEST_SCORE)
    for _ in range(64):
        middle = 0.5 * (before + after)
        with np.errstate(over="ignore"):
            value = base.quantile(Draw.from_score(middle))
        reached = value > target if beyond else value >= target
        before, after = np.where(reached, before, middle), np.where(reached, middle, after)
    return before, after
