"""The risk summary as data, against the results that it is made from."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from rich.console import Console

from pipelines.deterministic import future_as_data
from pipelines.findings import COSTS
from pipelines.future import central_future
from pipelines.run import run_scenario
from pipelines.scenario.load import load_scenario
from pipelines.store import RunFiles
from pipelines.tco.decision import SIDES
from pipelines.terminal import _counted, print_brief
from tests.support.sheets import write_sheet

SAMPLES = 4_096
YEAR = 2035
CLAIMS = """
[claims.level]
output = "level_cost_usd_per_kw_year"
at = { side = "orbit", start_year = 2030 }
value = 50_000.0
unit = "USD/kW-year"
source = "x"

[claims.low]
output = "cost_ratio"
value = 1e-3
unit = "1"
source = "x"

[claims.launch]
output = "orbit_cost_usd_per_kw_year"
at = { orbit_component = "launch" }
value = 5_000.0
unit = "USD/kW-year"
source = "x"

[claims.chance]
output = "orbit_cheaper"
value = 1.0
unit = "1"
source = "x"

[claims.year]
output = "breakeven_year"
value = 2040.0
unit = "year"
source = "x"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFiles:
    path = tmp_path_factory.mktemp("brief")
    head = '[scenario]\nname = "claiming"\ntitle = "Claiming"\nextends = "baseline"\n'
    (path / "claiming.toml").write_text(head + CLAIMS)
    settings = [
        f"run.samples={SAMPLES}",
        'run.target="reference"',
        'run.keep=["level_cost_usd_per_kw_year", "cost_ratio", "orbit_preferred", "check_needed"]',
    ]
    return run_scenario(load_scenario(str(path / "claiming.toml"), settings), path / "store").files


@pytest.fixture(scope="module")
def brief(run: RunFiles) -> dict[str, Any]:
    return run.brief()


@pytest.fixture(scope="module")
def tree(run: RunFiles) -> xr.DataTree:
    with xr.open_datatree(run.result_path, engine="zarr") as tree:
        return tree.load()


def test_checks_are_those_that_fail_with_needs_limits_and_shares(brief: dict[str, Any], tree: xr.DataTree) -> None:
    summary = tree["summary"].ds
    failing = [str(name) for name in summary["check"].values if summary["p_check_failed"].sel(check=name) > 0]
    assert list(brief["checks"]) == failing
    assert 0 < len(failing) < summary.sizes["check"]
    launches, at = brief["checks"]["launches"], {"check": "launches"}
    needed = tree["samples"]["check_needed"].sel(at)
    assert launches["needed"]["value"] == pytest.approx(float(needed.mean()), rel=1e-9)
    error = 2.131 * float(summary["check_needed_mean_mcse"].sel(at))  # Student's t, 15 degrees of freedom
    assert launches["needed"]["half_width"] == pytest.approx(error, rel=1e-3)
    assert launches["available"] == {"value": 145.0, "half_width": 0.0}
    assert launches["share"]["value"] == float((needed > 145.0 * 1.0001).mean())
    assert launches["words"]["available"] == "launches that can be had"


def test_a_claim_lies_above_the_share_of_futures_that_are_below_it(brief: dict[str, Any], tree: xr.DataTree) -> None:
    claim, at = brief["claims"]["level"], {"side": "orbit", "start_year": 2030}
    level = tree["samples"]["level_cost_usd_per_kw_year"].sel(at)
    histogram = tree["histograms/level_cost_usd_per_kw_year"].ds.sel(at)
    low, high = np.moveaxis(histogram["bin_bounds"].to_numpy(), -1, 0)
    in_its_bin = float(histogram["count"].to_numpy()[(low <= 50_000) & (high > 50_000)].sum()) / SAMPLES
    assert 0.05 < claim["percentile"] < 0.95
    assert claim["percentile"] == pytest.approx(float((level < 50_000).mean()), abs=in_its_bin)
    assert claim["statistic"] == "median"
    assert claim["found"]["value"] == pytest.approx(float(level.median()), rel=2e-3)
    assert claim["difference"] == pytest.approx(claim["found"]["value"] / 50_000 - 1, rel=1e-12)
    assert brief["claims"]["low"]["percentile"] == 0.0


def test_claims_about_what_has_no_histogram(brief: dict[str, Any], tree: xr.DataTree) -> None:
    summary, claims = tree["summary"].ds, brief["claims"]
    mean = summary["orbit_cost_usd_per_kw_year_mean"].sel(orbit_component="launch", start_year=YEAR)
    assert claims["launch"]["found"]["value"] == float(mean)
    cheaper = float(summary["p_orbit_cheaper"].sel(start_year=YEAR))
    assert claims["chance"]["found"]["value"] == cheaper
    assert [claims[name]["statistic"] for name in ("launch", "chance", "year")] == ["mean", "probability", "median"]
    assert all(claims[name]["percentile"] is None for name in ("launch", "chance", "year"))
    assert not claims["year"]["within"]  # the median is never


def test_costs_by_component_add_up_with_and_without_it_hardware(brief: dict[str, Any], tree: xr.DataTree) -> None:
    for side in SIDES:
        costs = brief["costs"][side]
        for measure in COSTS:
            parts = [each[measure]["value"] for each in costs["components"].values()]
            assert sum(parts) == pytest.approx(costs["total"][measure]["value"], rel=1e-9)
        mean = float(tree["summary"]["tco_usd_mean"].sel(side=side, start_year=YEAR))
        assert costs["total"]["tco_usd"]["value"] == pytest.approx(mean, rel=1e-9)
    launch = brief["costs"]["orbit"]["components"]["launch"]
    assert launch["usd_per_kw_year"] == launch["usd_per_kw_year_without_it"]
    assert brief["costs"]["orbit"]["components"]["compute"]["tco_usd_without_it"] == {"value": 0.0, "half_width": 0.0}


def test_ratios_and_prices_of_an_hour_are_quantiles(brief: dict[str, Any], tree: xr.DataTree) -> None:
    ratio = tree["samples"]["cost_ratio"].sel(start_year=YEAR)
    hour = tree["summary"]["level_cost_usd_per_gpu_hour"].sel(side="ground", start_year=YEAR)
    for key, p in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        assert brief["cost_ratio"][key]["value"] == pytest.approx(float(ratio.quantile(p)), rel=3e-3)
        assert brief["cost_ratio_without_it"][key]["value"] > brief["cost_ratio"][key]["value"]
        assert brief["level_cost_usd_per_gpu_hour"]["ground"][key]["value"] == float(hour.sel(quantile=p))


def test_the_venture_has_one_outcome(brief: dict[str, Any]) -> None:
    outcomes = [brief[f"p_{name}"]["value"] for name in ("reaches_revenue", "acquired", "insolvent")]
    assert all(0.0 < p < 1.0 for p in outcomes)
    assert sum(outcomes) == pytest.approx(1.0, rel=1e-12)


def test_a_preference_is_told_if_there_is_a_premium(brief: dict[str, Any], tmp_path: Path) -> None:
    assert brief["p_orbit_preferred"] is None
    path = write_sheet(tmp_path / "s.toml", {"strategic_premium_usd_per_kw_year": ("USD/kW-year", 1_000.0)})
    assert made(path, tmp_path)["p_orbit_preferred"]["value"] == 1.0


def made(path: Path, store: Path) -> dict[str, Any]:
    settings = ["run.samples=64", 'run.target="reference"']
    return run_scenario(load_scenario(str(path), settings), store / "store").files.brief()


def test_a_run_without_uncertain_inputs_is_its_one_future(tmp_path: Path) -> None:
    claims = CLAIMS.replace("50_000.0", "6_150.0").split("[claims.launch]")[0]
    path = write_sheet(tmp_path / "sheet.toml", more=claims)
    brief, future = made(path, tmp_path), future_as_data(central_future(load_scenario(str(path))))
    assert brief["drivers"] == 0
    for side in SIDES:
        expected = future["costs"][side]["total"]["usd_per_kw_year"]
        for cell in brief["level_cost_usd_per_kw_year"][side].values():
            assert cell == {"value": pytest.approx(expected, rel=1e-9), "half_width": 0.0}
    level = brief["claims"]["level"]
    assert (level["statistic"], level["percentile"], level["within"]) == ("mean", None, True)
    assert brief["one_sided"] == {"operations": "orbit"}
    assert brief["checks"]["launches"]["share"] == brief["p_orbit_cheaper"] == {"value": 1.0, "half_width": 0.0}
    text = printed(brief)
    assert "No input is uncertain" in text
    assert "16 a year against 2 a year (launches that can be had), in all futures" in text
    assert "Chance that orbit is cheaper for a 2030 start" in text
    assert "100%" in text
    assert "Chance that the money lasts" not in text


def printed(brief: dict[str, Any], **options: bool) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        print_brief(console, brief, "there", **options)
    return capture.get()


def test_rare_failures_are_one_line(brief: dict[str, Any]) -> None:
    text = printed(brief)
    rare = [name for name, check in brief["checks"].items() if check["share"]["value"] < 0.05]
    assert len(rare) > 1
    (line,) = (line for line in text.splitlines() if line.startswith("in less than 5% of futures: "))
    for name in brief["checks"]:
        words = name.replace("_", " ")
        assert (words in line) == (name in rare)
        assert (f"warning: {words}: " in text) == (name not in rare)


def test_components_are_shown_twice_with_errors(brief: dict[str, Any]) -> None:
    with_it, without = printed(brief, components=True).split("IT hardware free")
    assert "compute " in with_it
    assert "compute " not in without
    for text in (with_it, without):
        (row,) = (line for line in text.splitlines() if line.startswith("failures / repairs "))
        assert row.count("±") == (4 if text is with_it else 2)


def test_outputs_that_lack_the_same_futures_are_one_warning(brief: dict[str, Any]) -> None:
    found = {"tco_usd": 1, "gap": 1, "cost_ratio": 1, "water_t": 1_000, "units": 1}
    assert _counted("not finite", found) == [
        "not finite, and counted apart, in 1 future: tco_usd and 3 other outputs",
        "not finite, and counted apart, in 1,000 futures: water_t",
    ]
    assert printed({**brief, "not_finite": found}).count("not finite") == 2


def test_the_summary_fits_on_one_page(brief: dict[str, Any]) -> None:
    console = Console(width=100)
    with console.capture() as capture:
        print_brief(console, {**brief, "claims": {}}, "there")
    lines = capture.get().splitlines()
    assert len(lines) <= 48
    assert max(map(len, lines)) <= 100


def test_the_brief_is_json(brief: dict[str, Any]) -> None:
    assert json.loads(json.dumps(brief, allow_nan=False)) == brief
