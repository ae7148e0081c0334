"""What the model asks for: every input with its unit and its physical limits."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class InputSpec:
    """One input of the model.

    Attributes
    ----------
    name, unit, meaning
        Name in scenario files, unit of its values, and what it is, in a phrase.
    low, high
        Physical limits: no distribution of the input may reach beyond them, and the model is finite on them.
    by_year
        Whether it is a trajectory by calendar year instead of one number.
    """

    name: str
    unit: str
    meaning: str
    low: float = 0.0
    high: float = math.inf
    by_year: bool = False

    @property
    def some_value(self) -> float:
        """A value within the limits, with which the model can be tried."""
        return 0.5 * (self.low + self.high) if math.isfinite(self.low + self.high) else self.low + 1.0


INPUTS: tuple[InputSpec, ...] = (
    InputSpec(
        name="launch_price_usd_per_kg", unit="USD/kg", meaning="price paid for a kilogram to the orbit", by_year=True
    ),
    InputSpec(
        name="electricity_price_usd_per_kwh", unit="USD/kWh", meaning="price of electricity on the ground", by_year=True
    ),
    InputSpec(name="array_cost_usd_per_w", unit="USD/W", meaning="solar array, per watt at the beginning of life"),
    InputSpec(
        name="leo_failure_multiplier",
        unit="1",
        meaning="permanent failures of accelerators in low orbit over those on the ground",
    ),
    InputSpec(
        name="platform_cost_decline_per_year",
        unit="1/year",
        meaning="yearly fall of the real cost of platform hardware",
        high=0.9,
    ),
    InputSpec(
        name="orbit_cost_of_capital",
        unit="1/year",
        meaning="nominal cost of capital in orbit, in 2026",
        low=-0.05,
        high=1.0,
    ),
    InputSpec(
        name="orbit_premium_fade_years",
        unit="year",
        meaning="years until capital costs no more in orbit than on the ground, from 2026",
        low=1.0,
        high=200.0,
    ),
    InputSpec(name="satellite_life_years", unit="year", meaning="life of the satellite", low=1.0, high=100.0),
    InputSpec(name="it_life_years", unit="year", meaning="economic life of the IT hardware", low=1.0, high=100.0),
    InputSpec(
        name="radiator_net_w_per_m2",
        unit="W/m2",
        meaning="net heat rejected by a square metre of panel, both faces radiating",
        low=10.0,
        high=5000.0,
    ),
    InputSpec(name="radiator_kg_per_m2", unit="kg/m2", meaning="areal density of the radiator panels"),
    InputSpec(name="radiator_cost_usd_per_m2", unit="USD/m2", meaning="radiator hardware"),
    InputSpec(name="it_mass_kg_per_kw", unit="kg/kW", meaning="mass of the IT hardware"),
    InputSpec(name="bus_cost_usd_per_kg", unit="USD/kg", meaning="bus hardware"),
    InputSpec(name="bus_mass_fraction", unit="1", meaning="bus, as a fraction of the mass at launch", high=0.9),
    InputSpec(name="it_cost_usd_per_kw", unit="USD/kW", meaning="IT hardware, on both sides"),
    InputSpec(
        name="accelerator_failure_rate_per_year",
        unit="1/year",
        meaning="permanent failures of accelerators on the ground other than by their memory",
    ),
    InputSpec(name="satellite_failure_rate_per_year", unit="1/year", meaning="satellites lost"),
    InputSpec(name="array_degradation_per_year", unit="1/year", meaning="yearly loss of array power", high=0.9),
    InputSpec(
        name="array_derate",
        unit="1",
        meaning="array losses by temperature, pointing and conversion: what is left",
        low=0.05,
        high=1.0,
    ),
    InputSpec(
        name="cell_efficiency",
        unit="1",
        meaning="efficiency of the solar cells at the beginning of life",
        low=0.05,
        high=0.9,
    ),
    InputSpec(
        name="orbit_availability",
        unit="1",
        meaning="IT power delivered in orbit over what is in service, after radiation and derating",
        low=0.05,
        high=1.0,
    ),
    InputSpec(
        name="ground_cost_of_capital",
        unit="1/year",
        meaning="nominal cost of capital on the ground",
        low=-0.05,
        high=1.0,
    ),
    InputSpec(
        name="orbit_operations_usd_per_kw_year",
        unit="USD/kW-year",
        meaning="operations in orbit: control, links, ground stations",
    ),
    InputSpec(
        name="launch_insurance_fraction",
        unit="1",
        meaning="launch insurance, as a fraction of the insured value",
        high=1.0,
    ),
    InputSpec(
        name="in_orbit_insurance_per_year",
        unit="1/year",
        meaning="insurance of the fleet in orbit against common causes, as a fraction of the insured value",
        high=1.0,
    ),
    InputSpec(
        name="orbit_maintenance_cost_per_year",
        unit="1/year",
        meaning="upkeep of the platform, as a fraction of its capital",
        high=1.0,
    ),
    InputSpec(
        name="integration_fraction",
        unit="1",
        meaning="assembly, integration and test, as a fraction of platform hardware",
    ),
    InputSpec(
        name="pump_power_fraction", unit="1", meaning="power of the coolant pumps, as a fraction of the heat", high=0.9
    ),
    InputSpec(name="bus_power_fraction", unit="1", meaning="power of the bus, as a fraction of IT power", high=1.0),
    InputSpec(name="array_kg_per_m2", unit="kg/m2", meaning="areal density of the solar array"),
    InputSpec(name="array_fill", unit="1", meaning="part of the array covered by cells", low=0.05, high=1.0),
    InputSpec(name="radiator_area_margin", unit="1", meaning="radiator area installed over needed", low=1.0),
    InputSpec(name="shielding_kg_per_kw", unit="kg/kW", meaning="radiation shielding"),
    InputSpec(
        name="battery_depth_of_discharge",
        unit="1",
        meaning="part of the battery used in the longest eclipse",
        low=0.01,
        high=1.0,
    ),
    InputSpec(name="battery_wh_per_kg", unit="Wh/kg", meaning="specific energy of the battery", low=1.0),
    InputSpec(name="battery_cost_usd_per_wh", unit="USD/Wh", meaning="battery"),
    InputSpec(
        name="hbm_failure_rate_per_year",
        unit="1/year",
        meaning="interruptions of an accelerator by its high-bandwidth memory",
    ),
    InputSpec(
        name="hbm_mitigated_fraction",
        unit="1",
        meaning="share of those interruptions that leave the accelerator in use",
        high=1.0,
    ),
    InputSpec(
        name="facility_usd_per_kw",
        unit="USD/kW",
        meaning="building, power and cooling on the ground, backup power included",
    ),
    InputSpec(name="facility_life_years", unit="year", meaning="life of the facility", low=1.0, high=100.0),
    InputSpec(name="pue", unit="1", meaning="power usage effectiveness on the ground", low=1.0),
    InputSpec(
        name="ground_operations_usd_per_kw_year",
        unit="USD/kW-year",
        meaning="operations on the ground: staff, security, network",
    ),
    InputSpec(
        name="ground_maintenance_cost_per_year",
        unit="1/year",
        meaning="upkeep of the facility, as a fraction of its capital",
        high=1.0,
    ),
    InputSpec(
        name="ground_availability",
        unit="1",
        meaning="IT power delivered on the ground over what is installed",
        low=0.05,
        high=1.0,
    ),
    InputSpec(
        name="backup_power_usd_per_kw",
        unit="USD/kW",
        meaning="generators and batteries on the ground, part of the facility",
    ),
    InputSpec(name="water_use_l_per_kwh", unit="L/kWh", meaning="water for cooling, per kWh of IT energy"),
    InputSpec(name="water_price_usd_per_m3", unit="USD/m3", meaning="price of water"),
    InputSpec(
        name="altitude_km", unit="km", meaning="altitude of the dawn-dusk sun-synchronous orbit", low=200.0, high=5000.0
    ),
    InputSpec(name="inflation_per_year", unit="1/year", meaning="inflation that investors expect", low=-0.05, high=0.2),
    InputSpec(
        name="real_discount_rate",
        unit="1/year",
        meaning="real rate at which the decision maker discounts both sides",
        low=-0.05,
        high=1.0,
    ),
    InputSpec(name="gas_plant_usd_per_kw", unit="USD/kW", meaning="gas plant on the ground, per kW of its own"),
    InputSpec(name="gas_plant_life_years", unit="year", meaning="life of the gas plant", low=1.0, high=100.0),
    InputSpec(name="gas_plant_reserve", unit="1", meaning="capacity of the gas plant over its load", low=1.0),
    InputSpec(
        name="gas_plant_capacity_factor",
        unit="1",
        meaning="energy drawn from the gas plant over that of full load all the time",
        low=0.05,
        high=1.0,
    ),
    InputSpec(
        name="heat_rate_btu_per_kwh",
        unit="Btu/kWh",
        meaning="gas burnt for a kWh of electricity, which is 3,412 Btu itself",
        low=3412.0,
    ),
    InputSpec(name="gas_price_usd_per_mmbtu", unit="USD/MMBtu", meaning="price of natural gas"),
    InputSpec(name="solar_usd_per_w", unit="USD/W", meaning="solar field on the ground, per watt of nameplate"),
    InputSpec(
        name="solar_capacity_factor",
        unit="1",
        meaning="output of the solar field over its nameplate, mean over the time that it is sized for",
        low=0.01,
        high=0.5,
    ),
    InputSpec(name="storage_usd_per_kwh", unit="USD/kWh", meaning="storage on the ground, per kWh given out"),
    InputSpec(name="storage_hours", unit="h", meaning="hours that the storage carries the data centre"),
    InputSpec(
        name="storage_round_trip_efficiency",
        unit="1",
        meaning="energy that the storage gives out over what it takes in",
        low=0.05,
        high=1.0,
    ),
    InputSpec(
        name="solar_storage_life_years",
        unit="year",
        meaning="life of solar field and storage on the ground",
        low=1.0,
        high=100.0,
    ),
    InputSpec(
        name="power_plant_maintenance_per_year",
        unit="1/year",
        meaning="upkeep of the ground's own power plant, as a fraction of its capital",
        high=1.0,
    ),
    InputSpec(name="ground_months_to_power", unit="month", meaning="months until the ground has power"),
    InputSpec(
        name="early_power_usd_per_kw_year",
        unit="USD/kW-year",
        meaning="worth of a year of IT power that comes a year earlier",
    ),
)
"""What the model of `pipelines.tco.model` asks for; those expected to matter most come first."""
