"""What the model asks for: every input with its unit and its physical limits."""

import math
from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
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
    _: KW_ONLY
    low: float = 0.0
    high: float = math.inf
    by_year: bool = False

    @property
    def some_value(self) -> float:
        """A value within the limits, with which the model can be tried."""
        return 0.5 * (self.low + self.high) if math.isfinite(self.low + self.high) else self.low + 1.0


INPUTS: tuple[InputSpec, ...] = (
    InputSpec("launch_price_usd_per_kg", "USD/kg", "price paid for a kilogram to the orbit", by_year=True),
    InputSpec("electricity_price_usd_per_kwh", "USD/kWh", "price of electricity on the ground", by_year=True),
    InputSpec("array_cost_usd_per_w", "USD/W", "solar array, per watt at the beginning of life"),
    InputSpec(
        "leo_failure_multiplier", "1", "permanent failures of accelerators in low orbit over those on the ground"
    ),
    InputSpec(
        "platform_cost_decline_per_year", "1/year", "yearly fall of the real cost of platform hardware", high=0.9
    ),
    InputSpec("orbit_cost_of_capital", "1/year", "nominal cost of capital in orbit, in 2026", low=-0.05, high=1.0),
    InputSpec(
        "orbit_premium_fade_years",
        "year",
        "years until capital costs no more in orbit than on the ground, from 2026",
        low=1.0,
        high=200.0,
    ),
    InputSpec("satellite_life_years", "year", "life of the satellite", low=1.0, high=100.0),
    InputSpec("it_life_years", "year", "economic life of the IT hardware", low=1.0, high=100.0),
    InputSpec(
        "radiator_net_w_per_m2",
        "W/m2",
        "net heat rejected by a square metre of panel, both faces radiating",
        low=10.0,
        high=5000.0,
    ),
    InputSpec("radiator_kg_per_m2", "kg/m2", "areal density of the radiator panels"),
    InputSpec("radiator_cost_usd_per_m2", "USD/m2", "radiator hardware"),
    InputSpec("it_mass_kg_per_kw", "kg/kW", "mass of the IT hardware"),
    InputSpec("bus_cost_usd_per_kg", "USD/kg", "bus hardware"),
    InputSpec("bus_mass_fraction", "1", "bus, as a fraction of the mass at launch but for the propellant", high=0.9),
    InputSpec("it_cost_usd_per_kw", "USD/kW", "IT hardware, on both sides"),
    InputSpec(
        "accelerator_failure_rate_per_year",
        "1/year",
        "permanent failures of accelerators on the ground other than by their memory",
    ),
    InputSpec("satellite_failure_rate_per_year", "1/year", "satellites lost"),
    InputSpec("array_degradation_per_year", "1/year", "yearly loss of array power", high=0.9),
    InputSpec(
        "array_derate", "1", "array losses by temperature, pointing and conversion: what is left", low=0.05, high=1.0
    ),
    InputSpec("cell_efficiency", "1", "efficiency of the solar cells at the beginning of life", low=0.05, high=0.9),
    InputSpec(
        "orbit_availability",
        "1",
        "IT power delivered in orbit over what is in service, after radiation and derating",
        low=0.05,
        high=1.0,
    ),
    InputSpec("ground_cost_of_capital", "1/year", "nominal cost of capital on the ground", low=-0.05, high=1.0),
    InputSpec("orbit_operations_usd_per_kw_year", "USD/kW-year", "operations in orbit: control, fleet management"),
    InputSpec("launch_insurance_fraction", "1", "launch insurance, as a fraction of the insured value", high=1.0),
    InputSpec(
        "in_orbit_insurance_per_year",
        "1/year",
        "insurance of the fleet in orbit against common causes, as a fraction of the insured value",
        high=1.0,
    ),
    InputSpec(
        "orbit_maintenance_cost_per_year", "1/year", "upkeep of the platform, as a fraction of its capital", high=1.0
    ),
    InputSpec("integration_fraction", "1", "assembly, integration and test, as a fraction of platform hardware"),
    InputSpec("pump_power_fraction", "1", "power of the coolant pumps, as a fraction of the heat", high=0.9),
    InputSpec("bus_power_fraction", "1", "power of the bus, as a fraction of IT power", high=1.0),
    InputSpec("array_kg_per_m2", "kg/m2", "areal density of the solar array"),
    InputSpec("array_fill", "1", "part of the array covered by cells", low=0.05, high=1.0),
    InputSpec("radiator_area_margin", "1", "radiator area installed over needed", low=1.0),
    InputSpec("shielding_kg_per_kw", "kg/kW", "radiation shielding"),
    InputSpec("battery_depth_of_discharge", "1", "part of the battery used in the longest eclipse", low=0.01, high=1.0),
    InputSpec("battery_wh_per_kg", "Wh/kg", "specific energy of the battery", low=1.0),
    InputSpec("battery_cost_usd_per_wh", "USD/Wh", "battery"),
    InputSpec("hbm_failure_rate_per_year", "1/year", "interruptions of an accelerator by its high-bandwidth memory"),
    InputSpec(
        "hbm_mitigated_fraction", "1", "share of those interruptions that leave the accelerator in use", high=1.0
    ),
    InputSpec("facility_usd_per_kw", "USD/kW", "building, power and cooling on the ground, backup power included"),
    InputSpec("facility_life_years", "year", "life of the facility", low=1.0, high=100.0),
    InputSpec("pue", "1", "power usage effectiveness on the ground", low=1.0),
    InputSpec("ground_operations_usd_per_kw_year", "USD/kW-year", "operations on the ground: staff, security, network"),
    InputSpec(
        "ground_maintenance_cost_per_year", "1/year", "upkeep of the facility, as a fraction of its capital", high=1.0
    ),
    InputSpec(
        "ground_availability", "1", "IT power delivered on the ground over what is installed", low=0.05, high=1.0
    ),
    InputSpec("backup_power_usd_per_kw", "USD/kW", "generators and batteries on the ground, part of the facility"),
    InputSpec("water_use_l_per_kwh", "L/kWh", "water for cooling, per kWh of IT energy"),
    InputSpec("water_price_usd_per_m3", "USD/m3", "price of water"),
    InputSpec("altitude_km", "km", "altitude of the orbit", low=200.0, high=5000.0),
    InputSpec("inflation_per_year", "1/year", "inflation that investors expect", low=-0.05, high=0.2),
    # the machine in orbit
    InputSpec(
        "array_remaining_factor",
        "1",
        "array power kept after the radiation of a life, besides the yearly loss",
        low=0.05,
        high=1.0,
    ),
    InputSpec("irradiance_w_per_m2", "W/m2", "irradiance of the Sun above the atmosphere", low=1000.0, high=2000.0),
    InputSpec(
        "battery_round_trip_efficiency", "1", "energy given back by the battery over energy taken in", low=0.1, high=1.0
    ),
    InputSpec("array_m2_per_kw", "m2/kW", 'area of solar array as built, with technology.array = "given"', low=0.01),
    InputSpec(
        "sunlit_fraction",
        "1",
        'mean share of the time in sunlight that an author takes, with technology.array = "mean"',
        low=0.05,
        high=1.0,
    ),
    InputSpec("peak_power_ratio", "1", "highest IT power over nameplate", low=1.0, high=100.0),
    InputSpec("array_supply_mw_per_year", "MW/year", "solar array that factories deliver", low=1e-6),
    InputSpec("array_supply_growth_per_year", "1/year", "yearly growth of that", high=2.0),
    InputSpec("inclination_deg", "deg", "inclination of an orbit other than dawn-dusk", high=180.0),
    InputSpec("radiator_emissivity", "1", "infrared emissivity of the radiators", low=0.01, high=1.0),
    InputSpec(
        "radiator_fin_efficiency",
        "1",
        "heat rejected by the radiators over that of a panel of one temperature that sees only the sky",
        low=0.05,
        high=1.0,
    ),
    InputSpec("radiator_faces", "1", "faces of the panel that radiate", low=1.0, high=2.0),
    InputSpec("radiator_sink_k", "K", "effective temperature of what the radiators see", high=400.0),
    InputSpec(
        "radiator_temperature_limit_k",
        "K",
        "highest temperature of the radiators that keeps the computers cool enough",
        low=200.0,
        high=600.0,
    ),
    InputSpec("radiator_temperature_k", "K", "temperature of the radiators", low=200.0, high=600.0),
    InputSpec("radiator_absorptivity", "1", "solar absorptivity of the radiators when new", high=1.0),
    InputSpec("radiator_darkening_per_year", "1/year", "yearly growth of that absorptivity", high=1.0),
    InputSpec(
        "radiator_solar_view", "1", "sunlight on the panel over sunlight on a panel that faces the Sun", high=1.0
    ),
    InputSpec("radiator_earth_view", "1", "view factor from the panel to the Earth", high=2.0),
    InputSpec("albedo", "1", "albedo of the Earth", high=1.0),
    InputSpec("earth_infrared_w_per_m2", "W/m2", "infrared flux that the Earth emits", high=500.0),
    InputSpec(
        "radiator_infrared_absorptivity",
        "1",
        "absorptivity of the radiators for infrared, which is their emissivity",
        high=1.0,
    ),
    InputSpec("radiator_m2_per_kw", "m2/kW", 'area of radiator as built, with technology.radiator = "area"', low=0.01),
    InputSpec("sunshield_transmission", "1", "sunlight that passes the sunshield", high=1.0),
    InputSpec("sunshield_deployed", "1", "1 if the sunshield deploys, else 0", high=1.0),
    InputSpec("sunshield_kg_per_m2", "kg/m2", "sunshield, per area of radiator"),
    InputSpec("sunshield_cost_usd_per_m2", "USD/m2", "sunshield, per area of radiator"),
    InputSpec("pump_kg_per_kw", "kg/kW", "pumps, lines and coolant, per kW of heat"),
    InputSpec("pump_cost_usd_per_kw", "USD/kW", "pumps, lines and coolant, per kW of heat"),
    InputSpec("heat_pipe_capacity_w", "W", "heat that one loop heat pipe moves", low=1.0),
    InputSpec("heat_pipe_length_m", "m", "distance over which a loop heat pipe moves heat", low=0.01),
    InputSpec("heat_pipe_kg", "kg", "mass of a loop heat pipe"),
    InputSpec("heat_pipe_cost_usd", "USD", "cost of a loop heat pipe"),
    InputSpec("loop_failure_rate_per_year", "1/year", "units lost by their cooling loop"),
    InputSpec("puncture_rate_per_m2_year", "1/(m2 year)", "punctures of the radiator by meteoroids and debris"),
    InputSpec("radiator_segment_m2", "m2", "part of the radiator that a puncture takes out", low=1e-3),
    InputSpec("design_margin_fraction", "1", "margin on the mass of the platform", high=2.0),
    InputSpec("propulsion_cost_usd_per_kw", "USD/kW", "thrusters, tanks and propellant"),
    InputSpec(
        "station_keeping_m_per_s_year",
        "m/s/year",
        "velocity change a year for station keeping and avoidance",
        high=1000.0,
    ),
    InputSpec("specific_impulse_s", "s", "specific impulse of the thrusters", low=50.0),
    InputSpec("disposal_perigee_km", "km", "perigee that satellites are lowered to at the end", high=1000.0),
    InputSpec("unit_it_power_kw", "kW", "IT power of one unit: a satellite, or the plant", low=0.01),
    InputSpec("unit_overhead_kg", "kg", "mass that every unit needs whatever its power: avionics, attitude control"),
    InputSpec("unit_overhead_usd", "USD", "cost that every unit needs whatever its power"),
    InputSpec("laser_terminals_per_unit", "1", "optical terminals of a unit"),
    InputSpec("laser_terminal_cost_usd", "USD", "cost of an optical terminal"),
    InputSpec("unit_downlink_gbps", "Gbit/s", "downlink of a unit", low=1e-6),
    InputSpec(
        "downlink_availability", "1", "share of the time in which a ground station is in clear sky", low=0.01, high=1.0
    ),
    InputSpec("workload_gb_per_kwh", "GB/kWh", "data that the work sends down, per kWh of IT energy"),
    InputSpec("bus_units", "1", "units built so far", low=1.0),
    InputSpec("bus_reference_units", "1", "units at which the cost of the bus is quoted", low=1.0),
    InputSpec("bus_learning_rate", "1", "fall of the bus's cost with each doubling of the units built", high=0.9),
    InputSpec("engineering_usd", "USD", "engineering that is paid once"),
    InputSpec("ground_segment_usd", "USD", "ground stations, to build"),
    InputSpec("ground_segment_usd_per_year", "USD/year", "ground stations, to run"),
    InputSpec("assembly_usd_per_kg", "USD/kg", "assembly in orbit of a plant"),
    InputSpec(
        "system_kg_per_kw", "kg/kW", 'mass at launch but for shielding, with technology.mass = "given"', low=1e-3
    ),
    InputSpec(
        "platform_cost_usd_per_kw", "USD/kW", 'all hardware but the computers, with technology.platform_cost = "given"'
    ),
    # launch
    InputSpec("payload_kg", "kg", "mass that one vehicle brings to the orbit", low=1.0),
    InputSpec("fairing_m3", "m3", "volume that one vehicle holds", low=0.1),
    InputSpec("array_m2_per_m3", "m2/m3", "stowed solar array", low=0.1),
    InputSpec("radiator_m2_per_m3", "m2/m3", "stowed radiators", low=0.1),
    InputSpec("dense_kg_per_m3", "kg/m3", "density of everything else as stowed", low=1.0),
    InputSpec("launches_per_year", "1/year", "launches that can be had", low=1e-3),
    InputSpec("deployment_years", "year", "years in which all is to be brought up", low=0.01, high=100.0),
    InputSpec("launch_failure_probability", "1", "launches that fail", high=0.9),
    InputSpec(
        "shielding_launch_price_ratio",
        "1",
        "price of launching shielding over the launch price, where an author takes another",
    ),
    InputSpec(
        "vehicle_groundings",
        "1",
        "times that the vehicle is grounded in the service, for the whole fleet at once",
        high=100.0,
    ),
    InputSpec("grounding_years", "year", "length of a grounding", high=10.0),
    InputSpec("booster_cost_usd", "USD", "cost of building a booster"),
    InputSpec("ship_cost_usd", "USD", "cost of building an upper stage"),
    InputSpec("booster_flights", "1", "flights of a booster", low=1.0),
    InputSpec("ship_flights", "1", "flights of an upper stage", low=1.0),
    InputSpec("flight_operations_usd", "USD", "propellant, pad and operations of a flight"),
    InputSpec(
        "refurbishment_fraction", "1", "refurbishment between flights, as a fraction of building a stage", high=1.0
    ),
    InputSpec("launch_margin_fraction", "1", "gross margin in the launch price", high=0.99),
    # reliability
    InputSpec("infant_failure_multiplier", "1", "failures in the first months over those later", low=1.0, high=100.0),
    InputSpec("infant_period_years", "year", "length of that time", high=10.0),
    InputSpec(
        "common_cause_events",
        "1",
        "events in the service that strike the whole fleet: solar storms, faulty batches",
        high=1000.0,
    ),
    InputSpec("common_cause_fraction", "1", "share of the fleet lost in one", high=1.0),
    InputSpec(
        "accelerator_interruption_rate_per_year",
        "1/year",
        "interruptions of an accelerator on the ground, of all kinds",
    ),
    InputSpec("radiation_dose_rad_per_year", "rad/year", "ionising dose behind the reference shielding"),
    InputSpec("shielding_reference_kg_per_kw", "kg/kW", "the reference shielding", low=1e-3),
    InputSpec("shielding_exponent", "1", "power with which the dose falls with the shielding", high=5.0),
    InputSpec("radiation_tolerance_rad", "rad", "dose at which computers fail for good", low=1.0),
    InputSpec("dose_per_interruption_rad", "rad", "dose that interrupts an accelerator once on average", low=1e-3),
    InputSpec(
        "dose_per_silent_error_rad", "rad", "dose that corrupts the result of an accelerator once on average", low=1e-3
    ),
    InputSpec(
        "sdc_redundancy", "1", "computing bought for each computing used, against silent data corruption", low=1.0
    ),
    InputSpec("job_accelerators", "1", "accelerators that work as one", low=1.0),
    InputSpec("restart_hours", "h", "time lost by an interruption"),
    InputSpec("it_kw_per_accelerator", "kW", "IT power of an accelerator with its share of the server", low=1e-3),
    InputSpec(
        "unit_availability", "1", "share of the time in which a unit works, with technology.units", low=0.01, high=1.0
    ),
    InputSpec("plant_rebuild_years", "year", "time without the plant after it is lost", high=20.0),
    InputSpec("plant_losses", "1", "times in the service that the plant is lost", high=100.0),
    InputSpec("serviceable_fraction", "1", "failures of accelerators that a visit mends", high=1.0),
    InputSpec("servicing_kg_per_kw_year", "kg/kW-year", "mass brought up for servicing"),
    InputSpec("servicing_usd_per_kw_year", "USD/kW-year", "servicing, but for the launch"),
    InputSpec("replacement_delay_years", "year", "time until a lost unit is replaced", high=20.0),
    InputSpec("replacement_price_factor", "1", "launch price of single replacements over that of the fleet"),
    # money
    InputSpec("insurance_capacity_usd", "USD", "what the market insures of one risk"),
    InputSpec("utilisation", "1", "share of the delivered accelerator-hours that is sold", low=0.01, high=1.0),
    InputSpec("funding_share_before_revenue", "1", "capital spent before first revenue, as a share of all", high=1.0),
    InputSpec("capital_overrun_fraction", "1", "capital spent over capital planned, less one", high=10.0),
    InputSpec("funding_usd_per_kw", "USD/kW", "capital that investors commit"),
    InputSpec("acquirer_appears", "1", "1 if someone buys the venture when its money ends, else 0", high=1.0),
    InputSpec(
        "strategic_premium_usd_per_kw_year",
        "USD/kW-year",
        "what having it in orbit is worth to the decision maker besides money",
    ),
    InputSpec("orbit_months_to_power", "month", "wait for power in orbit", high=600.0),
    # power on the ground, and waiting for it
    InputSpec("gas_plant_usd_per_kw", "USD/kW", "gas plant on the ground, per kW of its own"),
    InputSpec("gas_plant_life_years", "year", "life of the gas plant", low=1.0, high=100.0),
    InputSpec("gas_plant_reserve", "1", "capacity of the gas plant over its load", low=1.0),
    InputSpec(
        "gas_plant_capacity_factor",
        "1",
        "energy drawn from the gas plant over that of full load all the time",
        low=0.05,
        high=1.0,
    ),
    InputSpec(
        "heat_rate_btu_per_kwh", "Btu/kWh", "gas burnt for a kWh of electricity, which is 3,412 Btu itself", low=3412.0
    ),
    InputSpec("gas_price_usd_per_mmbtu", "USD/MMBtu", "price of natural gas"),
    InputSpec("solar_usd_per_w", "USD/W", "solar field on the ground, per watt of nameplate"),
    InputSpec(
        "solar_capacity_factor",
        "1",
        "output of the solar field over its nameplate, mean over the time that it is sized for",
        low=0.01,
        high=0.5,
    ),
    InputSpec("storage_usd_per_kwh", "USD/kWh", "storage on the ground, per kWh given out"),
    InputSpec("storage_hours", "h", "hours that the storage carries the data centre"),
    InputSpec(
        "storage_round_trip_efficiency",
        "1",
        "energy that the storage gives out over what it takes in",
        low=0.05,
        high=1.0,
    ),
    InputSpec("solar_storage_life_years", "year", "life of solar field and storage on the ground", low=1.0, high=100.0),
    InputSpec(
        "power_plant_maintenance_per_year",
        "1/year",
        "upkeep of the ground's own power plant, as a fraction of its capital",
        high=1.0,
    ),
    InputSpec("ground_months_to_power", "month", "months until the ground has power"),
    InputSpec("early_power_usd_per_kw_year", "USD/kW-year", "worth of a year of IT power that comes a year earlier"),
)
"""What the model of `pipelines.tco.model` asks for, depending on the technology; of those that it always asked for, the
ones expected to matter most come first, as these take the first Sobol' dimensions."""
