"""Losses of hardware that nobody repairs.

A rate counts events per unit and year; a fraction is the part of the units lost within a year. An interruption
is not a loss: most memory faults are mapped out or cleared by a restart.
"""

import numpy as np

from distributions.arrays import FloatArray


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


def lost_fraction(rate: FloatArray) -> FloatArray:
    """Part of the units lost within a year at a constant rate; below one however high the rate."""
    return -np.expm1(-rate)


def overbuild(fraction: FloatArray, life: FloatArray) -> FloatArray:
    """Units launched for each unit in service, on average over a life without repair.

    What is left after `n` years at a yearly loss `r` averages ``(1 - (1 - r)**n) / (n r)``; the overbuild is its
    inverse. Forethought (2026), research note on orbital data centres: 9 % a year over 5 years needs 38 % more.

    Parameters
    ----------
    fraction
        Part of the units lost within a year, below 1.
    life
        Years in service.
    """
    safe = np.where(fraction == 0.0, 0.5, fraction)
    return np.where(fraction == 0.0, 1.0, life * safe / -np.expm1(life * np.log1p(-safe)))
