"""The data centre in orbit: what is built and launched, and what a delivered kW costs a year.

Platform and computers are retired together: nobody goes up to exchange either.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray
from mc.inputs import Inputs
from pipelines.tco import finance, geometry, launch, power, reliability, thermal

COMPONENTS = (
    *("compute", "array", "battery", "radiator", "bus", "integration", "shielding", "launch"),
    *("failures", "insurance", "maintenance", "operations", "cost_of_capital"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """What carries one kW of nameplate IT power.

    Attributes
    ----------
    life
        Years from launch to retirement.
    overbuild
        Platforms launched for each one in service on average.
    load_w
        Electric load, and heat to be rejected.
    array_power_w, array_area_m2
        Solar array: nameplate power at the beginning of life, area.
    battery_wh
        Capacity of the battery.
    radiator_area_m2
        Planform area of the radiators.
    launched_mass_kg
        Mass at launch, the IT hardware included.
    """

    life: FloatArray
    overbuild: FloatArray
    load_w: FloatArray
    array_power_w: FloatArray
    array_area_m2: FloatArray
    battery_wh: FloatArray
    radiator_area_m2: FloatArray
    launched_mass_kg: FloatArray


def platform(x: Inputs) -> Platform:
    """Size the platform for one kW of nameplate IT power, day and night, to the end of its life.

    The array is sized for the orbits with the longest eclipse, in whose sunlit part it also recharges the
    battery. The yearly mean of sunlight (96 % at 650 km) would leave the computers short of power all season.
    """
    life = np.minimum(x.satellite_life_years, x.it_life_years)
    load = 1000.0 * power.electrical_load(x.bus_power_fraction, x.pump_power_fraction)
    eclipse = geometry.longest_eclipse_fraction(x.altitude_km)
    remaining = power.end_of_life_factor(x.array_degradation_per_year, life)
    array_power = power.array_power(load, 1.0 - eclipse, remaining, x.array_derate, 1.0)
    array_area = power.array_area(array_power, x.cell_efficiency, x.array_fill, power.SOLAR_CONSTANT_W_PER_M2)
    dark_minutes = eclipse * geometry.orbit_period_minutes(x.altitude_km)
    battery = power.battery_capacity(load, dark_minutes, x.battery_depth_of_discharge)
    radiator_area = thermal.radiator_area(load, x.radiator_net_w_per_m2, x.radiator_area_margin)
    payload = (
        x.it_mass_kg_per_kw
        + x.shielding_kg_per_kw
        + array_area * x.array_kg_per_m2
        + battery / x.battery_wh_per_kg
        + radiator_area * x.radiator_kg_per_m2
    )
    accelerators = reliability.accelerator_loss_rate(
        x.accelerator_failure_rate_per_year, x.hbm_failure_rate_per_year, x.hbm_mitigated_fraction
    )
    losses = x.leo_failure_multiplier * accelerators + x.satellite_failure_rate_per_year
    return Platform(
        life=life,
        overbuild=reliability.overbuild(losses, life),
        load_w=load,
        array_power_w=array_power,
        array_area_m2=array_area,
        battery_wh=battery,
        radiator_area_m2=radiator_area,
        launched_mass_kg=launch.launched_mass(payload, x.bus_mass_fraction),
    )


def level_costs(
    x: Inputs,
    built: Platform,
    *,
    launch_price: FloatArray | float,
    it_cost: FloatArray | float,
    cost_index: FloatArray | float,
    capital_recovery: FloatArray,
) -> Mapping[str, FloatArray]:
    """Yearly cost of one delivered kW of IT power, by component, USD/kW-year.

    Each asset's capital recovery is its depreciation, shown as the asset's own component, and the rest, shown
    together as ``cost_of_capital``. What is launched in excess to make up for losses is ``failures``; shielding
    costs its launch, as in the table of the Starcloud white paper (2024).

    Parameters
    ----------
    x, built
        Inputs, and the platform that they lead to.
    launch_price
        USD/kg.
    it_cost
        IT hardware, USD per kW of nameplate; 0 leaves out all that depends on its value.
    cost_index
        Real cost of platform hardware relative to today's.
    capital_recovery
        `finance.capital_recovery_factor` over the life of the platform. Like the price and the index, of any
        trailing shape that broadcasts.
    """
    placed = 1.0 / x.orbit_availability  # kW in service for one delivered
    mass_kg = placed * built.launched_mass_kg
    shielding_kg = placed * x.shielding_kg_per_kw
    parts = {
        "array": placed * built.array_power_w * x.array_cost_usd_per_w * cost_index,
        "battery": placed * built.battery_wh * x.battery_cost_usd_per_wh * cost_index,
        "radiator": placed * built.radiator_area_m2 * x.radiator_cost_usd_per_m2 * cost_index,
        "bus": mass_kg * x.bus_mass_fraction * x.bus_cost_usd_per_kg * cost_index,
    }
    hardware = {**parts, "integration": x.integration_fraction * finance.total(parts)}
    capital = {
        "compute": placed * it_cost,
        **hardware,
        "shielding": launch.launch_cost(launch_price, shielding_kg),
        "launch": launch.launch_cost(launch_price, mass_kg - shielding_kg),
    }
    in_service = finance.total(capital)
    invested = built.overbuild * in_service
    premium = x.launch_insurance_fraction * invested
    return {
        **{name: value / built.life for name, value in capital.items()},
        "failures": (invested - in_service) / built.life,
        "insurance": premium / built.life + x.in_orbit_insurance_per_year * invested,
        "maintenance": x.orbit_maintenance_cost_per_year * finance.total(hardware),
        "operations": x.orbit_operations_usd_per_kw_year * placed,
        "cost_of_capital": (invested + premium) * (capital_recovery - 1.0 / built.life),
    }
