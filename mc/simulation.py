"""A run in full: what is sampled, what is computed, and how it is cut into blocks."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray
from distributions.draw import Draw
from mc.accumulators.base import IntArray
from mc.accumulators.plan import AccumulatorPlan
from mc.errors import ModelError, SettingError
from mc.inputs import Inputs, InputSpace
from mc.model import Model, OutputValue
from mc.points.base import Points, tails
from mc.sample_array import SampleArray
from mc.targets.base import Target

BLOCK_LANES = 1 << 14
"""Samples computed at a time: small enough for caches, large enough that Python does not show.

Sums are rounded once a block, and some of NumPy's inner loops round differently for other lengths, so this number is
part of what makes results reproducible.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """A model, its uncertain inputs, the points they are drawn with, and how many samples.

    Sample `i` is point ``i // replicates`` of replicate ``i % replicates``. Samples are computed in blocks of the
    same number of points of every replicate, always whole, so that a sample has the same bits however many are
    wanted. Within a block, lanes are ordered by replicate, then point.
    """

    model: Model
    space: InputSpace
    points: Points
    samples: int

    def __post_init__(self) -> None:
        if self.samples < 1:
            message = f"samples = {self.samples!r}: must be 1 or more"
            raise SettingError(message)
        if self.block_count * self.block_points > self.points.capacity:
            message = (
                f"samples = {self.samples!r}: these points end after {self.points.capacity} a replicate; "
                "use more replicates or points = 'philox'"
            )
            raise SettingError(message)

    @property
    def plan(self) -> AccumulatorPlan:
        """The accumulators of the run."""
        return AccumulatorPlan(model=self.model, replicates=self.points.replicates)

    @property
    def block_points(self) -> int:
        """Points of each replicate in a block."""
        return max(1, BLOCK_LANES // self.points.replicates)

    @property
    def block_samples(self) -> int:
        """Samples in a block."""
        return self.block_points * self.points.replicates

    @property
    def block_count(self) -> int:
        """Number of blocks."""
        return -(-self.samples // self.block_samples)

    def wanted(self, index: int) -> int:
        """Number of samples of block `index` that belong to the run: all, but for the last block."""
        return min(self.block_samples, self.samples - index * self.block_samples)

    def evaluate(self, index: int, target: Target) -> tuple[Inputs, dict[str, FloatArray]]:
        """Draw and compute block `index`.

        Returns
        -------
        Inputs
            On the target, of shape ``(*trailing, lanes)``.
        dict
            Host arrays by output, of shape ``(*dims, replicates, points)``.
        """
        with np.errstate(all="ignore"):  # what is not finite is counted, by output
            inputs = self._inputs(index * self.block_points, target)
            return inputs, self._outputs(inputs, target)

    def accumulate(self, state: IntArray, index: int, outputs: Mapping[str, FloatArray]) -> None:
        """Add the samples of block `index` that belong to the run to `state`, in place."""
        points, replicates = divmod(self.wanted(index), self.points.replicates)
        for lanes in ((slice(None), slice(points)), (slice(replicates), slice(points, points + 1))):
            part = {name: values[..., *lanes] for name, values in outputs.items()}
            if all(values.size for values in part.values()):
                self.plan.update(state, part)

    def in_order(self, values: FloatArray, index: int) -> FloatArray:
        """Bring values of block `index`, ``(*dims, replicates, points)``, into the order of samples.

        Returns
        -------
        FloatArray
            Of shape ``(*dims, wanted(index))``.
        """
        ordered = np.moveaxis(values, -1, -2)
        return ordered.reshape(*ordered.shape[:-2], -1)[..., : self.wanted(index)]

    def by_lane(self, values: FloatArray) -> FloatArray:
        """Give host values ``(*trailing, lanes)``, or constant ones, the shape ``(*trailing, replicates, points)``."""
        lanes = (self.points.replicates, self.block_points)
        return np.broadcast_to(values, (*values.shape[:-1], self.block_samples)).reshape(*values.shape[:-1], *lanes)

    def _inputs(self, first_point: int, target: Target) -> Inputs:
        draws = {}
        for driver in self.space.drivers:
            bits = self.points.bits(driver, first_point, self.block_points, range(self.points.replicates))
            lower, upper = tails(bits.reshape(-1))
            draws[driver] = Draw.from_tails(_samples(target.to_device(lower)), _samples(target.to_device(upper)))
        return self.space.realise(draws)

    def _outputs(self, inputs: Inputs, target: Target) -> dict[str, FloatArray]:
        result = self.model.function(inputs)
        declared = {output.name for output in self.model.outputs}
        if set(result) != declared:
            message = (
                f"the model returned {sorted(set(result) - declared)} that are not declared as outputs, "
                f"and did not return {sorted(declared - set(result))}"
            )
            raise ModelError(message)
        values = {}
        for output in self.model.outputs:
            found = host_array(result[output.name], target)
            trailing = self.plan.shape(output)
            if found.shape[:-1] != trailing:
                message = f"output {output.name!r} has trailing shape {found.shape[:-1]}, but its dims say {trailing}"
                raise ModelError(message)
            values[output.name] = self.by_lane(found)
        return values


def host_array(value: OutputValue, target: Target) -> FloatArray:
    """Gather an output, or mapping of outputs, into one NumPy array of shape ``(*trailing, samples)``."""
    if isinstance(value, Mapping):
        parts = [host_array(part, target) for part in value.values()]
        shape = np.broadcast_shapes(*(part.shape for part in parts))
        return np.stack([np.broadcast_to(part, shape) for part in parts])
    samples: object = value  # models are typed as for NumPy arrays
    if isinstance(samples, SampleArray):
        return np.asarray(target.to_host(samples.data), dtype=np.float64)
    return np.asarray(value, dtype=np.float64)[..., None]


def _samples(values: FloatArray) -> FloatArray:
    return SampleArray(values)  # type: ignore[return-value]  # models are typed as for NumPy arrays
