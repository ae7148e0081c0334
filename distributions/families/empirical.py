"""Distribution of observations."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.tabulated import StepTable


@dataclass(frozen=True, kw_only=True, slots=True)
class Empirical(Distribution):
    """Each observation with equal probability, in any order; repeated ones count as often as they occur.

    The quantile function is the inverted empirical CDF: definition 1 of Hyndman and Fan (1996), The American
    Statistician 50(4), 361-365, and ``method="inverted_cdf"`` of `numpy.quantile`.
    """

    observations: tuple[float, ...]
    _table: StepTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.observations:
            raise DistributionError("observations", self.observations, "must hold at least one number")
        for observation in self.observations:
            FINITE.check("observations", observation)
        count = len(self.observations)
        table = StepTable.from_cumulative(np.sort(self.observations), np.arange(1, count + 1) / count)
        object.__setattr__(self, "_table", table)

    @property
    def discrete(self) -> bool:
        return True

    def quantile(self, draw: Draw) -> FloatArray:
        return self._table.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        not_exceeding = np.searchsorted(self._table.values, np.asarray(x), side="right")
        return np.asarray(not_exceeding / len(self.observations))

    @property
    def support(self) -> tuple[float, float]:
        return float(self._table.values[0]), float(self._table.values[-1])

    @property
    def mean(self) -> float:
        return math.fsum(self.observations) / len(self.observations)

    @property
    def variance(self) -> float:
        mean = self.mean
        return math.fsum((value - mean) ** 2 for value in self.observations) / len(self.observations)
