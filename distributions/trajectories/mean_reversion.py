"""Geometric mean reversion."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.draw import Draw
from distributions.trajectories.fields import (
    by_year,
    realised,
    require_from_year,
    require_positive,
    require_step,
    require_support,
    require_years,
    year_row,
)
from distributions.trajectories.stepped import Stepped


@dataclass(frozen=True, kw_only=True, slots=True)
class MeanReversion(Stepped):
    """A price whose logarithm is pulled towards a long-run level: a geometric Ornstein-Uhlenbeck process.

    ``d log S = k (log L - log S) dt + s dW`` with ``k = ln 2 / half_life``, model 1 of Schwartz (1997), The stochastic
    behavior of commodity prices, Journal of Finance 52(3), 923-973 (there ``log L`` is alpha). It is discretised
    exactly: at the knots, `t` years after `from_year`, the logarithm has mean ``log L + (log start - log L) e^(-k t)``
    and variance ``s^2 (1 - e^(-2 k t)) / (2 k)``, for given parameters, and over a lag of `t` the correlation of a
    path in its long run is ``e^(-k t)``. Within a step the mean is that of its year, and deviations from it are joined
    by straight lines.

    Parameters
    ----------
    years
        Calendar years of the path.
    from_year
        Year that the path sets out from, not after its first: a year has the same value and the same drivers
        whichever year the path begins with.
    start
        Value in `from_year`.
    long_run_level
        Median of the long run; the mean there is higher by a factor of ``exp(s^2 / (4 k))``.
    half_life_years
        Time in which half of a deviation of the logarithm is gone.
    volatility_per_year
        Standard deviation of the change of the logarithm in a short time, for a year.
    step_years
        Years between innovations. Each innovation is a driver of its own, ``step_YEAR``, named by the year in which
        it has come in full. Steps longer than a half-life leave little of what happens within them.
    """

    years: tuple[int, ...] = field()  # field(): the base's property is not a default
    from_year: int
    start: Distribution
    long_run_level: Distribution
    half_life_years: Distribution
    volatility_per_year: Distribution
    step_years: int = 1

    def __post_init__(self) -> None:
        require_years(self.years)
        require_from_year(self.from_year, self.years)
        require_positive(self, "start", "long_run_level", "half_life_years")
        require_support("volatility_per_year", self.volatility_per_year, 0.0, math.inf, "0 or greater")
        require_step(self.step_years)

    def path(self, draws: Mapping[str, Draw]) -> FloatArray:
        year = year_row(self.years)
        half_life = realised(self, "half_life_years", draws)
        speed = math.log(2.0) / half_life
        level = np.log(realised(self, "long_run_level", draws))
        gap = np.log(realised(self, "start", draws)) - level
        mean = level + gap * np.exp(-speed * (year - self.from_year))
        volatility = realised(self, "volatility_per_year", draws)
        path: FloatArray = np.exp(mean + volatility * self._deviation(speed, half_life, draws))
        return path

    def _deviation(self, speed: FloatArray, half_life: FloatArray, draws: Mapping[str, Draw]) -> FloatArray:
        """Deviation of the logarithm from its mean by year, for a volatility of 1."""
        year = year_row(self.years)
        kept = np.exp(-speed * self.step_years)
        innovation = np.sqrt(-np.expm1(-2.0 * self.step_years * speed) * half_life * (0.5 / math.log(2.0)))
        deviation, left = np.zeros_like(year), None
        for knot in self.knots:
            change = innovation * by_year(draws[f"step_{knot}"].score)
            left = change if left is None else left * kept + change
            deviation = deviation + left * np.maximum(1.0 - np.abs(year - knot) / self.step_years, 0.0)
        return deviation
