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
from distributions.families.uniform import Uniform
from distributions.trajectories.mean_reversion import MeanReversion
from distributions.trajectories.random_walk import RandomWalk
from tests.support.statistics import FALSE_ALARM_RATE

START, LEVEL, HALF_LIFE, VOLATILITY = LogNormal(mu=1.0, sigma=0.2), math.exp(0.4), 2.5, 0.15
SPEED = math.log(2.0) / HALF_LIFE
PATH = MeanReversion(
    years=tuple(range(2026, 2037)),
    from_year=2026,
    start=START,
    long_run_level=Constant(value=LEVEL),
    half_life_years=Constant(value=HALF_LIFE),
    volatility_per_year=Constant(value=VOLATILITY),
    step_years=2,
)
N = 40_000
T = np.arange(11.0)


def log_paths(path: MeanReversion) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(9)
    return np.log(path.path({driver: Draw.from_probability(rng.random(N)) for driver in path.drivers}))


def deviation(years: float) -> float:
    """Standard deviation that innovations leave after some years: in the long run sigma / sqrt(2 k)."""
    return VOLATILITY * math.sqrt((1.0 - math.exp(-2.0 * SPEED * years)) / (2.0 * SPEED))


def test_coefficients_are_exact() -> None:
    """The mean halves its distance every 2.5 years; an innovation decays from its knot on, straight between knots."""
    draws = {driver: Draw.from_score(np.array(float(driver == "step_2030"))) for driver in PATH.drivers}
    mean = 0.4 + 0.6 * 0.5 ** (T / HALF_LIFE)
    by_knot = deviation(2.0) * np.array([0.0, 0.0, *np.exp(-SPEED * np.array([0.0, 2.0, 4.0, 6.0]))])
    expected = mean + np.interp(T, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0], by_knot)
    np.testing.assert_allclose(np.log(PATH.path(draws)), expected, rtol=1e-13)


def test_without_reversion_it_is_a_random_walk() -> None:
    slow = replace(PATH, half_life_years=Constant(value=1e9))
    walk = RandomWalk(
        years=PATH.years, from_year=2026, start=START, drift_per_year=Constant(value=0.0),
        volatility_per_year=Constant(value=VOLATILITY), step_years=2,
    )  # fmt: skip
    assert walk.drivers == slow.drivers
    rng = np.random.default_rng(1)
    draws = {driver: Draw.from_probability(rng.random(50)) for driver in walk.drivers}
    np.testing.assert_allclose(slow.path(draws), walk.path(draws), rtol=1e-7)


def scores(logs: npt.NDArray[np.float64], t: float) -> tuple[float, float]:
    """Standard errors of mean and variance of the logarithm, `t` years after the first, from closed forms."""
    mean = 0.4 + 0.6 * math.exp(-SPEED * t)
    variance = (0.2 * math.exp(-SPEED * t)) ** 2 + deviation(t) ** 2
    return (
        (logs.mean() - mean) / math.sqrt(variance / N),
        (logs.var(ddof=1) / variance - 1.0) / math.sqrt(2.0 / (N - 1)),
    )


BOUND = float(stats.norm.isf(FALSE_ALARM_RATE / 2))


@pytest.mark.parametrize("t", [0, 2, 6, 10])
@pytest.mark.parametrize("step_years", [1, 2])
def test_mean_and_variance_do_not_depend_on_the_step(t: int, step_years: int) -> None:
    assert np.all(np.abs(scores(log_paths(replace(PATH, step_years=step_years))[:, t], t)) < BOUND)


def test_the_variance_rejects_eulers_discretisation() -> None:
    """The mutant has innovations of ``volatility sqrt(step)``, as if there were no reversion within a step."""
    euler = VOLATILITY * VOLATILITY * math.sqrt(2.0) / deviation(2.0)
    mutant = log_paths(replace(PATH, volatility_per_year=Constant(value=euler)))
    assert abs(scores(mutant[:, 10], 10)[1]) > BOUND


def test_correlation_over_time() -> None:
    """Of stationary paths it halves in a half-life; four years apart."""
    stationary = replace(PATH, start=LogNormal(mu=0.4, sigma=VOLATILITY / math.sqrt(2.0 * SPEED)))
    logs = log_paths(stationary)
    found = math.atanh(stats.pearsonr(logs[:, 4], logs[:, 8]).statistic)
    assert abs(found - math.atanh(0.5 ** (4.0 / HALF_LIFE))) * math.sqrt(N - 3) < BOUND
    assert abs(found - math.atanh(0.5 ** (4.5 / HALF_LIFE))) * math.sqrt(N - 3) > BOUND


def test_a_path_that_begins_later_has_the_same_values() -> None:
    later = replace(PATH, years=PATH.years[3:])
    assert later.drivers == PATH.drivers
    draws = {driver: Draw.from_score(np.array(0.1 * i)) for i, driver in enumerate(PATH.drivers)}
    np.testing.assert_array_equal(later.path(draws), PATH.path(draws)[3:])


def test_one_year_needs_no_steps() -> None:
    path = replace(PATH, years=(2026,), start=Constant(value=2.0))
    assert path.drivers == ()
    np.testing.assert_allclose(path.path({}), [2.0], rtol=1e-15)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_years": 0}, "must be 1 or more"),
        ({"start": Constant(value=0.0)}, "median of start = 0.0: must be a finite number greater than 0"),
        ({"long_run_level": Uniform(low=-1.0, high=2.0)}, "0 or greater; its values lie from -1 to 2"),
        ({"half_life_years": Constant(value=0.0)}, "median of half_life_years = 0.0: must be"),
        ({"volatility_per_year": Constant(value=-0.1)}, "0 or greater"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(DistributionError, match=message):
        replace(PATH, **change)  # type: ignore[arg-type]
