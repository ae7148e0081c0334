import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import distributions as dist

STANDARD = dist.Normal(mu=0.0, sigma=1.0)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 2.0), (8.0, math.inf), (-math.inf, -12.0), (20.0, 20.5)])
def test_truncated_normal_is_that_of_scipy_far_out_too(low: float, high: float) -> None:
    ours = dist.Truncated(base=STANDARD, low=low, high=high)
    scipys = stats.truncnorm(low, high)
    p = np.array([1e-10, 0.01, 0.3, 0.5, 0.9, 0.999])
    # In the far tail a relative error of a probability moves the value by that divided by low squared.
    np.testing.assert_allclose(ours.ppf(p), scipys.ppf(p), rtol=1e-12)
    x = scipys.ppf(np.array([0.1, 0.5, 0.9]))
    np.testing.assert_allclose(ours.cdf(x), scipys.cdf(x), rtol=1e-9)
    assert ours.support == (low, high)
    # Robert (1995), Statistics and Computing 5, 121-125: moments from the hazard; SciPy computes them so.
    assert ours.mean == pytest.approx(scipys.mean(), rel=1e-9)
    assert ours.variance == pytest.approx(scipys.var(), rel=1e-5)


def test_truncated_exponential_has_no_memory() -> None:
    # Closed form: an exponential variable beyond 30 is 30 plus an exponential variable.
    base = dist.Weibull(shape=1.0, scale=1.0)
    beyond = dist.Truncated(base=base, low=30.0)
    p = np.array([1e-6, 0.2, 0.8, 1.0 - 1e-9])
    np.testing.assert_allclose(beyond.ppf(p) - 30.0, base.ppf(p), rtol=1e-7, atol=1e-13)
    assert beyond.mean == pytest.approx(31.0, rel=1e-10)
    assert beyond.variance == pytest.approx(1.0, rel=1e-8)


def test_truncated_tables_stay_within_their_error() -> None:
    base = dist.Gamma(shape=2.0, scale=1.0)
    ours = dist.Truncated(base=base, low=1.0, high=3.0)
    scipys = stats.gamma(2.0)
    p = np.linspace(0.001, 0.999, 101)
    exact = scipys.ppf(scipys.cdf(1.0) + p * (scipys.cdf(3.0) - scipys.cdf(1.0)))
    np.testing.assert_allclose(ours.ppf(p), exact, rtol=3e-6)


@pytest.mark.parametrize(("low", "high", "first", "last"), [(2.0, 6.0, 2, 6), (1.5, 6.9, 2, 6), (-math.inf, 3.0, 0, 3)])
def test_truncated_counts(low: float, high: float, first: int, last: int) -> None:
    ours = dist.Truncated(base=dist.Poisson(rate=4.0), low=low, high=high)
    counts = np.arange(first, last + 1)
    probabilities = stats.poisson(4.0).pmf(counts)
    probabilities /= probabilities.sum()
    mean = float(np.sum(probabilities * counts))
    assert list(ours.support) == [first, last]
    np.testing.assert_allclose(ours.cdf(counts), np.cumsum(probabilities), rtol=1e-12)
    np.testing.assert_array_equal(np.unique(ours.ppf(np.linspace(1e-6, 1.0 - 1e-6, 1001))), counts)
    assert ours.mean == pytest.approx(mean, rel=1e-12)
    assert ours.variance == pytest.approx(float(np.sum(probabilities * (counts - mean) ** 2)), rel=1e-12)


@given(low=st.floats(-6.0, 6.0), width=st.floats(1e-3, 5.0), z=st.floats(-8.0, 8.0))
def test_values_never_leave_the_limits(low: float, width: float, z: float) -> None:
    ours = dist.Truncated(base=STANDARD, low=low, high=low + width)
    assert low <= float(ours.quantile(dist.Draw.from_score(np.asarray(z)))) <= low + width


def test_truncation_may_be_repeated_and_may_be_none() -> None:
    once = dist.Truncated(base=STANDARD, low=-1.0, high=2.0)
    twice = dist.Truncated(base=dist.Truncated(base=STANDARD, low=-1.0), high=2.0)
    p = np.linspace(0.01, 0.99, 99)
    np.testing.assert_allclose(twice.ppf(p), once.ppf(p), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(dist.Truncated(base=STANDARD).ppf(p), STANDARD.ppf(p), rtol=1e-13, atol=1e-13)


def test_moments_that_the_base_has_not() -> None:
    cauchy = dist.StudentT(df=1.0)
    assert math.isnan(dist.Truncated(base=cauchy, low=0.0).mean)
    # Closed form: the mean of |Cauchy| up to 1 is ln(2) / 2 divided by arctan(1).
    half = dist.Truncated(base=cauchy, low=0.0, high=1.0)
    assert half.mean == pytest.approx(0.5 * math.log(2.0) / math.atan(1.0), rel=1e-6)


@pytest.mark.parametrize(
    ("base", "low", "high"),
    [
        (dist.Uniform(low=0.0, high=1.0), 2.0, 3.0),
        (dist.LogNormal(mu=0.0, sigma=1.0), -5.0, -1.0),
        (dist.Poisson(rate=4.0), 2.2, 2.8),
        (STANDARD, 50.0, math.inf),
    ],
)
def test_nothing_left_is_an_error(base: dist.Distribution, low: float, high: float) -> None:
    with pytest.raises(dist.DistributionError, match="leaves no probability that can be resolved between"):
        dist.Truncated(base=base, low=low, high=high)


def test_limits_must_increase() -> None:
    with pytest.raises(dist.DistributionError, match="must satisfy low <= high"):
        dist.Truncated(base=STANDARD, low=2.0, high=1.0)
    with pytest.raises(dist.DistributionError, match="must be a distribution"):
        dist.Truncated(base=1.0, low=2.0, high=1.0)  # type: ignore[arg-type]
