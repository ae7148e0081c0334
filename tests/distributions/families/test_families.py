"""What holds for all families: agreement with SciPy, and the laws of a quantile function."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.distributions import rv_frozen

import distributions as dist
from distributions.arrays import FloatArray
from distributions.registry import FAMILIES
from distributions.special import normal_quantile
from mc.sample_array import SampleArray
from tests.distributions.families.cases import CASES, CONTINUOUS, DISCRETE, DISTRIBUTIONS
from tests.support.statistics import FALSE_ALARM_RATE
from tests.support.strict_array import StrictArray

PROBABILITIES = np.array([1e-10, 1e-6, 0.001, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999])


def test_every_family_of_scenario_files_has_a_case() -> None:
    assert {name.split(",")[0] for name in DISTRIBUTIONS} == {*FAMILIES, "truncated"}


def _upper_quantile(ours: dist.Distribution, scipys: rv_frozen, p: float) -> float:
    if isinstance(ours, dist.Triangular):  # SciPy computes isf(p) as ppf(1 - p): ask the mirror image instead
        low, high = ours.support
        return low + high - float(stats.triang((high - ours.mode) / (high - low), low, high - low).ppf(p))
    return float(scipys.isf(p))


@pytest.mark.parametrize(("ours", "scipys"), CONTINUOUS.values(), ids=CONTINUOUS)
def test_quantiles_keep_relative_precision_in_both_tails(ours: dist.Distribution, scipys: rv_frozen) -> None:
    tolerance = 2e-6 if hasattr(ours, "max_error") else 1e-12
    low, high = ours.support
    for p in PROBABILITIES:
        for draw, exact in (
            (dist.Draw.from_tails(np.asarray(p), np.asarray(1.0 - p)), scipys.ppf(p)),
            (dist.Draw.from_tails(np.asarray(1.0 - p), np.asarray(p)), _upper_quantile(ours, scipys, p)),
        ):
            # The distance from the nearer end, which itself is resolved to rounding.
            distance = min(exact - low, high - exact)
            size = distance if math.isfinite(distance) else abs(exact) + math.sqrt(scipys.ppf(0.75) - scipys.ppf(0.25))
            assert ours.quantile(draw) == pytest.approx(exact, rel=1e-14, abs=tolerance * size)


@pytest.mark.parametrize(("ours", "scipys"), DISCRETE.values(), ids=DISCRETE)
def test_discrete_quantiles_are_those_of_scipy(ours: dist.Distribution, scipys: rv_frozen) -> None:
    rng = np.random.default_rng(1)
    probabilities = np.concatenate((rng.random(1000), [1e-10, 1e-3, 1.0 - 1e-10]))
    np.testing.assert_array_equal(ours.ppf(probabilities), scipys.ppf(probabilities))
    assert ours.discrete


@pytest.mark.parametrize(("ours", "scipys"), CASES.values(), ids=CASES)
def test_cdf_moments_and_support_are_those_of_scipy(ours: dist.Distribution, scipys: rv_frozen) -> None:
    values = np.concatenate((scipys.ppf(PROBABILITIES), scipys.ppf([0.2, 0.8]) + 0.25, [-300.0, 300.0]))
    np.testing.assert_allclose(ours.cdf(values), scipys.cdf(values), rtol=1e-9, atol=1e-15)
    assert ours.mean == pytest.approx(scipys.mean(), rel=1e-9)
    assert ours.variance == pytest.approx(scipys.var(), rel=1e-9)
    assert ours.support == pytest.approx(scipys.support())
    assert ours.median == pytest.approx(scipys.median(), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("ours", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_ends_of_the_probabilities_are_ends_of_the_support(ours: dist.Distribution) -> None:
    assert ours.ppf([0.0, 1.0]).tolist() == list(ours.support)
    assert np.all(np.isnan(ours.ppf([-0.1, 1.1, math.nan])))


@pytest.mark.parametrize("ours", [*DISTRIBUTIONS.values()], ids=DISTRIBUTIONS)
def test_cdf_inverts_quantiles(ours: dist.Distribution) -> None:
    p = np.linspace(0.001, 0.999, 997)
    x = ours.ppf(p)
    if ours.discrete or ours.is_constant:
        assert np.all(ours.cdf(x) >= p - 1e-12)
        np.testing.assert_array_equal(ours.ppf(np.minimum(ours.cdf(x) - 1e-9, 0.9999)), x)
    else:
        np.testing.assert_allclose(ours.cdf(x), p, atol=3e-6)
        assert np.all(np.diff(x) >= 0.0)


@pytest.mark.parametrize("ours", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_samples_of_any_array_library_have_the_values_of_plain_arrays(ours: dist.Distribution) -> None:
    lower = np.linspace(1e-6, 1.0 - 1e-6, 101)
    expected = np.broadcast_to(ours.quantile(dist.Draw.from_tails(lower, 1.0 - lower)), lower.shape)
    one_by_one = [float(ours.quantile(dist.Draw.from_tails(p, 1.0 - p))) for p in lower.tolist()]
    samples: object = ours.quantile(dist.Draw.from_tails(SampleArray(lower), SampleArray(1.0 - lower)))  # type: ignore[arg-type]
    tails = SampleArray(StrictArray(lower)), SampleArray(StrictArray(1.0 - lower))  # type: ignore[arg-type]
    device: object = ours.quantile(dist.Draw.from_tails(*tails))  # type: ignore[arg-type]
    np.testing.assert_allclose(one_by_one, expected, rtol=1e-13)
    if not ours.is_constant:
        assert isinstance(samples, SampleArray)
        assert isinstance(device, SampleArray)
        np.testing.assert_array_equal(samples.data, expected)
        np.testing.assert_array_equal(device.data.get(), expected)  # type: ignore[attr-defined]


@pytest.mark.parametrize("ours", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_distributions_are_values(ours: dist.Distribution) -> None:
    copy = pickle.loads(pickle.dumps(ours))
    assert copy == ours
    assert hash(copy) == hash(ours)
    assert copy.ppf(0.3) == ours.ppf(0.3)


def _kolmogorov_smirnov(ours: dist.Distribution, lower: FloatArray) -> float:
    """Chance of a sample at least as far from SciPy's distribution."""
    _, scipys = next(pair for pair in CONTINUOUS.values() if pair[0] is ours)
    sample = ours.quantile(dist.Draw.from_probability(lower))
    return float(stats.kstest(sample, scipys.cdf).pvalue)


@pytest.mark.parametrize("ours", [ours for ours, _ in CONTINUOUS.values()], ids=CONTINUOUS)
def test_samples_fit_and_biased_ones_do_not(ours: dist.Distribution) -> None:
    lower = np.random.default_rng(7).random(20_000)
    assert _kolmogorov_smirnov(ours, lower) > FALSE_ALARM_RATE
    assert _kolmogorov_smirnov(ours, lower**1.2) < FALSE_ALARM_RATE


def _chi_square(ours: dist.Distribution, lower: FloatArray) -> float:
    _, scipys = next(pair for pair in DISCRETE.values() if pair[0] is ours)
    values, counts = np.unique(ours.quantile(dist.Draw.from_probability(lower)), return_counts=True)
    observed = counts.astype(np.float64)
    expected = np.diff(scipys.cdf(values), prepend=0.0)
    expected[-1] += 1.0 - expected.sum()
    if values.size > 40:  # bins of about equal probability, so that the approximation holds
        bins = np.minimum((scipys.cdf(values) * 20).astype(int), 19)
        observed, expected = (np.bincount(bins, count, 20).astype(np.float64) for count in (observed, expected))
    return float(stats.chisquare(observed, expected * lower.size, sum_check=False).pvalue)


@pytest.mark.parametrize("name", ["bernoulli", "poisson", "poisson, many", "categorical", "empirical"])
def test_counts_fit_and_biased_ones_do_not(name: str) -> None:
    ours = DISTRIBUTIONS[name]
    lower = np.random.default_rng(8).random(20_000)
    assert _chi_square(ours, lower) > FALSE_ALARM_RATE
    assert _chi_square(ours, lower**1.2) < FALSE_ALARM_RATE


finite = st.floats(-1e6, 1e6)
positive = st.floats(1e-3, 1e3)
score = st.floats(-6.0, 6.0)


@given(low=finite, width=positive, share=st.floats(0.0, 1.0), z=score)
def test_bounded_families_stay_within_their_ends(low: float, width: float, share: float, z: float) -> None:
    high = low + width
    mode = min(high, low + share * width)
    for family in (dist.Uniform(low=low, high=high), dist.Triangular(low=low, mode=mode, high=high)):
        value = float(family.quantile(dist.Draw.from_score(np.asarray(z))))
        assert low - 1e-9 <= value <= high + 1e-9
        assert low <= family.mean <= high
        assert 0.0 < family.variance <= width**2


@given(shape=st.floats(0.2, 50.0), scale=positive, z=score)
def test_weibull_survival_is_the_upper_tail(shape: float, scale: float, z: float) -> None:
    draw = dist.Draw.from_score(np.asarray(z))
    value = float(dist.Weibull(shape=shape, scale=scale).quantile(draw))
    assert math.exp(-((value / scale) ** shape)) == pytest.approx(float(draw.upper), rel=1e-10)


@given(mu=finite, sigma=positive, factor=positive, z=score)
def test_normal_is_a_location_scale_family(mu: float, sigma: float, factor: float, z: float) -> None:
    draw = dist.Draw.from_score(np.asarray(z))
    value = float(dist.Normal(mu=mu, sigma=sigma).quantile(draw))
    scaled = float(dist.Normal(mu=factor * mu, sigma=factor * sigma).quantile(draw))
    assert scaled == pytest.approx(factor * value, rel=1e-12, abs=1e-12 * factor * (abs(mu) + 6.0 * sigma))
    assert float(normal_quantile(draw.lower, draw.upper)) == pytest.approx(z, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("family", "parameters", "message"),
    [
        (dist.Uniform, {"low": 2.0, "high": 2.0}, "high = 2.0: must satisfy low < high"),
        (dist.LogUniform, {"low": 0.0, "high": 2.0}, "low = 0.0: must be a finite number greater than 0"),
        (dist.Triangular, {"low": 0.0, "mode": 3.0, "high": 2.0}, "high = 2.0: must satisfy low <= mode <= high"),
        (dist.Pert, {"low": 0.0, "mode": 1.0, "high": 2.0, "shape": 0.0}, "shape = 0.0: must be"),
        (dist.Normal, {"mu": math.inf, "sigma": 1.0}, "mu = inf: must be a finite number"),
        (dist.Normal, {"mu": 0.0, "sigma": -1.0}, "sigma = -1.0: must be a finite number greater than 0"),
        (dist.LogNormal, {"mu": 0.0, "sigma": math.nan}, "sigma = nan: must be"),
        (dist.Beta, {"alpha": 0.0, "beta": 1.0}, "alpha = 0.0: must be"),
        (dist.Gamma, {"shape": 1.0, "scale": 0.0}, "scale = 0.0: must be"),
        (dist.Weibull, {"shape": True, "scale": 1.0}, "shape = True: must be"),
        (dist.StudentT, {"df": -1.0}, "df = -1.0: must be"),
        (dist.Bernoulli, {"probability": 1.1}, "probability = 1.1: must be a probability from 0 to 1"),
        (dist.Poisson, {"rate": 1e9}, "rate = 1000000000.0: must be a number greater than 0 and at most 1e8"),
        (dist.Constant, {"value": math.inf}, "value = inf: must be a finite number"),
    ],
)
def test_impossible_parameters_are_named(
    family: type[dist.Distribution], parameters: dict[str, float], message: str
) -> None:
    with pytest.raises(dist.DistributionError) as error:
        family(**parameters)
    assert str(error.value).startswith(message)
