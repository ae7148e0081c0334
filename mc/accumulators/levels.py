"""Exact counts of an output that takes one of a few values."""

from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, BoolArray, IntArray


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels(Accumulator):
    """Counts by level and replicate; infinity is a level like any other.

    State: ``(cells, replicates, levels + 1)``; the last entry counts NaN and values that are no level.
    """

    levels: tuple[float, ...]
    cells: int
    replicates: int

    @property
    def shape(self) -> tuple[int, ...]:
        return self.cells, self.replicates, len(self.levels) + 1

    def update(self, state: IntArray, values: FloatArray, wanted: BoolArray) -> None:
        levels = np.asarray(self.levels)
        index = np.searchsorted(levels, values)
        index = np.where(np.append(levels, np.nan)[index] == values, index, len(levels))
        for level in range(len(levels) + 1):
            state[..., level] += np.count_nonzero((index == level) & wanted, axis=-1)
