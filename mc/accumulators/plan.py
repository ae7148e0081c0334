"""All accumulators of a model in one vector of integers."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.accumulators.base import Accumulator, BoolArray, IntArray, Values
from mc.accumulators.histogram import Bins, Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import Moments, pivots_near
from mc.errors import SettingError
from mc.model import Model, Output

CACHED_VALUES = 1 << 17
"""Values that are accumulated at a time, so that they stay in the processor's cache; changes no result."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One accumulator of an output, and where its state starts in the vector."""

    output: Output
    accumulator: Accumulator
    start: int

    def view(self, state: IntArray) -> IntArray:
        """Return its part of the vector, in its shape."""
        shape = self.accumulator.shape
        return state[self.start : self.start + math.prod(shape)].reshape(shape)


@dataclass(frozen=True, kw_only=True, slots=True)
class AccumulatorPlan:
    """Which accumulators the outputs of a model have, and where each lies in the state.

    The state of a run, or of any part of it, is one vector of int64: zeros when empty, merged by addition. Its
    entry 0 counts the samples.

    Attributes
    ----------
    model, replicates
        What is accumulated.
    central
        By output name: the values of its cells in a typical future, which sums are taken around.
    """

    model: Model
    replicates: int
    central: Mapping[str, FloatArray]
    _parts: tuple[Part, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_parts", tuple(self._placed()))

    def located(self) -> tuple[Part, ...]:
        """All accumulators, in the order of the state."""
        return self._parts

    def empty(self) -> IntArray:
        """Return the state of no samples."""
        return np.zeros(self.size, dtype=np.int64)

    @property
    def size(self) -> int:
        """Length of the state."""
        return 1 + sum(math.prod(part.accumulator.shape) for part in self._parts)

    def update(self, state: IntArray, values: Mapping[str, Sequence[Values]], wanted: BoolArray) -> None:
        """Add samples, in place.

        Parameters
        ----------
        state
            What to add to.
        values
            By output name: consecutive cells, each array of shape ``(cells, replicates, points)``; points are whole
            segments (`mc.accumulators.moments.SEGMENT`).
        wanted
            Which samples to add, of shape ``(replicates, points)``.
        """
        step = max(1, CACHED_VALUES // wanted.size)
        for part in self._parts:
            first = 0
            for array in values[part.output.name]:
                for start in range(0, len(array), step):
                    cells = array[start : start + step]
                    part.accumulator.update(part.view(state), cells, wanted, first)
                    first += len(cells)
        state[0] += np.count_nonzero(wanted)

    def complete(self, state: IntArray, wanted: IntArray) -> None:
        """Fill in the counts that a kernel leaves out, in place.

        Parameters
        ----------
        state
            Zeros, but for what the kernel added: counts of values that are not finite, digits, counts of histograms,
            and counts of levels but for those of no level.
        wanted
            Number of samples that the kernel added, by replicate.
        """
        for part in self._parts:
            part.accumulator.complete(part.view(state), wanted)
        state[0] = wanted.sum()

    def parts(self, state: IntArray, output: Output) -> list[tuple[Accumulator, IntArray]]:
        """One output's accumulators, each with its view into `state`."""
        return [(part.accumulator, part.view(state)) for part in self._parts if part.output.name == output.name]

    def cells(self, output: Output) -> int:
        """Return the number of entries of the output's trailing shape."""
        return math.prod(self.shape(output))

    def shape(self, output: Output) -> tuple[int, ...]:
        """Trailing shape of an output."""
        return tuple(len(self.model.coords[dim]) for dim in output.dims)

    def _placed(self) -> Iterator[Part]:
        start = 1
        for output in self.model.outputs:
            for accumulator in self._accumulators(output):
                yield Part(output=output, accumulator=accumulator, start=start)
                start += math.prod(accumulator.shape)

    def _accumulators(self, output: Output) -> Iterator[Accumulator]:
        cells, replicates = self.cells(output), self.replicates
        if output.levels:
            yield Levels(levels=output.levels, cells=cells, replicates=replicates)
            return
        scale = _middle(output.smallest, output.largest)
        pivots = pivots_near(self.central[output.name], scale)
        yield Moments(cells=cells, replicates=replicates, scale=scale, pivots=pivots)
        if output.histogram:
            bins = Bins(smallest=output.smallest, largest=output.largest)
            yield Histogram(bins=bins, cells=cells, replicates=replicates)


def _middle(smallest: float, largest: float) -> float:
    """Square root of the product of two powers of two, rounded down to a power of two."""
    exponent = (math.frexp(smallest)[1] - 1 + math.frexp(largest)[1] - 1) // 2
    return math.ldexp(1.0, exponent)


def require_representable(outputs: Iterable[Output], precision: npt.DTypeLike) -> None:
    """Raise `SettingError` unless what outputs declare are normal numbers of a precision, float32 or float64."""
    real = np.finfo(precision)
    for output in outputs:
        for key in ("smallest", "largest"):
            value = getattr(output, key)
            if not (output.levels or float(real.tiny) <= value <= float(real.max)):
                message = (
                    f"output {output.name!r}: {key} = {value!r}: must be from 2**{real.minexp} to "
                    f"2**{real.maxexp - 1} in {real.dtype}"
                )
                raise SettingError(message)
        for level in output.levels:
            with np.errstate(over="ignore"):
                held = float(real.dtype.type(level))
            if held != level:
                message = (
                    f"output {output.name!r}: levels = {output.levels!r}: {level!r} is not a number of {real.dtype}"
                )
                raise SettingError(message)
