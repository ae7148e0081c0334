"""The model called on whole arrays of samples, operation by operation."""

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.draw import Draw
from mc.accumulators.base import IntArray
from mc.errors import ModelError
from mc.model import Output, OutputValue
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
        outputs = simulation.model.outputs
        require_named(result)
        declared = {output.name for output in outputs}
        if set(result) != declared:
            message = (
                f"the model returned {sorted(set(result) - declared)} that are not declared as outputs, "
                f"and did not return {sorted(declared - set(result))}"
            )
            raise ModelError(message)
        return {output.name: self._parts(simulation, output, output.dims, result[output.name]) for output in outputs}

    def _parts(
        self, simulation: Simulation, output: Output, dims: tuple[str, ...], value: OutputValue
    ) -> list[FloatArray]:
        """Host arrays of an output over its dimensions `dims`, in the order of cells."""
        coords = simulation.model.coords
        if isinstance(value, Mapping):
            labels = coords[dims[0]] if dims else ()
            if tuple(value) != labels:
                message = f"output {output.name!r} has the labels {tuple(value)}, but its dims say {labels}"
                raise ModelError(message)
            return [part for item in value.values() for part in self._parts(simulation, output, dims[1:], item)]
        trailing = tuple(len(coords[dim]) for dim in dims)
        try:
            return [self._by_lane(simulation, value, trailing)]
        except ValueError:
            message = f"output {output.name!r} has trailing shape {trailing_shape(value)}, but its dims say {trailing}"
            raise ModelError(message) from None

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


def require_named(result: object) -> None:
    """Raise `ModelError` unless a model returned a mapping that is not empty."""
    if not isinstance(result, Mapping) or not result:
        message = (
            f"a model returns its outputs by name, as {{'cost_usd': cost}}; this one returned a {type(result).__name__}"
        )
        raise ModelError(message)


def require_numbers(values: npt.NDArray[np.generic]) -> None:
    """Raise `ModelError` unless an array is of numbers or truth values."""
    if values.dtype.kind not in "biuf":
        message = (
            f"a model returns numbers and arrays of numbers; this one returned {values.reshape(-1)[:3].tolist()!r}"
        )
        raise ModelError(message)


def trailing_shape(value: FloatArray | float) -> tuple[int, ...]:
    """Shape of samples or of a constant, without the samples."""
    samples: object = value
    return samples.shape if isinstance(samples, SampleArray) else np.shape(value)
