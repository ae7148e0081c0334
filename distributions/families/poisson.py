"""Poisson distribution."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import special

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import Constraint
from distributions.draw import Draw
from distributions.tabulated import StepTable

_RATE = Constraint("a number greater than 0 and at most 1e8", lambda value: 0 < value <= 1e8)


@dataclass(frozen=True, kw_only=True, slots=True)
class Poisson(Distribution):
    """Number of independent events, `rate` of them expected.

    Counts are looked up by the probability of exceeding them, which is precise to rounding in relative terms for
    many events and in absolute terms for few.
    """

    rate: float
    _table: StepTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _RATE.check("rate", self.rate)
        # Nine standard deviations to either side, and 40 events more for small rates, leave less than 1e-18 out.
        spread = 9.0 * math.sqrt(self.rate)
        counts = np.arange(max(0.0, math.floor(self.rate - spread)), math.ceil(self.rate + spread) + 40.0)
        object.__setattr__(self, "_table", StepTable.from_survival(counts, special.pdtrc(counts, self.rate)))

    @property
    def discrete(self) -> bool:
        return True

    def quantile(self, draw: Draw) -> FloatArray:
        return self._table.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        counts = np.floor(np.asarray(x, dtype=np.float64))
        return np.where(counts < 0.0, 0.0, special.pdtr(np.maximum(counts, 0.0), self.rate))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def mean(self) -> float:
        return float(self.rate)

    @property
    def variance(self) -> float:
        return float(self.rate)
