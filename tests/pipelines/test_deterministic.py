"""One future at central values: by hand, line by line, and on the terminal."""

import json
from dataclasses import replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from rich.console import Console

from pipelines.deterministic import future_as_data
from pipelines.findings import COSTS, cost_lines
from pipelines.future import central_future
from pipelines.scenario.load import load_scenario
from pipelines.sheet import print_sheet
from pipelines.tco import ground, orbit
from pipelines.tco.decision import SIDES
from tests.support.command import orbital_risk
from tests.support.sheets import REMARKS, write_sheet

CLAIMS = """
[claims.orbit]
output = "level_cost_usd_per_kw_year"
at = { side = "orbit" }
value = 9_000.0
unit = "USD/kW-year"
tolerance = 0.05
source = "By hand."

[claims.facility]
output = "ground_tco_usd"
at = { ground_component = "facility" }
value = 3.0e8
unit = "USD"
tolerance = 1e-12
source = "By hand."

[claims.gap]
output = "gap_without_it_usd_per_kw_year"
value = 0.0
unit = "USD/kW-year"
source = "By hand."
"""


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sheet(tmp_path_factory.mktemp("sheet") / "sheet.toml", more=REMARKS + CLAIMS)


@pytest.fixture(scope="module")
def found(sheet: Path) -> dict[str, Any]:
    return future_as_data(central_future(load_scenario(str(sheet))))


def shown(data: dict[str, Any], width: int = 200) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        print_sheet(console, data)
    return capture.get()


def test_both_columns_are_those_by_hand(found: dict[str, Any]) -> None:
    lines = {
        side: {name: each["usd_per_kw_year"] for name, each in found["costs"][side]["components"].items()}
        for side in SIDES
    }
    assert {name: cost for name, cost in lines["orbit"].items() if cost} == pytest.approx(
        {"compute": 20_000 / 4, "launch": 40 * 100 / 4, "operations": 150}, rel=1e-14
    )
    assert {name: cost for name, cost in lines["ground"].items() if cost} == pytest.approx(
        {"compute": 20_000 / 0.8 / 4, "facility": 12_000 / 0.8 / 20}, rel=1e-14
    )
    assert found["costs"]["orbit"]["total"] == pytest.approx(
        {
            "usd_per_kw_year": 6_150,
            "usd_per_kw_year_without_it": 1_150,
            "tco_usd": 6_150 * 4e5,
            "tco_usd_without_it": 1_150 * 4e5,
        },
        rel=1e-14,
    )
    assert found["ratio"] == pytest.approx({"with_it": 6_150 / 7_000, "without_it": 1_150 / 750}, rel=1e-14)
    assert found["gap_usd_per_kw_year"] == pytest.approx({"with_it": -850, "without_it": 400}, rel=1e-12)


def test_totals_are_the_ordered_sums_of_their_lines() -> None:
    data = future_as_data(central_future(load_scenario("baseline")))
    for side in SIDES:
        costs = data["costs"][side]
        for measure in COSTS:
            parts = [each[measure] for each in costs["components"].values()]
            exact = not measure.startswith("tco")
            assert reduce(add, parts) == pytest.approx(costs["total"][measure], rel=0 if exact else 1e-14)
        assert costs["total"]["tco_usd"] == data["outputs"]["tco_usd"]["value"][side][2035 - 2026]


def test_inputs_are_at_their_medians() -> None:
    scenario = load_scenario("baseline")
    future = central_future(scenario)
    for name, family in scenario.space.distributions.items():
        assert future.inputs[name] == family.median, name


def test_medians_of_inputs_are_not_taken_for_medians_of_results(sheet: Path) -> None:
    uncertain, fixed = (future_as_data(central_future(load_scenario(name))) for name in ("baseline", str(sheet)))
    assert "no median of the results" in shown(uncertain)
    assert "no median of the results" not in shown(fixed)


def test_a_number_is_found_by_its_coordinates(sheet: Path) -> None:
    future = central_future(load_scenario(str(sheet), ["decision.decision_year=2031"]))
    years = future.model.coords["start_year"]
    marked = replace(future, outputs={**future.outputs, "gap_usd_per_kw_year": np.array(years)})
    assert marked.at("gap_usd_per_kw_year") == 2031
    assert marked.at("gap_usd_per_kw_year", start_year=2040.0) == 2040
    assert future.at("ground_cost_usd_per_kw_year", ground_component="facility") == pytest.approx(750, rel=1e-14)


def test_every_component_is_in_one_line() -> None:
    lines = cost_lines()
    assert sorted(first for first, _ in lines if first) == sorted(orbit.COMPONENTS)
    assert sorted(second for _, second in lines if second) == sorted(ground.COMPONENTS)
    assert lines[0] == ("compute", "compute")
    assert ("failures", "repairs") in lines


def test_claims_are_held_against_the_engine(found: dict[str, Any]) -> None:
    claims = found["claims"]
    assert claims["orbit"]["difference"] == pytest.approx(6_150 / 9_000 - 1, rel=1e-12)
    assert not claims["orbit"]["within"]
    assert claims["orbit"]["at"] == {"side": "orbit", "start_year": 2030.0}
    assert claims["facility"]["within"]
    assert claims["gap"]["difference"] is None  # relative to a claim of zero
    assert not claims["gap"]["within"]


def test_checks_that_fail_say_so_with_both_numbers(found: dict[str, Any]) -> None:
    assert found["checks"]["launches"]["needed"] == 16  # 40 kg/kW and 40 MW, 100 t each, in a year
    assert [name for name, check in found["checks"].items() if check["failed"]] == ["launches", "value_in_orbit"]
    text = shown(found)
    assert (
        "launches: launches to bring all up in time, or to keep it there 16 a year against 2 a year (launches that"
        in text
    )
    assert "value in orbit: value in orbit at one risk $800 million against $325 million (capacity of the" in text
    assert text.count("warning: ") == 3
    assert "warning: borne by one side only: operations (orbit)" in text


def test_the_sheet_is_shown_line_by_line(found: dict[str, Any]) -> None:
    text = shown(found)
    lines = {line.split("  ")[0].strip(): " ".join(line.split()) for line in text.splitlines()}
    assert lines["compute"] == "compute 2.000 5,000 2.500 6,250"
    assert lines["operations"] == "operations 0.060 150 – –"
    assert lines["total"] == "total 2.460 6,150 2.800 7,000"
    assert lines["without IT hardware"] == "without IT hardware 0.460 1,150 0.300 750"
    assert lines["cooling"] == "cooling – – More efficient (no figure)."
    assert lines["launch"] == "launch 0.400 1,000 ground: None."
    assert lines["enclosure"] == "enclosure About equal."
    for nothing in ("radiator", "water", "insurance", "failures / repairs"):
        assert nothing not in lines
    assert "First paragraph, in two lines.\n" in text.replace(" \n", "\n")
    assert "orbit / ground: 0.8786; gap −850 USD/kW-year" in text
    assert "NOT within 5%" in lines["orbit"]
    assert lines["facility"] != "facility"


def test_a_terminal_of_100_columns_is_wide_enough(found: dict[str, Any]) -> None:
    for data in (found, future_as_data(central_future(load_scenario("baseline")))):
        text = shown(data, width=100)
        assert max(map(len, text.splitlines())) <= 100
        assert "…" not in text


def test_what_is_not_a_number_is_data_and_words_all_the_same(sheet: Path) -> None:
    future = central_future(load_scenario(str(sheet)))
    undefined = {name: np.full_like(value, np.nan) for name, value in future.outputs.items()}
    data = future_as_data(replace(future, outputs=undefined))
    json.loads(json.dumps(data), parse_constant=refused)
    text = shown(data)
    assert "orbit / ground: not a number" in text
    assert "launches to bring all up in time, or to keep it there not a number against not a number" in text


def refused(constant: str) -> NoReturn:
    raise AssertionError(constant)


def test_the_command_prints_or_gives_data_and_stores_nothing(sheet: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    arguments = ("run", sheet, "--deterministic", "--store", store, "--set", "inputs.it_cost_usd_per_kw.value=0.0")
    text = orbital_risk(*arguments).stdout
    data = json.loads(orbital_risk(*arguments, "--json").stdout, parse_constant=refused)
    assert "changed from sheet: inputs.it_cost_usd_per_kw.value=0.0" in text
    assert "orbit / ground: 1.533; gap 400 USD/kW-year" in text
    assert data["schema"] == "orbital-risk.future/1"
    assert data["sample"] is None
    assert data["ratio"]["with_it"] == data["ratio"]["without_it"] == pytest.approx(1_150 / 750, rel=1e-14)
    assert not store.exists()
