"""Units that work together: how many are there, and how much of their time the work makes progress."""

import numpy as np
from scipy.special import gammaln

from distributions.arrays import FloatArray
from pipelines.tco.reliability import JULIAN_YEAR_HOURS

MOST_TERMS = 512
"""Longest sum that a probability of k of n units is computed from."""

_SMALLEST = 2.0**-126  # the smallest normal float32: keeps 0 * log(0) out of the sums


def k_of_n(p: FloatArray, n: int, k: int) -> FloatArray:
    """Probability that at least `k` of `n` independent units work.

    The binomial tail, summed over the side with fewer terms: Barlow and Proschan (1965), Mathematical Theory of
    Reliability, k-out-of-n structures. Terms are exponentials of logarithms, none of which overflows
    float32; there the error is within 2e-4 at n = 4,000, 5e-6 at n = 100.

    Parameters
    ----------
    p
        Probability that a unit works.
    n, k
        Units there are, and units needed. With the shorter side of the sum, at most `MOST_TERMS` terms.
    """
    if not 1 <= k <= n:
        message = f"k of n units: {k} of {n} is not 1 <= k <= n"
        raise ValueError(message)
    if min(k, n - k + 1) > MOST_TERMS:
        message = f"k of n units: the sum for {k} of {n} has {min(k, n - k + 1)} terms, more than {MOST_TERMS}"
        raise ValueError(message)
    if n - k + 1 <= k:
        return _at_most(n - k, n, 1.0 - p, p)
    return 1.0 - _at_most(k - 1, n, p, 1.0 - p)


def _at_most(m: int, n: int, q: FloatArray, p: FloatArray) -> FloatArray:
    """Probability of at most `m` events in `n` trials, with `q` the probability of one and ``p = 1 - q``."""
    events = np.arange(m + 1.0)
    log_ways = gammaln(n + 1.0) - gammaln(events + 1.0) - gammaln(n - events + 1.0)
    log_q, log_p = (np.log(np.maximum(each, _SMALLEST))[..., None] for each in (q, p))
    probability: FloatArray = np.sum(np.exp(log_ways + events * log_q + (n - events) * log_p), axis=-1)
    return np.minimum(probability, 1.0)


def delivered_share(p: FloatArray, n: int, k: int) -> FloatArray:
    """Share of the capacity of `n` units that is delivered by work that needs `k` of them at once.

    All or nothing: ``k / n`` while enough units work. Work that loses one unit at a time delivers `p` of the capacity.
    """
    return k / n * k_of_n(p, n, k)


def goodput(
    interruptions_per_accelerator_year: FloatArray, accelerators: FloatArray, restart_hours: FloatArray
) -> FloatArray:
    """Share of the time in which a job of many accelerators that work as one makes progress.

    Alternating renewal: progress for the mean time between interruptions of the job, then a restart. To first order
    this is Daly (2006), Future Generation Computer Systems 22, 303-312, and the effective training time ratio of
    Kokolis et al. (2024), arXiv:2410.21680.

    Parameters
    ----------
    interruptions_per_accelerator_year
        Interruptions that stop the job, by each of its accelerators, in a year of progress.
    accelerators
        Accelerators in the job.
    restart_hours
        Time lost for each: detection, restart, and the work since the last checkpoint, half an interval on average.
    """
    return 1.0 / (1.0 + interruptions_per_accelerator_year * accelerators * restart_hours / JULIAN_YEAR_HOURS)
