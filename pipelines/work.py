"""What one task does: compute a range of blocks, and commit it to the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np

from distributions.arrays import FloatArray
from mc.accumulators.base import IntArray
from mc.simulation import Simulation
from mc.targets import COMPILED, make_target
from mc.targets.base import Target
from pipelines.provenance import require_code
from pipelines.ranges import Cut, cut
from pipelines.scenario.load import scenario_from_document
from pipelines.scenario.scenario import Fact, RunSettings
from pipelines.simulation import scenario_simulation
from pipelines.store import KeptArray, RunFiles


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


def kept_arrays(simulation: Simulation, run: RunSettings, facts: Mapping[str, Fact]) -> tuple[KeptArray, ...]:
    """Describe the arrays that the raw samples to keep go to: of outputs or inputs."""
    outputs = {output.name: output for output in simulation.model.outputs}
    arrays = []
    for name in run.keep:
        if name in outputs:
            output = outputs[name]
            dims, shape = output.dims, simulation.plan.shape(output)
            unit, long_name = output.unit, output.long_name
        else:
            by_year = name in simulation.space.trajectories
            years = len(simulation.space.trajectories[name].years) if by_year else 0
            dims, shape = ("calendar_year",) * by_year, (years,) * by_year
            unit, long_name = facts[name].unit, name
        arrays.append(KeptArray(name=name, dims=dims, shape=shape, unit=unit, long_name=long_name, dtype=run.precision))
    return tuple(arrays)


def compute_range(job: Job, index: int) -> int:
    """Compute range `index` of a job, commit it, and return its number of samples."""
    require_code(job.code_sha256)
    work = _prepared(job.document)
    state = work.simulation.plan.empty()
    if not work.evaluated:
        work.target.accumulate(work.simulation, work.cut.blocks_of(index), state)
    if work.keep:
        for group in work.cut.groups_of(index):
            first = group.start * work.simulation.block_samples
            for name, values in work.kept(group, state).items():
                job.files.write_samples(name, first, values)
    job.files.write_record(index, state)
    return int(state[0])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    """A run ready to be computed.

    Attributes
    ----------
    evaluated
        Whether state is added up from the samples that are brought to the host to be kept, and so have been computed.
        A compiled target adds up by other code, whose order of operations is the one that counts.
    """

    simulation: Simulation
    target: Target
    cut: Cut
    keep: tuple[str, ...]
    evaluated: bool

    def kept(self, blocks: range, state: IntArray) -> dict[str, FloatArray]:
        """Samples to keep of some blocks, ``(cells, samples)`` by name; if `evaluated`, they are added to `state`."""
        kept: dict[str, list[FloatArray]] = {name: [] for name in self.keep}
        for block, evaluation in zip(blocks, self.target.evaluate_all(self.simulation, blocks), strict=True):
            if self.evaluated:
                self.simulation.add(state, block, evaluation.outputs)
            for name, parts in kept.items():
                values = evaluation.outputs.get(name) or evaluation.inputs[name]
                parts.append(self.simulation.in_order(values, block))
        return {name: np.concatenate(parts, axis=-1) for name, parts in kept.items()}


_PREPARING = Lock()
"""Threads that start together share what the first of them has prepared and compiled."""


def _prepared(document: str) -> _Work:
    with _PREPARING:
        return _prepare(document)


@lru_cache(maxsize=2)
def _prepare(document: str) -> _Work:
    scenario = scenario_from_document(json.loads(document))
    simulation, run = scenario_simulation(scenario), scenario.run
    return _Work(
        simulation=simulation,
        target=make_target(run.target, run.precision),
        cut=cut(simulation, run.target),
        keep=run.keep,
        evaluated=bool(run.keep) and run.target not in COMPILED,
    )
