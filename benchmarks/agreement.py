"""When two ways to evaluate the benchmark model have the same result."""

import numpy as np

from benchmarks.peers.kernel import Outcome

NPV_TOLERANCE = 5e-5
"""Of a present value, relative to its size and 1,000 USD/kW: it is a sum of terms of either sign. Rounding to float32
moves ours by a fifth of it."""

YEAR_TOLERANCE = 1e-4
"""Share of samples whose breakeven year may differ: a gap within rounding of zero may have either sign."""


def require_agreement(outcome: Outcome, reference: Outcome) -> None:
    """Raise `ValueError` unless an outcome is that of a float64 reference on the same inputs, but for rounding."""
    npv, expected = (np.asarray(values["npv_usd_per_kw"], np.float64) for values in (outcome, reference))
    error = np.abs(npv - expected) / (np.abs(expected) + 1000.0)
    worst = float(np.max(error, initial=0.0))
    if not worst <= NPV_TOLERANCE:
        message = f"present values differ by {worst:.2g}, of which {NPV_TOLERANCE:.2g} is rounding"
        raise ValueError(message)
    year, expected = (np.asarray(values["breakeven_year"], np.float64) for values in (outcome, reference))
    share = float(np.mean(year != expected))
    if not share <= YEAR_TOLERANCE:
        message = f"breakeven years differ in {share:.2g} of samples, of which {YEAR_TOLERANCE:.2g} is rounding"
        raise ValueError(message)
