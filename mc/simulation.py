"""A run in full: what is sampled, how much, and how it is cut into blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.draw import Draw
from mc.accumulators.base import IntArray, Values
from mc.accumulators.moments import SEGMENT
from mc.accumulators.plan import AccumulatorPlan, require_representable
from mc.errors import SettingError
from mc.inputs import Inputs, InputSpace
from mc.model import Model, OutputValue, values_of_one
from mc.points.base import Points, tails
from mc.points.philox import Philox
from mc.sample_array import as_samples
from mc.watched import WatchedInputs

BLOCK_LANES = 1 << 14
"""Samples computed at a time: small enough for memory, large enough that Python does not show.

Some of NumPy's inner loops round differently for other lengths, so this number is part of what makes results of the
eager targets reproducible.
"""

LARGEST_STATE_BYTES = 1 << 30
"""A record of it must fit into one chunk of a store, and into memory once for each thread."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """A model, its uncertain inputs, the points they are drawn with, and how many samples.

    Sample `i` is point ``i // replicates`` of replicate ``i % replicates``. Samples are computed in blocks of the
    same number of points of every replicate, always whole, so that a sample has the same bits however many are
    wanted. Within a block, lanes are ordered by replicate, then point. How a block is computed is up to a target
    (`mc.targets`).

    Attributes
    ----------
    plan
        The accumulators of the run, around the values of the outputs in the central future.

    Raises
    ------
    SettingError
        Replicates, samples and points do not go together.
    ModelError, UnknownInputError
        The model fails in the central future, never asks for some input, or returns something else than it declares.
    """

    model: Model
    space: InputSpace
    points: Points
    samples: int
    plan: AccumulatorPlan = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        replicates = self.points.replicates
        if replicates < 2:
            message = f"replicates = {replicates!r}: must be 2 or more, as errors are had from their spread"
            raise SettingError(message)
        if type(self.samples) is not int or self.samples < replicates:
            message = f"samples = {self.samples!r}: must be a whole number, {replicates} or more: one a replicate"
            raise SettingError(message)
        require_representable(self.model.outputs, np.float64)
        inputs = WatchedInputs(central_inputs(self.space))
        central = values_of_one(self.model, called_eagerly(self.model.function, inputs))
        inputs.require_all_used(self.model.function)
        plan = AccumulatorPlan(model=self.model, replicates=replicates, central=central)
        object.__setattr__(self, "plan", plan)
        if 8 * self.plan.size > LARGEST_STATE_BYTES:
            message = (
                f"replicates = {replicates!r}: the state of the run would have {8 * self.plan.size:,} bytes; use fewer"
            )
            raise SettingError(message)
        if self.block_count * self.block_points > self.points.capacity:
            message = (
                f"samples = {self.samples!r}: these points end after {self.points.capacity} a replicate; "
                "use more replicates or points = 'philox'"
            )
            raise SettingError(message)

    @property
    def block_points(self) -> int:
        """Points of each replicate in a block: whole segments."""
        return max(1, BLOCK_LANES // self.points.replicates // SEGMENT) * SEGMENT

    @property
    def lanes(self) -> tuple[int, int]:
        """Shape of the lanes of a block: replicates, points."""
        return self.points.replicates, self.block_points

    @property
    def block_samples(self) -> int:
        """Samples in a block."""
        return self.block_points * self.points.replicates

    @property
    def block_count(self) -> int:
        """Number of blocks."""
        return -(-self.samples // self.block_samples)

    def bits(self, driver: str, block: int) -> npt.NDArray[np.uint32]:
        """Random bits of a driver in a block, of the shape of its lanes."""
        first = block * self.block_points
        return self.points.bits(driver, first, self.block_points, range(self.points.replicates))

    def wanted(self, block: int) -> int:
        """Number of samples of a block that belong to the run: all, but for the last block."""
        return min(self.block_samples, self.samples - block * self.block_samples)

    def add(self, state: IntArray, block: int, outputs: Mapping[str, Sequence[Values]]) -> None:
        """Add the samples of a block that belong to the run to `state`, in place."""
        replicates, points = self.lanes
        rank = np.arange(points) * replicates + np.arange(replicates)[:, None]
        self.plan.update(state, outputs, rank < self.wanted(block))

    def in_order(self, parts: Sequence[FloatArray], block: int) -> FloatArray:
        """Bring values of a block, each ``(cells, replicates, points)``, into the order of samples.

        Returns
        -------
        FloatArray
            Of shape ``(all cells, wanted(block))``.
        """
        cells = np.concatenate(parts)
        return np.moveaxis(cells, -1, -2).reshape(len(cells), -1)[:, : self.wanted(block)]


def central_inputs(space: InputSpace) -> Inputs:
    """One sample of the inputs, with every driver at its median."""
    middle = as_samples(np.full(1, 0.5))
    with np.errstate(all="ignore"):
        return space.realise(dict.fromkeys(space.drivers, Draw.from_tails(middle, middle)))


PILOT_SAMPLES = 1024
"""Samples of `pilot_inputs`."""


def pilot_inputs(space: InputSpace) -> Inputs:
    """Some samples of the inputs, always the same, from which the size of outputs is seen."""
    points = Philox(seed=0, replicates=1)
    draws = {}
    for driver in space.drivers:
        lower, upper = tails(points.bits(driver, 0, PILOT_SAMPLES, range(1)).reshape(-1))
        draws[driver] = Draw.from_tails(as_samples(lower), as_samples(upper))
    with np.errstate(all="ignore"):
        return space.realise(draws)


def called_eagerly(
    function: Callable[[Inputs], Mapping[str, OutputValue]], inputs: Inputs
) -> Mapping[str, OutputValue]:
    """What a model returns for some samples of its inputs, whatever becomes of single ones."""
    with np.errstate(all="ignore"):
        return function(inputs)
