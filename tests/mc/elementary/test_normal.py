"""Normal quantiles and tails in float32, against SciPy in float64."""

import numpy as np
import pytest
from scipy import special

from mc.elementary import normal_quantile, normal_tails
from mc.expression.node import FLOAT32
from mc.expression.simplify import topological
from tests.mc.elementary.errors import Array, ulp_errors
from tests.support.interpret import interpret, leaf


def quantile(lower: Array, upper: Array) -> Array:
    a, b = leaf(FLOAT32), leaf(FLOAT32)
    return interpret([normal_quantile(a, b)], {a: lower.astype(np.float32), b: upper.astype(np.float32)})[0]


def tails(score: Array) -> list[Array]:
    x = leaf(FLOAT32)
    return interpret(normal_tails(x), {x: score.astype(np.float32)})


@pytest.mark.parametrize(
    ("low", "high", "error"), [(0.0, 0.5, 1.3e-7), (0.5, 2.5, 2.9e-7), (2.5, 6.5, 3.5e-7), (6.5, 12.9, 4.6e-7)]
)
def test_scores_have_a_small_relative_error(low: float, high: float, error: float) -> None:
    """Absolute up to 1/2, as the probabilities themselves are rounded there; each tail is as likely as the other."""
    score = np.random.default_rng(15).uniform(low, high, 100_000)
    lower = special.ndtr(-score).astype(np.float32)
    exact = special.ndtri(lower.astype(np.float64))
    got = quantile(lower, 1.0 - lower.astype(np.float64))
    assert np.max(np.abs(got - exact) / np.where(score < 0.5, 1.0, -exact)) <= error
    np.testing.assert_array_equal(quantile(1.0 - lower.astype(np.float64), lower), -got)


def test_scores_of_points_are_in_order() -> None:
    """The smallest probabilities that 32 bits give, and their complements."""
    half_steps = (2.0 * np.arange(300) + 1.0) * 2.0**-33
    scores = quantile(half_steps, 1.0 - half_steps)
    assert np.all(np.diff(scores) > 0.0)
    np.testing.assert_allclose(scores, special.ndtri(half_steps), rtol=4e-7)


def test_scores_of_the_ends_and_of_the_middle() -> None:
    lower = np.array([0.0, 1e-45, 0.5, 1.0, np.nan])
    scores = quantile(lower, 1.0 - lower)
    np.testing.assert_allclose(scores, [-13.0559, -13.0559, 0.0, 13.0559, np.nan], rtol=1e-5)
    assert scores[2] == 0.0


@pytest.mark.parametrize(
    ("low", "high", "error"), [(0.0, 1.0, 3.7), (1.0, 6.0, 5.2), (6.0, 12.9, 6.4), (12.9, 14.4, 4.5)]
)
def test_each_tail_has_a_small_relative_error(low: float, high: float, error: float) -> None:
    """Near 12.9 the smaller tail becomes subnormal."""
    size = np.random.default_rng(16).uniform(low, high, 100_000).astype(np.float32)
    below, above = tails(size)
    exact = special.ndtr(-size.astype(np.float64))
    assert ulp_errors(above, exact).max() <= error
    assert ulp_errors(below, 1.0 - exact).max() <= 2.0
    mirrored_below, mirrored_above = tails(-size)
    np.testing.assert_array_equal(mirrored_below, above)
    np.testing.assert_array_equal(mirrored_above, below)


def test_tails_of_the_ends_and_of_the_middle() -> None:
    below, above = tails(np.array([-np.inf, -0.0, 0.0, 20.0, np.inf, np.nan]))
    np.testing.assert_array_equal(below, [0.0, 0.5, 0.5, 1.0, 1.0, np.nan])
    np.testing.assert_array_equal(above, [1.0, 0.5, 0.5, 0.0, 0.0, np.nan])


def test_there_and_back() -> None:
    score = np.linspace(-12.0, 12.0, 4001, dtype=np.float32)
    np.testing.assert_allclose(quantile(*tails(score)), score, rtol=2e-6, atol=3e-7)


def test_a_quantile_costs_one_division_and_no_square_root() -> None:
    operations = [node.operation for node in topological([normal_quantile(leaf(FLOAT32), leaf(FLOAT32))])]
    assert operations.count("div") == 1
    assert "sqrt" not in operations
