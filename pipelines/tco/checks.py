"""What a scenario must not ask for: needs beyond what there is, and costs that only one side bears.

A scenario that fails a check is computed all the same, as published ones do; the results say so, with numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray, constant
from pipelines.tco import power, reliability, thermal
from pipelines.tco.case import Case
from pipelines.tco.fleet import Fleet, flights
from pipelines.tco.orbit import Risks
from pipelines.tco.spacecraft import Spacecraft
from pipelines.tco.technology import Technology

TOLERANCE = 1e-4
"""Relative excess that is no failure: what is sized to its need may miss it by a rounding."""

PUBLISHED_INTERRUPTIONS_PER_YEAR = 220.0 / (16_384.0 * 54.0 / reliability.JULIAN_YEAR_DAYS)
"""Interruptions of an H100 by itself or its memory: Meta, The Llama 3 Herd of Models (2024), table 5. From 95 % of it
on, a rate of *permanent* failures is taken for one of interruptions."""


LONGEST_NIGHT_HOURS = 14.2
"""From sunset to sunrise at the winter solstice at 33 degrees, the latitude of Tucson and Dallas: 24 - 2/15 acos(tan 33
tan 23.44)."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is needed, and must not exceed what there is.

    Attributes
    ----------
    name, unit
        Its name, and the unit of both.
    needed, available
        What they are, in words that complete a sentence with their numbers.
    """

    name: str
    unit: str
    needed: str
    available: str


_ALWAYS = (
    Check("array_in_eclipse", "W/kW", "load", "array at its end of life, in orbits with the longest eclipse"),
    Check("array_over_year", "W/kW", "load", "array at its end of life, on the mean of the year"),
    Check("peak_power", "W/kW", "highest load", "array in sunlight, at its end of life"),
    Check(
        "radiator_temperature",
        "K",
        "temperature that the W/m2 of the radiators imply, at most",
        "limit of the computers",
    ),
    Check("launches", "1/year", "launches to bring all up in time, or to keep it there", "launches that can be had"),
    Check("array_supply", "year", "years that factories take for the array", "years of deployment"),
    Check("value_per_launch", "USD", "value on one launch", "capacity of the insurance market"),
    Check("value_in_orbit", "USD", "value in orbit at one risk", "capacity of the insurance market"),
    Check("downlink", "GB/kWh", "data of the work", "downlink of a unit"),
    Check("backup_power", "USD/kW", "backup power", "facility that it is part of"),
    Check("scrap_rate", "1/year", "accelerators taken as lost for good", "95 % of published rates of interruption"),
)
_PIPES = (Check("heat_pipe_length", "m", "way to the edge of a unit's radiator", "reach of a loop heat pipe"),)
_NIGHT = (Check("storage", "h", "longest night of the solar field", "storage on the ground"),)
_SIZED = (Check("radiator_punctures", "1", "radiator area over needed that punctures take", "margin on the area"),)


def checks(technology: Technology) -> tuple[Check, ...]:
    """Return the checks of a technology."""
    sized = () if technology.radiator == "area" else _SIZED
    pipes = _PIPES if technology.cooling == "loop_heat_pipe" else ()
    return (*_ALWAYS, *sized, *pipes, *(_NIGHT if technology.ground_power == "solar_storage" else ()))


def needs(
    case: Case, craft: Spacecraft, built: Fleet, at_risk: Risks
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Return what is needed and what there is, by name of check.

    Values at risk are those of the decision year.
    """
    x, decision = case.x, case.decision
    year = decision.start_years.index(decision.decision_year)
    vehicles = flights(case, craft, built)
    supply_years = power.years_to_supply(
        built.placed_kw * craft.array_power_w, 1e6 * x.array_supply_mw_per_year, x.array_supply_growth_per_year
    )
    in_sunlight_w = (
        craft.array_power_w
        * x.array_derate
        * x.array_remaining_factor
        * power.end_of_life_factor(x.array_degradation_per_year, craft.platform_life)
    )
    needed = {
        "array_in_eclipse": craft.load_w,
        "array_over_year": craft.load_w,
        "peak_power": craft.peak_load_w,
        "radiator_temperature": craft.radiator_hottest_k,
        "launches": np.maximum(vehicles / x.deployment_years, vehicles * built.overbuild / craft.platform_life),
        "array_supply": supply_years,
        "value_per_launch": at_risk.value_per_launch_usd[..., year],
        "value_in_orbit": at_risk.value_in_orbit_usd[..., year],
        "downlink": x.workload_gb_per_kwh,
        "backup_power": x.backup_power_usd_per_kw,
        "scrap_rate": reliability.accelerator_losses(x, craft.compute_life),
    }
    available = {
        "array_in_eclipse": craft.carried_w,
        "array_over_year": craft.carried_mean_w,
        "peak_power": in_sunlight_w,
        "radiator_temperature": x.radiator_temperature_limit_k,
        "launches": x.launches_per_year,
        "array_supply": x.deployment_years,
        "value_per_launch": x.insurance_capacity_usd,
        "value_in_orbit": x.insurance_capacity_usd,
        "downlink": craft.data_ceiling_gb_per_kwh,
        "backup_power": x.facility_usd_per_kw,
        "scrap_rate": constant(0.95 * PUBLISHED_INTERRUPTIONS_PER_YEAR),
    }
    if case.technology.radiator != "area":
        lost = thermal.segment_loss(x.puncture_rate_per_m2_year, x.radiator_segment_m2, craft.platform_life)
        needed["radiator_punctures"] = 1.0 / (1.0 - lost)
        available["radiator_punctures"] = x.radiator_area_margin
    if case.technology.cooling == "loop_heat_pipe":  # from the middle of a square panel
        needed["heat_pipe_length"] = 0.5 * np.sqrt(craft.radiator_area_m2 * x.unit_it_power_kw)
        available["heat_pipe_length"] = x.heat_pipe_length_m
    if case.technology.ground_power == "solar_storage":
        needed["storage"], available["storage"] = constant(LONGEST_NIGHT_HOURS), x.storage_hours
    return needed, available


def failed(needed: FloatArray, available: FloatArray) -> FloatArray:
    """1 where more is needed than there is, else 0; NaN where either is."""
    excess = needed - available * (1.0 + TOLERANCE)
    return np.where(excess > 0.0, 1.0, np.where(excess <= 0.0, 0.0, np.nan))


BOTH_SIDES = {
    "compute": "compute",
    "failures": "repairs",
    "maintenance": "maintenance",
    "operations": "operations",
    "cost_of_capital": "cost_of_capital",
}
"""Components in orbit, and those on the ground that go with them."""


def one_sided(orbit: Mapping[str, float], ground: Mapping[str, float]) -> dict[str, str]:
    """Return the components that only one side bears, and which: a comparison without them is none.

    Parameters
    ----------
    orbit, ground
        Cost by component.
    """
    found = {name: (orbit[name] != 0.0, ground[other] != 0.0) for name, other in BOTH_SIDES.items()}
    return {
        name: "orbit" if in_orbit else "ground"
        for name, (in_orbit, on_ground) in found.items()
        if in_orbit != on_ground
    }
