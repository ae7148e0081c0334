"""Losses of hardware that nobody repairs.

A rate counts events per unit and year. An interruption is not a loss: most memory faults are mapped out or cleared
by a restart.
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
