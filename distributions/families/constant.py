"""A value that is certain."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE
from distributions.draw import Draw


@dataclass(frozen=True, kw_only=True, slots=True)
class Constant(Distribution):
    """All probability on one value; needs no draw, and models receive it as a plain float."""

    is_constant: ClassVar[bool] = True

    value: float

    def __post_init__(self) -> None:
        FINITE.check("value", self.value)

    def quantile(self, draw: Draw) -> FloatArray:  # noqa: ARG002 - a certain value needs none
        return self.value  # type: ignore[return-value]  # a float is an array of no dimension

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        return np.where(np.asarray(x) >= self.value, 1.0, 0.0)

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    @property
    def mean(self) -> float:
        return self.value

    @property
    def variance(self) -> float:
        return 0.0
