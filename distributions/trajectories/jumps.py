"""Jumps on top of another trajectory."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.draw import Draw, median_draw
from distributions.errors import DistributionError
from distributions.trajectories.base import Trajectory
from distributions.trajectories.fields import (
    by_year,
    realised,
    require_from_year,
    require_positive,
    require_step,
    require_support,
    require_years,
    uncertain_fields,
    year_row,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Jumps(Trajectory):
    """A trajectory that jumps multiply, each by a factor of its own, for good or until it has died out.

    The jumps of Merton (1976), Option pricing when underlying stock returns are discontinuous, Journal of Financial
    Economics 3, 125-144, whose factors are lognormal. His Poisson process is thinned to at most one jump a step, with
    probability ``1 - exp(-rate * step)`` of any: the expected number of jumps is too low by a share of about
    ``rate * step / 2``: 5 % for one jump in ten years and steps of a year. The base is not compensated: jumps move its
    mean.

    Parameters
    ----------
    years
        Calendar years of the path, the same as those of `base`.
    base
        The path without jumps; its drivers are prefixed with ``base.``.
    from_year
        Year from which on there are jumps, not after the first of the path; those before the path are felt in it.
    rate_per_year
        Expected number of jumps in a year.
    factor
        What a jump multiplies the path by, drawn anew for each.
    half_life_years
        Time in which half of a jump's logarithm is gone, so that spikes die out; None for never.
    step_years
        Years between chances to jump, each seen from its year on. It happens where the driver ``occurs_YEAR`` lies in
        its upper tail; ``factor_YEAR`` is the draw of its factor.
    """

    years: tuple[int, ...] = field()  # field(): the base's property is not a default
    base: Trajectory
    from_year: int
    rate_per_year: Distribution
    factor: Distribution
    half_life_years: Distribution | None = None
    step_years: int = 1

    def __post_init__(self) -> None:
        require_years(self.years)
        if self.base.years != self.years:
            raise DistributionError("years", self.years, "must be the years of the base")
        require_from_year(self.from_year, self.years)
        require_support("rate_per_year", self.rate_per_year, 0.0, math.inf, "0 or greater")
        require_positive(self, "factor", *(() if self.half_life_years is None else ("half_life_years",)))
        require_step(self.step_years)

    @property
    def knots(self) -> tuple[int, ...]:
        """Years in which there may be a jump."""
        return tuple(range(self.from_year + self.step_years, self.years[-1] + 1, self.step_years))

    @property
    def drivers(self) -> tuple[str, ...]:
        own = (name for name in uncertain_fields(self) if name != "factor")
        kinds = ("occurs",) if self.factor.is_constant else ("occurs", "factor")
        jumps = (f"{kind}_{knot}" for knot in self.knots for kind in kinds)
        return (*(f"base.{driver}" for driver in self.base.drivers), *own, *jumps)

    def path(self, draws: Mapping[str, Draw]) -> FloatArray:
        base = self.base.path({driver: draws[f"base.{driver}"] for driver in self.base.drivers})
        return base * np.exp(self._logarithm(draws))

    def _logarithm(self, draws: Mapping[str, Draw]) -> FloatArray:
        """Logarithm, by year, of what the jumps up to it have left."""
        year = year_row(self.years)
        probability = -np.expm1(-self.step_years * realised(self, "rate_per_year", draws))
        fading = 0.0 if self.half_life_years is None else math.log(2.0) / realised(self, "half_life_years", draws)
        kept = np.exp(-self.step_years * fading)
        logarithm, left = np.zeros_like(year), None
        for knot in self.knots:
            occurs = by_year(draws[f"occurs_{knot}"].upper) < probability
            jump = np.where(occurs, self._log_factor(knot, draws), 0.0)
            left = jump if left is None else left * kept + jump
            logarithm = np.where((knot <= year) & (year < knot + self.step_years), left, logarithm)
        return logarithm * np.exp(-fading * ((year - self.from_year) % self.step_years))

    def _log_factor(self, knot: int, draws: Mapping[str, Draw]) -> FloatArray:
        draw = median_draw() if self.factor.is_constant else draws[f"factor_{knot}"]
        return np.log(by_year(self.factor.quantile(draw)))
