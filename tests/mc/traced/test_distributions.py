"""Values of inputs by way of expressions are those that NumPy computes from the same draws."""

from typing import Any

import numpy as np
import pytest

from distributions.copulas.base import Copula
from distributions.copulas.gaussian import GaussianCopula
from distributions.copulas.student_t import StudentTCopula
from distributions.draw import Draw
from distributions.special import normal_quantile, normal_tails
from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.points.base import tails
from tests.distributions.families.cases import DISTRIBUTIONS
from tests.distributions.trajectories.test_contract import TRAJECTORY
from tests.mc.traced.support import Array, by_sample, evaluated

RNG = np.random.default_rng(9)
BITS = RNG.integers(2**32, size=(8, 400), dtype=np.uint32)
ROUNDING = {FLOAT32: 2e-5, FLOAT64: 1e-12}
UNCERTAIN = {name: family for name, family in DISTRIBUTIONS.items() if not family.is_constant}


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("name", UNCERTAIN)
def test_families(name: str, precision: DType) -> None:
    family = UNCERTAIN[name]

    def value(bits: Array) -> Any:
        return family.quantile(Draw.from_tails(*tails(bits)))

    result, found = evaluated(value, {"bits": BITS[0]}, precision)
    assert result.dtype == precision
    expected = by_sample(value, {"bits": BITS[0]})
    if family.discrete:  # a step may lie between a probability and what float32 makes of it
        assert np.mean(found != expected) <= (0.0 if precision == FLOAT64 else 0.01)
    else:
        spread = np.quantile(expected, 0.9) - np.quantile(expected, 0.1)
        np.testing.assert_allclose(found, expected, rtol=ROUNDING[precision], atol=ROUNDING[precision] * spread)


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("name", TRAJECTORY)
def test_trajectories(name: str, precision: DType) -> None:
    trajectory = TRAJECTORY[name]
    bits = dict(zip((f"bits_{place}" for place in range(8)), BITS, strict=True))

    def path(**bits: Array) -> Any:
        return trajectory.path(
            {name: Draw.from_tails(*tails(b)) for name, b in zip(trajectory.drivers, bits.values(), strict=False)}
        )

    assert len(trajectory.drivers) <= len(bits)
    result, found = evaluated(path, bits, precision)
    assert result.shape == (len(trajectory.years),)
    expected = by_sample(path, bits)
    np.testing.assert_allclose(found, expected, rtol=10.0 * ROUNDING[precision])


PAIRS = [("a", "b", 0.7), ("b", "c", -0.3)]
COPULAS: dict[str, Copula] = {
    "gaussian": GaussianCopula.from_pairs(PAIRS),
    "student_t": StudentTCopula.from_pairs(PAIRS, df=3.5),
    "student_t, heavy": StudentTCopula.from_pairs(PAIRS, df=1.0),
}


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("copula", COPULAS.values(), ids=COPULAS)
def test_copulas(copula: Copula, precision: DType) -> None:
    names = (*copula.names, *copula.drivers)

    def linked(**bits: Array) -> Any:
        draws = copula.link({name: Draw.from_tails(*tails(b)) for name, b in zip(names, bits.values(), strict=True)})
        return draws["c"].upper + 2.0 * draws["b"].lower

    bits = {f"bits_{place}": BITS[place] for place in range(len(names))}
    expected = by_sample(linked, bits)
    np.testing.assert_allclose(evaluated(linked, bits, precision)[1], expected, rtol=ROUNDING[precision])


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
def test_normal_distribution_in_both_tails(precision: DType) -> None:
    score = np.linspace(-6.0, 6.0, 241).astype(precision)
    lower, upper = (tail.astype(precision) for tail in normal_tails(score.astype(np.float64)))
    found = evaluated(lambda lower, upper: normal_quantile(lower, upper), {"lower": lower, "upper": upper}, precision)[
        1
    ]
    np.testing.assert_allclose(found, score, rtol=ROUNDING[precision], atol=ROUNDING[precision])
    for tail in (0, 1):
        found = evaluated(lambda score, tail=tail: normal_tails(score)[tail], {"score": score}, precision)[1]
        np.testing.assert_allclose(found, (lower, upper)[tail], rtol=ROUNDING[precision])


def test_float32_has_methods_of_its_own() -> None:
    score = np.array([0.5])
    single, double = (evaluated(normal_quantile_of, {"score": score}, p)[0] for p in (FLOAT32, FLOAT64))
    assert single.step is None  # not traced
    assert double.step is not None


def normal_quantile_of(score: Any) -> Any:
    return normal_quantile(score, 1.0 - score)


def test_numpy_arrays_go_straight_through() -> None:
    p = RNG.random(100)
    np.testing.assert_array_equal(normal_quantile(p, 1.0 - p), normal_quantile.__wrapped__(p, 1.0 - p))  # type: ignore[attr-defined]
