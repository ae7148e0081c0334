"""Uniform distribution."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, require_increasing
from distributions.draw import Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Uniform(Distribution):
    """Every value from `low` to `high` is equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        FINITE.check("low", self.low)
        FINITE.check("high", self.high)
        require_increasing(low=self.low, high=self.high)

    def quantile(self, draw: Draw) -> FloatArray:
        return self.low + (self.high - self.low) * draw.lower

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.clip((np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low), 0.0, 1.0)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return 0.5 * (self.low + self.high)

    @property
    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12.0
