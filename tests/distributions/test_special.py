from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from distributions.special import normal_quantile, normal_tails


def test_quantiles_against_scipy_in_both_tails() -> None:
    p = np.concatenate((np.geomspace(1e-300, 0.4, 4001), np.linspace(0.001, 0.5, 999)))
    exact = special.ndtri(p)
    np.testing.assert_allclose(normal_quantile(p, 1.0 - p), exact, rtol=2e-15, atol=3e-16)
    np.testing.assert_allclose(normal_quantile(1.0 - p, p), -exact, rtol=2e-15, atol=3e-16)


@pytest.mark.parametrize(
    ("p", "score"), [(0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408)]
)
def test_published_check_values(p: float, score: float) -> None:
    # Wichura (1988), section "Test data" of PPND16.
    assert float(normal_quantile(np.asarray(p), np.asarray(1.0 - p))) == pytest.approx(score, rel=1e-15)


def test_tails_against_scipy() -> None:
    scores = np.linspace(-37.0, 37.0, 20_001)
    lower, upper = normal_tails(scores)
    # SciPy rounds the square in the exponent, which costs it digits in proportion to the square.
    np.testing.assert_array_less(np.abs(lower / special.ndtr(scores) - 1.0), 1e-15 + 3e-16 * scores**2 * (scores < 0.0))
    np.testing.assert_array_equal(upper, normal_tails(-scores)[0])


@pytest.mark.parametrize("score", [4.0, 6.0, 8.3, 20.0, 37.0])
def test_far_tails_against_exact_arithmetic(score: float) -> None:
    # Laplace's continued fraction of the Mills ratio (Abramowitz and Stegun 26.2.14), in 40 digits.
    with localcontext() as context:
        context.prec = 40
        x = Decimal(score)
        fraction = x
        for k in range(400, 0, -1):
            fraction = x + k / fraction
        two_pi = Decimal("6.283185307179586476925286766559005768394")
        exact = float((-x * x / 2).exp() / two_pi.sqrt() / fraction)
    assert float(normal_tails(np.asarray(score))[1]) == pytest.approx(exact, rel=2e-15)


def test_impossible_probabilities_stay_finite() -> None:
    ends = normal_quantile(np.array([0.0, 1.0]), np.array([1.0, 0.0]))
    np.testing.assert_allclose(ends, [-38.4, 38.4], atol=0.1)


@given(score=st.floats(-37.0, 37.0))
def test_quantile_inverts_tails(score: float) -> None:
    lower, upper = normal_tails(np.asarray(score))
    assert float(lower + upper) == pytest.approx(1.0, rel=1e-15)
    assert float(normal_quantile(lower, upper)) == pytest.approx(score, rel=1e-13, abs=1e-15)
