"""Bernoulli distribution."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import PROBABILITY
from distributions.draw import Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Bernoulli(Distribution):
    """1 with the given probability, otherwise 0."""

    probability: float

    def __post_init__(self) -> None:
        PROBABILITY.check("probability", self.probability)

    @property
    def discrete(self) -> bool:
        return True

    def quantile(self, draw: Draw) -> FloatArray:
        # By the upper tail, so that a rare event keeps the precision of its probability.
        return np.where(draw.upper < self.probability, 1.0, 0.0)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        values = np.asarray(x)
        return np.where(values >= 1.0, 1.0, np.where(values >= 0.0, 1.0 - self.probability, 0.0))

    @property
    def support(self) -> tuple[float, float]:
        return (1.0 if self.probability == 1.0 else 0.0), (0.0 if self.probability == 0.0 else 1.0)

    @property
    def mean(self) -> float:
        return float(self.probability)

    @property
    def variance(self) -> float:
        return self.probability * (1.0 - self.probability)
