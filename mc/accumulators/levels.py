"""Exact counts of an output that takes one of a few values."""

from dataclasses import dataclass

import numpy as np

from mc.accumulators.base import Accumulator, BoolArray, IntArray, Values


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels(Accumulator):
    """Counts by level and replicate; infinity is a level like any other.

    State: ``(cells, replicates, levels + 1)``; the last entry counts NaN and values that are no level.
    """

    levels: tuple[float, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.cells, self.replicates, len(self.levels) + 1

    @property
    def strides(self) -> tuple[int, int]:
        return self.replicates * (len(self.levels) + 1), len(self.levels) + 1

    def update(self, state: IntArray, values: Values, wanted: BoolArray, first: int = 0) -> None:
        levels = np.asarray(self.levels)
        index = np.searchsorted(levels, values)
        index = np.where(np.append(levels, np.nan)[index] == values, index, len(levels))
        for level in range(len(levels) + 1):
            state[first : first + len(values), :, level] += np.count_nonzero((index == level) & wanted, axis=-1)

    def complete(self, state: IntArray, wanted: IntArray) -> None:
        state[..., -1] = wanted - state[..., :-1].sum(axis=-1)
