"""Any distribution of `scipy.stats`."""

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.stats.distributions import rv_frozen

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.draw import Draw
from distributions.errors import DistributionError, did_you_mean
from distributions.tabulated import TOLERANCE, QuantileTable, StepTable

_MOST_VALUES = 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Frozen(Distribution):
    """A frozen distribution of `scipy.stats`, continuous or discrete, as a table.

    Making one that SciPy has to invert numerically can take a minute. Two are equal when their names and
    arguments are; histograms and other objects without a name of their own only when they are the same object.

    Parameters
    ----------
    distribution
        For example ``scipy.stats.genextreme(c=-0.1, loc=3.0)``.
    tolerance
        Largest `max_error` accepted; a density with jumps needs about 1e-4.
    """

    distribution: rv_frozen = field(repr=False, compare=False)
    tolerance: float = TOLERANCE
    name: str | stats.rv_continuous | stats.rv_discrete = field(init=False)
    arguments: tuple[tuple[str, float], ...] = field(init=False)
    _table: QuantileTable | StepTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.distribution, rv_frozen):
            raise DistributionError("distribution", self.distribution, "must be a frozen distribution of scipy.stats")
        family: stats.rv_continuous | stats.rv_discrete = self.distribution.dist  # type: ignore[assignment]  # stubs
        names = [*(family.shapes.split(", ") if family.shapes else []), "loc", "scale"]
        given = {**dict(zip(names, self.distribution.args, strict=False)), **self.distribution.kwds}
        named = type(getattr(stats, str(family.name), None)) is type(family)
        object.__setattr__(self, "name", family.name if named else family)
        object.__setattr__(
            self, "arguments", tuple(sorted((name, float(np.asarray(value))) for name, value in given.items()))
        )
        if any(math.isnan(end) for end in self.support):
            raise DistributionError("", f"scipy.stats.{family.name}", f"is not defined for {self._described()}")
        table = self._steps() if self.discrete else QuantileTable.of(self.distribution, self.tolerance)
        object.__setattr__(self, "_table", table)

    @classmethod
    def named(cls, family: str, /, **parameters: float) -> "Frozen":
        """Make one from the name of a distribution in `scipy.stats` and its parameters."""
        known = {
            name: value
            for name, value in vars(stats).items()
            if isinstance(value, stats.rv_continuous | stats.rv_discrete)
        }
        if family not in known:
            raise DistributionError("family", family, f"is no distribution of scipy.stats{did_you_mean(family, known)}")
        shapes = known[family].shapes
        required = shapes.split(", ") if shapes else []
        allowed = [*required, "loc", *(["scale"] if isinstance(known[family], stats.rv_continuous) else [])]
        for name, value in parameters.items():
            if name not in allowed:
                rule = (
                    f"is no parameter of scipy.stats.{family}{did_you_mean(name, allowed)}; it has {', '.join(allowed)}"
                )
                raise DistributionError(name, value, rule)
        missing = [name for name in required if name not in parameters]
        if missing:
            raise DistributionError(
                "", f"scipy.stats.{family}", f"needs {', '.join(required)}; missing is {missing[0]}"
            )
        return cls(distribution=known[family](**parameters))

    def _described(self) -> str:
        return ", ".join(f"{name} = {value:g}" for name, value in self.arguments)

    def _steps(self) -> StepTable:
        first = float(self.distribution.ppf(2.0**-53))
        if not self.distribution.sf(first + _MOST_VALUES) < 2.0**-53:
            rule = f"has more than {_MOST_VALUES} values that are likely enough to be drawn"
            raise DistributionError("", f"scipy.stats.{self.name}", rule)
        values = np.arange(first, float(self.distribution.ppf(1.0 - 2.0**-53)) + 1.0)
        return StepTable.from_survival(values, self.distribution.sf(values))

    @property
    def discrete(self) -> bool:
        return isinstance(self.distribution.dist, stats.rv_discrete)

    @property
    def max_error(self) -> float:
        """Bound on the error of quantiles, as `QuantileTable` defines it; 0 for a discrete distribution."""
        return self._table.max_error if isinstance(self._table, QuantileTable) else 0.0

    def quantile(self, draw: Draw) -> FloatArray:
        return self._table.quantile(draw)

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        with np.errstate(over="ignore"):  # SciPy's formulas overflow far outside, on the way to 0 or 1
            return np.asarray(self.distribution.cdf(np.asarray(x, dtype=np.float64)))

    @property
    def support(self) -> tuple[float, float]:
        low, high = self.distribution.support()
        return float(low), float(high)

    @property
    def mean(self) -> float:
        return float(self.distribution.mean())

    @property
    def variance(self) -> float:
        return float(self.distribution.var())
