"""The main job: what it writes, that it can be killed, and that nothing but the scenario changes a number."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from distributed import Client, LocalCluster

from mc.errors import SettingError
from pipelines.errors import ClusterError, StoreError, WorkerMismatchError
from pipelines.provenance import code_hash, fingerprint
from pipelines.run import RunOutcome, run_scenario
from pipelines.scenario.load import load_scenario
from pipelines.scenario.scenario import Scenario
from pipelines.simulation import scenario_simulation
from pipelines.store import RunFiles, find_run
from pipelines.work import RANGE_SAMPLES, Job, compute_range, kept_arrays
from tests.support.command import command

SAMPLES = 20_003  # neither a multiple of the replicates nor of a block
LARGE = 3 * RANGE_SAMPLES + 5  # four ranges, of which the last is short


def scenario(samples: int = SAMPLES, *more: str) -> Scenario:
    return load_scenario("baseline", [f"run.samples={samples}", *more])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> RunOutcome:
    return run_scenario(kept_scenario(), tmp_path_factory.mktemp("store"))


def kept_scenario() -> Scenario:
    keep = '["gap_usd_per_kw_year", "breakeven_year", "launch_price_usd_per_kg", "cell_efficiency"]'
    return scenario(SAMPLES, f"run.keep={keep}")


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> RunFiles:
    return run_scenario(scenario(LARGE), tmp_path_factory.mktemp("straight"), threads=1).files


def same_results(one: RunFiles, other: RunFiles) -> None:
    """Every number of two runs is equal, bit for bit (NaN equals NaN)."""
    with opened(one) as left, opened(other) as right:
        assert left.groups == right.groups
        for group in left.groups:
            xr.testing.assert_equal(left[group].ds, right[group].ds)


def opened(files: RunFiles) -> xr.DataTree:
    return xr.open_datatree(files.result_path, engine="zarr")


def test_results_open_with_plain_xarray(small: RunOutcome) -> None:
    tree = xr.open_datatree(small.files.result_path, engine="zarr")
    assert tree.attrs["samples"] == SAMPLES
    for name in ("scenario_sha256", "code_sha256", "git_commit", "numpy_version", "seed", "title"):
        assert tree.attrs[name]
    assert json.loads(tree.attrs["scenario"])["run"]["samples"] == SAMPLES
    summary = tree["summary"].ds
    for key, variable in summary.data_vars.items():
        assert {"units", "long_name"} <= set(variable.attrs), key
    assert summary["start_year"].dtype.kind == "i"
    assert summary["level_cost_usd_per_kw_year"].dims == ("side", "start_year", "quantile")
    assert summary["level_cost_usd_per_kw_year"].sel(side="orbit", start_year=2035, quantile=0.5) > 1000
    assert summary["orbit_cost_usd_per_kw_year_mean"].dims == ("orbit_component", "start_year")
    tree.close()


def test_histograms_count_every_sample(small: RunOutcome) -> None:
    with opened(small.files) as tree:
        for node in tree["histograms"].children.values():
            counted = node.ds["count"].sum("bin") + node.ds["count_outside"].sum("outside")
            assert (counted == SAMPLES).all(), node.name


def test_kept_samples_give_the_stored_statistics(small: RunOutcome) -> None:
    with opened(small.files) as tree:
        samples, summary = tree["samples"].ds.load(), tree["summary"].ds.load()
    gap = samples["gap_usd_per_kw_year"]
    assert gap.dims == ("start_year", "sample")
    assert gap.shape == (35, SAMPLES)
    np.testing.assert_allclose(gap.mean("sample"), summary["gap_usd_per_kw_year_mean"], rtol=1e-12)
    np.testing.assert_allclose(gap.std("sample", ddof=1), summary["gap_usd_per_kw_year_sd"], rtol=1e-9)
    for start, cheaper in zip(gap.values, summary["p_orbit_cheaper"].values, strict=True):
        assert np.mean(start <= 0) == cheaper
    never = np.isinf(samples["breakeven_year"]).mean()
    assert float(summary["breakeven_year_probability"].sel(breakeven_year_level=np.inf)) == never
    assert samples["launch_price_usd_per_kg"].shape == (35, SAMPLES)
    assert samples["cell_efficiency"].attrs["units"] == "1"


def test_the_parts_sum_to_the_level_cost(small: RunOutcome) -> None:
    with opened(small.files) as tree:
        summary = tree["summary"].ds.load()
    for side in ("orbit", "ground"):
        parts = summary[f"{side}_cost_usd_per_kw_year_mean"].sum(f"{side}_component")
        whole = summary["level_cost_usd_per_kw_year_mean"].sel(side=side)
        np.testing.assert_allclose(parts, whole, rtol=1e-12)


def test_breakeven_probabilities_agree_with_each_other(small: RunOutcome) -> None:
    with opened(small.files) as tree:
        summary = tree["summary"].ds.load()
    stays = summary["p_breakeven_by"]
    cumulative = summary["breakeven_year_cumulative_probability"]
    np.testing.assert_array_equal(stays, cumulative[:-1])
    assert (summary["p_breakeven_first_by"] >= stays).all()
    assert (np.diff(stays) >= 0).all()
    assert (stays <= summary["p_orbit_cheaper"]).all()
    assert stays.sel(start_year=2060) == summary["p_orbit_cheaper"].sel(start_year=2060)


def test_threads_and_processes_give_the_same_bits(straight: RunFiles, tmp_path: Path) -> None:
    with processes() as address:
        other = run_scenario(scenario(LARGE), tmp_path, cluster=address)
    same_results(straight, other.files)


@contextmanager
def processes() -> Iterator[str]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as cluster:
        yield cluster.scheduler_address


def test_a_killed_run_goes_on_where_it_was_and_ends_with_the_same_bytes(straight: RunFiles, tmp_path: Path) -> None:
    arguments = command("run", "baseline", "--samples", str(LARGE), "--threads", "1", "--store", tmp_path)
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(tmp_path, "runs/*/records.zarr/done/c/0")
    process.send_signal(signal.SIGKILL)
    process.wait()
    (killed,) = (tmp_path / "runs").iterdir()
    assert not RunFiles(killed).finished
    before = len(RunFiles(killed).finished_ranges())
    assert 0 < before < 4
    seen: list[int] = []
    resumed = run_scenario(scenario(LARGE), tmp_path, progress=lambda done, _: seen.append(done))
    assert resumed.status == "resumed"
    assert seen[0] == before * RANGE_SAMPLES
    assert seen[-1] == LARGE
    same_results(resumed.files, straight)
    assert not (killed / "records.zarr").exists()


def test_a_stopped_run_says_so_and_keeps_what_is_finished(tmp_path: Path) -> None:
    arguments = ("run", "baseline", "--samples", str(LARGE), "--threads", "1", "--store", tmp_path)
    process = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(tmp_path, "runs/*/records.zarr/done/c/0")
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 75
    assert "stopped by SIGTERM; what is finished is kept, the same command goes on from there" in errors
    assert "Traceback" not in errors


def wait_for(store: Path, pattern: str) -> list[Path]:
    for _ in range(600):
        found = list(store.glob(pattern))
        if found:
            return found
        time.sleep(0.1)
    message = f"{pattern} did not appear"
    raise AssertionError(message)


def test_the_same_scenario_is_not_computed_twice(small: RunOutcome, tmp_path: Path) -> None:
    first = run_scenario(scenario(2_000), tmp_path)
    again = run_scenario(scenario(2_000), tmp_path)
    forced = run_scenario(scenario(2_000), tmp_path, force=True)
    assert (first.status, again.status, forced.status) == ("computed", "reused", "computed")
    assert again.files == first.files
    other = run_scenario(scenario(2_000, "run.seed=7"), tmp_path)
    assert other.files.run_id[-12:] != first.files.run_id[-12:]
    assert small.files.run_id[-12:] != first.files.run_id[-12:]


def test_two_processes_do_not_compute_one_run_at_a_time(tmp_path: Path) -> None:
    files = RunFiles(tmp_path / "runs" / "x")
    with files.lock(), pytest.raises(StoreError, match="another process is computing this run"), files.lock():
        pass


def test_a_run_that_another_process_finished_meanwhile_is_left_alone(
    small: RunOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looked unfinished when it was looked for, and is finished when its lock is held."""
    manifest = small.files.manifest_path.read_bytes()
    monkeypatch.setattr("pipelines.run._runs_of", lambda _: [Unfinished(small.files.path)])
    again = run_scenario(kept_scenario(), small.files.path.parents[1])
    assert again.status == "reused"
    assert small.files.manifest_path.read_bytes() == manifest
    with opened(small.files) as tree:
        assert not np.isnan(tree["samples"]["gap_usd_per_kw_year"].to_numpy()).any()


class Unfinished(RunFiles):
    """Seems unfinished the first times one looks."""

    looked = 0

    @property
    def finished(self) -> bool:
        Unfinished.looked += 1
        return Unfinished.looked > 2


def test_a_run_stopped_just_before_it_was_the_latest_becomes_it(tmp_path: Path) -> None:
    first = run_scenario(scenario(2_000), tmp_path).files
    second = run_scenario(scenario(2_000, "run.seed=9"), tmp_path).files
    assert find_run(tmp_path, "latest") == second
    (first.path / "records.zarr").mkdir()
    assert run_scenario(scenario(2_000), tmp_path).files == first
    assert find_run(tmp_path, "latest") == first
    assert not (first.path / "records.zarr").exists()


def test_damage_to_an_interrupted_run_is_noticed(tmp_path: Path) -> None:
    checked = scenario(2_000, 'run.keep=["cell_efficiency"]')
    simulation = scenario_simulation(checked)
    identity = fingerprint(checked.document)[:12]
    for damage, message in ((flip, "cannot be read"), (remove, "cell_efficiency holds 0 of 1 ranges")):
        files = RunFiles(tmp_path / damage.__name__ / "runs" / f"20261122T000000Z-{identity}")
        with files.lock():
            kept = kept_arrays(simulation, checked.run.keep, checked.facts)
            files.prepare(1, simulation.plan.size, simulation.block_samples, simulation.samples, kept)
        job = Job(document=json.dumps(checked.document), path=str(files.path), code_sha256=code_hash())
        compute_range(job, 0)
        damage(files)
        with pytest.raises(StoreError, match=message):
            run_scenario(checked, tmp_path / damage.__name__)
        assert not files.finished


def flip(files: RunFiles) -> None:
    path = files.path / "records.zarr/state/c/0/0"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


def remove(files: RunFiles) -> None:
    (files.result_path / "samples/cell_efficiency/c/0").unlink()


def test_workers_with_other_code_are_refused(tmp_path: Path) -> None:
    with processes() as address, Client(address, set_as_default=False) as client:
        client.run(exec, "import pipelines.provenance as p; p.code_hash = lambda: '0' * 64")
        with pytest.raises(WorkerMismatchError, match="runs other code than the run"):
            run_scenario(scenario(2_000), tmp_path, cluster=address)
    assert not list(tmp_path.iterdir())


def test_a_worker_that_comes_later_with_other_code_refuses_its_task(small: RunOutcome) -> None:
    job = Job(document="{}", path=str(small.files.path), code_sha256="0" * 64)
    with pytest.raises(WorkerMismatchError, match="runs other code than the run"):
        compute_range(job, 0)


def test_a_killed_worker_is_replaced_and_changes_nothing(straight: RunFiles, tmp_path: Path) -> None:
    with processes() as address, Client(address, set_as_default=False) as client:
        pids = client.run(os.getpid)
        killed: list[int] = []

        def kill_one(done: int, _of: int) -> None:
            if done and not killed:
                killed.append(min(pids.values()))
                os.kill(killed[0], signal.SIGKILL)

        other = run_scenario(scenario(LARGE), tmp_path, cluster=address, progress=kill_one)
    assert killed
    same_results(straight, other.files)


def test_a_cluster_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="no scheduler answers there"):
        run_scenario(scenario(2_000), tmp_path, cluster="tcp://127.0.0.1:9")


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"--cluster nonsense: must be .* such as tcp://host:8786"):
        run_scenario(scenario(2_000), tmp_path, cluster="nonsense")


def test_a_state_that_no_store_could_hold_is_refused() -> None:
    with pytest.raises(SettingError, match="replicates = 1024: the state of the run would have"):
        scenario_simulation(scenario(20_000, "run.replicates=1024"))
