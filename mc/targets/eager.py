"""The model called on whole arrays of samples, operation by operation."""

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np

from distributions.arrays import FloatArray
from distributions.draw import Draw
from mc.accumulators.base import IntArray
from mc.model import OutputValue, laid_out, require_numbers
from mc.points.base import tails
from mc.sample_array import SampleArray, as_samples
from mc.simulation import Simulation
from mc.targets.base import Evaluation, Target


class Eager(Target):
    """What the targets share that call a model eagerly on arrays of some library."""

    @abstractmethod
    def to_device(self, values: FloatArray) -> FloatArray:
        """Copy a host array to where the model runs."""

    @abstractmethod
    def to_host(self, values: FloatArray) -> FloatArray:
        """Copy a result back to a NumPy array."""

    def evaluate(self, simulation: Simulation, block: int) -> Evaluation:
        with np.errstate(all="ignore"):  # what is not finite is counted, by output
            inputs = simulation.space.realise(self.draws(simulation, block))
            result = simulation.model.function(inputs)
        return Evaluation(
            {name: [self._by_lane(simulation, value, None)] for name, value in inputs.items()},
            self.gathered(simulation, result),
        )

    def accumulate(self, simulation: Simulation, blocks: range, state: IntArray) -> None:
        for block in blocks:
            with np.errstate(all="ignore"):
                result = simulation.model.function(simulation.space.realise(self.draws(simulation, block)))
            simulation.add(state, block, self.gathered(simulation, result))

    def draws(self, simulation: Simulation, block: int) -> dict[str, Draw]:
        """Independent draws of a block, on the device."""
        draws = {}
        for driver in simulation.space.drivers:
            lower, upper = tails(simulation.bits(driver, block).reshape(-1))
            draws[driver] = Draw.from_tails(as_samples(self.to_device(lower)), as_samples(self.to_device(upper)))
        return draws

    def gathered(self, simulation: Simulation, result: Mapping[str, OutputValue]) -> dict[str, list[FloatArray]]:
        """Host arrays by output, as in `Evaluation`, of what a model returned.

        Raises
        ------
        ModelError
            The model returned something else than it declares.
        """
        return {
            name: [self._by_lane(simulation, value, trailing) for value, trailing in leaves]
            for name, leaves in laid_out(simulation.model, result).items()
        }

    def _by_lane(
        self, simulation: Simulation, value: FloatArray | float, trailing: tuple[int, ...] | None
    ) -> FloatArray:
        """Host array ``(cells, replicates, points)`` of samples or of a constant."""
        samples: object = value  # models are typed as for NumPy arrays
        host = self.to_host(samples.data) if isinstance(samples, SampleArray) else np.asarray(value)[..., None]
        require_numbers(host)
        shape = host.shape[:-1] if trailing is None else trailing
        whole = np.broadcast_to(np.asarray(host, dtype=np.float64), (*shape, simulation.block_samples))
        return whole.reshape(-1, *simulation.lanes)
