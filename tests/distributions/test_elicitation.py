import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import distributions as dist
from distributions.elicitation import ELICITED, TOLERANCE

ROUND_TRIPS: list[tuple[dist.Distribution, dict[str, float]]] = [
    (dist.Uniform(low=-3.0, high=8.0), {}),
    (dist.LogUniform(low=0.2, high=90.0), {}),
    (dist.Normal(mu=1.0, sigma=4.0), {}),
    (dist.LogNormal(mu=-2.0, sigma=1.2), {}),
    (dist.Weibull(shape=0.7, scale=30.0), {}),
    (dist.Gamma(shape=0.4, scale=20.0), {}),
    (dist.Gamma(shape=400.0, scale=0.1), {}),
    (dist.Beta(alpha=0.7, beta=3.0), {}),
    (dist.Beta(alpha=60.0, beta=2.0, low=-1.0, high=4.0), {"low": -1.0, "high": 4.0}),
    (dist.StudentT(df=4.0, location=1.0, scale=2.0), {"df": 4.0}),
    (dist.StudentT(df=3.5, location=1.0, scale=2.0), {}),
    (dist.Metalog(probabilities=(0.1, 0.4, 0.8), quantiles=(1.0, 2.0, 5.0)), {}),
    (
        dist.Metalog(probabilities=(0.1, 0.4, 0.8), quantiles=(1.0, 2.0, 5.0), low=0.0, high=9.0),
        {"low": 0.0, "high": 9.0},
    ),
    (dist.Triangular(low=1.0, mode=2.0, high=9.0), {}),
    (dist.Pert(low=1.0, mode=7.0, high=9.0), {}),
    (dist.Pert(low=1.0, mode=2.0, high=9.0, shape=2.0), {"shape": 2.0}),
]


def test_every_elicited_family_makes_a_round_trip() -> None:
    assert {type(original) for original, _ in ROUND_TRIPS} == set(ELICITED)


@pytest.mark.parametrize(("original", "fixed"), ROUND_TRIPS, ids=lambda value: repr(value)[:40])
def test_quantiles_give_back_the_distribution(original: dist.Distribution, fixed: dict[str, float]) -> None:
    three = isinstance(original, dist.Metalog | dist.Triangular | dist.Pert) or (
        isinstance(original, dist.StudentT) and not fixed
    )
    # The t distribution is symmetric: its degrees of freedom show only beside the median.
    probabilities = [0.5, 0.75, 0.95] if isinstance(original, dist.StudentT) and three else [0.05, 0.5, 0.9]
    if not three:
        del probabilities[1]
    quantiles = {p: float(original.ppf(p)) for p in probabilities}
    found = dist.from_quantiles(type(original), quantiles, **fixed)
    assert isinstance(found, type(original))
    tolerance = 1e-4 if hasattr(original, "max_error") else 1e-10
    others = np.array([0.1, 0.3, 0.6, 0.8, 0.97])
    spread = float(original.ppf(0.97) - original.ppf(0.1))
    np.testing.assert_allclose(found.ppf(others), original.ppf(others), atol=tolerance * spread)
    spread = max(quantiles.values()) - min(quantiles.values())
    assert all(abs(float(found.ppf(p)) - q) <= TOLERANCE * spread + 1e-9 * abs(q) for p, q in quantiles.items())


def test_closed_form_of_the_lognormal() -> None:
    found = dist.from_quantiles(dist.LogNormal, {0.5: 10.0, 0.95: 30.0})
    assert isinstance(found, dist.LogNormal)
    assert found.mu == pytest.approx(math.log(10.0), rel=1e-14)
    assert found.sigma == pytest.approx(math.log(3.0) / 1.6448536269514722, rel=1e-14)


@settings(max_examples=25)
@given(first=st.floats(0.01, 0.98), gap=st.floats(0.05, 0.95))
def test_a_beta_takes_almost_any_two_quantiles(first: float, gap: float) -> None:
    second = first + gap * (0.99 - first)
    found = dist.from_quantiles(dist.Beta, {0.1: first, 0.9: second})
    np.testing.assert_allclose(found.ppf([0.1, 0.9]), [first, second], atol=1e-5 * (second - first) + 1e-9)


@pytest.mark.parametrize(
    ("family", "quantiles", "fixed", "message"),
    [
        (
            dist.Normal,
            {0.05: 3.0, 0.95: 2.0},
            {},
            "95% quantile = 2.0: must be greater than the 5% quantile, which is 3.0",
        ),
        (
            dist.Normal,
            {0.05: 3.0, 0.95: 3.0},
            {},
            "95% quantile = 3.0: must be greater than the 5% quantile, which is 3.0",
        ),
        (dist.Normal, {0.05: 3.0}, {}, "a Normal from quantiles: needs exactly 2 quantiles, not 1"),
        (
            dist.Normal,
            {0.0: 3.0, 0.5: 4.0},
            {},
            "probability of a quantile = 0.0: must be a probability greater than 0",
        ),
        (
            dist.LogNormal,
            {0.025: -2.0, 0.95: 3.0},
            {},
            "2.5% quantile = -2.0: must be greater than 0, because a lognormal distribution has no values",
        ),
        (dist.Gamma, {0.05: 1e-90, 0.95: 1.0}, {}, "95% quantile = 1.0: must be between"),
        (dist.Beta, {0.05: 0.2, 0.95: 1.5}, {}, "95% quantile = 1.5: must be less than high = 1"),
        (dist.Triangular, {0.05: 1.0, 0.95: 3.0}, {}, "a Triangular from quantiles: needs exactly 3 quantiles, not 2"),
        (dist.Metalog, {0.05: 1.0, 0.95: 3.0}, {}, "a Metalog from quantiles: needs 3 quantiles or more, not 2"),
        (dist.Metalog, {0.05: 1.0, 0.5: 2.0, 0.95: 3.0}, {"low": 1.5}, "quantiles[0] = 1.0: must satisfy low < "),
        (dist.Triangular, {0.05: 0.0, 0.5: 0.01, 0.95: 1.0}, {}, "50% quantile = 0.01: must be between"),
        (dist.StudentT, {0.05: -1.0, 0.5: 0.0, 0.95: 1.0}, {}, "50% quantile = 0.0: says nothing about the shape"),
        (
            dist.Poisson,
            {0.05: 1.0, 0.95: 3.0},
            {},
            "family = 'Poisson': cannot be made from quantiles; these can: Beta,",
        ),
        (dist.Normal, {0.05: 1.0, 0.95: 3.0}, {"mu": 1.0}, "mu = 1.0: cannot be fixed when a Normal is made"),
    ],
)
def test_infeasible_elicitations_say_what_is_allowed(
    family: type[dist.Distribution], quantiles: dict[float, float], fixed: dict[str, float], message: str
) -> None:
    with pytest.raises(dist.DistributionError) as error:
        dist.from_quantiles(family, quantiles, **fixed)
    assert str(error.value).startswith(message)


def test_the_allowed_range_of_a_triangular_is_right() -> None:
    # Closed form: with its mode at the low end, quantiles lie at 1 - sqrt(1 - p) of the width.
    first, second, third = (1.0 - math.sqrt(1.0 - p) for p in (0.05, 0.5, 0.95))
    least = (second - first) / (third - first)
    with pytest.raises(dist.DistributionError, match=f"between {least:.6g} and {1.0 - least:.6g} for a triangular"):
        dist.from_quantiles(dist.Triangular, {0.05: 0.0, 0.5: least - 0.001, 0.95: 1.0})
    edge = dist.from_quantiles(dist.Triangular, {0.05: 0.0, 0.5: least + 1e-9, 0.95: 1.0})
    assert isinstance(edge, dist.Triangular)
    # As long as all three lie above the mode, they leave it undetermined.
    assert 0.0 <= (edge.mode - edge.low) / (edge.high - edge.low) <= 0.0501
