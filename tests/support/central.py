"""One deterministic set of inputs of the cost model, with round numbers."""

import numpy as np

from distributions.arrays import FloatArray
from pipelines.tco.decision import Decision

SCALARS: dict[str, float] = {
    "array_cost_usd_per_w": 2.7,
    "leo_failure_multiplier": 1.3,
    "platform_cost_decline_per_year": 0.04,
    "orbit_cost_of_capital": 0.15,
    "orbit_premium_fade_years": 15.0,
    "satellite_life_years": 5.0,
    "it_life_years": 5.0,
    "radiator_net_w_per_m2": 500.0,
    "radiator_kg_per_m2": 5.0,
    "radiator_cost_usd_per_m2": 3000.0,
    "it_mass_kg_per_kw": 12.0,
    "bus_cost_usd_per_kg": 1000.0,
    "bus_mass_fraction": 0.2,
    "it_cost_usd_per_kw": 30_000.0,
    "accelerator_failure_rate_per_year": 0.04,
    "satellite_failure_rate_per_year": 0.03,
    "array_degradation_per_year": 0.025,
    "array_derate": 0.72,
    "cell_efficiency": 0.22,
    "orbit_availability": 0.95,
    "ground_cost_of_capital": 0.09,
    "orbit_operations_usd_per_kw_year": 400.0,
    "launch_insurance_fraction": 0.07,
    "in_orbit_insurance_per_year": 0.005,
    "orbit_maintenance_cost_per_year": 0.01,
    "integration_fraction": 0.15,
    "pump_power_fraction": 0.02,
    "bus_power_fraction": 0.06,
    "array_kg_per_m2": 2.0,
    "array_fill": 0.9,
    "radiator_area_margin": 1.2,
    "shielding_kg_per_kw": 1.0,
    "battery_depth_of_discharge": 0.4,
    "battery_wh_per_kg": 200.0,
    "battery_cost_usd_per_wh": 0.5,
    "hbm_failure_rate_per_year": 0.03,
    "hbm_mitigated_fraction": 0.92,
    "facility_usd_per_kw": 11_700.0,
    "facility_life_years": 15.0,
    "pue": 1.2,
    "ground_operations_usd_per_kw_year": 400.0,
    "ground_maintenance_cost_per_year": 0.03,
    "ground_availability": 0.99,
    "backup_power_usd_per_kw": 500.0,
    "water_use_l_per_kwh": 0.5,
    "water_price_usd_per_m3": 2.0,
    "altitude_km": 650.0,
    "inflation_per_year": 0.02,
    "real_discount_rate": 0.05,
    "gas_plant_usd_per_kw": 1_800.0,
    "gas_plant_life_years": 20.0,
    "gas_plant_reserve": 1.25,
    "gas_plant_capacity_factor": 0.9,
    "heat_rate_btu_per_kwh": 6_500.0,
    "gas_price_usd_per_mmbtu": 4.0,
    "solar_usd_per_w": 1.1,
    "solar_capacity_factor": 0.2,
    "storage_usd_per_kwh": 175.0,
    "storage_hours": 18.0,
    "storage_round_trip_efficiency": 0.85,
    "solar_storage_life_years": 20.0,
    "power_plant_maintenance_per_year": 0.02,
    "ground_months_to_power": 24.0,
    "early_power_usd_per_kw_year": 12_500.0,
}


def paths(decision: Decision) -> dict[str, FloatArray]:
    """Launch price that falls by 7 % a year, electricity price that rises by 1 % a year."""
    elapsed = np.arange(len(decision.calendar_years), dtype=np.float64)
    launch: FloatArray = 800.0 * 0.93**elapsed
    electricity: FloatArray = 0.07 * 1.01**elapsed
    return {
        "launch_price_usd_per_kg": launch,
        "electricity_price_usd_per_kwh": electricity,
    }
