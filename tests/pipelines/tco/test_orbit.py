# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import pytest

from mc.inputs import Inputs
from pipelines.tco import finance, orbit
from tests.support.central import SCALARS


def _built() -> orbit.Platform:
    """A platform in round numbers: 2 launched for each in service, retired after 4 years."""
    return orbit.Platform(
        life=4.0,
        overbuild=2.0,
        load_w=1000.0,
        array_power_w=2000.0,
        array_area_m2=8.0,
        battery_wh=800.0,
        radiator_area_m2=3.0,
        launched_mass_kg=50.0,
    )


ROUND = Inputs(
    SCALARS
    | {
        "orbit_availability": 0.8,
        "array_cost_usd_per_w": 3.0,
        "battery_cost_usd_per_wh": 0.5,
        "radiator_cost_usd_per_m2": 2000.0,
        "bus_mass_fraction": 0.2,
        "bus_cost_usd_per_kg": 1000.0,
        "integration_fraction": 0.1,
        "launch_insurance_fraction": 0.05,
        "in_orbit_insurance_per_year": 0.01,
        "orbit_maintenance_cost_per_year": 0.02,
        "orbit_operations_usd_per_kw_year": 400.0,
        "inflation_per_year": 0.0,
    }
)


def test_costs_by_hand() -> None:
    costs = orbit.level_costs(
        ROUND, _built(), launch_price=200.0, it_cost=30_000.0, cost_index=0.5, capital_recovery=0.25
    )
    # 1.25 kW in service for one delivered: compute 37,500; array 1.25 * 2,000 * 3 / 2; bus 12.5 kg * 1,000 / 2;
    # integration a tenth of 14,000; shielding 1.25 kg * 200; launch the other 61.25 kg * 200
    capital = {
        "compute": 37_500,
        "array": 3_750,
        "battery": 250,
        "radiator": 3_750,
        "bus": 6_250,
        "integration": 1_400,
        "shielding": 250,
        "launch": 12_250,
    }
    in_service = 65_400.0
    invested = 2.0 * in_service
    expected = {name: value / 4 for name, value in capital.items()} | {
        "failures": in_service / 4,
        "insurance": 0.05 * invested / 4 + 0.01 * invested,
        "maintenance": 0.02 * 15_400.0,
        "operations": 500.0,
        "cost_of_capital": 0.0,
    }
    assert tuple(costs) == orbit.COMPONENTS
    assert costs == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_capital_costs_its_recovery() -> None:
    args = {"launch_price": 200.0, "it_cost": 30_000.0, "cost_index": 0.5}
    free = finance.total(orbit.level_costs(ROUND, _built(), **args, capital_recovery=0.25))
    dear = finance.total(orbit.level_costs(ROUND, _built(), **args, capital_recovery=0.3))
    # capital with its premium, 130,800 * 1.05, of which 30 % a year are paid back instead of a quarter
    assert dear - free == pytest.approx(130_800 * 1.05 * 0.05, rel=1e-11)


def test_platform_by_hand() -> None:
    built = orbit.platform(Inputs(SCALARS))
    load = 1000.0 * 1.06 / 0.98
    assert built.life == 5.0
    assert built.load_w == pytest.approx(load, rel=1e-14)
    dark = 19.7275 / 97.7282  # minutes of the longest eclipse and of the orbit at 650 km
    array_power = load / ((1.0 - dark) * 0.975**5 * 0.72)
    array_area = array_power / (1361.0 * 0.22 * 0.9)
    radiator_area = load / 500.0 * 1.2
    battery = load * 19.7275 / 60.0 / 0.4
    assert built.array_area_m2 == pytest.approx(array_area, rel=1e-5)
    assert built.radiator_area_m2 == pytest.approx(radiator_area, rel=1e-14)
    assert built.battery_wh == pytest.approx(battery, rel=1e-5)
    mass = (12.0 + 1.0 + array_area * 2.0 + battery / 200.0 + radiator_area * 5.0) / 0.8
    assert built.launched_mass_kg == pytest.approx(mass, rel=1e-5)
    losses = 1.3 * (0.04 + 0.03 * 0.08) + 0.03
    assert built.overbuild == pytest.approx(5.0 * losses / (1.0 - math.exp(-5.0 * losses)), rel=1e-12)


@pytest.mark.parametrize(("satellite", "computers"), [(4.0, 6.0), (6.0, 4.0)])
def test_platform_and_computers_retire_together(satellite: float, computers: float) -> None:
    x = Inputs(SCALARS | {"satellite_life_years": satellite, "it_life_years": computers})
    assert orbit.platform(x).life == 4.0
