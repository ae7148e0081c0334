"""Normal distribution."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, POSITIVE
from distributions.draw import Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Normal(Distribution):
    """The normal distribution with mean `mu` and standard deviation `sigma`.

    Scenario files call the parameters ``mean`` and ``standard_deviation``.
    """

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        FINITE.check("mu", self.mu)
        POSITIVE.check("sigma", self.sigma)

    def quantile(self, draw: Draw) -> FloatArray:
        return self.mu + self.sigma * draw.score

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.asarray(special.ndtr((np.asarray(x, dtype=np.float64) - self.mu) / self.sigma))

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    @property
    def mean(self) -> float:
        return self.mu

    @property
    def variance(self) -> float:
        return self.sigma**2
