import math
from functools import cache

import mpmath as mp
import numpy as np
import numpy.typing as npt
import pytest
from scipy import integrate, stats

from distributions.copulas.base import Copula
from distributions.copulas.gaussian import GaussianCopula
from distributions.copulas.student_t import MIXING, TOLERANCE, StudentTCopula, score_table
from distributions.draw import Draw, median_draw
from distributions.errors import DistributionError
from distributions.families.constant import Constant
from distributions.families.normal import Normal
from mc.errors import SettingError
from mc.inputs import InputSpace
from mc.points.sobol import dimension_map
from mc.sample_array import SampleArray
from tests.support.statistics import FALSE_ALARM_RATE

Array = npt.NDArray[np.float64]

N = 200_000
PAIRS = [("a", "b", 0.6), ("b", "c", -0.3)]
DF = 3.5
COPULA = StudentTCopula.from_pairs(PAIRS, df=DF)


@cache
def independent(n: int = N) -> dict[str, Draw]:
    rng = np.random.default_rng(21)
    return {name: Draw.from_probability(rng.random(n)) for name in ("a", "b", "c", MIXING)}


@cache
def linked(df: float | None = DF) -> dict[str, Draw]:
    copula = GaussianCopula.from_pairs(PAIRS) if df is None else StudentTCopula.from_pairs(PAIRS, df=df)
    return copula.link(independent())


@pytest.mark.parametrize("df", [1.0, 1.7, 2.0, 4.0, 30.0, 1e3, 1e6])
def test_scores_are_within_their_stated_error(df: float) -> None:
    """Against 40 digits; the largest t of the grid is that of the score 9.8."""
    table = score_table(df)
    assert table.max_error <= TOLERANCE
    rng = np.random.default_rng(5)
    for coordinate in [*rng.uniform(0.0, 10.0, 60).tolist(), 1e-6]:
        with mp.workdps(40):
            square = mp.expm1(mp.mpf(coordinate) ** 2 / df)  # t^2 / df
            upper = mp.betainc(mp.mpf(df) / 2, 0.5, 0, 1 / (1 + square), regularized=True) / 2
            found = table.score(np.array(float(mp.sqrt(square))), np.array(1.0))
            error = mp.mpf(float(found)) - mp.sqrt(2) * mp.erfinv(1 - 2 * upper)
        assert abs(error) < 1.01 * table.max_error + 1e-14, coordinate


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_margins_stay_uniform(name: str) -> None:
    assert stats.kstest(linked()[name].lower, "uniform").pvalue > FALSE_ALARM_RATE


def test_margins_reject_scores_that_keep_their_stretch() -> None:
    """The mutant takes t variables for normal scores."""
    draws = independent()
    mutant = draws["a"].score / np.sqrt(stats.chi2(DF).ppf(draws[MIXING].lower) / DF)
    assert stats.kstest(mutant, "norm").pvalue < FALSE_ALARM_RATE


def concordant(draws: dict[str, Draw], one: str, other: str) -> int:
    """How many of `N` / 2 separate pairs of samples have both draws in the same order."""
    x, y = (draws[name].score for name in (one, other))
    return int(np.sum((x[::2] - x[1::2]) * (y[::2] - y[1::2]) > 0.0))


@pytest.mark.parametrize(("one", "other", "rho"), [*PAIRS, ("a", "c", 0.0)])
@pytest.mark.parametrize("df", [1.0, DF])
def test_kendalls_tau(one: str, other: str, rho: float, df: float) -> None:
    """``2 / pi asin(rho)`` for any degrees of freedom (Demarta and McNeil 2005)."""
    found = concordant(linked(df), one, other)
    for wanted, holds in ((rho, True), (rho + 0.03, False)):
        tau = 2.0 / math.pi * math.asin(wanted)
        assert (stats.binomtest(found, N // 2, 0.5 * (1.0 + tau)).pvalue > FALSE_ALARM_RATE) == holds


def joint_exceedance(df: float, rho: float, upper: float) -> float:
    """Probability that both of two t variables exceed their quantile: given one, the other is t again."""
    t = float(stats.t(df).isf(upper))

    def integrand(tail: float) -> float:
        x = float(stats.t(df).isf(tail))
        return float(stats.t(df + 1.0).sf((t - rho * x) * math.sqrt((df + 1.0) / ((df + x * x) * (1.0 - rho * rho)))))

    return float(integrate.quad(integrand, 0.0, upper, epsabs=0.0, epsrel=1e-9)[0])


@pytest.mark.parametrize(("one", "other", "rho"), [*PAIRS, ("a", "c", 0.0)])
def test_extremes_come_together_as_often_as_they_should(one: str, other: str, rho: float) -> None:
    """In the farthest percent, at both ends; those of the Gaussian copula, the mutant, do so more rarely."""
    expected = joint_exceedance(DF, rho, 0.01)
    for end in ("upper", "lower"):
        both = [
            int(np.sum((getattr(draws[one], end) < 0.01) & (getattr(draws[other], end) < 0.01)))
            for draws in (linked(), linked(None))
        ]
        assert stats.binomtest(both[0], N, expected).pvalue > FALSE_ALARM_RATE
        assert stats.binomtest(both[1], N, expected).pvalue < FALSE_ALARM_RATE


@pytest.mark.parametrize(("one", "other", "rho"), [*PAIRS, ("a", "c", 0.0)])
@pytest.mark.parametrize("df", [1.0, DF])
def test_tail_dependence_is_the_limit(one: str, other: str, rho: float, df: float) -> None:
    copula = StudentTCopula.from_pairs(PAIRS, df=df)
    found = joint_exceedance(df, rho, 1e-18) / 1e-18
    assert copula.tail_dependence(one, other) == copula.tail_dependence(other, one) == pytest.approx(found, rel=1e-4)


def test_published_tail_dependence() -> None:
    """Embrechts, McNeil and Straumann (2002), table 1: by degrees of freedom, for rho of -0.5, 0, 0.5 and 0.9."""
    table = {2.0: (0.06, 0.18, 0.39, 0.72), 4.0: (0.01, 0.08, 0.25, 0.63), 10.0: (0.0, 0.01, 0.08, 0.46)}
    for df, row in table.items():
        for rho, expected in zip((-0.5, 0.0, 0.5, 0.9), row, strict=True):
            copula = StudentTCopula.from_pairs([("a", "b", rho)], df=df)
            assert round(copula.tail_dependence("a", "b"), 2) == expected


def test_many_degrees_of_freedom_are_the_gaussian_copula() -> None:
    """Mixing fades with the root of the degrees of freedom."""
    gaussian = linked(None)["b"].score
    distances = [float(np.sqrt(np.mean((linked(df)["b"].score - gaussian) ** 2))) for df in (1e2, 1e4, 1e6)]
    assert distances[2] < 1e-3
    assert distances[0] / distances[1] == pytest.approx(10.0, rel=0.05)
    assert distances[1] / distances[2] == pytest.approx(10.0, rel=0.05)


def test_floats_arrays_and_samples_agree() -> None:
    draws = {name: draw.score[:20] for name, draw in independent().items()}
    arrays = COPULA.link({name: Draw.from_score(score) for name, score in draws.items()})
    samples = COPULA.link({name: Draw.from_score(SampleArray(score)) for name, score in draws.items()})  # type: ignore[arg-type]
    for name in "abc":
        np.testing.assert_array_equal(samples[name].score.data, arrays[name].score)
        singles = [
            COPULA.link({key: Draw.from_score(float(score[i])) for key, score in draws.items()})[name].score  # type: ignore[arg-type]
            for i in range(20)
        ]
        np.testing.assert_allclose(singles, arrays[name].score, rtol=1e-13)


class TestInputSpace:
    def space(self, copula: Copula | None, **more: float) -> InputSpace:
        normal = Normal(mu=0.0, sigma=1.0)
        constants = {name: Constant(value=value) for name, value in more.items()}
        return InputSpace(distributions={"a": normal, "b": normal, "c": normal, **constants}, copula=copula)

    def test_the_copula_has_a_draw_of_its_own_after_all_others(self) -> None:
        assert self.space(COPULA).drivers == ("a", "b", "c", MIXING)
        assert self.space(GaussianCopula.from_pairs(PAIRS)).drivers == ("a", "b", "c")
        drivers = self.space(COPULA).drivers
        assert dimension_map(drivers) == {"a": 0, "b": 1, "c": 2, MIXING: 3}
        assert dimension_map(drivers, {MIXING: 0}) == {MIXING: 0, "a": 1, "b": 2, "c": 3}

    def test_the_middle_stays_the_middle(self) -> None:
        central = self.space(COPULA).central()
        assert [float(central[name]) for name in "abc"] == [0.0, 0.0, 0.0]
        draws = {name: draw for name, draw in independent(100).items() if name == MIXING}
        found = COPULA.link({**dict.fromkeys("abc", median_draw()), **draws})
        assert all(np.all(found[name].score == 0.0) for name in "abc")

    def test_its_own_draw_cannot_be_linked(self) -> None:
        with pytest.raises(DistributionError, match="is a draw of the copula itself"):
            StudentTCopula.from_pairs([("a", MIXING, 0.5)], df=4.0)
        with pytest.raises(SettingError, match="which nothing draws"):
            self.space(StudentTCopula.from_pairs([("a", "dependence.mixin", 0.5)], df=4.0))


@pytest.mark.parametrize("df", [0.5, 0.0, -3.0, math.nan, math.inf, 1e7])
def test_degrees_of_freedom_that_are_refused(df: float) -> None:
    with pytest.raises(DistributionError, match=r"df = .*: must be a number from 1 to 1e6"):
        StudentTCopula.from_pairs(PAIRS, df=df)


def test_correlations_that_contradict_each_other_are_refused_as_in_a_gaussian_copula() -> None:
    pairs = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)]
    messages = []
    for make in (GaussianCopula.from_pairs, lambda pairs: StudentTCopula.from_pairs(pairs, df=4.0)):
        with pytest.raises(DistributionError, match="cannot hold together") as caught:
            make(pairs)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
