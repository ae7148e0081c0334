"""Weibull distribution."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import POSITIVE
from distributions.draw import Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Weibull(Distribution):
    """Time to failure whose hazard is a power of time: falling for `shape` below 1, constant at 1, rising above.

    ``P(X > x) = exp(-(x / scale)**shape)``. Weibull (1951), Journal of Applied Mechanics 18, 293-297.
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        POSITIVE.check("shape", self.shape)
        POSITIVE.check("scale", self.scale)

    def quantile(self, draw: Draw) -> FloatArray:
        # The smaller tail has the digits; log1p is kept away from its pole, which where() would evaluate.
        near = -np.log1p(-np.minimum(draw.lower, 0.5))
        far = -np.log(np.minimum(draw.upper, 0.5))
        return self.scale * np.where(draw.lower < 0.5, near, far) ** (1.0 / self.shape)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        hazard = (np.maximum(np.asarray(x, dtype=np.float64), 0.0) / self.scale) ** self.shape
        return np.asarray(-np.expm1(-hazard))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def mean(self) -> float:
        return self.scale * float(special.gamma(1.0 + 1.0 / self.shape))

    @property
    def variance(self) -> float:
        first, second = (float(special.gamma(1.0 + power / self.shape)) for power in (1.0, 2.0))
        return self.scale * self.scale * (second - first * first)
