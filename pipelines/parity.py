"""Whether two targets give the same bits, byte by byte."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mc.simulation import Simulation
from mc.targets import PRECISIONS, make_target
from mc.targets.base import Target
from pipelines.scenario.load import load_scenario
from pipelines.simulation import scenario_simulation

SCENARIO, SAMPLES, BLOCK = "baseline", 65_536, 1
"""What is computed on both, and the block whose raw samples are compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """How two targets compare on one simulation.

    Attributes
    ----------
    case
        Points and precision.
    compared, different
        Bytes of accumulated state and of raw samples.
    """

    case: str
    compared: int
    different: int


def compare_targets(one: str, other: str) -> Iterator[Comparison]:
    """Compare two compiled targets on the shipped scenario, for all points and precisions.

    Raises
    ------
    TargetUnavailableError
        One of them is not available here.
    """
    for points in ("sobol", "philox"):
        simulation = scenario_simulation(load_scenario(SCENARIO, [f"run.samples={SAMPLES}", f'run.points="{points}"']))
        for precision in PRECISIONS:
            targets = make_target(one, precision), make_target(other, precision)
            yield compared(simulation, *targets, case=f"{points} {precision}")


def compared(simulation: Simulation, one: Target, other: Target, *, case: str) -> Comparison:
    """Compare the state of a whole simulation, and every input and output of one of its blocks."""
    bytes_of_one, bytes_of_other = (_bytes(simulation, target) for target in (one, other))
    return Comparison(
        case=case,
        compared=len(bytes_of_one),
        different=int(np.count_nonzero(bytes_of_one != bytes_of_other)),
    )


def _bytes(simulation: Simulation, target: Target) -> npt.NDArray[np.uint8]:
    state = simulation.plan.empty()
    target.accumulate(simulation, range(simulation.block_count), state)
    evaluation = target.evaluate(simulation, min(BLOCK, simulation.block_count - 1))
    values = [*_values(evaluation.inputs), *_values(evaluation.outputs)]
    return np.concatenate([np.ascontiguousarray(array).reshape(-1).view(np.uint8) for array in (state, *values)])


def _values(named: Mapping[str, Sequence[npt.NDArray[np.generic]]]) -> Iterator[npt.NDArray[np.generic]]:
    for name in sorted(named):
        yield from named[name]
