"""What every family provides."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.draw import Draw, median_draw


class Distribution(ABC):
    """A probability distribution of one real number.

    Families are frozen dataclasses, checked once when made (`DistributionError`). The abstract members are the
    whole interface; families override nothing else but `discrete`.
    """

    is_constant: ClassVar[bool] = False

    @property
    def discrete(self) -> bool:
        """Whether the possible values are separate numbers."""
        return False

    @abstractmethod
    def quantile(self, draw: Draw) -> FloatArray:
        """Map a draw to a value of this distribution; traceable, of the shape of the draw."""

    @abstractmethod
    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        """Probability of not exceeding `x`; for analysis, not traceable."""

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Smallest and largest possible value; may be infinite."""

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expectation; ``inf`` or ``nan`` where there is none."""

    @property
    @abstractmethod
    def variance(self) -> float:
        """Variance; ``inf`` or ``nan`` where there is none."""

    @property
    def median(self) -> float:
        """The value exceeded with probability one half: the central value in deterministic runs."""
        return float(self.quantile(median_draw()))

    def ppf(self, probability: npt.ArrayLike) -> FloatArray:
        """Percent point function, as in SciPy: the inverse of `cdf`.

        Parameters
        ----------
        probability
            Probabilities of not exceeding the result, any shape. 0 and 1 give the ends of the support;
            numbers outside [0, 1] give NaN.
        """
        p = np.asarray(probability, dtype=np.float64)
        inside = (p > 0.0) & (p < 1.0)
        value = self.quantile(Draw.from_probability(np.where(inside, p, 0.5)))
        low, high = self.support
        ends = np.where(p == 0.0, low, np.where(p == 1.0, high, np.nan))
        return np.asarray(np.where(inside, value, ends))
