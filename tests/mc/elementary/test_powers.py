"""Powers against wider arithmetic, and the special cases of IEEE 754."""

import mpmath as mp
import numpy as np
import pytest

from mc.elementary.powers import power
from mc.expression.node import FLOAT32, FLOAT64, DType, constant
from mc.expression.simplify import topological
from tests.mc.elementary.errors import Array, ulp_errors
from tests.support.interpret import interpret, leaf

ERROR = {FLOAT32: 6.6, FLOAT64: 1.45}
USUAL_ERROR = 1.1


def evaluated(x: Array, y: Array) -> Array:
    base, exponent = leaf(x.dtype), leaf(y.dtype)
    return interpret([power(base, exponent)], {base: x, exponent: y})[0]


def by_constant(x: Array, y: float) -> Array:
    base = leaf(x.dtype)
    return interpret([power(base, constant(y, x.dtype))], {base: x})[0]


def wide(x: Array, y: Array) -> Array:
    kind = np.float64 if x.dtype == np.float32 else np.longdouble
    with np.errstate(all="ignore"):
        return np.asarray(np.power(x.astype(kind), y.astype(kind)))


def by_mpmath(x: Array, y: Array) -> Array:
    """Long double powers, as libraries give them, are not accurate enough to judge float64 by."""
    with mp.workdps(30):
        powers = [mp.nstr(mp.mpf(float(a)) ** mp.mpf(float(b)), 24) for a, b in zip(x, y, strict=True)]
    return np.array([np.longdouble(power) for power in powers])


@pytest.mark.parametrize("spread", [0.5, 8.0, 120.0])
@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
def test_errors(dtype: DType, spread: float) -> None:
    """Results in all binades, from bases near 1 with great exponents to great bases."""
    rng = np.random.default_rng(13)
    info = np.finfo(dtype)
    x = (2.0 ** rng.uniform(-spread, spread, 40_000 if dtype == FLOAT32 else 2_000)).astype(dtype)
    y = (rng.uniform(info.minexp, info.maxexp, x.size) * rng.choice([0.05, 1.0], x.size) / np.log2(x)).astype(dtype)
    exact = wide(x, y) if dtype == FLOAT32 else by_mpmath(x, y)
    errors = ulp_errors(evaluated(x, y), exact)
    usual = (exact > 2.0**-10) & (exact < 2.0**10)
    assert errors[usual].max() <= USUAL_ERROR
    assert errors[np.abs(exact) >= info.tiny].max() <= ERROR[dtype]
    assert errors.max() <= ERROR[dtype] + 0.5  # below the smallest normal number they are rounded twice


@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
def test_special_cases(dtype: DType) -> None:
    """All pairs of special values; a fractional power of -inf is NaN here and infinite or zero in IEEE 754."""
    info = np.finfo(dtype)
    sizes = np.array(
        [0.0, 1.0, 2.0, 3.0, 0.5, 1.5, 2.5, 7e9, 1e-30, info.max, info.smallest_subnormal, np.inf, np.nan], dtype
    )
    values = np.concatenate([sizes, -sizes])
    x, y = (part.ravel() for part in np.meshgrid(values, values))
    expected = wide(x, y)
    fractional = np.isneginf(x) & (np.rint(y) != y)
    got = evaluated(x, y)
    assert ulp_errors(got, expected)[~fractional].max() <= 1.5
    assert np.isnan(got[fractional]).all()
    for exponent in values[(values != 0.5) & ~np.isnan(values)]:  # the square root of -inf is NaN, of -0 it is -0
        errors = ulp_errors(by_constant(values, float(exponent)), wide(values, np.full_like(values, exponent)))
        assert errors[~np.isneginf(values) | (np.rint(exponent) == exponent)].max() <= 1.5


@pytest.mark.parametrize(
    ("exponent", "error"),
    [
        (0.0, 0.0),
        (1.0, 0.0),
        (2.0, 0.5),
        (3.0, 1.3),
        (4.0, 1.9),
        (-1.0, 0.5),
        (-2.0, 1.5),
        (-3.0, 2.3),
        (-4.0, 3.0),
        (0.5, 0.5),
    ],
)
def test_small_constant_exponents_are_products(exponent: float, error: float) -> None:
    x = np.random.default_rng(14).uniform(0.1, 50.0, 20_000).astype(np.float32)
    got = by_constant(x, exponent)
    assert ulp_errors(got, wide(x, np.full_like(x, exponent))).max() <= error
    assert not any(node.operation == "fma" for node in topological([power(leaf(FLOAT32), constant(exponent, FLOAT32))]))


@pytest.mark.parametrize("exponent", [-2.0, 0.0, 0.5, 1.0, 3.0])
def test_equal_exponents_in_an_array_give_its_shape(exponent: float) -> None:
    """So that a model of one year is like one of many."""
    base, years = leaf(FLOAT32), constant(np.full(3, exponent), FLOAT32)
    x = np.array([1.5, 2.5], np.float32)
    (got,) = interpret([power(base, years)], {base: x})
    np.testing.assert_array_equal(got, np.tile(by_constant(x, exponent), (3, 1)))


def test_exponents_of_whole_years() -> None:
    years = np.arange(-3.0, 35.0, dtype=np.float32)
    growth = leaf(FLOAT32)
    x = np.array([1.07, 0.93, -1.5, 0.0], np.float32)
    (got,) = interpret([power(growth, constant(years, FLOAT32))], {growth: x})
    expected = wide(np.broadcast_to(x, (years.size, 4)), np.broadcast_to(years[:, None], (years.size, 4)))
    assert ulp_errors(got, expected).max() <= ERROR[FLOAT32]


@pytest.mark.parametrize("years", ["of the exponent", "of the base"])
def test_the_logarithm_varies_with_the_base_alone(years: str) -> None:
    """So that it is computed once where only the exponent varies by year."""
    x, y = (
        (leaf(FLOAT32), leaf(FLOAT32, (30,))) if years == "of the exponent" else (leaf(FLOAT32, (30,)), leaf(FLOAT32))
    )
    (division,) = (node for node in topological([power(x, y)]) if node.operation == "div")
    assert division.shape == x.shape
    yearly = sum(
        node.shape == (30,) and not node.is_constant
        for node in topological([power(leaf(FLOAT32), leaf(FLOAT32, (30,)))])
    )
    assert yearly <= 55
