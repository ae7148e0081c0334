"""What repair in orbit leaves of the losses, and what waiting for a replacement costs."""

from distributions.arrays import FloatArray


def losses_after_repair(loss_rate: FloatArray, serviceable_share: FloatArray) -> FloatArray:
    """Rate of units lost for good, 1/year, where visits mend a share of what fails."""
    return loss_rate * (1.0 - serviceable_share)


def replacement_gap(loss_rate: FloatArray, delay_years: FloatArray) -> FloatArray:
    """Share of the capacity that is missing while replacements are on their way.

    Unavailability of an alternating renewal process, in service for ``1 / loss_rate`` and absent for the delay on
    average: Barlow and Proschan (1965), Mathematical Theory of Reliability.

    Parameters
    ----------
    loss_rate
        Units lost, 1/year.
    delay_years
        Mean time from a loss until its replacement is in service.
    """
    waiting = loss_rate * delay_years
    return waiting / (1.0 + waiting)
