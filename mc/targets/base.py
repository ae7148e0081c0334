"""Where a simulation is computed."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray
from mc.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Host arrays of one whole block.

    Attributes
    ----------
    inputs, outputs
        By name: consecutive cells of the trailing shape, each array ``(cells, replicates, points)``.
    """

    inputs: Mapping[str, list[FloatArray]]
    outputs: Mapping[str, list[FloatArray]]

    @classmethod
    def of_cells(cls, values: FloatArray, inputs: Mapping[str, range], outputs: Mapping[str, range]) -> "Evaluation":
        """Take apart one array ``(cells, replicates, points)``, given the cells of each name."""
        parts = (
            {name: [values[cells.start : cells.stop]] for name, cells in named.items()} for named in (inputs, outputs)
        )
        return cls(*parts)


class Target(ABC):
    """A way from sample indices to accumulated state: points, inputs, model and accumulators are its own affair."""

    @abstractmethod
    def evaluate(self, simulation: Simulation, block: int) -> Evaluation:
        """Compute one block and bring all of it to the host: for kept samples and for replays."""

    def evaluate_all(self, simulation: Simulation, blocks: range) -> Iterator[Evaluation]:
        """Compute blocks one after the other; a device computes the next one while one is copied to the host."""
        for block in blocks:
            yield self.evaluate(simulation, block)

    @abstractmethod
    def accumulate(self, simulation: Simulation, blocks: range, state: IntArray) -> None:
        """Add the samples of some blocks to `state`, in place."""
