"""A change of regime on top of another trajectory."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import PROBABILITY
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.trajectories.base import Trajectory
from distributions.trajectories.fields import (
    by_year,
    realised,
    require_support,
    require_years,
    uncertain_fields,
    year_row,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Regime(Trajectory):
    """A trajectory that an event may multiply by a factor, from the year of the event for good.

    The event happens where the driver `occurs` lies in its upper tail, so that a positive correlation with it
    makes the event more likely at high values.

    Parameters
    ----------
    years
        Calendar years of the path, the same as those of `base`.
    base
        The path without the event; its drivers are prefixed with ``base.``.
    probability
        Probability that the event happens at all.
    year
        When, if it does: from the first calendar year that is not before it.
    factor
        What the base is multiplied by from then on.
    """

    years: tuple[int, ...] = field()  # field(): the base's property is not a default
    base: Trajectory
    probability: float
    year: Distribution
    factor: Distribution

    def __post_init__(self) -> None:
        require_years(self.years)
        if self.base.years != self.years:
            raise DistributionError("years", self.years, "must be the years of the base")
        PROBABILITY.check("probability", self.probability)
        require_support("factor", self.factor, 0.0, math.inf, "0 or greater")

    @property
    def drivers(self) -> tuple[str, ...]:
        return (*(f"base.{driver}" for driver in self.base.drivers), "occurs", *uncertain_fields(self))

    def path(self, draws: Mapping[str, Draw]) -> FloatArray:
        base = self.base.path({driver: draws[f"base.{driver}"] for driver in self.base.drivers})
        occurs = by_year(draws["occurs"].upper) < self.probability
        happened = occurs & (realised(self, "year", draws) <= year_row(self.years))
        return base * np.where(happened, realised(self, "factor", draws), 1.0)
