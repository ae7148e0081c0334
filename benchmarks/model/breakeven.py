"""A stylised data centre in orbit against one on the ground: 30 uncertain inputs, 20 start years, one breakeven year.

This file and `benchmarks.model.inputs` are FROZEN: figures measured on the model stay comparable. It has the shape of
the model that the project is for (sizing, a learning curve, capital recovery, discounting, a breakeven year), not its
numbers, and does not follow when that one changes. Nobody should draw conclusions from its results.
"""

from typing import TypedDict

import numpy as np

from distributions.arrays import FloatArray
from mc.inputs import Inputs

START_YEARS = 20
HOURS_PER_YEAR = 8766.0
SOLAR_CONSTANT_W_PER_M2 = 1361.0
STEFAN_BOLTZMANN = 5.670374419e-8  # W/(m2 K4)
ARRAY_FILL = 0.9
ABSORBED_W_PER_M2 = 150.0  # by both faces of a radiator panel, from the sun and the Earth
BOOM_KG_PER_M = 2.0
BUS_USD_PER_KG = 150.0
INSURED = 1.08  # launch price with insurance
GROUND_LIFE_YEARS = 20.0
GRID_T_PER_KWH = 0.35e-3  # carbon dioxide

YEARS = np.arange(START_YEARS, dtype=np.float64)
"""Start years, counted from today."""


class Outcome(TypedDict):
    """Outputs of the model."""

    breakeven_year: FloatArray
    npv_usd_per_kw: FloatArray


def capital_recovery(rate: FloatArray, life: FloatArray | float) -> FloatArray:
    """Level yearly payment, at the end of each year of a life, that returns one dollar with interest."""
    return rate / (1.0 - (1.0 + rate) ** -life)


def launch_price(x: Inputs, years: FloatArray = YEARS) -> FloatArray:
    """Launch price by start year, USD/kg: experience of a fleet that grows to saturation, and one new launcher."""
    saturation = x.fleet_saturation
    fleet = saturation / (1.0 + (saturation - 1.0) * np.exp(-x.fleet_growth_per_year * years))
    experience = 1.0 + np.cumsum(fleet, axis=-1) / x.experience_years
    exponent = np.log2(1.0 - x.learning_rate)
    step = np.where(years < x.new_launcher_years, 1.0, x.new_launcher_factor)
    return np.maximum(x.launch_price_usd_per_kg * step * experience**exponent, x.launch_floor_usd_per_kg)


def orbit_cost(x: Inputs, rate: FloatArray, years: FloatArray = YEARS) -> FloatArray:
    """Yearly cost of one kW in orbit by start year, USD."""
    load_w = 1000.0 * (1.0 + x.power_overhead)
    array_w = load_w / (1.0 - x.array_degradation_per_year) ** x.life_years
    array_m2 = array_w / (SOLAR_CONSTANT_W_PER_M2 * ARRAY_FILL * x.cell_efficiency)
    emitted = 2.0 * STEFAN_BOLTZMANN * x.radiator_emissivity * np.square(np.square(x.radiator_temperature_k))
    radiator_m2 = load_w / (emitted - ABSORBED_W_PER_M2)
    payload_kg = (
        x.it_kg_per_kw
        + array_m2 * x.array_kg_per_m2
        + radiator_m2 * x.radiator_kg_per_m2
        + BOOM_KG_PER_M * np.sqrt(array_m2 + radiator_m2)
    )
    mass_kg = payload_kg / (1.0 - x.bus_mass_fraction)
    platform_usd = x.array_usd_per_w * array_w + BUS_USD_PER_KG * x.bus_mass_fraction * mass_kg
    lost = x.failure_rate_per_year * x.life_years
    launched_per_served = lost / (1.0 - np.exp(-lost))
    price = INSURED * launch_price(x, years)
    capital = launched_per_served * (mass_kg * price + platform_usd * np.exp(-x.platform_decline_per_year * years))
    return capital * (capital_recovery(rate, x.life_years) + x.maintenance_fraction_per_year)


def ground_cost(x: Inputs, years: FloatArray = YEARS) -> FloatArray:
    """Yearly cost of one kW on the ground by start year, USD."""
    usd_per_kwh = x.electricity_usd_per_kwh * np.exp(x.electricity_growth_per_year * years)
    usd_per_kwh = usd_per_kwh + GRID_T_PER_KWH * x.carbon_usd_per_t
    hall = x.ground_usd_per_kw * capital_recovery(x.cost_of_capital, GROUND_LIFE_YEARS)
    return hall + HOURS_PER_YEAR * x.pue * usd_per_kwh


def gap_and_rate(x: Inputs, years: FloatArray = YEARS) -> tuple[FloatArray, FloatArray]:
    """Cost in orbit minus cost on the ground, USD/kW-year, and cost of capital in orbit, both by start year."""
    rate = x.cost_of_capital + x.orbit_premium * np.maximum(1.0 - years / x.premium_fade_years, 0.0)
    return orbit_cost(x, rate, years) - ground_cost(x, years), rate


def breakeven(x: Inputs, years: FloatArray = YEARS) -> Outcome:
    """First start year from which orbit is no dearer in all that follow, and present value of going to orbit.

    Parameters
    ----------
    x
        The inputs of `benchmarks.model.inputs`.
    years
        `YEARS`, in the precision that is wanted.

    Returns
    -------
    Outcome
        Years from today, infinity where there is none; and USD/kW, discounted at the cost of capital in orbit.
    """
    gap, rate = gap_and_rate(x, years)
    last_dearer = np.max(np.where(gap > 0.0, years, -1.0), axis=-1)
    discount = np.cumprod(1.0 / (1.0 + rate), axis=-1)
    return {
        "breakeven_year": np.where(last_dearer == START_YEARS - 1.0, np.inf, last_dearer + 1.0),
        "npv_usd_per_kw": -np.sum(gap * discount, axis=-1),
    }
