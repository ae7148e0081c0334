"""The same value in every year."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from distributions.arrays import FloatArray
from distributions.constraints import FINITE
from distributions.draw import Draw
from distributions.trajectories.base import Trajectory
from distributions.trajectories.fields import require_years


@dataclass(frozen=True, kw_only=True, slots=True)
class ConstantPath(Trajectory):
    """A path that is certain and level.

    Parameters
    ----------
    years
        Calendar years.
    value
        The value in all of them.
    """

    years: tuple[int, ...] = field()  # field(): the base's property is not a default
    value: float

    def __post_init__(self) -> None:
        require_years(self.years)
        FINITE.check("value", self.value)

    @property
    def drivers(self) -> tuple[str, ...]:
        return ()

    def path(self, draws: Mapping[str, Draw]) -> FloatArray:  # noqa: ARG002 - a path has draws
        return np.full(len(self.years), self.value)
