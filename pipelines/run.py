"""The main job: from a scenario to a finished run in the store."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mc.labelled import to_tree
from mc.simulation import Simulation
from mc.targets import make_target
from pipelines.brief import make_brief
from pipelines.cluster import connect, run_tasks
from pipelines.errors import StoreError
from pipelines.provenance import code_hash, fingerprint, provenance
from pipelines.ranges import Cut, cut
from pipelines.scenario.scenario import Scenario
from pipelines.simulation import scenario_simulation
from pipelines.store import RunFiles, runs
from pipelines.work import Job, compute_range, kept_arrays

if TYPE_CHECKING:
    from distributed import Client

MANIFEST_SCHEMA = "orbital-risk.manifest/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOutcome:
    """A finished run, and how it came about."""

    files: RunFiles
    status: Literal["computed", "resumed", "reused"]


def run_scenario(
    scenario: Scenario,
    store: Path,
    *,
    cluster: str | None = None,
    threads: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> RunOutcome:
    """Compute a scenario, or find it computed.

    Parameters
    ----------
    scenario, store
        What to compute, and the directory that runs are kept in.
    cluster, threads
        Address of a Dask scheduler, or the number of threads here: by default one for each processor, or one for a
        GPU. Neither changes a number.
    force
        Compute again although the same scenario was computed with the same code before.
    progress
        Called with the number of samples done, and of all.

    Returns
    -------
    RunOutcome
        ``reused`` if the same scenario and code have a finished run; ``resumed`` if an interrupted one was
        completed.

    Raises
    ------
    TargetUnavailableError, ClusterError, WorkerMismatchError
        Before anything is written, unless workers are lost or replaced on the way.
    StoreError
        The store cannot be written, or holds something that cannot be read.
    """
    make_target(scenario.run.target, scenario.run.precision)
    simulation = scenario_simulation(scenario)
    ranges = cut(simulation, scenario.run.target)
    made_with = provenance(scenario.document)
    identity = fingerprint(scenario.document)[:12]
    found = [run for run in _runs_of(store) if run.run_id.endswith(f"-{identity}")]
    if not force and any(run.finished for run in found):
        return _reused([run for run in found if run.finished][-1])
    interrupted = [run for run in found if not run.finished]
    started = datetime.now(UTC)
    files = interrupted[-1] if interrupted else _new_run(store, started, identity)
    clock = time.monotonic()
    if scenario.run.target in {"cuda", "cupy"}:
        threads = threads or 1
    with connect(cluster, threads) as client, files.lock():
        if files.finished:  # by another process, since we looked
            return _reused(files)
        kept = kept_arrays(simulation, scenario.run, scenario.facts)
        group_samples = ranges.group_blocks * simulation.block_samples
        files.prepare(ranges.ranges, simulation.plan.size, group_samples, simulation.samples, kept)
        job = Job(document=json.dumps(scenario.document), path=str(files.path.resolve()), code_sha256=code_hash())
        _compute(client, simulation, ranges, job, progress)
        files.require_samples(kept)
        manifest = {
            "schema": MANIFEST_SCHEMA,
            "run_id": files.run_id,
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - clock, 3),
            "scenario": scenario.document,
            "dimensions": dict(scenario.dimensions),
            **made_with,
        }
        sample_dims = {dim for array in kept for dim in array.dims}
        _publish(files, scenario, simulation, manifest, sample_dims)
    return RunOutcome(files=files, status="resumed" if interrupted else "computed")


def _new_run(store: Path, started: datetime, identity: str) -> RunFiles:
    """Name a run by the second it starts in, or the next second that is free."""
    while (path := store / "runs" / f"{started:%Y%m%dT%H%M%SZ}-{identity}").exists():
        started += timedelta(seconds=1)
    return RunFiles(path)


def _reused(files: RunFiles) -> RunOutcome:
    """Point to a run that is finished, also if its process was stopped just before it did so."""
    files.point_to()
    return RunOutcome(files=files, status="reused")


def _compute(
    client: "Client", simulation: Simulation, ranges: Cut, job: Job, progress: Callable[[int, int], None]
) -> None:
    """Compute the ranges that are missing."""
    finished = set(job.files.finished_ranges())
    missing = [index for index in range(ranges.ranges) if index not in finished]
    done = min(len(finished) * ranges.range_blocks * simulation.block_samples, simulation.samples)
    progress(done, simulation.samples)
    for samples in run_tasks(client, job.files.run_id, partial(compute_range, job), missing):
        done += samples
        progress(done, simulation.samples)


def _publish(
    files: RunFiles, scenario: Scenario, simulation: Simulation, manifest: dict[str, object], sample_dims: set[str]
) -> None:
    """Merge the records, write results and brief, and mark the run complete."""
    state = files.merged_state()
    if int(state[0]) != simulation.samples:
        message = f"{files.path}: its records hold {int(state[0])} samples instead of {simulation.samples}; remove it"
        raise StoreError(message)
    attrs = {key: value for key, value in manifest.items() if isinstance(value, str)}
    attrs |= {"title": scenario.title, "scenario": json.dumps(scenario.document), "seed": str(scenario.run.seed)}
    attrs |= {"target": scenario.run.target, "precision": scenario.run.precision}
    tree = to_tree(simulation.plan, state, attrs, sample_dims)
    tree.to_zarr(files.result_path, mode="a", consolidated=False)
    files.consolidate()
    files.finish(make_brief(scenario, tree, manifest), manifest)


def _runs_of(store: Path) -> list[RunFiles]:
    try:
        return runs(store)
    except OSError as error:
        message = f"{store}: cannot be read ({error.strerror})"
        raise StoreError(message) from None
