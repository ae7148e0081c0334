"""All accumulators of a model in one vector of integers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, BoolArray, IntArray
from mc.accumulators.histogram import Bins, Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import Moments
from mc.model import Model, Output


@dataclass(frozen=True, kw_only=True, slots=True)
class AccumulatorPlan:
    """Which accumulators the outputs of a model have, and where each lies in the state.

    The state of a run, or of any part of it, is one vector of int64: zeros when empty, merged by addition. Its
    entry 0 counts the samples.
    """

    model: Model
    replicates: int

    def empty(self) -> IntArray:
        """Return the state of no samples."""
        return np.zeros(self.size, dtype=np.int64)

    @property
    def size(self) -> int:
        """Length of the state."""
        return 1 + sum(prod(accumulator.shape) for _, accumulator in self._parts())

    def update(self, state: IntArray, values: Mapping[str, Sequence[FloatArray]], wanted: BoolArray) -> None:
        """Add samples, in place.

        Parameters
        ----------
        state
            What to add to.
        values
            By output name: consecutive cells, each array of shape ``(cells, replicates, points)``.
        wanted
            Which samples to add, of shape ``(replicates, points)``.
        """
        for name, (accumulator, part) in self._located(state):
            first = 0
            for cells in values[name]:
                accumulator.update(part[first : first + len(cells)], cells, wanted)
                first += len(cells)
        state[0] += np.count_nonzero(wanted)

    def parts(self, state: IntArray, output: Output) -> list[tuple[Accumulator, IntArray]]:
        """One output's accumulators, each with its view into `state`."""
        return [located for name, located in self._located(state) if name == output.name]

    def cells(self, output: Output) -> int:
        """Return the number of entries of the output's trailing shape."""
        return prod(self.shape(output))

    def shape(self, output: Output) -> tuple[int, ...]:
        """Trailing shape of an output."""
        return tuple(len(self.model.coords[dim]) for dim in output.dims)

    def _parts(self) -> Iterator[tuple[str, Accumulator]]:
        for output in self.model.outputs:
            cells = self.cells(output)
            if output.levels:
                yield output.name, Levels(levels=output.levels, cells=cells, replicates=self.replicates)
                continue
            yield output.name, Moments(cells=cells, replicates=self.replicates, unit=output.smallest)
            if output.histogram:
                bins = Bins(smallest=output.smallest, largest=output.largest)
                yield output.name, Histogram(bins=bins, cells=cells, replicates=self.replicates)

    def _located(self, state: IntArray) -> Iterator[tuple[str, tuple[Accumulator, IntArray]]]:
        start = 1
        for name, accumulator in self._parts():
            stop = start + prod(accumulator.shape)
            yield name, (accumulator, state[start:stop].reshape(accumulator.shape))
            start = stop
