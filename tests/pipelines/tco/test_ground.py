# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest

from mc.inputs import Inputs
from pipelines.tco import finance, ground
from tests.support.central import SCALARS

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
        "ground_maintenance_cost_per_year": 0.03,
        "ground_operations_usd_per_kw_year": 400.0,
        "ground_cost_of_capital": 0.1,
        "inflation_per_year": 0.0,
    }
)


def test_costs_by_hand() -> None:
    costs = ground.level_costs(ROUND, energy_price=0.08, it_cost=30_000.0)
    five, fifteen = 0.1 / (1 - 1.1**-5), 0.1 / (1 - 1.1**-15)
    expected = {
        "compute": 37_500 / 5,
        "facility": 1.25 * 11_400 / 15,
        "backup_power": 750 / 15,
        "energy": 876.0,  # 1.25 * 8,760 h * 0.08
        "overhead_energy": 219.0,
        "water": 10.95,  # 10,950 kWh * 0.5 L * 0.002 USD/L
        "repairs": 0.05 * 37_500,
        "maintenance": 450.0,
        "operations": 500.0,
        "cost_of_capital": 37_500 * (five - 1 / 5) + 15_000 * (fifteen - 1 / 15),
    }
    assert tuple(costs) == ground.COMPONENTS
    assert costs == pytest.approx(expected, rel=1e-12)


def test_backup_power_is_shown_apart_and_not_added() -> None:
    dearer = Inputs({**ROUND, "backup_power_usd_per_kw": 800.0})
    costs = finance.total(ground.level_costs(ROUND, energy_price=0.08, it_cost=0.0))
    assert finance.total(ground.level_costs(dearer, energy_price=0.08, it_cost=0.0)) == pytest.approx(costs, rel=1e-14)


def test_free_computers_cost_nothing() -> None:
    costs = ground.level_costs(ROUND, energy_price=0.08, it_cost=0.0)
    assert costs["compute"] == costs["repairs"] == 0.0
    assert costs["cost_of_capital"] == pytest.approx(15_000 * (0.1 / (1 - 1.1**-15) - 1 / 15), rel=1e-12)
