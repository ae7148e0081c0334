"""Geometric random walk."""

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
    require_step,
    require_support,
    require_years,
    year_row,
)
from distributions.trajectories.stepped import Stepped


@dataclass(frozen=True, kw_only=True, slots=True)
class RandomWalk(Stepped):
    """Geometric Brownian motion, observed every `step_years` and joined by straight lines of the logarithm.

    At the knots, `t` years after `from_year`, the logarithm has mean ``E[log start] + drift t`` and variance
    ``Var[log start] + volatility^2 t`` (for a given drift and volatility), so that the median grows by
    ``exp(drift)`` a year. Within a step the line takes variance away: a fraction `f` into a step of `s` years that
    began at `t`, ``volatility^2 (t + f^2 s)`` instead of ``volatility^2 (t + f s)``.

    Parameters
    ----------
    years
        Calendar years of the path.
    from_year
        Year that the walk sets out from, not after the first of the path: a year has the same value and the same
        drivers whichever year the path begins with.
    start
        Value in `from_year`.
    drift_per_year
        Mean change of the logarithm in a year.
    volatility_per_year
        Standard deviation of the change of the logarithm in a year.
    step_years
        Years between innovations. Each innovation is a driver of its own, ``step_YEAR``, named by the year in which
        it has come in full: longer steps save draws. Those of knots before the path count too.
    """

    years: tuple[int, ...] = field()  # field(): the base's property is not a default
    from_year: int
    start: Distribution
    drift_per_year: Distribution
    volatility_per_year: Distribution
    step_years: int = 1

    def __post_init__(self) -> None:
        require_years(self.years)
        require_from_year(self.from_year, self.years)
        require_support("start", self.start, 0.0, math.inf, "0 or greater")
        require_support("volatility_per_year", self.volatility_per_year, 0.0, math.inf, "0 or greater")
        require_step(self.step_years)

    def path(self, draws: Mapping[str, Draw]) -> FloatArray:
        year = year_row(self.years)
        walk = np.zeros_like(year)
        for knot in self.knots:
            ramp = np.clip((year - knot) / self.step_years + 1.0, 0.0, 1.0)
            walk = walk + by_year(draws[f"step_{knot}"].score) * (math.sqrt(self.step_years) * ramp)
        growth = realised(self, "drift_per_year", draws) * (year - self.from_year)
        change: FloatArray = np.exp(growth + realised(self, "volatility_per_year", draws) * walk)
        return realised(self, "start", draws) * change
