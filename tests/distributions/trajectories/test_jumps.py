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
from distributions.trajectories.fan import Fan
from distributions.trajectories.jumps import Jumps
from tests.support.statistics import FALSE_ALARM_RATE

YEARS = tuple(range(2026, 2036))
BASE = Fan(years=YEARS, elicited_years=(2026, 2035), low=(1.0, 2.0), median=(2.0, 4.0), high=(3.0, 8.0))
RATE = 0.2
JUMPS = Jumps(
    years=YEARS,
    base=BASE,
    from_year=2026,
    rate_per_year=Constant(value=RATE),
    factor=LogNormal(mu=0.3, sigma=0.25),
)
BOUND = float(stats.norm.isf(FALSE_ALARM_RATE / 2))
N = 20_000


def multipliers(jumps: Jumps, *occurring: int) -> npt.NDArray[np.float64]:
    """What jumps in some years, each by a score of its factor of 1, multiply the base by."""
    p = {driver: Draw.from_probability(np.array(0.3)) for driver in jumps.drivers}
    for year in occurring:
        p[f"occurs_{year}"] = Draw.from_probability(np.array(0.999))
        p[f"factor_{year}"] = Draw.from_score(np.array(1.0))
    path = jumps.path({driver: p[driver] for driver in jumps.drivers})
    return path / BASE.path({"rank": p["base.rank"]})


def test_drivers() -> None:
    assert JUMPS.drivers[:5] == ("base.rank", "occurs_2027", "factor_2027", "occurs_2028", "factor_2028")
    assert JUMPS.drivers[-1] == "factor_2035"
    constant = replace(JUMPS, factor=Constant(value=2.0), step_years=4, from_year=2024)
    assert constant.drivers == ("base.rank", "occurs_2028", "occurs_2032")


def test_without_jumps_it_is_the_base() -> None:
    np.testing.assert_array_equal(multipliers(JUMPS), 1.0)


def test_jumps_multiply_for_good() -> None:
    expected = np.exp(0.55 * (np.array(YEARS) >= 2029) + 0.55 * (np.array(YEARS) >= 2032))
    np.testing.assert_allclose(multipliers(JUMPS, 2029, 2032), expected, rtol=1e-14)
    constant = replace(JUMPS, factor=Constant(value=3.0))
    np.testing.assert_allclose(multipliers(constant, 2029), 3.0 ** (np.array(YEARS) >= 2029), rtol=1e-14)


@pytest.mark.parametrize("step_years", [1, 3])
def test_spikes_die_out(step_years: int) -> None:
    spikes = replace(JUMPS, half_life_years=Constant(value=1.5), step_years=step_years)
    age = np.array(YEARS) - np.array([[2029], [2032]])
    expected = np.exp(np.sum(np.where(age >= 0, 0.55 * 0.5 ** (age / 1.5), 0.0), axis=0))
    np.testing.assert_allclose(multipliers(spikes, 2029, 2032), expected, rtol=1e-14)


def test_jumps_before_the_path_are_felt_in_it() -> None:
    spikes = replace(JUMPS, half_life_years=Constant(value=2.0), from_year=2022)
    expected = np.exp(0.55 * 0.5 ** ((np.array(YEARS) - 2024) / 2.0))
    np.testing.assert_allclose(multipliers(spikes, 2024), expected, rtol=1e-14)


def ratios(jumps: Jumps) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(4)
    draws = {driver: Draw.from_probability(rng.random(N)) for driver in jumps.drivers}
    return jumps.path(draws) / BASE.path({"rank": draws["base.rank"]})


@pytest.mark.parametrize("step_years", [1, 3])
def test_jumps_are_as_frequent_as_stated(step_years: int) -> None:
    """Steps with a jump are binomial; the mutant takes the rate itself for the probability."""
    jumps = replace(JUMPS, step_years=step_years, factor=Constant(value=2.0))
    count = round(float(np.sum(np.log2(ratios(jumps)[:, -1]))))
    steps = N * (9 // step_years)
    assert stats.binomtest(count, steps, 1.0 - math.exp(-RATE * step_years)).pvalue > FALSE_ALARM_RATE
    assert stats.binomtest(count, steps, RATE * step_years).pvalue < FALSE_ALARM_RATE


def test_mean_of_what_jumps_do() -> None:
    """Each step multiplies the mean by ``1 + p (E[factor] - 1)``; one that is a tenth larger is rejected."""
    p = 1.0 - math.exp(-RATE)
    expected = (1.0 + p * (math.exp(0.3 + 0.5 * 0.25**2) - 1.0)) ** 9
    found = ratios(JUMPS)[:, -1]
    assert abs(found.mean() - expected) < BOUND * stats.sem(found)
    assert abs(found.mean() - expected * 1.1) > BOUND * stats.sem(found)


def test_factors_of_different_years_are_independent() -> None:
    certain = replace(JUMPS, rate_per_year=Constant(value=50.0))
    change = np.diff(np.log(ratios(certain)), axis=1)
    assert stats.pearsonr(change[:, 2], change[:, 5]).pvalue > FALSE_ALARM_RATE
    assert stats.pearsonr(change[:, 2], change[:, 2] + change[:, 5]).pvalue < FALSE_ALARM_RATE
    assert abs(np.mean(change[:, 2]) - 0.3) < BOUND * 0.25 / math.sqrt(N)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"years": (2026, 2027)}, "must be the years of the base"),
        ({"step_years": 0}, "must be 1 or more"),
        ({"rate_per_year": Constant(value=-0.1)}, "0 or greater"),
        ({"factor": Constant(value=0.0)}, "median of factor = 0.0: must be a finite number greater than 0"),
        ({"half_life_years": Constant(value=0.0)}, "median of half_life_years = 0.0"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(DistributionError, match=message):
        replace(JUMPS, **change)  # type: ignore[arg-type]
