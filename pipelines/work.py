"""What one task does: compute a range of blocks, and commit it to the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray
from mc.simulation import Simulation
from mc.targets import make_target
from mc.targets.base import Target
from pipelines.provenance import require_code
from pipelines.scenario.load import scenario_from_document
from pipelines.scenario.scenario import Fact
from pipelines.simulation import scenario_simulation
from pipelines.store import KeptArray, RunFiles

RANGE_SAMPLES = 1 << 17
"""Samples of a range, about: a second of work or more, so that the milliseconds a task costs do not show."""

MOST_RANGES = 512
"""Longer runs have longer ranges, so that the records stay few."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A run as its tasks know it: small, hashable, and the same in every process.

    Attributes
    ----------
    document
        The resolved scenario, as JSON.
    path
        Directory of the run, as workers see it.
    code_sha256
        Code that the run is computed with: a worker with other code, which may join at any time, refuses.
    """

    document: str
    path: str
    code_sha256: str

    @property
    def files(self) -> RunFiles:
        """The files of the run."""
        return RunFiles(Path(self.path))


def blocks_per_range(simulation: Simulation) -> int:
    """Length of a range in blocks."""
    return max(1, RANGE_SAMPLES // simulation.block_samples, -(-simulation.block_count // MOST_RANGES))


def range_count(simulation: Simulation) -> int:
    """Number of ranges in a run."""
    return -(-simulation.block_count // blocks_per_range(simulation))


def kept_arrays(simulation: Simulation, keep: tuple[str, ...], facts: Mapping[str, Fact]) -> tuple[KeptArray, ...]:
    """Describe the arrays that raw samples of `keep` go to: names of outputs or inputs."""
    outputs = {output.name: output for output in simulation.model.outputs}
    arrays = []
    for name in keep:
        if name in outputs:
            output = outputs[name]
            shape = simulation.plan.shape(output)
            arrays.append(KeptArray(name, output.dims, shape, output.unit, output.long_name))
        else:
            by_year = name in simulation.space.trajectories
            years = len(simulation.space.trajectories[name].years) if by_year else 0
            dims = ("calendar_year",) * by_year
            arrays.append(KeptArray(name, dims, (years,) * by_year, facts[name].unit, name))
    return tuple(arrays)


def compute_range(job: Job, index: int) -> int:
    """Compute range `index` of a job, commit it, and return its number of samples."""
    require_code(job.code_sha256)
    simulation, target, keep = _prepared(job.document)
    first = index * blocks_per_range(simulation)
    blocks = range(first, min(first + blocks_per_range(simulation), simulation.block_count))
    state = simulation.plan.empty()
    if keep:
        for name, values in _accumulated_and_kept(simulation, target, keep, blocks, state).items():
            job.files.write_samples(name, blocks.start * simulation.block_samples, values)
    else:
        target.accumulate(simulation, blocks, state)
    job.files.write_record(index, state)
    return int(state[0])


def _accumulated_and_kept(
    simulation: Simulation, target: Target, keep: tuple[str, ...], blocks: range, state: IntArray
) -> dict[str, FloatArray]:
    """Add blocks to `state`, and return the samples to keep, ``(cells, samples)`` by name."""
    kept: dict[str, list[FloatArray]] = {name: [] for name in keep}
    for block in blocks:
        evaluation = target.evaluate(simulation, block)
        simulation.add(state, block, evaluation.outputs)
        for name, parts in kept.items():
            values = evaluation.outputs.get(name) or evaluation.inputs[name]
            parts.append(simulation.in_order(values, block))
    return {name: np.concatenate(parts, axis=-1) for name, parts in kept.items()}


@lru_cache(maxsize=2)
def _prepared(document: str) -> tuple[Simulation, Target, tuple[str, ...]]:
    """Make a simulation once in a process: tables of distributions take time."""
    scenario = scenario_from_document(json.loads(document))
    return scenario_simulation(scenario), make_target(scenario.run.target), scenario.run.keep
