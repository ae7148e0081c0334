"""Log-uniform (reciprocal) distribution."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import POSITIVE, require_increasing
from distributions.draw import Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class LogUniform(Distribution):
    """A variable whose logarithm is uniform: every order of magnitude from `low` to `high` is equally likely."""

    low: float
    high: float

    def __post_init__(self) -> None:
        POSITIVE.check("low", self.low)
        POSITIVE.check("high", self.high)
        require_increasing(low=self.low, high=self.high)

    @property
    def _width(self) -> float:
        return math.log(self.high / self.low)

    def quantile(self, draw: Draw) -> FloatArray:
        return self.low * np.exp(self._width * draw.lower)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        inside = np.clip(np.asarray(x, dtype=np.float64), self.low, self.high)
        return np.asarray(np.log(inside / self.low) / self._width)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return (self.high - self.low) / self._width

    @property
    def variance(self) -> float:
        return 0.5 * (self.high - self.low) * (self.high + self.low) / self._width - self.mean**2
