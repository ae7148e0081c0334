import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from distributions.draw import Draw
from pipelines.scenario.load import load_scenario
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS, InputSpec
from pipelines.tco.model import asked_inputs, tco_model
from pipelines.tco.technology import Technology

BASELINE: dict[str, Any] = tomllib.loads(
    resources.files("pipelines").joinpath("scenarios/baseline.toml").read_text("utf-8")
)
ENTRIES: dict[str, dict[str, Any]] = BASELINE["inputs"] | BASELINE["trajectories"]
ASKED = [spec for spec in INPUTS if spec.name in asked_inputs(Decision(), Technology())]


def test_has_every_input_and_no_other() -> None:
    assert set(BASELINE["inputs"]) == {spec.name for spec in ASKED if not spec.by_year}
    assert set(BASELINE["trajectories"]) == {spec.name for spec in ASKED if spec.by_year}


def test_inputs_come_in_the_order_of_their_importance() -> None:
    assert list(BASELINE["inputs"]) == [spec.name for spec in ASKED if not spec.by_year]


@pytest.mark.parametrize("spec", ASKED, ids=lambda spec: spec.name)
def test_input_has_its_unit_and_provenance(spec: InputSpec) -> None:
    entry = ENTRIES[spec.name]
    assert entry["unit"] == spec.unit
    assert entry["source"].strip()
    assert type(entry["as_of"]) is date
    assert entry["class"] in {"quote", "paper", "judgement"}
    assert entry["evidence"] in {"low", "medium", "high"}
    assert entry["group"]


@pytest.mark.parametrize("spec", ASKED, ids=lambda spec: spec.name)
def test_bounds_lie_within_the_physical_limits(spec: InputSpec) -> None:
    entry = ENTRIES[spec.name]
    bounds = entry.get("truncate", [entry[key] for key in ("low", "value", "high") if key in entry])
    assert all(spec.low <= bound <= spec.high for bound in bounds)


def test_judgement_is_said_where_the_source_says_so() -> None:
    for name, entry in ENTRIES.items():
        if "judgement" in entry["source"].lower() or "no source" in entry["source"].lower():
            assert entry["class"] == "judgement", name


@pytest.mark.parametrize(
    "name",
    [
        *("satellite_life_years", "it_life_years", "bus_cost_usd_per_kg", "it_cost_usd_per_kw", "cell_efficiency"),
        *("array_degradation_per_year", "launch_insurance_fraction", "integration_fraction", "facility_life_years"),
        *("water_use_l_per_kwh", "backup_power_usd_per_kw"),
    ],
)
def test_ends_of_ranges_that_no_source_has_are_judgement(name: str) -> None:
    assert ENTRIES[name]["class"] == "judgement"
    assert "Judgement:" in ENTRIES[name]["source"]


def test_no_source_feeds_two_operating_costs() -> None:
    operations, maintenance = (
        ENTRIES[name]["source"] for name in ("orbit_operations_usd_per_kw_year", "orbit_maintenance_cost_per_year")
    )
    assert "McCalip" not in operations
    assert "SemiAnalysis" not in maintenance


def test_a_year_costs_the_same_whatever_the_first_start_year() -> None:
    """Equal draws by name: futures of 2035 are the same whether start years begin in 2026 or in 2030."""
    early, late = (load_scenario("baseline", [f"decision.first_start_year={year}"]) for year in (2026, 2030))
    assert early.space.drivers == late.space.drivers
    assert early.dimensions == late.dimensions
    rng = np.random.default_rng(6)
    draws = {driver: Draw.from_probability(np.array(rng.random())) for driver in early.space.drivers}
    found = []
    for scenario in (early, late):
        outcomes = cast(
            "Any", tco_model(scenario.decision, scenario.technology).function(scenario.space.realise(draws))
        )
        year = scenario.decision.start_years.index(2035)
        level = outcomes["level_cost_usd_per_kw_year"]
        found.append([outcomes["launch_price_usd_per_kg"][year], level["orbit"][year], level["ground"][year]])
    np.testing.assert_array_equal(found[0], found[1])


def _options_of_limits() -> list[str]:
    """Options that docs/limits.md gives, written out: L and E are trajectories, X stands for the inputs named after."""
    text = (Path(__file__).parents[3] / "docs" / "limits.md").read_text(encoding="utf-8")
    short = {"L": "trajectories.launch_price_usd_per_kg", "E": "trajectories.electricity_price_usd_per_kwh"}
    options = []
    for item in re.split(r"\n(?=[*|])", text):
        for key, value in re.findall(r"--set (\S+?)=([^`\s]+)", item):
            first, _, rest = key.partition(".")
            names = re.findall(r"`([a-z_]+)`", item) if ".X." in key else [""]
            options += [f"{short.get(first, first)}.{rest}={value}".replace(".X.", f".{name}.") for name in names]
    return options


def test_options_of_the_limits_are_accepted() -> None:
    options = _options_of_limits()
    assert len(options) == 43
    for option in options:
        load_scenario("baseline", [option])


def test_median_launch_price_falls_through_the_published_ranges() -> None:
    """Starship: Morgan Stanley (2028), SemiAnalysis (2031, 2050), Suncatcher (2035), Citi GPS (2040)."""
    scenario = load_scenario("baseline")
    price = dict(zip(scenario.decision.calendar_years, scenario.space.central().launch_price_usd_per_kg, strict=True))
    published = {2028: (250, 1100), 2031: (150, 745), 2035: (60, 500), 2040: (33, 300), 2050: (50, 500)}
    for year, (low, high) in published.items():
        assert low < price[year] < high, year
    assert np.all(np.diff(list(price.values())) <= 0.0)
    assert price[2060] == price[2050]


def test_middle_of_the_baseline_is_finite_and_orbit_is_several_times_dearer_today() -> None:
    scenario = load_scenario("baseline")
    outcomes = cast("Any", tco_model(scenario.decision, scenario.technology).function(scenario.space.central()))
    level = outcomes["level_cost_usd_per_kw_year"]
    assert np.all(np.isfinite(level["orbit"]))
    assert np.all(np.isfinite(level["ground"]))
    ratio = level["orbit"] / level["ground"]
    assert 2.0 < ratio[0] < 10.0  # SemiAnalysis, To Boldly Go (2026): several times
    assert np.all(np.diff(ratio) < 0.0)


def test_decision_is_the_default() -> None:
    assert Decision(**BASELINE["decision"]) == Decision()
