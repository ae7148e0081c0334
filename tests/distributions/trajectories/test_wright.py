from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributions.errors import DistributionError
from distributions.families.constant import Constant
from distributions.families.normal import Normal
from distributions.trajectories.wright import Wright, wright_mass, wright_price

SUNCATCHER = {"start_price": 1800.0, "start_mass": 400.0, "learning_rate": 0.2}

CERTAIN = Wright(
    years=tuple(range(2026, 2034)),
    from_year=2026,
    start_price=Constant(value=1800.0),
    start_mass=400.0,
    learning_rate=Constant(value=0.2),
    initial_mass=Constant(value=400.0),
    annual_mass=Constant(value=100.0),
    growth=Constant(value=1.0),
)


@pytest.mark.parametrize(("price", "further_mass"), [(200.0, 370_000.0), (300.0, 104_000.0)])
def test_suncatcher(price: float, further_mass: float) -> None:
    """Google (2025), arXiv:2511.19468: 1,800 USD/kg at 400 t, 20 % a doubling; mass needed to reach two prices."""
    assert wright_mass(price, **SUNCATCHER) - 400.0 == pytest.approx(further_mass, rel=0.01)
    mass = np.array(400.0 + further_mass)
    assert wright_price(mass, **SUNCATCHER) == pytest.approx(price, rel=0.01)  # type: ignore[arg-type]


@given(st.floats(1.0, 1e5), st.floats(0.01, 0.6))
def test_mass_inverts_price(price: float, learning_rate: float) -> None:
    curve = {**SUNCATCHER, "learning_rate": learning_rate}
    mass = wright_mass(price, **curve)
    if 0.0 < mass < 1e300:
        assert wright_price(np.array(mass), **curve) == pytest.approx(price, rel=1e-9)  # type: ignore[arg-type]


def test_mass_before_each_year() -> None:
    """100 t doubling each year: 400 + 100 (2^k - 1)."""
    np.testing.assert_allclose(CERTAIN.mass({}), 400.0 + 100.0 * (2.0 ** np.arange(8) - 1.0), rtol=1e-14)


def test_mass_is_counted_from_the_year_it_refers_to() -> None:
    earlier = replace(CERTAIN, from_year=2024)
    np.testing.assert_allclose(earlier.mass({}), 400.0 + 100.0 * (2.0 ** np.arange(2, 10) - 1.0), rtol=1e-14)


def test_price_falls_by_the_learning_rate_with_each_doubling() -> None:
    steady = replace(CERTAIN, annual_mass=Constant(value=400.0), growth=Constant(value=0.0))
    np.testing.assert_allclose(steady.path({})[[0, 1, 3, 7]], 1800.0 * 0.8 ** np.arange(4), rtol=1e-14)


def test_growth_ends() -> None:
    mass = replace(CERTAIN, growth_until=2028).mass({})
    np.testing.assert_allclose(np.diff(mass), [100.0, 200.0, 400.0, 400.0, 400.0, 400.0, 400.0], rtol=1e-14)


def test_growth_that_ended_before_the_first_year() -> None:
    np.testing.assert_allclose(np.diff(replace(CERTAIN, growth_until=2020).mass({})), 100.0, rtol=1e-14)


def test_price_is_held() -> None:
    free, held = CERTAIN.path({}), replace(CERTAIN, hold_after=2029).path({})
    np.testing.assert_array_equal(held[:4], free[:4])
    np.testing.assert_array_equal(held[4:], free[3])


def test_floor() -> None:
    free = CERTAIN.path({})
    np.testing.assert_array_equal(
        replace(CERTAIN, floor=Constant(value=900.0)).path({}), np.where(free < 900.0, 900.0, free)
    )
    assert free.min() < 900.0 < free.max()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("learning_rate", 1.0, "0 or more, less than 1"),
        ("learning_rate", -0.1, "0 or more, less than 1"),
        ("growth", -1.0, "greater than -1"),
        ("initial_mass", 0.0, "median of initial_mass = 0.0"),
        ("annual_mass", -1.0, "0 or greater"),
        ("start_price", -1.0, "0 or greater"),
    ],
)
def test_refusals(name: str, value: float, message: str) -> None:
    with pytest.raises(DistributionError, match=message):
        replace(CERTAIN, **{name: Constant(value=value)})  # type: ignore[arg-type]


def test_refuses_unbounded_growth() -> None:
    with pytest.raises(DistributionError, match="its values lie from -inf to inf"):
        replace(CERTAIN, growth=Normal(mu=0.2, sigma=0.1))
