"""The same data centre on the ground: what a delivered kW costs a year."""

from collections.abc import Mapping

from distributions.arrays import FloatArray, constant
from mc.inputs import Inputs
from pipelines.tco import finance, ground_power, redundancy, reliability
from pipelines.tco.finance import HOURS_PER_YEAR
from pipelines.tco.technology import Technology

COMPONENTS = (
    *("compute", "facility", "backup_power", "power_plant", "energy", "overhead_energy", "water"),
    *("repairs", "maintenance", "operations", "waiting", "cost_of_capital"),
)

_LITRES_PER_M3 = 1000.0


def goodput(x: Inputs) -> FloatArray:
    """Share of the time in which work makes progress between interruptions."""
    return redundancy.goodput(x.accelerator_interruption_rate_per_year, x.job_accelerators, x.restart_hours)


def energy_kwh(x: Inputs, technology: Technology) -> FloatArray:
    """IT energy drawn in a year for each delivered kW, kWh."""
    own = ground_power.plant(x, technology)
    return HOURS_PER_YEAR / (x.ground_availability * goodput(x)) * (1.0 if own is None else own.load_factor)


def level_costs(
    x: Inputs,
    technology: Technology,
    *,
    energy_price: FloatArray | float,
    it_cost: FloatArray | float,
    service_years: int,
) -> Mapping[str, FloatArray]:
    """Yearly cost of one delivered kW of IT power, by component, USD/kW-year.

    Each asset's capital recovery is its depreciation, shown as the asset's own component, and the rest, shown
    together as ``cost_of_capital``. Backup power is part of published facility costs: it is taken out of them
    and shown apart, not added. The price of electricity from the grid holds all that a power plant costs; with a
    plant of one's own it is the fuel, and the plant is an asset like the others.

    Parameters
    ----------
    x
        Inputs.
    technology
        Where power comes from, and whether waiting for it is priced.
    energy_price
        Electricity, USD/kWh, mean over the service: from the grid, or `ground_power.energy_price`.
    it_cost
        IT hardware, USD per kW of nameplate; 0 leaves out all that depends on its value.
    service_years
        Years of service, over which what is lost before it is spread.
    """
    bought = 1.0 / (x.ground_availability * goodput(x))  # kW installed for one delivered
    compute = bought * it_cost
    facility = bought * x.facility_usd_per_kw
    backup = bought * x.backup_power_usd_per_kw
    rate = finance.real_rate(x.ground_cost_of_capital, x.inflation_per_year)
    it_return = finance.capital_recovery_factor(rate, x.it_life_years) - 1.0 / x.it_life_years
    facility_return = finance.capital_recovery_factor(rate, x.facility_life_years) - 1.0 / x.facility_life_years
    energy = energy_kwh(x, technology)
    failures = reliability.accelerator_losses(x, x.it_life_years)
    maintenance = x.ground_maintenance_cost_per_year * facility
    cost_of_capital = compute * it_return + facility * facility_return
    power_plant = waiting = constant(0.0)
    if (own := ground_power.plant(x, technology)) is not None:
        plant, life = bought * own.usd_per_kw, own.life_years
        power_plant = plant / life
        maintenance = maintenance + x.power_plant_maintenance_per_year * plant
        cost_of_capital = cost_of_capital + plant * (finance.capital_recovery_factor(rate, life) - 1.0 / life)
    if technology.time_value:
        over_service = finance.capital_recovery_factor(rate, service_years)
        waiting = finance.cost_of_waiting(x.ground_months_to_power, x.early_power_usd_per_kw_year, over_service)
    return {
        "compute": compute / x.it_life_years,
        "facility": (facility - backup) / x.facility_life_years,
        "backup_power": backup / x.facility_life_years,
        "power_plant": power_plant,
        "energy": energy * energy_price,
        "overhead_energy": energy * (x.pue - 1.0) * energy_price,
        "water": energy * x.water_use_l_per_kwh * x.water_price_usd_per_m3 / _LITRES_PER_M3,
        "repairs": failures * compute,
        "maintenance": maintenance,
        "operations": bought * x.ground_operations_usd_per_kw_year,
        "waiting": waiting,
        "cost_of_capital": cost_of_capital,
    }
