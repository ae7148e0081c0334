"""Who pays until the first revenue: a state of the future beside its costs.

A venture that has not raised what it needs is acquired or insolvent; its level costs are then nobody's.
"""

from typing import NamedTuple

import numpy as np

from distributions.arrays import FloatArray


class Outcome(NamedTuple):
    """Where a venture stands at its first revenue: one of three, each 1 or 0, whose sum is exactly 1.

    Attributes
    ----------
    reaches_revenue
        What was committed covers what is needed.
    acquired
        It does not, and somebody takes the venture over.
    insolvent
        It does not, and nobody does.
    """

    reaches_revenue: FloatArray
    acquired: FloatArray
    insolvent: FloatArray


def need_usd(capital_usd: FloatArray, share_before_revenue: FloatArray, overrun_fraction: FloatArray) -> FloatArray:
    """Money spent before the first revenue, USD.

    Parameters
    ----------
    capital_usd
        Capital of the whole project as planned, USD.
    share_before_revenue
        Part of it that is spent before any of it earns.
    overrun_fraction
        Cost overrun over the plan, as in Flyvbjerg (2014), What You Should Know About Megaprojects and Why.
    """
    return capital_usd * share_before_revenue * (1.0 + overrun_fraction)


def gap_usd(need: FloatArray, committed: FloatArray) -> FloatArray:
    """Money needed and not committed, USD; never negative."""
    return np.maximum(need - committed, 0.0)


def outcome(need: FloatArray, committed: FloatArray, acquirer_appears: FloatArray) -> Outcome:
    """Outcome of a venture at its first revenue; NaN throughout where anything is NaN.

    Parameters
    ----------
    need, committed
        Money needed before the first revenue, and raised by then, USD.
    acquirer_appears
        1 where somebody would take over a venture that runs out of money, else 0.
    """
    saved = np.where(acquirer_appears > 0.0, 1.0, 0.0)
    short = np.where(need > committed, 1.0, 0.0)
    known = np.where(np.isnan(need) | np.isnan(committed) | np.isnan(acquirer_appears), np.nan, 1.0)
    return Outcome(
        reaches_revenue=known * (1.0 - short),
        acquired=known * (short * saved),
        insolvent=known * (short * (1.0 - saved)),
    )


def preferred(gap: FloatArray, premium: FloatArray) -> FloatArray:
    """1 where orbit costs no more than the ground and a strategic premium, else 0.

    Parameters
    ----------
    gap
        Cost in orbit minus cost on the ground.
    premium
        What the decision maker would pay for having it in orbit, in the unit of `gap`.
    """
    return np.where(gap <= premium, 1.0, np.where(gap > premium, 0.0, np.nan))
