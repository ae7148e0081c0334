"""What every accumulator is: integers that add up."""

from abc import ABC, abstractmethod
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]


class Accumulator(ABC):
    """A reduction of samples to an array of integers.

    The empty state is zeros, and two states merge by addition. Integer addition is exact, associative and
    commutative, so a merged state does not depend on how samples were cut into ranges, on the order in which
    ranges finished, or on who computed them.
    """

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """Shape of the state."""

    @abstractmethod
    def update(self, state: IntArray, values: FloatArray, wanted: BoolArray) -> None:
        """Add samples to `state`, in place.

        Parameters
        ----------
        state
            Of shape `shape`, or some cells of it; contiguous.
        values
            Of shape ``(cells, replicates, points)``; a cell is one entry of the output's trailing shape.
        wanted
            Which of them to add, of shape ``(replicates, points)``.
        """
