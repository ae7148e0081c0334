"""Beta distribution."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, POSITIVE, require_increasing
from distributions.draw import Draw
from distributions.tabulated import QuantileTable, shape_table


@dataclass(frozen=True, kw_only=True, slots=True)
class Beta(Distribution):
    """The beta distribution with shapes `alpha` and `beta`, stretched from [0, 1] to [`low`, `high`].

    Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 25.
    """

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0
    _table: QuantileTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        POSITIVE.check("alpha", self.alpha)
        POSITIVE.check("beta", self.beta)
        FINITE.check("low", self.low)
        FINITE.check("high", self.high)
        require_increasing(low=self.low, high=self.high)
        object.__setattr__(self, "_table", shape_table("beta", self.alpha, self.beta))

    @property
    def max_error(self) -> float:
        """Bound on the error of quantiles of the distribution on [0, 1], as `QuantileTable` defines it."""
        return self._table.max_error

    def quantile(self, draw: Draw) -> FloatArray:
        return self.low + (self.high - self.low) * self._table.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        share = (np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low)
        return np.asarray(special.betainc(self.alpha, self.beta, np.clip(share, 0.0, 1.0)))

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return self.low + (self.high - self.low) * self.alpha / (self.alpha + self.beta)

    @property
    def variance(self) -> float:
        total = self.alpha + self.beta
        return (self.high - self.low) ** 2 * (self.alpha / total) * (self.beta / total) / (total + 1.0)
