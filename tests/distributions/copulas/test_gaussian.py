import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from distributions.copulas.gaussian import GaussianCopula
from distributions.draw import Draw
from distributions.errors import DistributionError
from mc.sample_array import SampleArray
from tests.support.statistics import FALSE_ALARM_RATE

Array = npt.NDArray[np.float64]

N = 50_000
THREE = GaussianCopula.from_pairs([("a", "b", 0.8), ("b", "c", -0.3)])


def independent(names: tuple[str, ...], n: int = N) -> dict[str, Draw]:
    rng = np.random.default_rng(12)
    return {name: Draw.from_probability(rng.random(n)) for name in names}


def test_two_variables_in_closed_form() -> None:
    draws = independent(("a", "b"), 100)
    linked = GaussianCopula.from_pairs([("a", "b", 0.6)]).link(draws)
    np.testing.assert_allclose(linked["b"].score, 0.6 * draws["a"].score + 0.8 * draws["b"].score, rtol=1e-14)


@given(st.lists(st.floats(-0.99, 0.99), min_size=3, max_size=3))
def test_factor_reproduces_the_matrix(partial: list[float]) -> None:
    """Any partial correlations make a positive definite matrix (Joe 2006)."""
    ab, ac, rest = partial
    bc = ab * ac + rest * math.sqrt((1 - ab**2) * (1 - ac**2))
    copula = GaussianCopula.from_pairs([("a", "b", ab), ("a", "c", ac), ("b", "c", bc)])
    unit = {name: [Draw.from_score(np.array(float(name == other))) for other in "abc"] for name in "abc"}
    columns = [copula.link({name: unit[name][k] for name in "abc"}) for k in range(3)]
    factor = np.array([[float(column[name].score) for column in columns] for name in "abc"])
    np.testing.assert_allclose(factor @ factor.T, copula.correlation, atol=1e-7)


def correlation_score(x: Array, y: Array, rho: float) -> float:
    """Standard errors between a sample correlation and `rho`, by Fisher's transformation."""
    return float((np.arctanh(stats.pearsonr(x, y).statistic) - math.atanh(rho)) * math.sqrt(len(x) - 3))


PAIRS = [("a", "b", 0.8), ("b", "c", -0.3), ("a", "c", 0.0)]
BOUND = float(stats.norm.isf(FALSE_ALARM_RATE / 2))


@pytest.mark.parametrize(("one", "other", "rho"), PAIRS)
def test_correlation_of_scores(one: str, other: str, rho: float) -> None:
    linked = THREE.link(independent(("a", "b", "c")))
    assert abs(correlation_score(linked[one].score, linked[other].score, rho)) < BOUND
    assert abs(correlation_score(linked[one].score, linked[other].score, rho + 0.05)) > BOUND


def test_correlation_rejects_a_factor_without_its_diagonal() -> None:
    """The mutant ``z_b + rho z_a`` is correlated too, but neither as asked nor standard normal."""
    draws = independent(("a", "b"))
    mutant = draws["b"].score + 0.8 * draws["a"].score
    assert abs(correlation_score(draws["a"].score, mutant, 0.8)) > BOUND
    assert stats.kstest(mutant, "norm").pvalue < FALSE_ALARM_RATE


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_margins_stay_uniform(name: str) -> None:
    linked = THREE.link(independent(("a", "b", "c")))
    assert stats.kstest(linked[name].lower, "uniform").pvalue > FALSE_ALARM_RATE


def test_rank_correlation() -> None:
    """Spearman's rank correlation is the correlation of the uniforms: 6 / pi asin(rho / 2)."""
    linked = THREE.link(independent(("a", "b", "c"), 400_000))
    x, y = linked["a"].lower, linked["b"].lower
    products = 12.0 * (x - 0.5) * (y - 0.5)
    deviation = products.mean() - 6.0 / math.pi * math.asin(0.4)
    assert abs(deviation) < BOUND * stats.sem(products)
    assert abs(products.mean() - 0.8) > BOUND * stats.sem(products)  # which is not the Pearson correlation


def test_first_name_keeps_its_draw_and_others_are_untouched() -> None:
    draws = independent(("a", "b", "c", "free"), 10)
    linked = THREE.link(draws)
    assert linked["a"] is draws["a"]
    assert set(linked) == {"a", "b", "c"}
    uncorrelated = GaussianCopula(names=("a", "b"), correlation=((1.0, 0.0), (0.0, 1.0))).link(draws)
    assert uncorrelated["b"] is draws["b"]


def test_floats_arrays_and_samples_agree() -> None:
    rng = np.random.default_rng(3)
    scores = {name: rng.standard_normal(20) for name in "abc"}
    arrays = THREE.link({name: Draw.from_score(score) for name, score in scores.items()})
    samples = THREE.link({name: Draw.from_score(SampleArray(score)) for name, score in scores.items()})  # type: ignore[arg-type]
    singles = [
        THREE.link({name: Draw.from_score(float(score[i])) for name, score in scores.items()})  # type: ignore[arg-type]
        for i in range(20)
    ]
    for name in "abc":
        np.testing.assert_array_equal(samples[name].score.data, arrays[name].score)
        np.testing.assert_array_equal([single[name].score for single in singles], arrays[name].score)


class TestRefusals:
    def test_not_positive_definite_says_how_far_to_shrink(self) -> None:
        pairs = [("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9), ("d", "e", 0.5)]
        with pytest.raises(DistributionError, match=r"smallest eigenvalue of the matrix is -0\.8") as caught:
            GaussianCopula.from_pairs(pairs)
        message = str(caught.value)
        assert all(text in message for text in ("'a' and 'b' (0.9)", "'b' and 'c' (0.9)", "'a' and 'c' (-0.9)"))
        assert "'d' and 'e'" not in message
        factor = 1.0 / 1.8
        assert f"{factor:.4g}" in message
        GaussianCopula.from_pairs([(a, b, 0.999 * factor * rho) for a, b, rho in pairs])
        with pytest.raises(DistributionError, match="cannot hold together"):
            GaussianCopula.from_pairs([(a, b, 1.001 * factor * rho) for a, b, rho in pairs])

    def test_perfect_correlation(self) -> None:
        with pytest.raises(DistributionError, match="multiplied by less than 1 would do"):
            GaussianCopula.from_pairs([("a", "b", 1.0)])

    @pytest.mark.parametrize("rho", [1.01, -2.0, math.nan, math.inf])
    def test_not_a_correlation(self, rho: float) -> None:
        with pytest.raises(DistributionError, match="must be a correlation from -1 to 1"):
            GaussianCopula.from_pairs([("a", "b", rho)])

    def test_the_same_name_twice(self) -> None:
        with pytest.raises(DistributionError, match=r"'a' with itself = 0\.5: a pair must have two names"):
            GaussianCopula.from_pairs([("a", "a", 0.5)])
        with pytest.raises(DistributionError, match="each name must be given once"):
            GaussianCopula(names=("a", "a"), correlation=((1.0, 0.0), (0.0, 1.0)))

    @pytest.mark.parametrize("second", [0.5, -0.5])
    def test_a_pair_twice(self, second: float) -> None:
        with pytest.raises(DistributionError, match=r"is given before, as 0\.5"):
            GaussianCopula.from_pairs([("a", "b", 0.5), ("b", "a", second)])

    @pytest.mark.parametrize(
        ("matrix", "message"),
        [
            (((1.0, 0.5), (0.4, 1.0)), "must be the same in both directions"),
            (((0.9, 0.5), (0.5, 1.0)), "with itself = 0.9: must be 1"),
            (((1.0, 0.5),), "must have 2 rows and columns"),
        ],
    )
    def test_not_a_correlation_matrix(self, matrix: tuple[tuple[float, ...], ...], message: str) -> None:
        with pytest.raises(DistributionError, match=message):
            GaussianCopula(names=("a", "b"), correlation=matrix)

    def test_nothing(self) -> None:
        with pytest.raises(DistributionError, match="at least one name"):
            GaussianCopula.from_pairs([])
