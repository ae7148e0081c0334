"""Distribution over a few numbers."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, PROBABILITY, require_increasing
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.tabulated import StepTable


@dataclass(frozen=True, kw_only=True, slots=True)
class Categorical(Distribution):
    """Each of increasing `values` with its probability; a probability of 0 switches a value off."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]
    _table: StepTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.values or len(self.values) != len(self.probabilities):
            rule = f"must hold one probability for each value, of which there are {len(self.values)}"
            raise DistributionError("probabilities", self.probabilities, rule)
        for value, probability in zip(self.values, self.probabilities, strict=True):
            FINITE.check("values", value)
            PROBABILITY.check("probabilities", probability)
        require_increasing(strictly=True, **{f"values[{index}]": value for index, value in enumerate(self.values)})
        total = math.fsum(self.probabilities)
        if abs(total - 1.0) > 1e-9:
            raise DistributionError("probabilities", self.probabilities, f"must sum to 1, not to {total:.10g}")
        used = np.asarray(self.probabilities) > 0.0
        cumulative = [math.fsum(self.probabilities[: index + 1]) / total for index in range(len(self.values))]
        table = StepTable.from_cumulative(np.asarray(self.values)[used], np.asarray(cumulative)[used])
        object.__setattr__(self, "_table", table)

    @property
    def discrete(self) -> bool:
        return True

    def quantile(self, draw: Draw) -> FloatArray:
        return self._table.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        cumulative = np.concatenate(([0.0], self._table.steps, [1.0]))
        return np.asarray(cumulative[np.searchsorted(self._table.values, np.asarray(x), side="right")])

    @property
    def support(self) -> tuple[float, float]:
        return float(self._table.values[0]), float(self._table.values[-1])

    @property
    def mean(self) -> float:
        return math.fsum(p * value for p, value in zip(self.probabilities, self.values, strict=True))

    @property
    def variance(self) -> float:
        mean = self.mean
        return math.fsum(p * (value - mean) ** 2 for p, value in zip(self.probabilities, self.values, strict=True))
