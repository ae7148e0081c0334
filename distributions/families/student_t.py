"""Student's t distribution."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, POSITIVE
from distributions.draw import Draw
from distributions.tabulated import QuantileTable, shape_table


@dataclass(frozen=True, kw_only=True, slots=True)
class StudentT(Distribution):
    """Student's t with `df` degrees of freedom, moved to `location` and stretched by `scale`.

    The smaller `df`, the heavier the tails: the mean exists above 1, the variance above 2.
    Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 28.
    """

    df: float
    location: float = 0.0
    scale: float = 1.0
    _table: QuantileTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        POSITIVE.check("df", self.df)
        FINITE.check("location", self.location)
        POSITIVE.check("scale", self.scale)
        object.__setattr__(self, "_table", shape_table("t", self.df))

    @property
    def max_error(self) -> float:
        """Bound on the error of quantiles of the standard distribution, as `QuantileTable` defines it."""
        return self._table.max_error

    def quantile(self, draw: Draw) -> FloatArray:
        return self.location + self.scale * self._table.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        standard = (np.asarray(x, dtype=np.float64) - self.location) / self.scale
        return np.asarray(special.stdtr(self.df, standard))

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    @property
    def mean(self) -> float:
        return self.location if self.df > 1.0 else math.nan

    @property
    def variance(self) -> float:
        if self.df > 2.0:
            return self.scale**2 * self.df / (self.df - 2.0)
        return math.inf if self.df > 1.0 else math.nan
