"""From a simulation to the programs of its kernels."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np

from distributions.draw import Draw
from mc.accumulators.base import Accumulator
from mc.accumulators.histogram import Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import Moments
from mc.accumulators.plan import Part, require_representable
from mc.expression.node import DType, Node, constant, is_nan, select
from mc.expression.simplify import simplified
from mc.kernel.schedule import Program, schedule
from mc.kernel.sinks import SinkKind, sink
from mc.model import laid_out
from mc.points.base import tails
from mc.sample_array import plain
from mc.simulation import Simulation, called_eagerly, pilot_inputs
from mc.traced.array import TracedArray
from mc.traced.zero import can_be_zero, require_no_nan_division


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Where sinks go: consecutive cells of one kind, from the first on, to one part of the state."""

    part: Part
    kind: SinkKind
    first_cell: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Kernel:
    """The work of a simulation on one sample, to be added up or to be looked at.

    Attributes
    ----------
    precision
        Type of the real numbers.
    accumulate
        Program whose sinks are deviations, bins and levels.
    destinations
        Where those go, in the order of the state.
    cells
        Number of cells of each kind in `accumulate`.
    evaluate
        Program whose sinks are the values of inputs and outputs themselves.
    inputs, outputs
        By name, the first cell in `evaluate` and the one after the last.
    """

    precision: DType
    accumulate: Program
    destinations: tuple[Destination, ...]
    cells: Mapping[SinkKind, int]
    evaluate: Program
    inputs: Mapping[str, range]
    outputs: Mapping[str, range]

    @property
    def evaluated_cells(self) -> int:
        """Number of cells in `evaluate`."""
        return max((cells.stop for cells in (*self.inputs.values(), *self.outputs.values())), default=0)

    def histograms(self) -> Iterator[tuple[Destination, Histogram]]:
        """The histograms that bins go to, in the order of their cells."""
        for destination in self.destinations:
            if isinstance(destination.part.accumulator, Histogram):
                yield destination, destination.part.accumulator


def build_kernel(simulation: Simulation, precision: DType) -> Kernel:
    """Trace a simulation and arrange its operations in loops.

    Raises
    ------
    ModelError, UnknownInputError
        The model does what cannot be compiled; the message names its file and line.
    SettingError
        What outputs declare cannot be told apart in this precision.
    """
    require_representable(simulation.model.outputs, precision)
    inputs, outputs = _traced(simulation, precision)
    raw, ranges = _raw_sinks(inputs, outputs)
    accumulated, destinations, cells = _accumulator_sinks(simulation, outputs)
    # Both programs are cut from one simplified graph, so that a value has the same bits in both.
    sinks = simplified([*raw, *accumulated])
    first_output = len(inputs)
    names = [*inputs, *outputs]
    return Kernel(
        precision=precision,
        accumulate=schedule(sinks[len(raw) :]),
        destinations=tuple(destinations),
        cells=cells,
        evaluate=schedule(sinks[: len(raw)]),
        inputs=dict(zip(names[:first_output], ranges[:first_output], strict=True)),
        outputs=dict(zip(names[first_output:], ranges[first_output:], strict=True)),
    )


Leaves: TypeAlias = list[tuple[Any, tuple[int, ...]]]
"""Traced arrays that follow each other, each with the trailing shape that it stands for. What they are given to is
typed as for NumPy's."""


def _traced(simulation: Simulation, precision: DType) -> tuple[dict[str, Leaves], dict[str, Leaves]]:
    """Inputs and outputs as expressions of the position of a point."""
    space, draws = simulation.space, {}
    for driver, bits in simulation.points.trace_bits(space.drivers).items():
        traced: Any = TracedArray(bits, precision)
        draws[driver] = Draw.from_tails(*tails(traced))
    realised = space.realise(draws)
    result = laid_out(simulation.model, simulation.model.function(realised))
    if _gives_nan(simulation):  # the analysis is long for some models, and cannot know what ranges of inputs rule out
        require_no_nan_division(
            [value for leaves in result.values() for value, _ in leaves],
            realised,
            {name for name, family in space.distributions.items() if can_be_zero(family)},
        )
    inputs = {name: _as_real(value, precision) for name, value in realised.items()}
    outputs = {
        name: [(_as_real(value, precision), shape) for value, shape in leaves] for name, leaves in result.items()
    }
    return {name: [(value, value.shape)] for name, value in inputs.items()}, outputs


def _gives_nan(simulation: Simulation) -> bool:
    """Whether an output is NaN in some of a thousand samples."""
    result = called_eagerly(simulation.model.function, pilot_inputs(simulation.space))
    leaves = (value for parts in laid_out(simulation.model, result).values() for value, _ in parts)
    return any(bool(np.any(np.isnan(plain(leaf)))) for leaf in leaves)


def _as_real(value: object, precision: DType) -> TracedArray:
    node = value.node if isinstance(value, TracedArray) else constant(np.asarray(value), precision)
    return TracedArray(node.convert(precision))


def _raw_sinks(inputs: Mapping[str, Leaves], outputs: Mapping[str, Leaves]) -> tuple[list[Node], list[range]]:
    """Sinks of values as they are, but for one pattern of bits for NaN, and the cells of each name."""
    sinks, ranges, first = [], [], 0
    for leaves in (*inputs.values(), *outputs.values()):
        start = first
        for value, shape in leaves:
            node = value.node
            same = select(is_nan(node), np.nan, node)
            sinks.append(sink(same, shape, "raw", first))
            first += prod(shape)
        ranges.append(range(start, first))
    return sinks, ranges


def _accumulator_sinks(
    simulation: Simulation, outputs: Mapping[str, Leaves]
) -> tuple[list[Node], list[Destination], Counter[SinkKind]]:
    sinks: list[Node] = []
    destinations: list[Destination] = []
    cells: Counter[SinkKind] = Counter()
    for part in simulation.plan.located():
        kind = _kind(part)
        destinations.append(Destination(part=part, kind=kind, first_cell=cells[kind]))
        first = 0
        for value, shape in outputs[part.output.name]:
            sinks.append(sink(_reduced(part.accumulator, value, shape, first), shape, kind, cells[kind] + first))
            first += prod(shape)
        cells[kind] += first
    return sinks, destinations, cells


def _kind(part: Part) -> SinkKind:
    match part.accumulator:
        case Levels():
            return "level"
        case Histogram():
            return "histogram"
        case _:
            return "moment"


def _reduced(accumulator: Accumulator, value: Any, shape: tuple[int, ...], first: int) -> Node:  # noqa: ANN401
    """What an accumulator needs of a traced array, whose cells begin at `first` in it."""
    reduced = value
    if isinstance(accumulator, Histogram):
        reduced = accumulator.bins.index(value)
    elif isinstance(accumulator, Moments):
        reduced = accumulator.deviations(value, shape, first)
    node: Node = reduced.node
    return node
