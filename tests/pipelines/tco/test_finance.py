# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import finance
from tests.mc.traced.support import by_sample, evaluated


def test_real_rate_of_a_nominal_one() -> None:
    assert finance.real_rate(0.0815, 0.03) == pytest.approx(0.05, rel=1e-12)  # 1.0815 = 1.05 * 1.03


def test_premium_fades_in_a_straight_line_and_stays_gone() -> None:
    years = np.array([0.0, 5.0, 10.0, 30.0])
    rates = finance.fading_premium(0.15, 0.09, years, 10.0)
    assert rates == pytest.approx([0.15, 0.12, 0.09, 0.09], rel=1e-12)


def test_capital_recovery_by_hand() -> None:
    # 0.1 * 1.1**2 / (1.1**2 - 1) = 0.121 / 0.21
    assert finance.capital_recovery_factor(0.1, 2.0) == pytest.approx(0.121 / 0.21, rel=1e-14)


def test_capital_without_interest_is_depreciation() -> None:
    assert finance.capital_recovery_factor(0.0, 8.0) == 0.125
    assert finance.capital_recovery_factor(1e-12, 8.0) == pytest.approx(0.125, rel=1e-11)


def test_annuity_by_hand() -> None:
    assert finance.annuity(0.1, 2) == pytest.approx(1 / 1.1 + 1 / 1.21, rel=1e-14)
    assert finance.annuity(0.0, 10) == 10.0


@given(rate=st.floats(0.001, 0.5), years=st.integers(1, 30))
def test_annuity_inverts_capital_recovery(rate: float, years: int) -> None:
    assert finance.annuity(rate, years) * finance.capital_recovery_factor(rate, years) == pytest.approx(1.0, rel=1e-12)


def test_discounted_mean_by_hand() -> None:
    path = np.array([1.0, 2.0, 4.0, 8.0])
    mean = finance.discounted_mean(path, 0.25, start_years=3, service_years=2)
    # weights 0.8 and 0.64: (0.8 a + 0.64 b) / 1.44
    assert mean == pytest.approx([(0.8 + 1.28) / 1.44, (1.6 + 2.56) / 1.44, (3.2 + 5.12) / 1.44], rel=1e-14)


def test_level_cost_per_gpu_hour_by_hand() -> None:
    """8,760 USD a year for a kW are one dollar an hour; 2 kW, used half of the time, four."""
    assert finance.level_cost_per_gpu_hour(8_760.0, 2.0, 0.5) == pytest.approx(4.0, rel=1e-15)


def test_affordable_cost_of_a_kilogram_by_hand() -> None:
    assert finance.affordable_usd_per_kg(12_000.0, 40.0) == 300.0


def test_plain_numbers_arrays_and_traces() -> None:
    rng = np.random.default_rng(7)
    arguments = {name: rng.uniform(0.01, 0.3, 6) for name in ("a", "b")} | {"c": rng.uniform(1.0, 9.0, (2, 6))}
    functions: tuple[Any, ...] = (
        lambda a, b, c: finance.real_rate(a, b) * c,
        lambda a, b, c: finance.fading_premium(a, b, 5.0, c),
        lambda a, b, c: finance.capital_recovery_factor(a - b, c),
        lambda a, b, c: finance.level_cost_per_gpu_hour(a, b, c),
        lambda a, b, c: finance.affordable_usd_per_kg(a + b, c),
    )
    for function in functions:
        expected = by_sample(function, arguments)
        np.testing.assert_allclose(function(**arguments), expected, rtol=1e-13)
        np.testing.assert_allclose(evaluated(function, arguments)[1], expected, rtol=1e-11)


def test_total_is_the_sum_in_order() -> None:
    parts = {"large": np.array([1e16]), "one": np.array([1.0]), "back": np.array([-1e16])}
    assert finance.total(parts)[0] == (1e16 + 1.0) - 1e16
    assert finance.total(dict(reversed(parts.items())))[0] == (-1e16 + 1.0) + 1e16
