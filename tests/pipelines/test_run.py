"""The main job: what it writes, that it can be killed, and that nothing but the scenario changes a number."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from distributed import Client, LocalCluster

from mc.errors import SettingError
from pipelines.errors import ClusterError, StoreError, WorkerMismatchError
from pipelines.provenance import code_hash, fingerprint, provenance
from pipelines.ranges import RANGE_SAMPLES
from pipelines.run import RunOutcome, run_scenario
from pipelines.scenario.load import load_scenario
from pipelines.scenario.scenario import Scenario
from pipelines.simulation import scenario_simulation
from pipelines.store import RunFiles, find_run
from pipelines.work import Job, compute_range, kept_arrays
from tests.support.command import command

SAMPLES = 20_003  # neither a multiple of the replicates nor of a block
RANGE = RANGE_SAMPLES["simd"][0]
LARGE = 3 * RANGE + 5  # four ranges, of which the last is short
TARGETS = ("simd", "reference")


def scenario(samples: int = SAMPLES, *more: str) -> Scenario:
    return load_scenario("baseline", [f"run.samples={samples}", *more])


@pytest.fixture(scope="module", params=TARGETS)
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RunOutcome:
    return run_scenario(kept_scenario(request.param), tmp_path_factory.mktemp("store"))


def kept_scenario(target: str) -> Scenario:
    keep = '["gap_usd_per_kw_year", "breakeven_year", "launch_price_usd_per_kg", "cell_efficiency"]'
    return scenario(SAMPLES, f"run.keep={keep}", f'run.target="{target}"')


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> RunFiles:
    return run_scenario(scenario(LARGE), tmp_path_factory.mktemp("straight"), threads=1).files


def same_results(one: RunFiles, other: RunFiles, *, but: str = "") -> None:
    """Every number of two runs is equal, bit for bit (NaN equals NaN), but for a group that only one may have."""
    with opened(one) as left, opened(other) as right:
        groups = [group for group in left.groups if group != but]
        assert groups == [group for group in right.groups if group != but]
        for group in groups:
            xr.testing.assert_equal(left[group].ds, right[group].ds)


def target_of(run: RunOutcome) -> str:
    with opened(run.files) as tree:
        return str(tree.attrs["target"])


def opened(files: RunFiles) -> xr.DataTree:
    return xr.open_datatree(files.result_path, engine="zarr")


def test_results_open_with_plain_xarray(small: RunOutcome) -> None:
    tree = xr.open_datatree(small.files.result_path, engine="zarr")
    assert tree.attrs["samples"] == SAMPLES
    for name in ("scenario_sha256", "code_sha256", "git_commit", "numpy_version", "llvmlite_version", "seed", "title"):
        assert tree.attrs[name]
    run = json.loads(tree.attrs["scenario"])["run"]
    assert run["samples"] == SAMPLES
    assert {key: tree.attrs[key] for key in ("target", "precision")} == {
        key: run[key] for key in ("target", "precision")
    }
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
        precision = tree.attrs["precision"]
    assert {str(variable.dtype) for variable in samples.data_vars.values()} == {precision}
    gap = samples["gap_usd_per_kw_year"].astype("float64")
    assert gap.dims == ("start_year", "sample")
    assert gap.shape == (35, SAMPLES)
    assert gap.sel(start_year=2035).identical(gap.isel(start_year=9))
    roundings = {"float32": 1e-6, "float64": 1e-9}[precision]  # of deviations and of sums over a row
    np.testing.assert_allclose(gap.mean("sample"), summary["gap_usd_per_kw_year_mean"], rtol=roundings)
    np.testing.assert_allclose(gap.std("sample", ddof=1), summary["gap_usd_per_kw_year_sd"], rtol=roundings)
    for start, cheaper in zip(gap.values, summary["p_orbit_cheaper"].values, strict=True):
        assert np.mean(start <= 0) == cheaper
    never = np.isinf(samples["breakeven_year"]).mean()
    assert float(summary["breakeven_year_probability"].sel(breakeven_year_level=np.inf)) == never
    assert samples["launch_price_usd_per_kg"].shape == (35, SAMPLES)
    assert samples["cell_efficiency"].attrs["units"] == "1"


def test_keeping_samples_changes_no_bit(small: RunOutcome, tmp_path: Path) -> None:
    without = run_scenario(scenario(SAMPLES, f'run.target="{target_of(small)}"'), tmp_path).files
    same_results(small.files, without, but="/samples")


def test_samples_are_kept_group_by_group(tmp_path: Path) -> None:
    """Two ranges of two groups each, the last of which is short."""
    whole = RANGE + RANGE // 2 + 5
    run = run_scenario(scenario(whole, 'run.keep=["cell_efficiency", "breakeven_year"]'), tmp_path).files
    with opened(run) as tree:
        samples, summary = tree["samples"].ds.load(), tree["summary"].ds.load()
    assert samples["cell_efficiency"].encoding["chunks"] == (RANGE // 2,)
    assert not np.isnan(samples["cell_efficiency"]).any()
    never = np.isinf(samples["breakeven_year"]).mean()
    assert float(summary["breakeven_year_probability"].sel(breakeven_year_level=np.inf)) == never


def test_the_parts_sum_to_the_level_cost(small: RunOutcome) -> None:
    with opened(small.files) as tree:
        summary = tree["summary"].ds.load()
    for side in ("orbit", "ground"):
        parts = summary[f"{side}_cost_usd_per_kw_year_mean"].sum(f"{side}_component")
        whole = summary["level_cost_usd_per_kw_year_mean"].sel(side=side)
        np.testing.assert_allclose(parts, whole, rtol=1e-12 if target_of(small) == "reference" else 1e-6)


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
    assert seen[0] == before * RANGE
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


def test_the_same_scenario_is_not_computed_twice(tmp_path: Path) -> None:
    first = run_scenario(scenario(2_000), tmp_path)
    again = run_scenario(scenario(2_000), tmp_path)
    forced = run_scenario(scenario(2_000), tmp_path, force=True)
    assert (first.status, again.status, forced.status) == ("computed", "reused", "computed")
    assert again.files == first.files
    changes = ("run.seed=7", 'run.precision="float64"', 'run.target="reference"', 'run.keep=["pue"]')
    identities = {fingerprint(scenario(2_000, change).document)[:12] for change in changes}
    assert len(identities | {first.files.run_id[-12:]}) == 1 + len(changes)


def test_two_processes_do_not_compute_one_run_at_a_time(tmp_path: Path) -> None:
    files = RunFiles(tmp_path / "runs" / "x")
    with files.lock(), pytest.raises(StoreError, match="another process is computing this run"), files.lock():
        pass


def test_a_run_that_another_process_finished_meanwhile_is_left_alone(
    small: RunOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looked unfinished when it was looked for, and is finished when its lock is held."""
    manifest = small.files.manifest_path.read_bytes()
    monkeypatch.setattr(Unfinished, "looked", 0)
    monkeypatch.setattr("pipelines.run._runs_of", lambda _: [Unfinished(small.files.path)])
    again = run_scenario(kept_scenario(target_of(small)), small.files.path.parents[1])
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
    for damage, message in ((flip, "cannot be read"), (remove, "cell_efficiency holds 0 of 1 chunks")):
        files = RunFiles(tmp_path / damage.__name__ / "runs" / f"20261122T000000Z-{identity}")
        with files.lock():
            kept = kept_arrays(simulation, checked.run, checked.facts)
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


def test_a_cluster_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.cluster.CONNECT_SECONDS", 1.0)
    with pytest.raises(ClusterError, match="no scheduler answers there"):
        run_scenario(scenario(2_000), tmp_path, cluster="tcp://127.0.0.1:9")


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"--cluster nonsense: must be .* such as tcp://host:8786"):
        run_scenario(scenario(2_000), tmp_path, cluster="nonsense")


def test_provenance_names_what_the_target_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.provenance.cupy_version", lambda: "14.2.0")
    for target, found in (("simd", None), ("reference", None), ("cuda", "14.2.0"), ("cupy", "14.2.0")):
        made_with = provenance(scenario(2_000, f'run.target="{target}"').document)
        assert made_with.get("cupy_version") == found
        assert {"numpy_version", "scipy_version", "llvmlite_version", "simd_features"} <= made_with.keys()


def test_another_llvmlite_is_other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_hash()
    monkeypatch.setattr("pipelines.provenance.version", lambda name: "0" if name == "llvmlite" else version(name))
    code_hash.cache_clear()
    try:
        assert code_hash() != before
    finally:
        code_hash.cache_clear()


def test_a_state_that_no_store_could_hold_is_refused() -> None:
    with pytest.raises(SettingError, match="replicates = 1024: the state of the run would have"):
        scenario_simulation(scenario(20_000, "run.replicates=1024"))
