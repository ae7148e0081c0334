from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.families.constant import Constant
from distributions.families.uniform import Uniform
from distributions.trajectories.fan import Fan
from distributions.trajectories.regime import Regime
from tests.support.statistics import FALSE_ALARM_RATE

YEARS = tuple(range(2026, 2036))
BASE = Fan(years=YEARS, elicited_years=(2026, 2035), low=(1.0, 2.0), median=(2.0, 4.0), high=(3.0, 8.0))
REGIME = Regime(
    years=YEARS, base=BASE, probability=0.25, year=Uniform(low=2026.0, high=2036.0), factor=Constant(value=3.0)
)


def draws(occurs: float, year: float) -> dict[str, Draw]:
    p = {"base.rank": 0.3, "occurs": occurs, "year": year}
    return {driver: Draw.from_probability(np.array([value])) for driver, value in p.items()}


def base() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return BASE.path({"rank": Draw.from_probability(np.array([0.3]))})


def test_multiplies_from_the_year_of_the_event() -> None:
    """The quantile 0.31 of the year is 2029.1: 2030 is the first year that is not before it."""
    factor = np.where(np.array(YEARS) >= 2030, 3.0, 1.0)
    np.testing.assert_array_equal(REGIME.path(draws(0.9, 0.31)), base() * factor)


def test_does_not_happen_outside_the_upper_tail() -> None:
    np.testing.assert_array_equal(REGIME.path(draws(0.74, 0.31)), base())


def test_a_year_on_the_dot_counts() -> None:
    certain = replace(REGIME, year=Constant(value=2030.0), probability=1.0)
    assert certain.drivers == ("base.rank", "occurs")
    np.testing.assert_array_equal(certain.path(draws(0.01, 0.5)), base() * np.where(np.array(YEARS) >= 2030, 3.0, 1.0))


def test_never() -> None:
    np.testing.assert_array_equal(replace(REGIME, probability=0.0).path(draws(1.0, 0.0)), base())


def test_happens_as_often_as_stated() -> None:
    n, rng = 20_000, np.random.default_rng(4)
    found = REGIME.path({driver: Draw.from_probability(rng.random(n)) for driver in REGIME.drivers})
    rng = np.random.default_rng(4)
    before = BASE.path({"rank": Draw.from_probability(rng.random(n))})
    happened = int(np.sum(found[:, -1] > 2.0 * before[:, -1]))
    share = 0.25 * 0.9  # of the years that the event can fall in, the last tenth begins after the path ends
    assert stats.binomtest(happened, n, share).pvalue > FALSE_ALARM_RATE
    assert stats.binomtest(happened, n, 0.25).pvalue < FALSE_ALARM_RATE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"years": (2026, 2027)}, "must be the years of the base"),
        ({"probability": 1.5}, "a probability from 0 to 1"),
        ({"factor": Constant(value=-1.0)}, "0 or greater"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(DistributionError, match=message):
        replace(REGIME, **change)  # type: ignore[arg-type]
