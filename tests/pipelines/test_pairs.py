"""Scenarios that are read side by side: they differ in what they are about, and share all else, draw by draw.

What is equal is equal bit by bit: the same inputs, of the same points, through the same operations.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from distributions.arrays import FloatArray
from mc.targets.reference import Reference
from pipelines.future import central_future
from pipelines.scenario.load import load_scenario
from pipelines.scenario.scenario import Scenario
from pipelines.simulation import scenario_simulation
from pipelines.tco.ground import COMPONENTS as GROUND
from pipelines.tco.orbit import COMPONENTS as ORBIT

UNTIL_DECISION = ("run.samples=16384", "decision.horizon=2035")


class Pair(NamedTuple):
    """Two scenarios, and all in which they differ."""

    one: str
    other: str
    technology: set[str]
    inputs: set[str]


SAME_NUMBERS = {"unit_availability"}
"""Described with other words."""

_LOOPS = {"unit_availability"}
_PLANT = {
    *("unit_it_power_kw", "unit_downlink_gbps", "laser_terminals_per_unit", "assembly_usd_per_kg"),
    *("plant_losses", "plant_rebuild_years"),
}
_BY_SATELLITE = {
    *("satellite_failure_rate_per_year", "loop_failure_rate_per_year"),
    *("common_cause_events", "common_cause_fraction"),
}
_PIPES = {"heat_pipe_capacity_w", "heat_pipe_length_m", "heat_pipe_kg", "heat_pipe_cost_usd"}
_PUMPS = {"pump_power_fraction", "pump_kg_per_kw", "pump_cost_usd_per_kw"}
_PLANT_ON_GROUND = {"power_plant_maintenance_per_year", "ground_months_to_power"}
_GAS = {
    *("gas_plant_usd_per_kw", "gas_plant_reserve", "gas_plant_capacity_factor", "gas_plant_life_years"),
    *("heat_rate_btu_per_kwh", "gas_price_usd_per_mmbtu"),
}
_SUN = {
    *("solar_usd_per_w", "solar_capacity_factor", "storage_usd_per_kwh", "storage_hours"),
    *("storage_round_trip_efficiency", "solar_storage_life_years"),
}
_GRID = {"electricity_price_usd_per_kwh"}

ARCHITECTURE = Pair(
    "distributed-1gw",
    "monolithic-1gw",
    {"architecture", "units", "units_needed"},
    _LOOPS | _PLANT | _BY_SATELLITE,
)
WORKLOAD = Pair(
    "inference-1gw",
    "training-1gw",
    {"workload"},
    {"sdc_redundancy", "job_accelerators", "restart_hours", "workload_gb_per_kwh"},
)
COOLING = Pair(
    "pumped-loop",
    "loop-heat-pipe",
    {"cooling"},
    _PUMPS | _PIPES | {"loop_failure_rate_per_year", "unit_it_power_kw"},
)
GAS = Pair("ground-grid", "ground-gas", {"ground_power"}, _GRID | _PLANT_ON_GROUND | _GAS)
SUN = Pair("ground-grid", "ground-solar-storage", {"ground_power"}, _GRID | _PLANT_ON_GROUND | _SUN)
PAIRS = [ARCHITECTURE, WORKLOAD, COOLING, GAS, SUN]


@cache
def scenario(name: str, switches: tuple[str, ...] = ()) -> Scenario:
    return load_scenario(name, UNTIL_DECISION, switches=switches)


@cache
def futures(name: str) -> tuple[Mapping[str, FloatArray], Mapping[str, FloatArray]]:
    """Inputs and outputs of 16,384 futures, by name; an output's cells in its own order."""
    found = Reference().evaluate(scenario_simulation(scenario(name)), 0)
    return (
        {key: np.concatenate(parts) for key, parts in found.inputs.items()},
        {key: np.stack(parts) for key, parts in found.outputs.items()},
    )


def described(name: str) -> dict[str, Any]:
    """How a scenario describes each of its inputs."""
    document: Any = scenario(name).document
    return {**document["inputs"], **document["trajectories"]}


def shared_dimensions(one: Scenario, other: Scenario) -> dict[str, bool]:
    """Whether drivers that both have are drawn from the same dimension, by name."""
    both = set(one.space.drivers) & set(other.space.drivers)
    return {name: one.dimensions[name] == other.dimensions[name] for name in both}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.other)
def test_difference_is_what_it_says(pair: Pair) -> None:
    one, other = (described(name) for name in (pair.one, pair.other))
    assert {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == pair.inputs
    built = [scenario(name).document["technology"] for name in (pair.one, pair.other)]
    assert {key for key in built[0] if built[0][key] != built[1][key]} == pair.technology  # type: ignore[index, attr-defined]
    assert scenario(pair.one).decision == scenario(pair.other).decision
    assert scenario(pair.one).run == scenario(pair.other).run


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.other)
def test_draws_are_shared(pair: Pair) -> None:
    same = shared_dimensions(scenario(pair.one), scenario(pair.other))
    assert len(same) > 90
    assert all(same.values())


def test_draws_would_not_be_shared_by_order_of_appearance() -> None:
    """What `shared_dimensions` would say if the pair did not fix its dimensions."""
    same = shared_dimensions(scenario("baseline"), scenario("baseline", ("catalogue/architecture/monolithic",)))
    assert not all(same.values())


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.other)
def test_inputs_that_are_described_alike_are_the_same_numbers(pair: Pair) -> None:
    (one, _), (other, _) = futures(pair.one), futures(pair.other)
    unequal = {name for name in one.keys() & other.keys() if not np.array_equal(one[name], other[name])}
    assert unequal <= pair.inputs
    assert unequal == {name for name in pair.inputs & one.keys() & other.keys() if name not in SAME_NUMBERS}


@pytest.mark.parametrize("pair", [ARCHITECTURE, COOLING], ids=lambda pair: pair.other)
def test_ground_does_not_change(pair: Pair) -> None:
    (_, one), (_, other) = futures(pair.one), futures(pair.other)
    assert np.array_equal(one["ground_cost_usd_per_kw_year"], other["ground_cost_usd_per_kw_year"])
    assert np.array_equal(one["level_cost_usd_per_kw_year"][1], other["level_cost_usd_per_kw_year"][1])
    assert not np.any(one["level_cost_usd_per_kw_year"][0] == other["level_cost_usd_per_kw_year"][0])


@pytest.mark.parametrize("pair", [GAS, SUN], ids=lambda pair: pair.other)
def test_orbit_does_not_change(pair: Pair) -> None:
    (_, one), (_, other) = futures(pair.one), futures(pair.other)
    assert np.array_equal(one["orbit_cost_usd_per_kw_year"], other["orbit_cost_usd_per_kw_year"])
    assert np.any(one["orbit_cost_usd_per_kw_year"][ORBIT.index("waiting")] > 0.0)
    changed = [
        name
        for index, name in enumerate(GROUND)
        if not np.array_equal(one["ground_cost_usd_per_kw_year"][index], other["ground_cost_usd_per_kw_year"][index])
    ]
    free = {"energy", "overhead_energy"}
    assert set(changed) == {*free, "power_plant", "maintenance", "waiting", "cost_of_capital"}


def test_training_changes_the_ground_by_its_restarts_alone() -> None:
    """A kilowatt that is delivered costs what one costs that is installed, over the share of time that progresses."""
    (x, one), (y, other) = futures(WORKLOAD.one), futures(WORKLOAD.other)

    def progress(z: Mapping[str, FloatArray]) -> FloatArray:
        hours = z["accelerator_interruption_rate_per_year"] * z["job_accelerators"] * z["restart_hours"]
        return 1.0 / (1.0 + hours / 8766.0)

    installed = [costs["level_cost_usd_per_kw_year"][1] * progress(inputs) for costs, inputs in ((one, x), (other, y))]
    np.testing.assert_allclose(installed[0], installed[1], rtol=1e-12)
    assert np.median(other["goodput"]) < np.median(progress(y)) < np.median(progress(x))


def central(name: str, output: str, **where: object) -> float:
    return central_future(scenario(name)).at(output, **where)


def test_plant_trades_links_for_assembly() -> None:
    """One risk that no market insures, in place of many; and no satellites that are lost one by one."""
    satellites, plant = ARCHITECTURE.one, ARCHITECTURE.other
    cost = "orbit_cost_usd_per_kw_year"
    assert (
        central(satellites, cost, orbit_component="assembly") == 0.0 < central(plant, cost, orbit_component="assembly")
    )
    assert central(plant, cost, orbit_component="links") < 0.01 * central(satellites, cost, orbit_component="links")
    assert central(plant, "mass_kg_per_kw", mass_part="unit_overhead") < 1e-3
    assert central(plant, "check_failed", check="value_in_orbit") == 1.0
    _, outputs = futures(plant)
    losses = futures(plant)[0]["plant_losses"][0] / 10.0
    np.testing.assert_allclose(outputs["unit_losses_per_year"][0, 0], losses, rtol=1e-15)
    assert np.mean(losses > 0.0) == pytest.approx(-np.expm1(-0.1), rel=0.02)
    lost = losses > 0.0
    overbuild = outputs["overbuild"][0, 0]
    assert np.mean(overbuild[lost]) > np.mean(overbuild[~lost]) + 0.1


def test_heat_pipes_need_no_power_and_small_satellites() -> None:
    pumps, pipes = COOLING.one, COOLING.other
    assert central(pumps, "load_w_per_kw", load_part="pumps") > 0.0
    assert central(pipes, "load_w_per_kw", load_part="pumps") == 0.0
    assert central(pipes, "units") > 2.0 * central(pumps, "units")
    large = central_future(scenario(pipes, ("same-size",)))
    assert large.at("units") == pytest.approx(central(pumps, "units"), rel=0.01)
    reach = "heat_pipe_length"
    assert central(pipes, "check_needed", check=reach) < large.at("check_needed", check=reach)
    area = large.at("radiator_area_m2") / large.at("placed_kw_per_kw") / 1e6 * float(large.inputs["unit_it_power_kw"])
    assert large.at("check_needed", check=reach) == pytest.approx(0.5 * area**0.5, rel=1e-12)


def test_who_waits_longest_pays_most() -> None:
    cost = {name: central(name, "ground_cost_usd_per_kw_year", ground_component="waiting") for name in GROUNDS}
    assert cost["ground-grid"] > cost["ground-gas"] > cost["ground-solar-storage"] > 0.0
    with_margin = central_future(scenario("ground-grid", ("margin",)))
    assert with_margin.at("ground_cost_usd_per_kw_year", ground_component="waiting") < 0.2 * cost["ground-grid"]


GROUNDS = ("ground-grid", "ground-gas", "ground-solar-storage")


@pytest.mark.parametrize(("altitude", "minutes"), [(550, 21.7), (600, 20.7), (650, 19.7), (700, 18.8)])
def test_dawn_dusk_rows_have_their_eclipse(altitude: int, minutes: float) -> None:
    """By a cylindrical shadow, evaluated over the year."""
    found = central_future(scenario("baseline", (f"catalogue/orbit/dawn-dusk-{altitude}",)))
    assert found.at("eclipse_minutes_per_orbit") == pytest.approx(minutes, abs=0.06)


@pytest.mark.parametrize(("row", "share"), [("iss", 0.3875), ("equatorial", 0.372)])
def test_inclined_rows_have_a_long_eclipse(row: str, share: float) -> None:
    """orbitherm 0.1.0: 0.372 of the orbit at 550 km; at 420 km arcsin(R / (R + 420)) / pi."""
    found = central_future(scenario("baseline", (f"catalogue/orbit/{row}",)))
    assert found.at("eclipse_minutes_per_day") / 1440.0 == pytest.approx(share, abs=5e-4)
    assert found.at("array_area_m2_per_kw") > 1.25 * central("baseline", "array_area_m2_per_kw")


def test_balance_is_within_what_the_baseline_gives() -> None:
    """By itself, and by the shield that keeps the Sun off."""
    plain = central_future(scenario("baseline", ("catalogue/radiator/balance-default",)))
    shaded = central_future(scenario("baseline", ("catalogue/radiator/sunshield",)))
    assert 235.0 < plain.at("radiator_net_w_per_m2") < shaded.at("radiator_net_w_per_m2") < 940.0
    gained = shaded.at("radiator_net_w_per_m2") - plain.at("radiator_net_w_per_m2")
    x = {name: float(value) for name, value in plain.inputs.items() if name.startswith(("radiator", "albedo"))}
    life = min(float(plain.inputs["satellite_life_years"]), float(plain.inputs["it_life_years"]))
    dark = x["radiator_absorptivity"] + x["radiator_darkening_per_year"] * life
    seen = x["radiator_solar_view"] + float(plain.inputs["radiator_earth_view"]) * x["albedo"]
    assert gained == pytest.approx(dark * 1361.0 * seen, rel=2e-3)
