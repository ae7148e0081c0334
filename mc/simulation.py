"""A run in full: what is sampled, what is computed, and how it is cut into blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray
from distributions.draw import Draw
from mc.accumulators.plan import AccumulatorPlan
from mc.errors import ModelError, SettingError
from mc.inputs import Inputs, InputSpace
from mc.model import Model, OutputValue
from mc.points.base import Points, tails
from mc.sample_array import SampleArray
from mc.targets.base import Target

BLOCK_LANES = 1 << 14
"""Samples computed at a time: small enough for caches, large enough that Python does not show.

Sums are rounded once a block, so this number is part of what makes results reproducible.
"""


@dataclass(frozen=True, slots=True)
class Block:
    """Points ``first_point ... first_point + points - 1`` of some replicates: a rectangle of samples."""

    first_point: int
    points: int
    replicates: range

    @property
    def lanes(self) -> tuple[int, int]:
        """Numbers of replicates and points."""
        return len(self.replicates), self.points


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """A model, its uncertain inputs, the points they are drawn with, and how many samples.

    Sample `i` is point ``i // replicates`` of replicate ``i % replicates``. A sample depends on nothing but its
    index, and the state of a range of blocks on nothing but the range.
    """

    model: Model
    space: InputSpace
    points: Points
    samples: int

    def __post_init__(self) -> None:
        if self.samples < 1:
            message = f"samples = {self.samples!r}: must be 1 or more"
            raise SettingError(message)
        needed = -(-self.samples // self.points.replicates)
        if needed > self.points.capacity:
            message = (
                f"samples = {self.samples!r}: {needed} points a replicate, but these points end after "
                f"{self.points.capacity}; use more replicates or points = 'philox'"
            )
            raise SettingError(message)

    @property
    def plan(self) -> AccumulatorPlan:
        """The accumulators of the run."""
        return AccumulatorPlan(model=self.model, replicates=self.points.replicates)

    @property
    def block_count(self) -> int:
        """Number of blocks; the last one of them may be cut short."""
        return -(-self.samples // (self._block_points * self.points.replicates))

    @property
    def block_samples(self) -> int:
        """Samples in every block but the last."""
        return self._block_points * self.points.replicates

    def blocks(self, index: int) -> Iterator[Block]:
        """Rectangles of points and replicates that make up block `index`: one, or a second of a single point."""
        start = index * self._block_points
        full, replicates_left = divmod(self.samples, self.points.replicates)
        stop = min(start + self._block_points, full)
        if stop > start:
            yield Block(start, stop - start, range(self.points.replicates))
        if replicates_left and start <= full < start + self._block_points:
            yield Block(full, 1, range(replicates_left))

    def block_of(self, sample: int) -> Block:
        """Return the block of one sample alone."""
        if not 0 <= sample < self.samples:
            message = f"sample = {sample!r}: must be from 0 to {self.samples - 1}"
            raise SettingError(message)
        point, replicate = divmod(sample, self.points.replicates)
        return Block(point, 1, range(replicate, replicate + 1))

    def inputs(self, block: Block, target: Target) -> Inputs:
        """Draw the inputs of a block, lanes ordered by replicate, then point."""
        draws = {}
        for driver in self.space.drivers:
            bits = self.points.bits(driver, block.first_point, block.points, block.replicates)
            lower, upper = tails(bits.reshape(-1))
            draws[driver] = Draw.from_tails(_samples(target.to_device(lower)), _samples(target.to_device(upper)))
        return self.space.realise(draws)

    def outputs(self, inputs: Inputs, block: Block, target: Target) -> dict[str, FloatArray]:
        """Run the model: host arrays by output, of shape ``(*dims, replicates, points)``."""
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
            lanes = np.broadcast_to(found, (*trailing, block.lanes[0] * block.lanes[1]))
            values[output.name] = lanes.reshape(*trailing, *block.lanes)
        return values

    def evaluate(self, block: Block, target: Target) -> tuple[Inputs, dict[str, FloatArray]]:
        """Draw and compute one block: its inputs, and `outputs`."""
        with np.errstate(all="ignore"):  # what is not finite is counted, by output
            inputs = self.inputs(block, target)
            return inputs, self.outputs(inputs, block, target)

    @property
    def _block_points(self) -> int:
        return max(1, BLOCK_LANES // self.points.replicates)


def host_array(value: OutputValue, target: Target) -> FloatArray:
    """Gather an output, or mapping of outputs, into one NumPy array of shape ``(*trailing, samples)``."""
    if isinstance(value, Mapping):
        parts = [host_array(part, target) for part in value.values()]
        shape = np.broadcast_shapes(*(part.shape for part in parts))
        return np.stack([np.broadcast_to(part, shape) for part in parts])
    if isinstance(value, SampleArray):
        return np.asarray(target.to_host(value.data), dtype=np.float64)  # type: ignore[arg-type]
    return np.asarray(value, dtype=np.float64)[..., None]


def _samples(values: FloatArray) -> FloatArray:
    return SampleArray(values)  # type: ignore[return-value]  # models are typed as for NumPy arrays
