"""Quantiles elicited by year."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy import special

from distributions.arrays import FloatArray
from distributions.constraints import FINITE, OPEN_PROBABILITY, POSITIVE, require_increasing
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.trajectories.base import Trajectory
from distributions.trajectories.fields import by_year, require_years, year_row


@dataclass(frozen=True, kw_only=True, slots=True)
class Fan(Trajectory):
    """A fan of quantiles: a path keeps its rank through the years.

    In each year the value (on the scale ``log``, its logarithm) is normal in two pieces, one below the median and
    one above, so that the elicited quantiles are met exactly. Between elicited years the quantiles run straight on
    that scale; before the first and after the last they stay. Wallis (2014), The two-piece normal, binormal, or
    double Gaussian distribution, Statistical Science 29(1), 106-112, has the two-piece normal as joined at its
    mode; here it is joined at the median, as the quantiles ask.

    Parameters
    ----------
    years
        Calendar years of the path.
    elicited_years
        Years that quantiles are given for, increasing.
    low, median, high
        Quantiles of those years.
    low_probability, high_probability
        Probabilities of not exceeding `low` and `high`, on either side of one half.
    scale
        ``log`` for positive quantities, or ``linear``.
    """

    years: tuple[int, ...] = field()  # field(): the base's property is not a default
    elicited_years: tuple[int, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    low_probability: float = 0.05
    high_probability: float = 0.95
    scale: Literal["log", "linear"] = "log"

    def __post_init__(self) -> None:
        require_years(self.years)
        if not self.elicited_years or list(self.elicited_years) != sorted(set(self.elicited_years)):
            raise DistributionError("elicited_years", self.elicited_years, "must be one or more years that increase")
        OPEN_PROBABILITY.check("low_probability", self.low_probability)
        OPEN_PROBABILITY.check("high_probability", self.high_probability)
        require_increasing(low_probability=self.low_probability, one_half=0.5, high_probability=self.high_probability)
        if self.scale not in {"log", "linear"}:
            raise DistributionError("scale", self.scale, "must be 'log' or 'linear'")
        for name in ("low", "median", "high"):
            if len(getattr(self, name)) != len(self.elicited_years):
                raise DistributionError(name, getattr(self, name), "must have one value for each of elicited_years")
        for year, *quantiles in zip(self.elicited_years, self.low, self.median, self.high, strict=True):
            named = {f"{name} in {year}": x for name, x in zip(("low", "median", "high"), quantiles, strict=True)}
            for name, x in named.items():
                (POSITIVE if self.scale == "log" else FINITE).check(name, x)
            require_increasing(strictly=True, **named)

    @property
    def drivers(self) -> tuple[str, ...]:
        return ("rank",)

    def path(self, draws: Mapping[str, Draw]) -> FloatArray:
        low, median, high = (self._interpolated(values) for values in (self.low, self.median, self.high))
        below = (median - low) / -float(special.ndtri(self.low_probability))
        above = (high - median) / float(special.ndtri(self.high_probability))
        score = by_year(draws["rank"].score)
        value = median + np.minimum(score, 0.0) * below + np.maximum(score, 0.0) * above
        return np.exp(value) if self.scale == "log" else value

    def _interpolated(self, values: tuple[float, ...]) -> FloatArray:
        """Quantiles by calendar year on the scale of the fan."""
        scaled = [math.log(x) for x in values] if self.scale == "log" else values
        return np.interp(year_row(self.years), self.elicited_years, scaled)
