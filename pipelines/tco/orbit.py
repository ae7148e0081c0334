"""What the data centre in orbit costs a year, by component."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray, constant
from pipelines.tco import finance, insurance, launch, structure
from pipelines.tco.case import Case
from pipelines.tco.fleet import Fleet, months_to_power
from pipelines.tco.spacecraft import Spacecraft, spare_loops

_HARDWARE = ("platform", "array", "battery", "radiator", "cooling", "bus", "propulsion", "links", "integration")

COMPONENTS = (
    *("compute", *_HARDWARE, "assembly", "shielding", "launch", "engineering", "ground_segment"),
    *("failures", "insurance", "maintenance", "servicing", "operations", "waiting", "cost_of_capital"),
)
"""Components of the yearly cost, in the order in which they are added up. ``platform`` is all hardware but the
computers, where only the sum is published."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What the level costs of a start year are reckoned with; each of any trailing shape that broadcasts.

    Attributes
    ----------
    cost_index
        Real cost of platform hardware relative to today's.
    platform_recovery, compute_recovery, service_recovery
        `finance.capital_recovery_factor` over the life of the platform, of the computers, and over the service.
    """

    cost_index: FloatArray
    platform_recovery: FloatArray
    compute_recovery: FloatArray
    service_recovery: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True)
class Risks:
    """What risks of loss cost.

    Attributes
    ----------
    value_per_launch_usd, value_in_orbit_usd
        Value of the hardware on one launch, and of all that is in orbit at one risk.
    launch, in_orbit_per_year
        Premium, or expected loss where the market does not insure, as a fraction of the value.
    """

    value_per_launch_usd: FloatArray
    value_in_orbit_usd: FloatArray
    launch: FloatArray
    in_orbit_per_year: FloatArray


def hardware(case: Case, craft: Spacecraft, cost_index: FloatArray | float) -> dict[str, FloatArray]:
    """Hardware of one kW of nameplate IT power, computers apart: cost by component, USD.

    Radiators are costed by their panel, the cooling by the heat it moves; laser terminals and the overhead of a unit
    are shared by its IT power. The bus gets cheaper with the units built (Wright's law).
    """
    x, technology = case.x, case.technology
    if technology.platform_cost == "given":
        return {**dict.fromkeys(_HARDWARE, constant(0.0)), "platform": x.platform_cost_usd_per_kw * cost_index}
    learned = structure.learned_cost_factor(x.bus_units, x.bus_reference_units, x.bus_learning_rate)
    panel_usd = x.radiator_cost_usd_per_m2 + (x.sunshield_cost_usd_per_m2 if technology.sunshield else 0.0)
    moved_w = craft.load_w * spare_loops(technology)
    moved_usd = (
        x.pump_cost_usd_per_kw * moved_w / 1000.0
        if technology.cooling == "pumped_loop"
        else x.heat_pipe_cost_usd * moved_w / x.heat_pipe_capacity_w
    )
    parts = {
        "platform": constant(0.0),
        "array": craft.array_power_w * x.array_cost_usd_per_w * cost_index,
        "battery": craft.battery_wh * x.battery_cost_usd_per_wh * cost_index,
        "radiator": craft.radiator_area_m2 * panel_usd * cost_index,
        "cooling": moved_usd * cost_index,
        "bus": (
            craft.masses_kg["bus"] * x.bus_cost_usd_per_kg * learned
            + structure.unit_overhead(x.unit_overhead_usd, x.unit_it_power_kw)
        )
        * cost_index,
        "propulsion": x.propulsion_cost_usd_per_kw * cost_index,
        "links": structure.unit_overhead(x.laser_terminals_per_unit * x.laser_terminal_cost_usd, x.unit_it_power_kw)
        * cost_index,
    }
    return {**parts, "integration": x.integration_fraction * finance.total(parts)}


def risks(
    case: Case,
    craft: Spacecraft,
    built: Fleet,
    *,
    it_cost: FloatArray | float,
    cost_index: FloatArray,
) -> Risks:
    """What insurance costs, for the share of each risk that the market covers, and what the rest is expected to lose.

    A launch is one risk; a plant is one risk on its launches and in orbit, and so is a fleet in orbit, for causes
    that are common to all of it. The launch itself is not counted in the value, so that costs stay affine in its price.
    """
    x = case.x
    value_per_kw = it_cost + finance.total(hardware(case, craft, cost_index))
    in_orbit = value_per_kw * built.placed * case.decision.it_power_kw
    per_launch = np.minimum(value_per_kw * x.payload_kg / craft.charged_mass_kg, in_orbit)
    on_launch = insurance.insured_share(per_launch, x.insurance_capacity_usd)
    on_orbit = insurance.insured_share(in_orbit, x.insurance_capacity_usd)
    return Risks(
        value_per_launch_usd=per_launch,
        value_in_orbit_usd=in_orbit,
        launch=insurance.risk_cost_fraction(x.launch_insurance_fraction, x.launch_failure_probability, on_launch),
        in_orbit_per_year=x.in_orbit_insurance_per_year * on_orbit,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Capital:
    """Capital of one delivered kW, before what is launched in excess, USD.

    Attributes
    ----------
    compute
        Computers.
    hardware, brought_up
        The rest of the hardware; assembly, and the launch of everything; by component.
    once
        What the whole service has once, by component.
    """

    compute: FloatArray
    hardware: Mapping[str, FloatArray]
    brought_up: Mapping[str, FloatArray]
    once: Mapping[str, FloatArray]

    @property
    def platform(self) -> dict[str, FloatArray]:
        """All that lives as long as the platform."""
        return {**self.hardware, **self.brought_up}

    def total(self) -> FloatArray:
        """Ordered sum of all parts."""
        return finance.total({"compute": self.compute, **self.platform, **self.once})


def capital(
    case: Case,
    craft: Spacecraft,
    built: Fleet,
    *,
    launch_price: FloatArray | float,
    it_cost: FloatArray | float,
    cost_index: FloatArray | float,
) -> Capital:
    """Capital of one delivered kW of IT power, USD.

    Shielding costs its launch, as in the table of the Starcloud white paper (2024).
    """
    x, placed = case.x, built.placed
    shielding_kg = craft.masses_kg["shielding"]
    assembly = x.assembly_usd_per_kg * craft.mass_kg if case.technology.architecture == "monolithic" else 0.0
    return Capital(
        compute=placed * it_cost,
        hardware={name: placed * cost for name, cost in hardware(case, craft, cost_index).items()},
        brought_up={
            "assembly": placed * assembly,
            "shielding": placed * launch.launch_cost(launch_price, shielding_kg) * x.shielding_launch_price_ratio,
            "launch": placed * launch.launch_cost(launch_price, craft.charged_mass_kg - shielding_kg),
        },
        once={
            "engineering": x.engineering_usd / case.decision.it_power_kw,
            "ground_segment": x.ground_segment_usd / case.decision.it_power_kw,
        },
    )


def level_costs(
    case: Case,
    craft: Spacecraft,
    built: Fleet,
    terms: Terms,
    *,
    launch_price: FloatArray | float,
    it_cost: FloatArray | float,
    at_risk: Risks,
) -> Mapping[str, FloatArray]:
    """Yearly cost of one delivered kW of IT power, by component, USD/kW-year.

    Each asset's capital recovery is its depreciation, shown as the asset's own component, and the rest, shown
    together as ``cost_of_capital``. What is launched in excess to make up for losses is ``failures``.

    Parameters
    ----------
    case, craft, built, terms, at_risk
        The scenario, and what it leads to.
    launch_price
        USD/kg; costs are affine in it.
    it_cost
        IT hardware, USD per kW of nameplate; 0 leaves out all that depends on its value.
    """
    x, technology, decision = case.x, case.technology, case.decision
    bought = capital(
        case,
        craft,
        built,
        launch_price=launch_price,
        it_cost=it_cost,
        cost_index=terms.cost_index,
    )
    placed = built.placed
    per_compute, per_platform = 1.0 / craft.compute_life, 1.0 / craft.platform_life
    per_service = 1.0 / decision.service_years
    hardware_usd, platform_usd = finance.total(bought.hardware), finance.total(bought.platform)
    per_year = bought.compute * per_compute + platform_usd * per_platform
    compute, platform = built.overbuild * bought.compute, built.overbuild * platform_usd
    return {
        "compute": bought.compute * per_compute,
        **{name: cost * per_platform for name, cost in bought.platform.items()},
        **{name: cost * per_service for name, cost in bought.once.items()},
        "failures": (built.overbuild - 1.0) * per_year
        + _replaced(case, built, bought, launch_usd_per_year=bought.brought_up["launch"] * per_platform),
        "insurance": at_risk.launch * built.overbuild * per_year
        + at_risk.in_orbit_per_year * (bought.compute + platform_usd),
        "maintenance": x.orbit_maintenance_cost_per_year * hardware_usd,
        "servicing": _visits(case, craft, built, launch_price),
        "operations": placed * x.orbit_operations_usd_per_kw_year
        + x.ground_segment_usd_per_year / decision.it_power_kw,
        "waiting": finance.cost_of_waiting(
            months_to_power(case, craft, built), x.early_power_usd_per_kw_year, terms.service_recovery
        )
        if technology.time_value
        else constant(0.0),
        "cost_of_capital": (1.0 + at_risk.launch)
        * (compute * (terms.compute_recovery - per_compute) + platform * (terms.platform_recovery - per_platform))
        + finance.total(bought.once) * (terms.service_recovery - per_service),
    }


def _visits(case: Case, craft: Spacecraft, built: Fleet, launch_price: FloatArray | float) -> FloatArray:
    """Visits and what they bring up, USD/year: no less than the computers that are exchanged."""
    x = case.x
    if case.technology.repair != "servicing":
        return constant(0.0)
    brought_kg = np.maximum(x.servicing_kg_per_kw_year, craft.masses_kg["compute"] / craft.compute_life)
    return built.placed * (launch.launch_cost(launch_price, brought_kg) + x.servicing_usd_per_kw_year)


def _replaced(case: Case, built: Fleet, bought: Capital, *, launch_usd_per_year: FloatArray) -> FloatArray:
    """What failures cost beyond what is launched in excess at the fleet's own price, USD/year.

    Visits exchange accelerators for new ones, which are bought as on the ground; the visits are ``servicing``.
    """
    x, repair = case.x, case.technology.repair
    if repair == "replacement":
        return (built.overbuild - 1.0) * (x.replacement_price_factor - 1.0) * launch_usd_per_year
    if repair == "servicing":
        return built.accelerator_losses_per_year * x.serviceable_fraction * bought.compute
    if repair == "written_off":
        lost = built.accelerator_losses_per_year + built.unit_losses_per_year
        return lost * (bought.compute + finance.total(bought.hardware))
    return constant(0.0)
