"""Monte Carlo errors are as large as the errors are."""

import numpy as np
import pytest
from scipy import stats

from mc.accumulators.histogram import RELATIVE_WIDTH, Bins, Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import Moments
from mc.uncertainty import (
    Quantiles,
    half_width,
    histogram_quantiles,
    level_probabilities,
    level_quantiles,
    moments,
)
from tests.support.statistics import FALSE_ALARM_RATE

REPLICATES, POINTS, RUNS = 16, 256, 400
PROBABILITIES = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
DISTRIBUTION = stats.lognorm(0.8, scale=3.0)
HISTOGRAM = Histogram(bins=Bins(smallest=2.0**-6, largest=2.0**10), cells=1, replicates=REPLICATES)


def accumulated(accumulator: Histogram | Levels | Moments, values: np.ndarray) -> np.ndarray:
    state = np.zeros(accumulator.shape, dtype=np.int64)
    accumulator.update(state, values.reshape(-1, *values.shape[-2:]), np.ones(values.shape[-2:], dtype=bool))
    return state


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    """Runs of independent samples: pseudorandom ones, so that replicates need no scrambling here."""
    generator = np.random.default_rng(20261122)
    return DISTRIBUTION.ppf(generator.random((RUNS, REPLICATES, POINTS)))


def errors(quantiles: Quantiles) -> np.ndarray:
    assert quantiles.mcse is not None
    return quantiles.mcse


def covered_as_stated(misses: int, of: int) -> bool:
    """Whether so many misses of 95 % intervals are likely: within the two-sided bounds of `FALSE_ALARM_RATE`.

    The bounds allow for a true miss rate of 4 to 6.5 %: quantile intervals of 4,096 samples are not exact.
    """
    low = stats.binom.ppf(FALSE_ALARM_RATE / 2, of, 0.04)
    high = stats.binom.isf(FALSE_ALARM_RATE / 2, of, 0.065)
    return bool(low <= misses <= high)


@pytest.mark.parametrize("column", range(len(PROBABILITIES)), ids=[f"p={p}" for p in PROBABILITIES])
def test_intervals_of_quantiles_cover_the_quantile(values: np.ndarray, column: int) -> None:
    true = DISTRIBUTION.ppf(PROBABILITIES[column])
    estimates = [histogram_quantiles(HISTOGRAM, accumulated(HISTOGRAM, run), PROBABILITIES) for run in values]
    low = np.array([estimate.low[0, column] for estimate in estimates])
    high = np.array([estimate.high[0, column] for estimate in estimates])
    value = np.array([estimate.value[0, column] for estimate in estimates])
    mcse = np.array([errors(estimate)[0, column] for estimate in estimates])
    assert covered_as_stated(int(((true < low) | (true > high)).sum()), RUNS)
    assert 0.85 < np.sqrt(np.mean(mcse**2)) / np.std(value) < 1.15
    narrow = np.abs(value - true) > half_width(mcse, REPLICATES) / 2
    assert not covered_as_stated(int(narrow.sum()), RUNS), "the mutant with half the error must be rejected"


def test_intervals_of_means_cover_the_mean(values: np.ndarray) -> None:
    accumulator = Moments(cells=1, replicates=REPLICATES, scale=4.0, pivots=(3.0,))
    estimates = [moments(accumulator, accumulated(accumulator, run))[0] for run in values]
    miss = [abs(e.value[0] - DISTRIBUTION.mean()) > half_width(e.mcse, REPLICATES)[0] for e in estimates]
    assert covered_as_stated(sum(map(int, miss)), RUNS)


def test_intervals_of_probabilities_cover_the_probability(values: np.ndarray) -> None:
    accumulator = Levels(levels=(0.0, 1.0), cells=1, replicates=REPLICATES)
    true = DISTRIBUTION.sf(5.0)
    estimates = [level_probabilities(accumulated(accumulator, (run > 5.0) * 1.0)) for run in values]
    miss = [abs(e.value[0, 1] - true) > half_width(e.mcse, REPLICATES)[0, 1] for e in estimates]
    assert covered_as_stated(sum(map(int, miss)), RUNS)


def test_quantiles_are_within_a_bin_of_those_of_the_sample(values: np.ndarray) -> None:
    run = values[0]
    found = histogram_quantiles(HISTOGRAM, accumulated(HISTOGRAM, run), PROBABILITIES).value[0]
    exact = np.quantile(run, PROBABILITIES, method="inverted_cdf")
    np.testing.assert_allclose(found, exact, rtol=RELATIVE_WIDTH)


def test_quantiles_beyond_the_edges_are_infinite_and_nan_makes_nan() -> None:
    beyond = np.array([-1e9, 1.0, 1e9, 1e9]).repeat(REPLICATES).reshape(1, 4, REPLICATES).swapaxes(1, 2)
    found = histogram_quantiles(HISTOGRAM, accumulated(HISTOGRAM, beyond), np.array([0.1, 0.4, 0.9])).value[0]
    assert found[0] == -np.inf
    assert found[1] == pytest.approx(1.0, rel=RELATIVE_WIDTH)
    assert found[2] == np.inf
    broken = np.where(beyond == 1.0, np.nan, beyond)
    assert np.isnan(histogram_quantiles(HISTOGRAM, accumulated(HISTOGRAM, broken), np.array([0.9])).value).all()


def test_quantiles_of_levels_are_levels_and_never_is_one_of_them() -> None:
    levels = Levels(levels=(2030.0, 2040.0, np.inf), cells=1, replicates=2)
    years = np.array([[2030.0, 2040.0, np.inf, np.inf], [2030.0, 2040.0, 2040.0, np.inf]])
    estimate = level_quantiles(levels, accumulated(levels, years), np.array([0.1, 0.25, 0.26, 0.625, 0.63]))
    np.testing.assert_array_equal(estimate.value[0], [2030.0, 2030.0, 2040.0, 2040.0, np.inf])
    assert (estimate.low[0] <= estimate.value[0]).all()
    assert (estimate.high[0] >= estimate.value[0]).all()
    years[0, 0] = np.nan
    assert np.isnan(level_quantiles(levels, accumulated(levels, years), np.array([0.5])).value).all()
