"""Learning curve on cumulative mass."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import POSITIVE
from distributions.draw import Draw
from distributions.families.constant import Constant
from distributions.trajectories.base import Trajectory
from distributions.trajectories.fields import (
    realised,
    require_from_year,
    require_support,
    require_years,
    uncertain_fields,
    year_row,
)


def wright_price(
    mass: FloatArray, *, start_price: FloatArray | float, start_mass: FloatArray | float, learning_rate: FloatArray
) -> FloatArray:
    """Price once a cumulative mass has been launched: it falls by `learning_rate` with each doubling.

    Notes
    -----
    ``start_price * (mass / start_mass) ** log2(1 - learning_rate)``: Wright (1936), Factors affecting the cost of
    airplanes, Journal of the Aeronautical Sciences 3(4), 122-128.
    """
    price: FloatArray = start_price * (mass / start_mass) ** np.log2(1.0 - learning_rate)
    return price


def wright_mass(price: float, *, start_price: float, start_mass: float, learning_rate: float) -> float:
    """Cumulative mass at which the price is reached: the inverse of `wright_price`."""
    return start_mass * math.pow(price / start_price, 1.0 / math.log2(1.0 - learning_rate))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wright(Trajectory):
    """A price that falls with the cumulative mass that everybody launches.

    The price of a year is that of the mass launched before it: `initial_mass`, and `annual_mass` times
    ``(1 + growth) ** k`` in the k-th year since `from_year`. The mass is exogenous: one buyer does not move it.

    Parameters
    ----------
    years
        Calendar years of the path.
    from_year
        Year that `initial_mass` and `annual_mass` refer to, not after the first of the path: a year has the same
        price whichever year the path begins with.
    start_price, start_mass
        A point of the curve: the price when this cumulative mass had been launched.
    learning_rate
        Part of the price that goes with each doubling of the mass.
    initial_mass
        Cumulative mass before `from_year`, in the unit of `start_mass`.
    annual_mass, growth
        Mass launched in `from_year`, and its growth a year.
    growth_until
        Year after which the annual mass stays what it is; None for never.
    hold_after
        Year after which the price stays what it is; None for never.
    floor
        The price never falls below it.
    """

    years: tuple[int, ...] = field()  # field(): the base's property is not a default
    from_year: int
    start_price: Distribution
    start_mass: float
    learning_rate: Distribution
    initial_mass: Distribution
    annual_mass: Distribution
    growth: Distribution
    growth_until: int | None = None
    hold_after: int | None = None
    floor: Distribution = field(default_factory=lambda: Constant(value=0.0))

    def __post_init__(self) -> None:
        require_years(self.years)
        require_from_year(self.from_year, self.years)
        POSITIVE.check("start_mass", self.start_mass)
        for name in ("start_price", "initial_mass", "annual_mass", "floor"):
            require_support(name, getattr(self, name), 0.0, math.inf, "0 or greater")
        POSITIVE.check("median of initial_mass", self.initial_mass.median)
        require_support("learning_rate", self.learning_rate, 0.0, math.nextafter(1.0, 0.0), "0 or more, less than 1")
        require_support("growth", self.growth, math.nextafter(-1.0, 0.0), math.inf, "greater than -1")

    @property
    def drivers(self) -> tuple[str, ...]:
        return uncertain_fields(self)

    def mass(self, draws: Mapping[str, Draw]) -> FloatArray:
        """Cumulative mass before each year, as far as the price follows it; traceable."""
        year = year_row(tuple(range(self.from_year, self.years[-1] + 1)))
        growing = np.minimum(year, math.inf if self.growth_until is None else self.growth_until) - self.from_year
        counted = np.where(year < (math.inf if self.hold_after is None else self.hold_after), 1.0, 0.0)
        growth = (1.0 + realised(self, "growth", draws)) ** np.maximum(growing, 0.0)
        annual = realised(self, "annual_mass", draws) * growth * counted
        before = (np.cumsum(annual, axis=-1) - annual)[..., -len(self.years) :]
        mass: FloatArray = realised(self, "initial_mass", draws) + before
        return mass

    def path(self, draws: Mapping[str, Draw]) -> FloatArray:
        price = wright_price(
            self.mass(draws),
            start_price=realised(self, "start_price", draws),
            start_mass=self.start_mass,
            learning_rate=realised(self, "learning_rate", draws),
        )
        return np.maximum(price, realised(self, "floor", draws))
