"""A run in full: what is sampled, what is computed, and how it is cut into blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray
from distributions.draw import Draw
from mc.accumulators.base import IntArray
from mc.accumulators.plan import AccumulatorPlan
from mc.errors import ModelError, SettingError
from mc.inputs import Inputs, InputSpace
from mc.model import Model, Output, OutputValue
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

    def evaluate(self, index: int, target: Target) -> tuple[Inputs, dict[str, list[FloatArray]]]:
        """Draw and compute block `index`.

        Returns
        -------
        Inputs
            On the target.
        dict
            Host arrays by output: consecutive cells of its trailing shape, each ``(cells, replicates, points)``.
        """
        with np.errstate(all="ignore"):  # what is not finite is counted, by output
            inputs = self._inputs(index * self.block_points, target)
            return inputs, self.gathered(self.model.function(inputs), target)

    def accumulate(self, state: IntArray, index: int, outputs: Mapping[str, Sequence[FloatArray]]) -> None:
        """Add the samples of block `index` that belong to the run to `state`, in place."""
        points, replicates = divmod(self.wanted(index), self.points.replicates)
        if points:
            self.plan.update(state, outputs, slice(None), slice(points))
        if replicates:
            self.plan.update(state, outputs, slice(replicates), slice(points, points + 1))

    def in_order(self, parts: Sequence[FloatArray], index: int) -> FloatArray:
        """Bring values of block `index`, each ``(cells, replicates, points)``, into the order of samples.

        Returns
        -------
        FloatArray
            Of shape ``(all cells, wanted(index))``.
        """
        cells = np.concatenate(parts)
        return np.moveaxis(cells, -1, -2).reshape(len(cells), -1)[:, : self.wanted(index)]

    def input_values(self, inputs: Inputs, name: str, target: Target) -> FloatArray:
        """Host values of one input in a block, of shape ``(cells, replicates, points)``."""
        found = host_array(inputs[name], target)
        return self._by_lane(found, found.shape[:-1])

    def _inputs(self, first_point: int, target: Target) -> Inputs:
        draws = {}
        for driver in self.space.drivers:
            bits = self.points.bits(driver, first_point, self.block_points, range(self.points.replicates))
            lower, upper = tails(bits.reshape(-1))
            draws[driver] = Draw.from_tails(_samples(target.to_device(lower)), _samples(target.to_device(upper)))
        return self.space.realise(draws)

    def gathered(self, result: Mapping[str, OutputValue], target: Target) -> dict[str, list[FloatArray]]:
        """Host arrays by output, as `evaluate` returns them, of what the model returned.

        Raises
        ------
        ModelError
            The model returned something else than it declares.
        """
        declared = {output.name for output in self.model.outputs}
        if set(result) != declared:
            message = (
                f"the model returned {sorted(set(result) - declared)} that are not declared as outputs, "
                f"and did not return {sorted(declared - set(result))}"
            )
            raise ModelError(message)
        return {
            output.name: self._parts(output, output.dims, result[output.name], target) for output in self.model.outputs
        }

    def _parts(self, output: Output, dims: tuple[str, ...], value: OutputValue, target: Target) -> list[FloatArray]:
        """Host arrays of an output over its dimensions `dims`, in the order of cells."""
        if isinstance(value, Mapping):
            labels = self.model.coords[dims[0]] if dims else ()
            if tuple(value) != labels:
                message = f"output {output.name!r} has the labels {tuple(value)}, but its dims say {labels}"
                raise ModelError(message)
            return [part for item in value.values() for part in self._parts(output, dims[1:], item, target)]
        found = host_array(value, target)
        trailing = tuple(len(self.model.coords[dim]) for dim in dims)
        try:
            return [self._by_lane(found, trailing)]
        except ValueError:
            message = f"output {output.name!r} has trailing shape {found.shape[:-1]}, but its dims say {trailing}"
            raise ModelError(message) from None

    def _by_lane(self, values: FloatArray, trailing: tuple[int, ...]) -> FloatArray:
        whole = np.broadcast_to(values, (*trailing, self.block_samples))
        return whole.reshape(-1, self.points.replicates, self.block_points)


def host_array(value: FloatArray | float, target: Target) -> FloatArray:
    """Copy values to a NumPy array of shape ``(*trailing, samples)``, constants with one sample for all."""
    samples: object = value  # models are typed as for NumPy arrays
    if isinstance(samples, SampleArray):
        return np.asarray(target.to_host(samples.data), dtype=np.float64)
    return np.asarray(value, dtype=np.float64)[..., None]


def _samples(values: FloatArray) -> FloatArray:
    return SampleArray(values)  # type: ignore[return-value]  # models are typed as for NumPy arrays
