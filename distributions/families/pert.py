"""PERT distribution."""

from dataclasses import dataclass, field

import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, POSITIVE, require_increasing
from distributions.draw import Draw
from distributions.families.beta import Beta


@dataclass(frozen=True, kw_only=True, slots=True)
class Pert(Distribution):
    """A beta distribution given by its ends and its mode; the mean is ``(low + shape mode + high) / (shape + 2)``.

    Malcolm, Roseboom, Clark and Fazar (1959), Operations Research 7(5), 646-669, with `shape` 4; Vose (2008),
    Risk Analysis, third edition, for other values: the larger, the less weight lies far from the mode.
    """

    low: float
    mode: float
    high: float
    shape: float = 4.0
    _beta: Beta = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("low", "mode", "high"):
            FINITE.check(name, getattr(self, name))
        POSITIVE.check("shape", self.shape)
        require_increasing(strictly=False, low=self.low, mode=self.mode, high=self.high)
        require_increasing(low=self.low, high=self.high)
        rise = (self.mode - self.low) / (self.high - self.low)
        alpha, beta = 1.0 + self.shape * rise, 1.0 + self.shape * (1.0 - rise)
        object.__setattr__(self, "_beta", Beta(alpha=alpha, beta=beta, low=self.low, high=self.high))

    @property
    def max_error(self) -> float:
        """Bound on the error of quantiles of the distribution on [0, 1], as `QuantileTable` defines it."""
        return self._beta.max_error

    def quantile(self, draw: Draw) -> FloatArray:
        return self._beta.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return self._beta.cdf(x)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        return self._beta.mean

    @property
    def variance(self) -> float:
        return self._beta.variance
