# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import tomllib
from functools import partial
from importlib import resources
from typing import Any

import numpy as np
import pytest

from mc.inputs import Inputs, InputSpace
from mc.watched import WatchedInputs
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.limits import check_distribution, check_trajectory
from pipelines.scenario.parameters import read_distribution
from pipelines.scenario.paths import read_trajectory
from pipelines.scenario.provenance import FACT_RULES, read_fact
from pipelines.scenario.report import Report
from pipelines.scenario.settings import read_technology
from pipelines.tco import ground_power
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.technology import Technology
from tests.mc.traced.support import by_sample, evaluated

SPECS = {spec.name: spec for spec in INPUTS}
YEARS = Decision().calendar_years
CATALOGUE = resources.files("pipelines").joinpath("scenarios/catalogue")
ROWS = sorted(
    f"{kind}/{row.name.removesuffix('.toml')}"
    for kind in ("ground_power", "ground_site")
    for row in CATALOGUE.joinpath(kind).iterdir()
)


def _catalogue(row: str) -> dict[str, Any]:
    return tomllib.loads(CATALOGUE.joinpath(f"{row}.toml").read_text("utf-8"))


def _report(row: str) -> Report:
    return Report(Document(Origin(row), _catalogue(row), {}))


def _central(row: str) -> dict[str, Any]:
    report = _report(row)
    found = {
        name: read_distribution(report, ("inputs", name), besides=FACT_RULES) for name in _catalogue(row)["inputs"]
    }
    return {**InputSpace(distributions={name: kind for name, kind in found.items() if kind is not None}).central()}


def test_fuel_by_hand() -> None:
    assert ground_power.fuel_usd_per_kwh(10_000.0, 4.0) == pytest.approx(0.04, rel=1e-15)


def test_gas_plant_by_hand() -> None:
    assert ground_power.gas_plant_usd_per_kw(2_000.0, 1.25, 1.2) == pytest.approx(3_000.0, rel=1e-15)


def test_storage_without_losses_asks_for_no_more_sun() -> None:
    assert ground_power.solar_power(1.0, 0.25, 0.7, 1.0) == pytest.approx(4.0, rel=1e-15)


def test_energy_of_a_day_is_balanced() -> None:
    """What the field gives in a day is what the load takes, and what the storage loses on the way."""
    load, factor, stored, efficiency = 3.0, 0.2, 0.6, 0.9
    given = 24.0 * factor * ground_power.solar_power(load, factor, stored, efficiency)
    lost = 24.0 * load * stored / efficiency * (1.0 - efficiency)
    assert given == pytest.approx(24.0 * load + lost, rel=1e-14)


@pytest.mark.parametrize(("hours", "stored"), [(12.0, 0.5), (24.0, 1.0), (72.0, 1.0)])
def test_solar_storage_by_hand(hours: float, stored: float) -> None:
    cost = ground_power.solar_storage_usd_per_kw(
        1.25,
        capacity_factor=0.25,
        solar_usd_per_w=1.0,
        storage_hours=hours,
        storage_usd_per_kwh=200.0,
        storage_efficiency=0.8,
    )
    assert cost == pytest.approx(5_000 * (1 + 0.25 * stored) + 250 * hours, rel=1e-14)


def test_level_cost_of_electricity_by_hand() -> None:
    """876 USD/kW at 10 % a year are 87.6 USD a year; at half load, 4,380 kWh."""
    level = ground_power.level_usd_per_kwh(876.0, capital_charge=0.1, capacity_factor=0.5, fuel=0.03)
    assert level == pytest.approx(0.05, rel=1e-14)


@pytest.mark.parametrize("row", ROWS)
def test_row_is_part_of_a_good_scenario(row: str) -> None:
    """By the rules of scenario files: every key, provenance, physical limits."""
    report, data = _report(row), _catalogue(row)
    assert set(data) <= {"row", "technology", "inputs", "trajectories"}
    assert data["row"].keys() == {"title"}
    read_technology(report)
    for name in data.get("inputs", {}):
        distribution = read_distribution(report, path := ("inputs", name), besides=FACT_RULES)
        if distribution is not None:
            check_distribution(report, path, distribution, SPECS[name])
        read_fact(report, path, SPECS[name])
    for name in data.get("trajectories", {}):
        trajectory = read_trajectory(report, path := ("trajectories", name), YEARS, besides=FACT_RULES)
        if trajectory is not None:
            check_trajectory(report, path, trajectory, SPECS[name])
        read_fact(report, path, SPECS[name])
    report.raise_if_faulty()


@pytest.mark.parametrize("row", [row for row in ROWS if row.startswith("ground_power/")])
def test_row_gives_all_that_its_power_asks_for(row: str) -> None:
    """And, but for the PUE of a published model, the upkeep and the wait, no more."""
    x = WatchedInputs(Inputs({"pue": 1.2} | _central(row)))
    technology = read_technology(_report(row))
    plant = ground_power.plant(x, technology)
    assert (plant is None) == (technology.ground_power == "grid")
    assert ground_power.energy_price(x, technology) >= 0.0
    given = set(_catalogue(row)["inputs"])
    assert given - x.used <= {"power_plant_maintenance_per_year", "ground_months_to_power"}
    assert ("power_plant_maintenance_per_year" in given) == (plant is not None)


def test_plain_numbers_arrays_and_traces() -> None:
    rng = np.random.default_rng(3)
    factor, share, price = (rng.uniform(0.1, 0.4, 6), rng.uniform(0.5, 1.0, 6), rng.uniform(1.0, 2.0, (2, 6)))
    solar = partial(ground_power.solar_storage_usd_per_kw, storage_usd_per_kwh=175.0, solar_usd_per_w=1.1)
    functions: tuple[Any, ...] = (
        lambda a, b, p: ground_power.fuel_usd_per_kwh(p, a * b),
        lambda a, b, p: ground_power.gas_plant_usd_per_kw(p, a, b),
        lambda a, b, p: ground_power.solar_power(p, a, b, b),
        lambda a, b, p: solar(p, capacity_factor=a, storage_hours=30.0 * b, storage_efficiency=b),
        lambda a, b, p: ground_power.level_usd_per_kwh(p, capital_charge=a, capacity_factor=b, fuel=a),
    )
    for function in functions:
        arguments = {"a": factor, "b": share, "p": price}
        expected = by_sample(function, arguments)
        np.testing.assert_allclose(function(**arguments), expected, rtol=1e-14)
        np.testing.assert_allclose(evaluated(function, arguments)[1], expected, rtol=1e-13)
        one = function(a=float(factor[0]), b=float(share[0]), p=float(price[0, 0]))
        assert one == pytest.approx(expected[0, 0], rel=1e-14)


def test_power_from_the_grid_has_no_plant_and_asks_for_nothing() -> None:
    x = WatchedInputs(Inputs({}))
    assert ground_power.plant(x, Technology()) is None
    assert ground_power.energy_price(x, Technology(ground_power="solar_storage")) == 0.0
    assert not x.used
