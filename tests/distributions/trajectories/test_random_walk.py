import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.families.constant import Constant
from distributions.families.lognormal import LogNormal
from distributions.trajectories.random_walk import RandomWalk
from tests.support.statistics import FALSE_ALARM_RATE

START, DRIFT, VOLATILITY = LogNormal(mu=1.0, sigma=0.2), 0.03, 0.15
WALK = RandomWalk(
    years=tuple(range(2026, 2037)),
    from_year=2026,
    start=START,
    drift_per_year=Constant(value=DRIFT),
    volatility_per_year=Constant(value=VOLATILITY),
    step_years=5,
)
N = 40_000


def log_paths(walk: RandomWalk) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(9)
    return np.log(walk.path({driver: Draw.from_probability(rng.random(N)) for driver in walk.drivers}))


def test_coefficients_are_exact() -> None:
    """One innovation at a time: its ramp times volatility and the root of the step."""
    ramp = np.clip((np.arange(11) - 5) / 5, 0.0, 1.0)
    draws = {driver: Draw.from_score(np.array(float(driver == "step_2036"))) for driver in WALK.drivers}
    expected = 1.0 + DRIFT * np.arange(11) + VOLATILITY * math.sqrt(5.0) * ramp
    np.testing.assert_allclose(np.log(WALK.path(draws)), expected, rtol=1e-14)


def scores(logs: npt.NDArray[np.float64], t: float, variance_years: float) -> tuple[float, float]:
    """Standard errors of mean and variance of the logarithm, `t` years after the first, from closed forms."""
    mean, variance = 1.0 + DRIFT * t, 0.2**2 + VOLATILITY**2 * variance_years
    return (
        (logs.mean() - mean) / math.sqrt(variance / N),
        (logs.var(ddof=1) / variance - 1.0) / math.sqrt(2.0 / (N - 1)),
    )


BOUND = float(stats.norm.isf(FALSE_ALARM_RATE / 2))


@pytest.mark.parametrize(("year", "variance_years"), [(0, 0.0), (5, 5.0), (10, 10.0), (8, 5.0 + 0.6**2 * 5.0)])
def test_mean_and_variance_of_the_logarithm(year: int, variance_years: float) -> None:
    mean, variance = scores(log_paths(WALK)[:, year], year, variance_years)
    assert abs(mean) < BOUND
    assert abs(variance) < BOUND


def test_variance_rejects_a_walk_that_forgets_the_root_of_the_step() -> None:
    """Mutants: volatility per step instead of per root year; no loss of variance within a step."""
    mutant = log_paths(replace(WALK, volatility_per_year=Constant(value=VOLATILITY / math.sqrt(5.0))))
    assert abs(scores(mutant[:, 5], 5, 5.0)[1]) > BOUND
    assert abs(scores(log_paths(WALK)[:, 8], 8, 8.0)[1]) > BOUND


def test_steps_are_independent() -> None:
    logs = log_paths(WALK)
    first, second = logs[:, 5] - logs[:, 0], logs[:, 10] - logs[:, 5]
    assert stats.pearsonr(first, second).pvalue > FALSE_ALARM_RATE
    assert stats.pearsonr(logs[:, 5], logs[:, 10]).pvalue < FALSE_ALARM_RATE


def test_a_longer_horizon_leaves_the_first_years_and_their_drivers() -> None:
    longer = replace(WALK, years=tuple(range(2026, 2050)))
    assert WALK.drivers == longer.drivers[: len(WALK.drivers)]
    draws = {driver: Draw.from_score(np.array(0.1 * i)) for i, driver in enumerate(longer.drivers)}
    np.testing.assert_array_equal(longer.path(draws)[:11], WALK.path(draws))


def test_sets_out_from_the_year_it_refers_to() -> None:
    """In the years 2030 to 2036 the step of 2031 has begun four years ago."""
    later = replace(WALK, years=tuple(range(2030, 2037)))
    assert later.drivers == WALK.drivers
    draws = {driver: Draw.from_score(np.array(float(driver == "step_2031"))) for driver in later.drivers}
    ramp = np.array([0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    expected = 1.0 + DRIFT * np.arange(4, 11) + VOLATILITY * math.sqrt(5.0) * ramp
    np.testing.assert_allclose(np.log(later.path(draws)), expected, rtol=1e-14)


def test_one_year_needs_no_steps() -> None:
    walk = replace(WALK, years=(2026,), start=Constant(value=2.0))
    assert walk.drivers == ()
    np.testing.assert_array_equal(walk.path({}), [2.0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_years": 0}, "must be 1 or more"),
        ({"start": Constant(value=-1.0)}, "0 or greater"),
        ({"volatility_per_year": Constant(value=-0.1)}, "0 or greater"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(DistributionError, match=message):
        replace(WALK, **change)  # type: ignore[arg-type]
