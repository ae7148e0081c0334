"""Which way the gap, orbit less ground, moves with each input: as physics and accounting ask for."""

from typing import Any, cast

import numpy as np
import pytest

from distributions.arrays import FloatArray
from mc.inputs import Inputs
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.model import tco_model
from pipelines.tco.technology import Technology
from tests.support.central import SCALARS, paths

DECISION = Decision(horizon=2040)
CENTRAL: dict[str, Any] = SCALARS | paths(DECISION)
TIGHT = {
    "workload_gb_per_kwh": 200.0,  # more than the downlink carries
    "array_m2_per_m3": 10.0,  # launches are full before they are heavy
    "insurance_capacity_usd": 1e6,  # less than a launch is worth
    "shielding_kg_per_kw": 0.5,
    "radiation_tolerance_rad": 900.0,  # computers that radiation ends
    "array_remaining_factor": 0.9,
    "bus_units": 2_000.0,
    "radiator_faces": 1.5,
    "sunshield_deployed": 1.0,
}
"""Where what has room in the central future has none."""

BALANCE = Technology(radiator="balance", sunshield=True)
PLANT = Technology(architecture="monolithic")
REUSE = Technology(launch_price="from_reuse")

DEARER: dict[Technology, str] = {
    Technology(): """
        launch_price_usd_per_kg array_cost_usd_per_w leo_failure_multiplier orbit_cost_of_capital
        orbit_premium_fade_years radiator_kg_per_m2 radiator_cost_usd_per_m2 it_mass_kg_per_kw bus_cost_usd_per_kg
        bus_mass_fraction it_cost_usd_per_kw accelerator_failure_rate_per_year satellite_failure_rate_per_year
        array_degradation_per_year orbit_operations_usd_per_kw_year launch_insurance_fraction
        in_orbit_insurance_per_year orbit_maintenance_cost_per_year integration_fraction pump_power_fraction
        bus_power_fraction array_kg_per_m2 radiator_area_margin battery_cost_usd_per_wh hbm_failure_rate_per_year
        facility_life_years ground_availability pump_kg_per_kw pump_cost_usd_per_kw loop_failure_rate_per_year
        design_margin_fraction propulsion_cost_usd_per_kw station_keeping_m_per_s_year unit_overhead_kg
        unit_overhead_usd laser_terminals_per_unit laser_terminal_cost_usd workload_gb_per_kwh bus_reference_units
        engineering_usd ground_segment_usd ground_segment_usd_per_year launch_failure_probability
        shielding_launch_price_ratio vehicle_groundings grounding_years infant_failure_multiplier
        infant_period_years common_cause_events common_cause_fraction radiation_dose_rad_per_year
        shielding_reference_kg_per_kw shielding_exponent sdc_redundancy payload_kg
    """,
    PLANT: "assembly_usd_per_kg plant_losses plant_rebuild_years",
    Technology(repair="servicing"): "servicing_kg_per_kw_year servicing_usd_per_kw_year",
    Technology(repair="replacement"): "replacement_delay_years replacement_price_factor",
    Technology(array="given"): "array_m2_per_kw",
    Technology(radiator="area"): "radiator_m2_per_kw",
    Technology(mass="given"): "system_kg_per_kw",
    Technology(platform_cost="given"): "platform_cost_usd_per_kw",
    Technology(cooling="loop_heat_pipe"): "heat_pipe_kg heat_pipe_cost_usd",
    BALANCE: """
        radiator_sink_k radiator_absorptivity radiator_darkening_per_year radiator_solar_view radiator_earth_view
        albedo earth_infrared_w_per_m2 radiator_infrared_absorptivity sunshield_transmission sunshield_kg_per_m2
        sunshield_cost_usd_per_m2
    """,
    REUSE: """
        booster_cost_usd ship_cost_usd flight_operations_usd refurbishment_fraction launch_margin_fraction
    """,
    Technology(time_value=True): "orbit_months_to_power",
    Technology(ground_power="gas"): "gas_plant_life_years",
    Technology(ground_power="solar_storage"): """
        solar_capacity_factor storage_round_trip_efficiency solar_storage_life_years
    """,
}
"""Inputs of which more makes orbit dearer against the ground, under a technology that asks for them."""

CHEAPER: dict[Technology, str] = {
    Technology(): """
        electricity_price_usd_per_kwh platform_cost_decline_per_year radiator_net_w_per_m2 array_derate cell_efficiency
        orbit_availability array_fill battery_depth_of_discharge battery_wh_per_kg hbm_mitigated_fraction
        facility_usd_per_kw pue ground_operations_usd_per_kw_year ground_maintenance_cost_per_year
        water_use_l_per_kwh water_price_usd_per_m3 array_remaining_factor irradiance_w_per_m2
        battery_round_trip_efficiency specific_impulse_s disposal_perigee_km unit_downlink_gbps
        downlink_availability bus_units bus_learning_rate fairing_m3 array_m2_per_m3 radiator_m2_per_m3
        dense_kg_per_m3 radiation_tolerance_rad dose_per_interruption_rad
    """,
    Technology(repair="servicing"): "satellite_life_years",
    Technology(array="mean"): "sunlit_fraction",
    Technology(units=10, units_needed=8): "unit_availability",
    Technology(cooling="loop_heat_pipe"): "heat_pipe_capacity_w",
    BALANCE: """
        radiator_emissivity radiator_fin_efficiency radiator_faces radiator_temperature_k
    """,
    Technology(launch_price="from_reuse"): "booster_flights ship_flights",
    Technology(time_value=True): "ground_months_to_power",
    Technology(ground_power="gas"): """
        gas_plant_usd_per_kw gas_plant_reserve gas_plant_capacity_factor heat_rate_btu_per_kwh
        gas_price_usd_per_mmbtu power_plant_maintenance_per_year
    """,
    Technology(ground_power="solar_storage"): "solar_usd_per_w storage_usd_per_kwh storage_hours",
}
"""Inputs of which more makes orbit cheaper against the ground."""

ASIDE = """
    strategic_premium_usd_per_kw_year funding_share_before_revenue capital_overrun_fraction funding_usd_per_kw
    acquirer_appears utilisation it_kw_per_accelerator backup_power_usd_per_kw peak_power_ratio
    array_supply_mw_per_year array_supply_growth_per_year radiator_temperature_limit_k puncture_rate_per_m2_year
    radiator_segment_m2 launches_per_year deployment_years dose_per_silent_error_rad inclination_deg heat_pipe_length_m
"""
"""Inputs that are part of checks and of other outputs, and not of the gap."""

EITHER = """
    ground_cost_of_capital inflation_per_year it_life_years shielding_kg_per_kw altitude_km unit_it_power_kw
    accelerator_interruption_rate_per_year job_accelerators restart_hours serviceable_fraction insurance_capacity_usd
    early_power_usd_per_kw_year sunshield_deployed
"""
"""Inputs that move both sides, or one of them both ways."""

CASES = [
    pytest.param(technology, name, sign, id=name)
    for sign, table in ((1.0, DEARER), (-1.0, CHEAPER))
    for technology, names in table.items()
    for name in names.split()
]


def gap(technology: Technology, **changes: object) -> FloatArray:
    found = tco_model(DECISION, technology).function(Inputs(cast("Any", CENTRAL | TIGHT | changes)))
    return cast("FloatArray", found["gap_usd_per_kw_year"])


@pytest.mark.parametrize(("technology", "name", "sign"), CASES)
def test_moves_the_way_it_must(technology: Technology, name: str, sign: float) -> None:
    """Up and down by a hundredth, and by no more than its limits allow."""
    value = (CENTRAL | TIGHT)[name]
    more = gap(technology, **{name: 1.01 * value}) - gap(technology, **{name: 0.99 * value})
    assert np.all(sign * more >= 0.0)
    assert np.all(sign * more[1:] > 0.0)  # in the year that costs are of, none of them has fallen yet


@pytest.mark.parametrize("name", ASIDE.split())
def test_does_not_move(name: str) -> None:
    technology = Technology(orbit="inclined", cooling="loop_heat_pipe")
    np.testing.assert_allclose(
        gap(technology, **{name: 0.9 * CENTRAL[name] + 0.01}), gap(technology), rtol=1e-12, atol=1e-9
    )


def test_every_input_has_its_place() -> None:
    placed = [str(case.values[1]) for case in CASES] + ASIDE.split() + EITHER.split()
    assert sorted(placed) == sorted(spec.name for spec in INPUTS)
