"""Lognormal distribution."""

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
class LogNormal(Distribution):
    """A variable whose logarithm is normal, with mean `mu` and standard deviation `sigma` of the logarithm.

    Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 14.
    """

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        FINITE.check("mu", self.mu)
        POSITIVE.check("sigma", self.sigma)

    def quantile(self, draw: Draw) -> FloatArray:
        return np.exp(self.mu + self.sigma * draw.score)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        values = np.asarray(x, dtype=np.float64)
        with np.errstate(divide="ignore"):
            score = (np.log(np.maximum(values, 0.0)) - self.mu) / self.sigma
        return np.asarray(special.ndtr(score))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def mean(self) -> float:
        return float(np.exp(self.mu + 0.5 * self.sigma**2))

    @property
    def variance(self) -> float:
        return float(np.expm1(self.sigma**2) * np.exp(2.0 * self.mu + self.sigma**2))
