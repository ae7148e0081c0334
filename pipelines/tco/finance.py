"""Time value of money: real rates, capital recovery, present values."""

import operator
from collections.abc import Mapping
from functools import reduce

import numpy as np

from distributions.arrays import FloatArray

HOURS_PER_YEAR = 8760.0  # of a year of service, without leap days
MONTHS_PER_YEAR = 12.0


def real_rate(nominal: FloatArray, inflation: FloatArray) -> FloatArray:
    """Real rate, 1/year, of a nominal one: Fisher's ``(1 + nominal) / (1 + inflation) - 1``."""
    return (1.0 + nominal) / (1.0 + inflation) - 1.0


def fading_premium(initial: FloatArray, mature: FloatArray, year: FloatArray, fade_years: FloatArray) -> FloatArray:
    """Cost of capital that falls in a straight line to that of a mature business, and stays there.

    Parameters
    ----------
    initial, mature
        Cost of capital in year 0, and from year `fade_years` on.
    year
        Years that have passed.
    fade_years
        Years that the premium lasts.
    """
    return mature + (initial - mature) * np.maximum(1.0 - year / fade_years, 0.0)


def capital_recovery_factor(rate: FloatArray, life: FloatArray | float) -> FloatArray:
    """Level payment, at each year's end, that returns one dollar with interest over a life.

    Parameters
    ----------
    rate
        Real cost of capital, 1/year; at zero the factor is straight-line depreciation.
    life
        Life of the asset, years; need not be whole.

    Returns
    -------
    FloatArray
        ``rate / (1 - (1 + rate)**-life)``, 1/year, exact for small rates too.
    """
    safe = np.where(rate == 0.0, 1.0, rate)
    return np.where(rate == 0.0, 1.0 / life, safe / -np.expm1(-life * np.log1p(safe)))


def discount_factors(rate: FloatArray | float, years: int) -> FloatArray:
    """Present value of one dollar at the end of each year of service, by age."""
    return (1.0 + rate) ** -np.arange(1.0, years + 1.0)


def annuity(rate: FloatArray | float, years: int) -> FloatArray:
    """Present value of one dollar a year: years by which a level yearly cost is multiplied.

    The inverse of `capital_recovery_factor` for a whole number of years, so that an asset that lives as long as
    the service, and costs its buyer the discount rate, has its price as present value.
    """
    value: FloatArray = np.sum(discount_factors(rate, years), axis=-1)
    return value


def discounted_mean(path: FloatArray, rate: FloatArray | float, *, start_years: int, service_years: int) -> FloatArray:
    """Constant value worth as much as a path over the service, by start year.

    Parameters
    ----------
    path
        Values by calendar year, the first being the first start year.
    rate
        Real discount rate, 1/year.
    start_years, service_years
        Number of start years; years of service that follow each.

    Returns
    -------
    FloatArray
        Mean over age of ``path(start + age)``, weighted by the discount factors; by start year.
    """
    discount = 1.0 / (1.0 + rate)
    weight = discount
    weights, worth = weight, path[..., :start_years] * weight
    for age in range(1, service_years):  # one age after the other, so that no array of years by ages is made
        weight = weight * discount
        weights = weights + weight
        worth = worth + path[..., age : age + start_years] * weight
    return worth / weights


def level_cost_per_gpu_hour(level: FloatArray, kw_per_accelerator: FloatArray, utilisation: FloatArray) -> FloatArray:
    """Cost of an hour of one accelerator in use, USD.

    SemiAnalysis, To Boldly Go (2026), divides the same way, by utilisation.

    Parameters
    ----------
    level
        Level cost of a delivered kW of IT power, USD/kW-year.
    kw_per_accelerator
        IT power of one accelerator with its share of the server, kW.
    utilisation
        Hours in use over hours delivered.
    """
    return level * kw_per_accelerator / (HOURS_PER_YEAR * utilisation)


def affordable_usd_per_kg(headroom_usd_per_kw: FloatArray, mass_kg_per_kw: FloatArray) -> FloatArray:
    """Most that launching and building a kilogram may cost together, USD/kg.

    Turyshev (2026), arXiv:2604.27197: ``(L + B) * m + ... <= C``, for L + B.

    Parameters
    ----------
    headroom_usd_per_kw
        Cost on the ground less what orbit costs otherwise, USD for each kW of IT power.
    mass_kg_per_kw
        Mass at launch of a kW of IT power.
    """
    return headroom_usd_per_kw / mass_kg_per_kw


def cost_of_waiting(months: FloatArray, worth_usd_per_kw_year: FloatArray, recovery: FloatArray) -> FloatArray:
    """Cost of waiting for power, USD/kW-year: what it would have earned, spread over the service.

    Parameters
    ----------
    months
        Wait, months.
    worth_usd_per_kw_year
        Worth of a kW of IT power that comes a year earlier.
    recovery
        `capital_recovery_factor` over the service.
    """
    return months / MONTHS_PER_YEAR * worth_usd_per_kw_year * recovery


def total(parts: Mapping[str, FloatArray]) -> FloatArray:
    """Sum of the parts in their order, so that equal parts give equal bits."""
    return reduce(operator.add, parts.values())
