# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

from dataclasses import replace
from typing import Any

import pytest

from mc.inputs import Inputs
from pipelines.tco import finance, orbit
from pipelines.tco.case import Case
from pipelines.tco.decision import Decision
from pipelines.tco.fleet import Fleet, fleet
from pipelines.tco.spacecraft import Spacecraft, spacecraft
from pipelines.tco.technology import Technology
from tests.support.central import SCALARS

DECISION = Decision()

ROUND = SCALARS | {
    "array_cost_usd_per_w": 3.0,
    "battery_cost_usd_per_wh": 0.5,
    "radiator_cost_usd_per_m2": 2_000.0,
    "pump_cost_usd_per_kw": 400.0,
    "bus_cost_usd_per_kg": 1_000.0,
    "bus_units": 4_000.0,  # two doublings at a half: a quarter of the price
    "bus_learning_rate": 0.5,
    "unit_it_power_kw": 100.0,
    "unit_overhead_usd": 150_000.0,
    "propulsion_cost_usd_per_kw": 3_000.0,
    "laser_terminal_cost_usd": 100_000.0,
    "integration_fraction": 0.1,
    "assembly_usd_per_kg": 100.0,
    "launch_insurance_fraction": 0.05,
    "launch_failure_probability": 0.01,
    "in_orbit_insurance_per_year": 0.01,
    "orbit_maintenance_cost_per_year": 0.02,
    "orbit_operations_usd_per_kw_year": 400.0,
    "engineering_usd": 1e9,
    "ground_segment_usd": 4e7,
    "ground_segment_usd_per_year": 8e6,
    "insurance_capacity_usd": 1e99,
    "serviceable_fraction": 0.5,
    "servicing_kg_per_kw_year": 5.0,
    "servicing_usd_per_kw_year": 600.0,
    "replacement_price_factor": 3.0,
    "orbit_months_to_power": 6.0,
    "launches_per_year": 1e12,
    "early_power_usd_per_kw_year": 10_000.0,
}

TERMS = orbit.Terms(cost_index=0.5, platform_recovery=0.25, compute_recovery=0.25, service_recovery=0.1)
"""No interest on what lives four years, or ten."""


def built(technology: Technology, **changes: float) -> tuple[Case, Spacecraft, Fleet]:
    """Round numbers: 1.25 kW in service for one delivered, twice as much launched, retired after 4 years."""
    case = Case(x=Inputs(ROUND | changes), technology=technology, decision=DECISION)
    craft = spacecraft(case)
    craft = replace(
        craft,
        platform_life=4.0,
        compute_life=4.0,
        load_w=1_000.0,
        array_power_w=2_000.0,
        battery_wh=800.0,
        radiator_area_m2=3.0,
        masses_kg={**craft.masses_kg, "bus": 10.0, "shielding": 1.0},
        mass_kg=50.0,
        charged_mass_kg=60.0,
    )
    in_service = replace(
        fleet(case, craft), placed=1.25, overbuild=2.0, accelerator_losses_per_year=0.1, unit_losses_per_year=0.06
    )
    return case, craft, in_service


def costs(technology: Technology, terms: orbit.Terms = TERMS, it_cost: float = 30_000.0, **changes: float) -> Any:
    scenario = built(technology, **changes)
    at_risk = orbit.risks(*scenario, it_cost=it_cost, cost_index=terms.cost_index)
    return orbit.level_costs(*scenario, terms, launch_price=200.0, it_cost=it_cost, at_risk=at_risk)


CAPITAL = {
    "compute": 37_500.0,
    "platform": 0.0,
    "array": 3_750.0,  # 1.25 kW * 2,000 W * 3 / 2
    "battery": 250.0,
    "radiator": 3_750.0,
    "cooling": 250.0,
    "bus": 2_500.0,  # 10 kg * 250, and 150,000 for 100 kW
    "propulsion": 1_875.0,
    "links": 2_500.0,
    "integration": 1_487.5,
    "assembly": 0.0,
    "shielding": 250.0,
    "launch": 14_750.0,  # of the 60 kg that are charged, but for shielding
}
HARDWARE = 16_362.5
IN_SERVICE = sum(CAPITAL.values())


def test_costs_by_hand() -> None:
    expected = {name: usd / 4.0 for name, usd in CAPITAL.items()} | {
        "engineering": 100.0,
        "ground_segment": 4.0,
        "failures": IN_SERVICE / 4.0,
        "insurance": 0.05 * 2.0 * IN_SERVICE / 4.0 + 0.01 * IN_SERVICE,  # of all launches; of what is in service
        "maintenance": 0.02 * HARDWARE,
        "servicing": 0.0,
        "operations": 500.0 + 8.0,
        "waiting": 0.0,
        "cost_of_capital": 0.0,
    }
    found = costs(Technology())
    assert tuple(found) == orbit.COMPONENTS
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_capital_costs_its_recovery() -> None:
    dear = replace(TERMS, platform_recovery=0.3, compute_recovery=0.35, service_recovery=0.13)
    difference = finance.total(costs(Technology(), dear)) - finance.total(costs(Technology()))
    # with the premium on what is launched, twice what is in service
    launched = 2.0 * 1.05 * (37_500.0 * 0.1 + (IN_SERVICE - 37_500.0) * 0.05)
    assert difference == pytest.approx(launched + 1_040.0 * 0.03, rel=1e-11)


@pytest.mark.parametrize(
    ("technology", "expected"),
    [
        (Technology(repair="replacement"), {"failures": 2.0 * 14_750.0 / 4.0}),  # three times the price for the excess
        (Technology(repair="written_off"), {"failures": 0.16 * (37_500.0 + HARDWARE)}),
        (
            Technology(repair="servicing"),
            {"failures": 0.1 * 0.5 * 37_500.0, "servicing": 1.25 * (5.0 * 200.0 + 600.0)},
        ),
        (Technology(time_value=True), {"waiting": 0.5 * 10_000.0 * 0.1}),
        (Technology(), {}),
    ],
    ids=["replacement", "written_off", "servicing", "waiting", "default"],
)
def test_choices_add_what_they_say(technology: Technology, expected: dict[str, float]) -> None:
    default, found = costs(Technology()), costs(technology)
    for name in orbit.COMPONENTS:
        assert found[name] - default[name] == pytest.approx(expected.get(name, 0.0), rel=1e-9, abs=1e-9), name


def test_a_plant_is_put_together_in_orbit() -> None:
    assert costs(Technology(architecture="monolithic"))["assembly"] == pytest.approx(1.25 * 50.0 * 100.0 / 4.0)


def test_a_published_cost_of_the_platform_stands_for_all_hardware() -> None:
    found = costs(Technology(platform_cost="given"), platform_cost_usd_per_kw=16_000.0)
    assert found["platform"] == 10_000.0 / 4.0
    assert not any(found[name] for name in orbit.COMPONENTS[2 : orbit.COMPONENTS.index("assembly")])
    assert found["maintenance"] == 0.02 * 10_000.0


def test_loop_heat_pipes_are_costed_by_their_number() -> None:
    pipes = costs(Technology(cooling="loop_heat_pipe"), heat_pipe_capacity_w=250.0, heat_pipe_cost_usd=40.0)
    assert pipes["cooling"] == pytest.approx(1.25 * 4 * 40.0 / 2.0 / 4.0)


def test_the_market_insures_as_much_as_it_can() -> None:
    """Hardware of 60 kg is worth 43,090 USD, a launch of 120 t 86 million, the fleet 54 billion."""
    scenario = built(Technology(), insurance_capacity_usd=43_090_000.0)
    found = orbit.risks(*scenario, it_cost=30_000.0, cost_index=0.5)
    worth = (37_500.0 + HARDWARE) / 1.25
    assert found.value_per_launch_usd == pytest.approx(worth * 2_000.0)
    assert found.value_in_orbit_usd == pytest.approx(worth * 1.25e6)
    assert found.launch == pytest.approx(0.05 * 0.5 + 0.01 * 0.5)
    assert found.in_orbit_per_year == pytest.approx(0.01 * 43_090_000.0 / (worth * 1.25e6))


def test_free_computers_leave_out_what_depends_on_their_value() -> None:
    found = costs(Technology(repair="servicing"), it_cost=0.0)
    assert found["compute"] == 0.0
    assert found["failures"] == pytest.approx((IN_SERVICE - 37_500.0) / 4.0)
    with_it = costs(Technology(repair="servicing"))
    assert all(found[name] <= with_it[name] for name in orbit.COMPONENTS)
