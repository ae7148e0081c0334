"""What carries one kilowatt of nameplate IT power in orbit: power, heat, mass and volume."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from distributions.arrays import FloatArray, constant
from pipelines.tco import finance, geometry, launch, links, power, propulsion, radiation, structure, thermal
from pipelines.tco.case import Case
from pipelines.tco.technology import Technology

MASSES = (
    *("compute", "shielding", "array", "battery", "radiator", "cooling", "unit_overhead", "design_margin"),
    *("bus", "propellant", "other"),
)
"""Parts of the mass at launch; ``other`` is all but shielding and bus, where only the sum is published."""

LOADS = ("compute", "bus", "pumps")
"""Parts of the electric load, all of which ends as heat in the radiators."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spacecraft:
    """One kW of nameplate IT power in orbit, and what carries it.

    Attributes
    ----------
    platform_life, compute_life
        Years from launch to retirement; the same unless computers are exchanged in orbit.
    loads_w
        Electric load by part of `LOADS`.
    load_w, peak_load_w
        Their sum, which is also the heat to be rejected; that of the moments in which the computers draw the most.
    eclipse, eclipse_minutes
        Longest eclipse of the year: share of the orbit, minutes.
    sunlit
        Mean share of the time in sunlight.
    array_power_w, array_area_m2
        Solar array: nameplate power at the beginning of life, area.
    carried_w, carried_mean_w
        Continuous load that the array carries at the end of its life, in the orbits with the longest eclipse, and on
        the mean of the year.
    battery_wh
        Capacity of the battery.
    radiator_net_w_per_m2, radiator_area_m2
        Net heat rejected by a square metre of panel, both faces counted; area of panel.
    radiator_temperature_k, radiator_hottest_k
        Temperature of the panel that this takes, and at the highest load if that is more.
    masses_kg
        Mass at launch by part of `MASSES`.
    mass_kg
        Their sum.
    cargoes_kg
        Mass that the launch is charged for, of each kind of cargo that shares no vehicle with another: more than what
        it weighs where the volume of the fairing is the limit.
    charged_mass_kg
        Their sum.
    dose_rad_per_year
        Ionising dose behind the shielding.
    data_ceiling_gb_per_kwh, served
        Most data that the downlink lets through, and the share of the work that this is enough for.
    """

    platform_life: FloatArray
    compute_life: FloatArray
    loads_w: Mapping[str, FloatArray]
    load_w: FloatArray
    peak_load_w: FloatArray
    eclipse: FloatArray
    eclipse_minutes: FloatArray
    sunlit: FloatArray
    array_power_w: FloatArray
    array_area_m2: FloatArray
    carried_w: FloatArray
    carried_mean_w: FloatArray
    battery_wh: FloatArray
    radiator_net_w_per_m2: FloatArray
    radiator_area_m2: FloatArray
    radiator_temperature_k: FloatArray
    radiator_hottest_k: FloatArray
    masses_kg: Mapping[str, FloatArray]
    mass_kg: FloatArray
    cargoes_kg: Mapping[str, FloatArray]
    charged_mass_kg: FloatArray
    dose_rad_per_year: FloatArray
    data_ceiling_gb_per_kwh: FloatArray
    served: FloatArray


_SPIRAL = 2.0
"""Change of speed of electric thrusters, which push all the way round, over that of one burn: about, near the Earth."""


_THINNEST = 0.01
"""Shielding over the reference of what has none: boards and walls shield a little, and the power law knows no zero."""


def spacecraft(case: Case) -> Spacecraft:
    """Size what one kW of nameplate IT power needs, by the equations that the technology selects."""
    x, technology = case.x, case.technology
    shielding = np.maximum(x.shielding_kg_per_kw, _THINNEST * x.shielding_reference_kg_per_kw)
    dose = radiation.dose_rate(
        x.radiation_dose_rad_per_year, shielding, x.shielding_reference_kg_per_kw, x.shielding_exponent
    )
    platform_life, compute_life = _lives(case, dose)
    loads = _loads(case)
    load = finance.total(loads)
    eclipse = _longest_eclipse(case)
    minutes = eclipse * geometry.orbit_period_minutes(x.altitude_km)
    sunlit = _sunlit(case)
    remaining = x.array_remaining_factor * power.end_of_life_factor(x.array_degradation_per_year, platform_life)
    sized = {"end_of_life": remaining, "derate": x.array_derate, "storage_efficiency": x.battery_round_trip_efficiency}
    if technology.array == "given":
        area = x.array_m2_per_kw
        nameplate = power.array_nameplate(area, x.cell_efficiency, x.array_fill, x.irradiance_w_per_m2)
    else:
        nameplate = (
            power.array_power(load, 1.0 - eclipse, **sized)
            if technology.array == "continuous"
            else load
            / (sunlit * power.mean_factor(x.array_degradation_per_year, platform_life))
            / (x.array_remaining_factor * x.array_derate)
        )
        area = power.array_area(nameplate, x.cell_efficiency, x.array_fill, x.irradiance_w_per_m2)
    battery = power.battery_capacity(load, minutes, x.battery_depth_of_discharge)
    peak = load + 1000.0 * (x.peak_power_ratio - 1.0)
    panel = _radiator(case, load, peak, platform_life)
    masses, cargoes = _masses(
        case, platform_life, heat_w=load, array_m2=area, battery_wh=battery, radiator_m2=panel.area_m2
    )
    ceiling = links.data_ceiling_gb_per_kwh(x.unit_downlink_gbps, x.unit_it_power_kw, x.downlink_availability)
    return Spacecraft(
        platform_life=platform_life,
        compute_life=compute_life,
        loads_w=loads,
        load_w=load,
        peak_load_w=peak,
        eclipse=eclipse,
        eclipse_minutes=minutes,
        sunlit=sunlit,
        array_power_w=nameplate,
        array_area_m2=area,
        carried_w=power.delivered_power(nameplate, 1.0 - eclipse, **sized),
        carried_mean_w=power.delivered_power(nameplate, sunlit, **sized),
        battery_wh=battery,
        radiator_net_w_per_m2=panel.net_w_per_m2,
        radiator_area_m2=panel.area_m2,
        radiator_temperature_k=panel.temperature_k,
        radiator_hottest_k=panel.hottest_k,
        masses_kg=masses,
        mass_kg=finance.total(masses),
        cargoes_kg=cargoes,
        charged_mass_kg=finance.total(cargoes),
        dose_rad_per_year=dose,
        data_ceiling_gb_per_kwh=ceiling,
        served=links.served_fraction(ceiling, x.workload_gb_per_kwh),
    )


def _lives(case: Case, dose: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Lives of platform and computers, years; without visits they are retired together, the shorter for both."""
    x = case.x
    compute = np.minimum(x.it_life_years, radiation.dose_life_years(dose, x.radiation_tolerance_rad))
    if case.technology.repair == "servicing":
        return x.satellite_life_years, np.minimum(compute, x.satellite_life_years)
    both = np.minimum(x.satellite_life_years, compute)
    return both, both


def _loads(case: Case) -> dict[str, FloatArray]:
    x = case.x
    pumps = x.pump_power_fraction if case.technology.cooling == "pumped_loop" else constant(0.0)
    load = power.electrical_load(x.bus_power_fraction, pumps)
    return {
        "compute": constant(1000.0),
        "bus": 1000.0 * x.bus_power_fraction,
        "pumps": 1000.0 * pumps * load,
    }


def _longest_eclipse(case: Case) -> FloatArray:
    if case.technology.orbit == "dawn_dusk":
        return geometry.longest_eclipse_fraction(case.x.altitude_km)
    return geometry.longest_eclipse_fraction_inclined(case.x.altitude_km)


def _sunlit(case: Case) -> FloatArray:
    x, technology = case.x, case.technology
    if technology.array == "mean":
        return x.sunlit_fraction
    if technology.orbit == "dawn_dusk":
        return 1.0 - geometry.mean_eclipse_fraction(x.altitude_km)
    return 1.0 - geometry.mean_eclipse_fraction_inclined(x.altitude_km, x.inclination_deg * (math.pi / 180.0))


class _Panel(NamedTuple):
    net_w_per_m2: FloatArray
    area_m2: FloatArray
    temperature_k: FloatArray
    hottest_k: FloatArray


def _radiator(case: Case, heat_w: FloatArray, peak_w: FloatArray, platform_life: FloatArray) -> _Panel:
    """Size the radiators for a load; their temperature at it, and at the highest if that is more.

    The spare loops of a plant have radiators of their own.
    """
    x, technology = case.x, case.technology
    panel: dict[str, FloatArray | float] = {
        "emissivity": x.radiator_emissivity,
        "fin_efficiency": x.radiator_fin_efficiency,
        "faces": x.radiator_faces,
        "sink_temperature_k": x.radiator_sink_k,
        **(_surroundings(case, platform_life) if technology.radiator == "balance" else _DARK),
    }
    if technology.radiator == "balance":
        temperature = x.radiator_temperature_k
        net = np.maximum(thermal.net_rejection_w_per_m2(temperature, **panel), _LEAST_NET_W_PER_M2)
        area = thermal.radiator_area(heat_w, net, x.radiator_area_margin) * spare_loops(technology)
    elif technology.radiator == "given":
        net = x.radiator_net_w_per_m2
        temperature = thermal.implied_temperature_k(net, **panel)
        area = thermal.radiator_area(heat_w, net, x.radiator_area_margin) * spare_loops(technology)
    else:
        area = x.radiator_m2_per_kw
        net = heat_w / area
        temperature = thermal.implied_temperature_k(net, **panel)
    hottest = np.maximum(temperature, thermal.implied_temperature_k(peak_w / area, **panel))
    return _Panel(net, area, temperature, hottest)


def _surroundings(case: Case, platform_life: FloatArray) -> dict[str, FloatArray | float]:
    """What the radiators take up at the end of their life, piece by piece."""
    x = case.x
    shaded = np.where(x.sunshield_deployed > 0.5, x.sunshield_transmission, 1.0) if case.technology.sunshield else 1.0
    return {
        "absorptivity": thermal.aged_absorptivity(
            x.radiator_absorptivity, x.radiator_darkening_per_year, platform_life
        ),
        "solar_view": x.radiator_solar_view,
        "earth_view": x.radiator_earth_view,
        "albedo": x.albedo,
        "earth_infrared_w_per_m2": x.earth_infrared_w_per_m2,
        "infrared_absorptivity": x.radiator_infrared_absorptivity,
        "irradiance_w_per_m2": x.irradiance_w_per_m2,
        "solar_transmission": shaded,
    }


def spare_loops(technology: Technology) -> float:
    """Loops of a plant over those that must work; 1 for satellites, whose loops are not shared."""
    shared = technology.architecture == "monolithic" and technology.units > 0
    return technology.units / technology.units_needed if shared else 1.0


_LEAST_NET_W_PER_M2 = 10.0
"""As the least that may be given: a panel that takes up what it emits has no size, and must not have a negative one."""


_DARK = {
    "absorptivity": 0.0,
    "solar_view": 0.0,
    "earth_view": 0.0,
    "albedo": 0.0,
    "earth_infrared_w_per_m2": 0.0,
    "infrared_absorptivity": 0.0,
    "irradiance_w_per_m2": 0.0,
    "solar_transmission": 1.0,
}
"""An environment that is in the temperature of the sink already."""


def _masses(
    case: Case,
    platform_life: FloatArray,
    *,
    heat_w: FloatArray,
    array_m2: FloatArray,
    battery_wh: FloatArray,
    radiator_m2: FloatArray,
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Mass at launch by part, and the mass that the launch is charged for, by cargo."""
    x, technology = case.x, case.technology
    if technology.mass == "given":
        bus = x.bus_mass_fraction * x.system_kg_per_kw
        parts = {
            **dict.fromkeys(MASSES, constant(0.0)),
            "shielding": x.shielding_kg_per_kw,
            "bus": bus,
            "other": x.system_kg_per_kw - bus,
        }
        return parts, {"all": finance.total(parts)}
    built = {
        "array": array_m2 * x.array_kg_per_m2,
        "battery": battery_wh / x.battery_wh_per_kg,
        "radiator": radiator_m2 * (x.radiator_kg_per_m2 + (x.sunshield_kg_per_m2 if technology.sunshield else 0.0)),
        "cooling": _cooling_mass(case, heat_w),
        "unit_overhead": structure.unit_overhead(x.unit_overhead_kg, x.unit_it_power_kw),
    }
    margin = x.design_margin_fraction * finance.total(built)
    payload = x.it_mass_kg_per_kw + x.shielding_kg_per_kw + finance.total(built) + margin
    dry = launch.launched_mass(payload, x.bus_mass_fraction)
    lowered = _SPIRAL * propulsion.deorbit_delta_v(x.altitude_km, x.disposal_perigee_km)
    delta_v = x.station_keeping_m_per_s_year * platform_life + lowered
    parts = {
        "compute": x.it_mass_kg_per_kw,
        "shielding": x.shielding_kg_per_kw,
        **built,
        "design_margin": margin,
        "bus": x.bus_mass_fraction * dry,
        "propellant": dry * propulsion.propellant_fraction(delta_v, x.specific_impulse_s),
        "other": constant(0.0),
    }
    mass = finance.total(parts)
    dense_kg = mass - parts["array"] - parts["radiator"]
    array_m3, radiator_m3 = array_m2 / x.array_m2_per_m3, radiator_m2 / x.radiator_m2_per_m3
    dense_m3 = dense_kg / x.dense_kg_per_m3
    stowed: dict[str, tuple[FloatArray, FloatArray]] = (
        {"all": (mass, array_m3 + radiator_m3 + dense_m3)}
        if technology.cargo == "mixed"
        else {
            "array": (parts["array"], array_m3),
            "radiator": (parts["radiator"], radiator_m3),
            "dense": (dense_kg, dense_m3),
        }
    )
    charged = {name: launch.charged_mass(kg, m3, x.payload_kg, x.fairing_m3) for name, (kg, m3) in stowed.items()}
    return parts, charged


def _cooling_mass(case: Case, heat_w: FloatArray) -> FloatArray:
    x = case.x
    moved_w = heat_w * spare_loops(case.technology)
    if case.technology.cooling == "pumped_loop":
        return x.pump_kg_per_kw * moved_w / 1000.0
    return x.heat_pipe_kg * moved_w / x.heat_pipe_capacity_w
