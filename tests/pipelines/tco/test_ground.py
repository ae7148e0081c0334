# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from mc.expression.node import FLOAT64
from mc.inputs import Inputs
from pipelines.tco import finance, ground
from pipelines.tco.technology import Technology
from tests.mc.traced.support import by_sample, evaluated
from tests.support.central import SCALARS

GRID = Technology()
GAS = Technology(ground_power="gas")
SOLAR = Technology(ground_power="solar_storage")

ROUND = Inputs(
    SCALARS
    | {
        "ground_availability": 0.8,  # 1.25 kW installed for one delivered
        "facility_usd_per_kw": 12_000.0,
        "backup_power_usd_per_kw": 600.0,
        "facility_life_years": 15.0,
        "it_life_years": 5.0,
        "pue": 1.25,
        "water_use_l_per_kwh": 0.5,
        "water_price_usd_per_m3": 2.0,
        "accelerator_failure_rate_per_year": 0.04,
        "hbm_failure_rate_per_year": 0.1,
        "hbm_mitigated_fraction": 0.9,
        "infant_failure_multiplier": 3.0,
        "infant_period_years": 0.25,  # a tenth more failures over five years
        "ground_maintenance_cost_per_year": 0.03,
        "ground_operations_usd_per_kw_year": 400.0,
        "ground_cost_of_capital": 0.1,
        "inflation_per_year": 0.0,
        "gas_plant_usd_per_kw": 1_600.0,
        "gas_plant_reserve": 1.5,  # 3,000 USD per kW of IT power
        "gas_plant_life_years": 20.0,
        "gas_plant_capacity_factor": 0.8,
        "heat_rate_btu_per_kwh": 8_000.0,
        "gas_price_usd_per_mmbtu": 5.0,
        "solar_usd_per_w": 1.0,
        "solar_capacity_factor": 0.25,
        "storage_usd_per_kwh": 200.0,
        "storage_hours": 12.0,
        "storage_round_trip_efficiency": 0.8,  # 5,625 USD of field, 3,000 of storage
        "solar_storage_life_years": 20.0,
        "power_plant_maintenance_per_year": 0.02,
        "ground_months_to_power": 18.0,
        "early_power_usd_per_kw_year": 12_000.0,
        "restart_hours": 0.0,
    }
)

level_costs = partial(ground.level_costs, energy_price=0.08, it_cost=30_000.0, service_years=10)


def annuity_payment(life: float) -> float:
    """Of one dollar at 10 %, by the textbook's formula."""
    return 0.1 / (1 - float(1.1**-life))


def test_costs_by_hand() -> None:
    costs = level_costs(ROUND, GRID)
    expected = {
        "compute": 37_500 / 5,
        "facility": 1.25 * 11_400 / 15,
        "backup_power": 750 / 15,
        "power_plant": 0.0,
        "energy": 876.0,  # 1.25 * 8,760 h * 0.08
        "overhead_energy": 219.0,
        "water": 10.95,  # 10,950 kWh * 0.5 L * 0.002 USD/L
        "repairs": 0.055 * 37_500,
        "maintenance": 450.0,
        "operations": 500.0,
        "waiting": 0.0,
        "cost_of_capital": 37_500 * (annuity_payment(5) - 1 / 5) + 15_000 * (annuity_payment(15) - 1 / 15),
    }
    assert tuple(costs) == ground.COMPONENTS
    assert costs == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("technology", "capital", "load_factor"), [(GAS, 1.25 * 3_000, 0.8), (SOLAR, 1.25 * 8_625, 1.0)]
)
def test_a_plant_of_its_own_is_one_more_asset(technology: Technology, capital: float, load_factor: float) -> None:
    grid, own = level_costs(ROUND, GRID), level_costs(ROUND, technology)
    difference = {
        "power_plant": capital / 20,
        "maintenance": 0.02 * capital,
        "cost_of_capital": capital * (annuity_payment(20) - 1 / 20),
        **{name: (load_factor - 1.0) * grid[name] for name in ("energy", "overhead_energy", "water")},
    }
    assert tuple(own) == ground.COMPONENTS
    for name in ground.COMPONENTS:
        assert own[name] - grid[name] == pytest.approx(difference.get(name, 0.0), rel=1e-10, abs=1e-9)


def test_waiting_by_hand() -> None:
    """18 months at 12,000 USD a year are 18,000 USD, repaid in 10 years; all else is as without them."""
    waited = level_costs(ROUND, replace(GRID, time_value=True))
    assert waited["waiting"] == pytest.approx(18_000 * annuity_payment(10), rel=1e-12)
    assert {**waited, "waiting": 0.0} == level_costs(ROUND, GRID)


def test_work_that_does_not_progress_is_bought_like_power_that_is_not_there() -> None:
    stops = {"accelerator_interruption_rate_per_year": 1.0, "job_accelerators": 8766.0, "restart_hours": 1.0}
    half = level_costs(Inputs({**ROUND, **stops}), SOLAR)
    assert half == pytest.approx({name: 2.0 * cost for name, cost in level_costs(ROUND, SOLAR).items()}, rel=1e-13)


def test_backup_power_is_shown_apart_and_not_added() -> None:
    dearer = Inputs({**ROUND, "backup_power_usd_per_kw": 800.0})
    cost = finance.total(level_costs(ROUND, GRID))
    assert finance.total(level_costs(dearer, GRID)) == pytest.approx(cost, rel=1e-14)


def test_free_computers_cost_nothing() -> None:
    costs = level_costs(ROUND, GRID, it_cost=0.0)
    assert costs["compute"] == costs["repairs"] == 0.0
    assert costs["cost_of_capital"] == pytest.approx(15_000 * (annuity_payment(15) - 1 / 15), rel=1e-12)


@pytest.mark.parametrize("technology", [GRID, GAS, replace(SOLAR, time_value=True)])
def test_arrays_and_traces(technology: Technology) -> None:
    """Components have the shape of what they depend on, and add up."""
    rng = np.random.default_rng(11)
    values: dict[str, Any] = {name: value * rng.uniform(0.85, 1.0, 8) for name, value in ROUND.items()}
    values |= {"restart_hours": rng.uniform(0.1, 0.5, 8), "energy_price": rng.uniform(0.05, 0.1, (3, 8))}

    def cost(energy_price: Any, **x: Any) -> Any:
        return finance.total(level_costs(Inputs(x), technology, energy_price=energy_price))

    traced, found = evaluated(cost, values)
    assert traced.dtype == FLOAT64
    np.testing.assert_allclose(found, by_sample(cost, values), rtol=1e-12)
