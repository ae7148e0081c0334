"""Triangular distribution."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, require_increasing
from distributions.draw import Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Triangular(Distribution):
    """A density that rises straight from `low` to `mode` and falls straight to `high`.

    Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, section 26.9.
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        for name in ("low", "mode", "high"):
            FINITE.check(name, getattr(self, name))
        require_increasing(strictly=False, low=self.low, mode=self.mode, high=self.high)
        require_increasing(low=self.low, high=self.high)

    def quantile(self, draw: Draw) -> FloatArray:
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        left = self.low + math.sqrt(width * rise) * np.sqrt(draw.lower)
        right = self.high - math.sqrt(width * fall) * np.sqrt(draw.upper)
        return np.where(draw.lower < rise / width, left, right)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        inside = np.clip(np.asarray(x, dtype=np.float64), self.low, self.high)
        left = (inside - self.low) ** 2 / (width * (rise or 1.0))
        right = 1.0 - (self.high - inside) ** 2 / (width * (fall or 1.0))
        return np.where(inside < self.mode, left, right)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3.0

    @property
    def variance(self) -> float:
        width, rise = self.high - self.low, self.mode - self.low
        return (width**2 - width * rise + rise**2) / 18.0
