"""How much is placed in orbit, and launched, for each delivered kilowatt."""

from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray, constant
from mc.inputs import Inputs
from pipelines.tco import finance, launch, radiation, redundancy, reliability, servicing
from pipelines.tco.case import Case
from pipelines.tco.spacecraft import Spacecraft
from pipelines.tco.technology import Technology


@dataclass(frozen=True, kw_only=True, slots=True)
class Fleet:
    """The data centre in orbit as a fleet of units.

    Attributes
    ----------
    placed, placed_kw
        Nameplate kW in service for one delivered kW, and for all that is delivered.
    accelerator_losses_per_year, unit_losses_per_year
        Accelerators lost for good; units (satellites, or the plant) lost with all they carry; 1/year.
    overbuild
        kW launched over a life for each one in service on average.
    goodput
        Share of the time in which work makes progress, for interruptions by radiation and by failures.
    """

    placed: FloatArray
    placed_kw: FloatArray
    accelerator_losses_per_year: FloatArray
    unit_losses_per_year: FloatArray
    overbuild: FloatArray
    goodput: FloatArray


_LONGEST_REBUILDING = 0.9
"""Share of the service: a plant that is lost all the time is not rebuilt at any price."""


def fleet(case: Case, craft: Spacecraft) -> Fleet:
    """Size the fleet that delivers one kW, by the losses and the repair of a scenario."""
    x, technology, service_years = case.x, case.technology, float(case.decision.service_years)
    by_radiation = radiation.event_rate(craft.dose_rad_per_year, x.dose_per_interruption_rad)
    goodput = redundancy.goodput(
        x.accelerator_interruption_rate_per_year + by_radiation, x.job_accelerators, x.restart_hours
    )
    accelerators = x.leo_failure_multiplier * reliability.accelerator_losses(x, craft.compute_life)
    if technology.architecture == "monolithic":
        units = x.plant_losses / service_years
    else:
        common = reliability.common_cause_rate(x.common_cause_events, x.common_cause_fraction, service_years)
        units = x.satellite_failure_rate_per_year + x.loop_failure_rate_per_year + common
    losses = accelerators + units
    delivered = x.orbit_availability * goodput * craft.served / x.sdc_redundancy
    if technology.units:
        delivered = delivered * _working_together(x, technology)
    if technology.repair == "replacement":
        delivered = delivered * (1.0 - servicing.replacement_gap(losses, x.replacement_delay_years))
    replenished = 1.0 / craft.platform_life + losses
    delivered = delivered * (
        1.0 - launch.missing_share(x.vehicle_groundings, x.grounding_years, service_years, replenished)
    )
    if technology.architecture == "monolithic":
        rebuilding = x.plant_losses * x.plant_rebuild_years / service_years
        delivered = delivered * (1.0 - np.minimum(rebuilding, _LONGEST_REBUILDING))
    placed = 1.0 / delivered
    return Fleet(
        placed=placed,
        placed_kw=placed * case.decision.it_power_kw,
        accelerator_losses_per_year=accelerators,
        unit_losses_per_year=units,
        overbuild=_overbuild(case, craft, accelerators, units),
        goodput=goodput,
    )


def flights(case: Case, craft: Spacecraft, built: Fleet) -> FloatArray:
    """Launches of the first deployment: whole ones for each kind of cargo."""
    x = case.x
    by_cargo = {
        name: launch.flights(built.placed_kw * kg, 0.0, x.payload_kg, x.fairing_m3)
        for name, kg in craft.cargoes_kg.items()
    }
    return finance.total(by_cargo)


def months_to_power(case: Case, craft: Spacecraft, built: Fleet) -> FloatArray:
    """Months that a kW in orbit waits on average: for building, and for its turn among the launches that can be had."""
    x = case.x
    vehicles = built.placed_kw * craft.charged_mass_kg / x.payload_kg
    return x.orbit_months_to_power + 0.5 * finance.MONTHS_PER_YEAR * launch.deployment_years(
        vehicles, x.launches_per_year
    )


_LEAST_SHARE = 1e-6
"""What units deliver that are hardly ever all there: costs stay numbers, and beyond any that could be paid."""


def _working_together(x: Inputs, technology: Technology) -> FloatArray:
    """Share of the capacity that works: of a plant, all while its loops do, those to spare carrying no computers.

    Satellites have computers of their own: in training those count that are needed at once, in inference all that work.
    """
    if technology.architecture == "monolithic":
        share = redundancy.k_of_n(x.unit_availability, technology.units, technology.units_needed)
    elif technology.workload == "training":
        share = redundancy.delivered_share(x.unit_availability, technology.units, technology.units_needed)
    else:
        share = x.unit_availability
    return np.maximum(share, _LEAST_SHARE)


def _overbuild(case: Case, craft: Spacecraft, accelerators: FloatArray, units: FloatArray) -> FloatArray:
    """Units launched for each in service.

    A plant is lost whole, at an unknown time in its life, and built again: each loss wastes half a life on average.
    """
    x, technology, life = case.x, case.technology, craft.platform_life
    if technology.repair == "written_off":
        return constant(1.0)
    if technology.repair == "servicing":
        accelerators = servicing.losses_after_repair(accelerators, x.serviceable_fraction)
    if technology.architecture == "monolithic":
        return reliability.overbuild(accelerators, life) + 0.5 * units * life
    return reliability.overbuild(accelerators + units, life)
