"""Losses of hardware: rates from counts, over a life, and common to a fleet.

A rate counts events per unit and year. An interruption is not a loss: most memory faults are mapped out or cleared
by a restart.
"""

import numpy as np

from distributions.arrays import FloatArray
from mc.inputs import Inputs

JULIAN_YEAR_DAYS = 365.25
"""Of rates, which are counted over years; energy and sales of a year of service are of `finance.HOURS_PER_YEAR`."""

JULIAN_YEAR_HOURS = 24.0 * JULIAN_YEAR_DAYS


def event_rate(events: FloatArray, units: FloatArray, days: FloatArray) -> FloatArray:
    """Events per unit and year, 1/year, from a count of them.

    The maximum-likelihood rate of a Poisson process; its posterior under the prior ``1 / rate`` is a gamma
    distribution with `events` as shape and ``event_rate(1, units, days)`` as scale.

    Parameters
    ----------
    events
        Events counted.
    units, days
        Units observed, and for how long.
    """
    return events / (units * days / JULIAN_YEAR_DAYS)


def rate_from_mtbe(hours: FloatArray) -> FloatArray:
    """Events per unit and year, 1/year, from the mean time between events of one unit, in hours."""
    return JULIAN_YEAR_HOURS / hours


def accelerator_loss_rate(other: FloatArray, hbm: FloatArray, mitigated: FloatArray) -> FloatArray:
    """Rate of accelerators lost for good, 1/year.

    Parameters
    ----------
    other
        Permanent failures that do not come from the memory, 1/year.
    hbm
        Interruptions by high-bandwidth memory, 1/year.
    mitigated
        Share of those that leave the accelerator in use.
    """
    return other + hbm * (1.0 - mitigated)


def mean_rate(
    rate: FloatArray, infant_multiplier: FloatArray, infant_years: FloatArray, life_years: FloatArray
) -> FloatArray:
    """Mean hazard over a life that begins with more failures, 1/year.

    As many units survive the life as at a constant rate of this size; within the life fewer are in service, because
    they fail earlier. SemiAnalysis (2026), To Boldly Go: three to four times the rate in the first months.

    Parameters
    ----------
    rate
        Hazard after burn-in, 1/year.
    infant_multiplier
        Hazard during burn-in over that after it.
    infant_years
        Burn-in; no longer than the life counts.
    life_years
        Years to retirement.
    """
    infant = np.minimum(infant_years, life_years) / life_years
    return rate * (1.0 + (infant_multiplier - 1.0) * infant)


def weibull_mean_rate(scale_years: FloatArray, shape: FloatArray, life_years: FloatArray) -> FloatArray:
    """Mean hazard over a life whose failures are Weibull distributed, 1/year.

    The cumulative hazard ``(life / scale) ** shape`` over the life: Weibull (1951), Journal of Applied Mechanics 18,
    293-297. As many units survive the life as at a constant rate of this size.

    Parameters
    ----------
    scale_years
        Age that ``exp(-1)`` of the units reach.
    shape
        Below 1: infant mortality; 1: constant hazard; above: wear.
    life_years
        Years to retirement.
    """
    return (life_years / scale_years) ** shape / life_years


def common_cause_rate(events: FloatArray, fraction: FloatArray, service_years: FloatArray | float) -> FloatArray:
    """Rate at which events that strike the whole fleet take units, 1/year, to be added to independent losses.

    A defect of a batch, a solar storm: of a fleet that is kept up, each takes its share. Drawn once for a fleet, they
    spread its losses as independent failures of many units cannot. The mean of the binomial failure rate model: Atwood
    (1986), Technometrics 28, 139-148.

    Parameters
    ----------
    events
        Events in the service; a whole number in each future.
    fraction
        Share of the fleet lost in each.
    service_years
        Length of the service.
    """
    return events * fraction / service_years


def lost_over_life(rate: FloatArray, life: FloatArray) -> FloatArray:
    """Share of the units that fail before the end of their life, at a constant rate."""
    return -np.expm1(-rate * life)


def overbuild(rate: FloatArray, life: FloatArray) -> FloatArray:
    """Units launched for each unit in service, on average over a life without repair.

    Of units launched together a share ``(1 - exp(-rate * life)) / (rate * life)`` is in service on average; a fleet
    that is replenished all the time needs the same excess. Turyshev (2026), arXiv:2604.27197, factor Pi_life.

    Parameters
    ----------
    rate
        Units lost, 1/year.
    life
        Years to retirement.
    """
    expected = np.where(rate == 0.0, 1.0, rate * life)
    return np.where(rate == 0.0, 1.0, expected / -np.expm1(-expected))


def accelerator_losses(x: Inputs, life: FloatArray) -> FloatArray:
    """Accelerators lost for good on the ground, 1/year, on average over a life that begins with burn-in."""
    rate = accelerator_loss_rate(
        x.accelerator_failure_rate_per_year, x.hbm_failure_rate_per_year, x.hbm_mitigated_fraction
    )
    return mean_rate(rate, x.infant_failure_multiplier, x.infant_period_years, life)
