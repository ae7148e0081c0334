"""The command as a user meets it."""

import json
import re
import time
from pathlib import Path

import pytest
import xarray as xr

from tests.support.command import orbital_risk

SAMPLES = 4_099
YEAR, HORIZON = 2035, 2060


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store")
    orbital_risk("run", "baseline", "--samples", str(SAMPLES), "--store", path, "--keep", "gap_usd_per_kw_year")
    return path


def test_run_shows_progress_and_ends_with_the_summary(tmp_path: Path) -> None:
    done = orbital_risk("run", "baseline", "--samples", "2000", "--seed", "3", "--store", tmp_path)
    assert "2,000 of 2,000 futures" in done.stderr
    assert str(tmp_path) in done.stdout.replace("\n", "")
    for label in (
        "Orbit, USD/kW-year",
        "Ground, USD/kW-year",
        "Gap, same futures",
        "Breakeven year",
        "P10",
        "P50",
        "P90",
    ):
        assert label in done.stdout
    assert f"not by {HORIZON}" in done.stdout
    assert "2,000 futures (sobol, seed 3, simd float32)" in done.stdout


def test_every_number_of_the_summary_has_its_error(store: Path) -> None:
    shown = orbital_risk("show", "latest", "--store", store).stdout
    for label in ("Orbit, USD/kW-year", "Ground, USD/kW-year", "Gap, same futures", "Launch price, USD/kg"):
        (row,) = (line for line in shown.splitlines() if line.startswith(label))
        assert row.count("±") == 3
    for line in shown.splitlines():
        if line.strip().startswith("Chance"):
            assert "±" in line or "<" in line or " to " in line


def test_the_summary_shows_what_the_store_holds(store: Path) -> None:
    brief = json.loads(orbital_risk("show", "--json", "--store", store).stdout)
    (run,) = (store / "runs").iterdir()
    with xr.open_datatree(run / "result.zarr", engine="zarr") as tree:
        summary = tree["summary"].ds.load()
    at: dict[str, object] = {"start_year": YEAR, "quantile": 0.9}
    for side in ("orbit", "ground"):
        shown = brief["level_cost_usd_per_kw_year"][side]["p90"]["value"]
        assert shown == float(summary["level_cost_usd_per_kw_year"].sel({"side": side, **at}))
    assert brief["gap_usd_per_kw_year"]["p90"]["value"] == float(summary["gap_usd_per_kw_year"].sel(at))
    assert brief["p_orbit_cheaper"]["value"] == float(summary["p_orbit_cheaper"].sel(start_year=YEAR))


def test_a_run_is_found_by_latest_id_beginning_and_path(store: Path) -> None:
    (run,) = (store / "runs").iterdir()
    shown = {
        orbital_risk("show", name, "--store", store, "--json").stdout for name in ("latest", run.name, run.name[:9])
    }
    shown.add(orbital_risk("show", run, "--json").stdout)
    assert len(shown) == 1


def test_replay_gives_the_sample_that_was_stored(store: Path) -> None:
    (run,) = (store / "runs").iterdir()
    with xr.open_datatree(run / "result.zarr", engine="zarr") as tree:
        gap = tree["samples"]["gap_usd_per_kw_year"].load()
    for sample in (0, SAMPLES - 1):
        future = json.loads(
            orbital_risk("replay", "latest", "--sample", str(sample), "--store", store, "--json").stdout
        )
        assert future["outputs"]["gap_usd_per_kw_year"]["value"] == gap.isel(sample=sample).to_numpy().tolist()
        assert future["same_code"]


def test_replay_prints_every_input_trajectory_and_cost_line(store: Path) -> None:
    shown = orbital_risk("replay", "latest", "--sample", "5", "--store", store).stdout
    future = json.loads(orbital_risk("replay", "latest", "--sample", "5", "--store", store, "--json").stdout)
    for name in future["inputs"]:
        assert name in shown
    table = shown.split("USD bn")[2]
    for line in ("launch", "radiator", "compute", "facility", "energy", "cost of capital", "total"):
        assert re.search(rf"^{line} +\d", table, re.MULTILINE)
    assert "A data centre of 1 GW, orbit or ground: future 5\n" in shown
    assert re.search(r"^mass of a nameplate kW: compute \S+, .*kg/kW$", shown, re.MULTILINE)
    level = future["outputs"]["level_cost_usd_per_kw_year"]["value"]["orbit"][YEAR - 2026]
    assert re.search(rf"^total +\S+ +{level:,.0f} ", table, re.MULTILINE)


def test_in_a_pipe_nothing_is_wrapped_or_filled_up(store: Path) -> None:
    for arguments in (("show",), ("show", "--components"), ("replay", "latest", "--sample", "5")):
        lines = orbital_risk(*arguments, "--store", store).stdout.splitlines()
        assert [line for line in lines if line != line.rstrip()] == []
        if "--components" not in arguments:
            (sentence,) = (line for line in lines if line.startswith("warning: launches: "))
            assert "that can be had)" in sentence


def test_a_summary_of_another_version_is_not_guessed_at(store: Path, tmp_path: Path) -> None:
    (run,) = (store / "runs").iterdir()
    old = json.loads((run / "brief.json").read_text()) | {"schema": "orbital-risk.brief/1"}
    (tmp_path / "brief.json").write_text(json.dumps(old))
    (tmp_path / "manifest.json").write_text((run / "manifest.json").read_text())
    done = orbital_risk("show", tmp_path, code=66)
    assert re.search(r"its summary is orbital-risk.brief/1, and not orbital-risk.brief/\d+: run .* again", done.stderr)
    assert json.loads(orbital_risk("show", tmp_path, "--json").stdout)["schema"] == "orbital-risk.brief/1"


def test_scenarios_and_rows_are_listed() -> None:
    assert "baseline" in orbital_risk("scenarios").stdout
    rows = orbital_risk("scenarios", "--rows").stdout
    assert re.search(r"^ground_site *\n row .*\n catalogue/ground_site/\S+ +\S", rows, re.MULTILINE)
    assert orbital_risk("scenarios", "catalogue/ground_site/london").stdout.startswith("Data centre in London\n")


SWITCHED = """\
[scenario]
name = "switched"
title = "Switched"
extends = "baseline"

[technology]
time_value = true

[switches.late]
title = "Built late"
decision.decision_year = 2045
"""


def test_a_scenario_is_described_with_its_switches(tmp_path: Path) -> None:
    (tmp_path / "switched.toml").write_text(SWITCHED.replace("time_value = true", 'cooling = "pumped_loop"'))
    shown = orbital_risk("scenarios", tmp_path / "switched.toml").stdout
    assert shown.startswith("Switched\n")
    assert "technology: as it is by default" in shown
    assert re.search(r"^\d+ inputs, 0 claims$", shown, re.MULTILINE)
    assert re.search(r"late +Built late", shown)
    assert "did you mean 'baseline'" in orbital_risk("scenarios", "baselin", code=66).stderr


def test_what_is_switched_on_is_shown_and_makes_another_run(tmp_path: Path) -> None:
    (tmp_path / "switched.toml").write_text(SWITCHED.replace("time_value = true", ""))
    run = ("run", tmp_path / "switched.toml", "--samples", "2000", "--store", tmp_path / "store")
    plain, late = (
        orbital_risk(*run).stdout,
        orbital_risk(*run, "--with", "late", "--set", "inputs.pue.value=1.2").stdout,
    )
    assert "changed from" not in plain
    assert "Start of service 2035" in plain
    assert "changed from switched: with late, inputs.pue.value=1.2" in late
    assert "Start of service 2045" in late
    assert len(list((tmp_path / "store" / "runs").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("run", "basline"), 66, "did you mean 'baseline'"),
        (("run", "baseline", "--samples", "3"), 78, "--samples: run.samples = 3"),
        (("run", "baseline", "--set", "inputs.cell_eficiency.value=0.3"), 78, "did you mean"),
        (("run", "baseline", "--set", "inputs.cell_efficiency.value=1.3"), 78, "cell_efficiency"),
        (("run", "baseline", "--set", "inputs.cell_eff.value=0.3"), 78, "--set: inputs.cell_eff: unknown input"),
        (("run", "baseline", "--with", "night"), 78, "--with: night: unknown switch"),
        (("run", "baseline", "--with", "catalogue/ground_site/londn"), 78, "mean 'catalogue/ground_site/london'"),
        (("run", "catalogue/ground_site/london"), 78, "a row, which is part of a scenario"),
        (("run", "baseline", "--target", "gpu"), 78, "--target: run.target = 'gpu'"),
        (("run", "baseline", "--precision", "float16"), 78, "--precision: run.precision = 'float16'"),
        (("run", "baseline", "--target", "reference", "--precision", "float32"), 78, "computes in float64"),
        (("run", "baseline", "--keep", "gap"), 78, "--keep: run.keep[0] = 'gap'"),
        (("show", "latest"), 66, "no finished run"),
        (("replay", "2026", "--sample", "0"), 66, "no run '2026'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_errors_are_sentences_and_nothing_is_written(
    arguments: tuple[str, ...], code: int, message: str, tmp_path: Path
) -> None:
    done = orbital_risk(*arguments, "--store", tmp_path / "store", code=code)
    assert message in done.stderr
    assert not (tmp_path / "store").exists()


def test_a_sample_that_is_not_there_is_an_error(store: Path) -> None:
    done = orbital_risk("replay", "latest", "--sample", str(SAMPLES), "--store", store, code=78)
    assert f"sample = {SAMPLES}: must be from 0 to {SAMPLES - 1}" in done.stderr


@pytest.mark.parametrize(("target", "instead"), [("cuda", "simd"), ("cupy", "reference")])
def test_without_a_gpu_its_targets_are_refused_before_anything_is_written(
    target: str, instead: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")  # none, also on a machine that has one
    done = orbital_risk("run", "baseline", "--target", target, "--store", tmp_path / "store", code=69)
    assert f"target '{target}'" in done.stderr
    assert f"--target {instead}" in done.stderr
    assert not (tmp_path / "store").exists()


def test_a_store_that_cannot_be_written_is_an_io_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    done = orbital_risk("run", "baseline", "--samples", "2000", "--store", tmp_path / "file", code=74)
    assert str(tmp_path / "file") in done.stderr


def test_help_is_quick() -> None:
    """Heavy packages are imported by the commands that need them; 2 s leaves room for a busy machine."""
    start = time.perf_counter()
    assert "What does a data centre in orbit cost" in orbital_risk("--help").stdout
    assert time.perf_counter() - start < 2.0
