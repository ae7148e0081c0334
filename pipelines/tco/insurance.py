"""Insurance of launches and of satellites, in a market that bears a limited sum on one risk."""

import numpy as np

from distributions.arrays import FloatArray


def insured_share(value_usd: FloatArray, capacity_usd: FloatArray) -> FloatArray:
    """Share of a value at risk that the market insures: all of it, or as much as its capacity.

    Parameters
    ----------
    value_usd
        Value lost together in one event: of a launch, or of a plant.
    capacity_usd
        Largest sum that the market insures on one risk.

    Returns
    -------
    FloatArray
        ``min(1, capacity / value)``; 1 where nothing is at risk.
    """
    return np.where(value_usd == 0.0, 1.0, np.minimum(capacity_usd / np.where(value_usd == 0.0, 1.0, value_usd), 1.0))


def risk_cost_fraction(premium: FloatArray, loss_probability: FloatArray, insured_share: FloatArray) -> FloatArray:
    """Expected cost of bearing a risk, as a fraction of the value: premium on what is insured, loss on the rest.

    The part without insurance costs less on average, as no insurer's margin is paid, and more when the loss comes.

    Parameters
    ----------
    premium
        Price of insurance, as a fraction of the insured value.
    loss_probability
        Probability of losing the value, over the time that the premium covers.
    insured_share
        `insured_share`.
    """
    return premium * insured_share + loss_probability * (1.0 - insured_share)
