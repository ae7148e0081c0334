"""What every trajectory provides."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from distributions.arrays import FloatArray
from distributions.draw import Draw


class Trajectory(ABC):
    """A distribution over paths: one value for each calendar year.

    Trajectories are frozen dataclasses, checked once when made (`DistributionError`).
    """

    @property
    @abstractmethod
    def years(self) -> tuple[int, ...]:
        """Calendar years of the path, increasing by one."""

    @property
    @abstractmethod
    def drivers(self) -> tuple[str, ...]:
        """Names of the standard draws that one path needs."""

    @abstractmethod
    def path(self, draws: Mapping[str, Draw]) -> FloatArray:
        """Map draws of trailing shape ``()`` to a path of trailing shape ``(calendar_year,)``; traceable.

        Parameters
        ----------
        draws
            One draw for each of `drivers`.
        """
