"""What every accumulator is: integers that add up."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
Values: TypeAlias = npt.NDArray[np.floating[Any]]
"""Values of outputs, float32 or float64; accumulators work in the precision they come in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accumulator(ABC):
    """A reduction of samples to an array of integers.

    The empty state is zeros, and two states merge by addition. Integer addition is exact, associative and
    commutative, so a merged state does not depend on how samples were cut into ranges, on the order in which
    ranges finished, or on who computed them.

    Attributes
    ----------
    cells
        Number of entries of the output's trailing shape.
    replicates
        Number of replicates of the run.
    """

    cells: int
    replicates: int

    @property
    @abstractmethod
    def shape(self) -> tuple[int, ...]:
        """Shape of the state; its first axis is that of cells."""

    @property
    @abstractmethod
    def strides(self) -> tuple[int, int]:
        """Distance in the flattened state from one cell to the next, and from one replicate to the next."""

    @abstractmethod
    def update(self, state: IntArray, values: Values, wanted: BoolArray, first: int = 0) -> None:
        """Add samples to `state`, in place.

        Parameters
        ----------
        state
            Of shape `shape`; contiguous.
        values
            Of shape ``(cells, replicates, points)``: some consecutive cells, and whole segments of
            points (`mc.accumulators.moments.SEGMENT`).
        wanted
            Which of them to add, of shape ``(replicates, points)``.
        first
            The first of the cells.
        """

    @abstractmethod
    def complete(self, state: IntArray, wanted: IntArray) -> None:
        """Fill in what a kernel leaves out, because it follows from the rest, in place.

        Parameters
        ----------
        state
            Of shape `shape`, zeros but for what the kernel counted and summed.
        wanted
            Number of samples by replicate that the kernel added.
        """
