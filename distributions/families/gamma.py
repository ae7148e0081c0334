"""Gamma distribution."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import POSITIVE
from distributions.draw import Draw
from distributions.tabulated import QuantileTable, shape_table


@dataclass(frozen=True, kw_only=True, slots=True)
class Gamma(Distribution):
    """The gamma distribution, with mean ``shape * scale``.

    Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 17.
    """

    shape: float
    scale: float
    _table: QuantileTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        POSITIVE.check("shape", self.shape)
        POSITIVE.check("scale", self.scale)
        object.__setattr__(self, "_table", shape_table("gamma", self.shape))

    @property
    def max_error(self) -> float:
        """Bound on the error of quantiles, as `QuantileTable` defines it."""
        return self._table.max_error

    def quantile(self, draw: Draw) -> FloatArray:
        return self.scale * self._table.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        values = np.maximum(np.asarray(x, dtype=np.float64), 0.0)
        return np.asarray(special.gammainc(self.shape, values / self.scale))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def mean(self) -> float:
        return self.shape * self.scale

    @property
    def variance(self) -> float:
        return self.shape * self.scale**2
