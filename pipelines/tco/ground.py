"""The same data centre on the ground: what a delivered kW costs a year."""

from collections.abc import Mapping

from distributions.arrays import FloatArray
from mc.inputs import Inputs
from pipelines.tco import finance, reliability

HOURS_PER_YEAR = 8760.0

COMPONENTS = (
    *("compute", "facility", "backup_power", "energy", "overhead_energy", "water"),
    *("repairs", "maintenance", "operations", "cost_of_capital"),
)


def level_costs(x: Inputs, *, energy_price: FloatArray, it_cost: FloatArray | float) -> Mapping[str, FloatArray]:
    """Yearly cost of one delivered kW of IT power, by component, USD/kW-year.

    Each asset's capital recovery is its depreciation, shown as the asset's own component, and the rest, shown
    together as ``cost_of_capital``. Backup power is part of published facility costs: it is taken out of them
    and shown apart, not added.

    Parameters
    ----------
    x
        Inputs.
    energy_price
        Electricity, USD/kWh, mean over the service.
    it_cost
        IT hardware, USD per kW of nameplate; 0 leaves out all that depends on its value.
    """
    bought = 1.0 / x.ground_availability  # kW installed for one delivered
    compute = bought * it_cost
    facility = bought * x.facility_usd_per_kw
    backup = bought * x.backup_power_usd_per_kw
    rate = finance.real_rate(x.ground_cost_of_capital, x.inflation_per_year)
    it_return = finance.capital_recovery_factor(rate, x.it_life_years) - 1.0 / x.it_life_years
    facility_return = finance.capital_recovery_factor(rate, x.facility_life_years) - 1.0 / x.facility_life_years
    energy_kwh = bought * HOURS_PER_YEAR
    failures = reliability.accelerator_loss_rate(
        x.accelerator_failure_rate_per_year, x.hbm_failure_rate_per_year, x.hbm_mitigated_fraction
    )
    return {
        "compute": compute / x.it_life_years,
        "facility": (facility - backup) / x.facility_life_years,
        "backup_power": backup / x.facility_life_years,
        "energy": energy_kwh * energy_price,
        "overhead_energy": energy_kwh * (x.pue - 1.0) * energy_price,
        "water": energy_kwh * x.water_use_l_per_kwh * x.water_price_usd_per_m3 / 1000.0,
        "repairs": failures * compute,
        "maintenance": x.ground_maintenance_cost_per_year * facility,
        "operations": bought * x.ground_operations_usd_per_kw_year,
        "cost_of_capital": compute * it_return + facility * facility_return,
    }
