# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import funding
from tests.mc.traced.support import by_sample, evaluated

MONEY = st.floats(0.0, 1e13)


def test_need_by_hand() -> None:
    """A fifth of 40 B$, overrun by half: 12 B$."""
    assert funding.need_usd(40e9, 0.2, 0.5) == pytest.approx(12e9, rel=1e-14)


@pytest.mark.parametrize(("need", "committed", "gap"), [(12e9, 9e9, 3e9), (9e9, 9e9, 0.0), (9e9, 12e9, 0.0)])
def test_gap_is_never_negative(need: float, committed: float, gap: float) -> None:
    assert funding.gap_usd(need, committed) == gap


@pytest.mark.parametrize(
    ("need", "committed", "acquirer", "state"),
    [(9.0, 10.0, 0.0, 0), (9.0, 10.0, 1.0, 0), (9.0, 9.0, 0.0, 0), (10.0, 9.0, 1.0, 1), (10.0, 9.0, 0.0, 2)],
)
def test_outcome(need: float, committed: float, acquirer: float, state: int) -> None:
    found = funding.outcome(need, committed, acquirer)
    assert [float(part) for part in found] == [float(index == state) for index in range(3)]


@given(need=MONEY, committed=MONEY, acquirer=st.sampled_from([0.0, 1.0]))
def test_exactly_one_outcome_and_the_gap_says_which(need: float, committed: float, acquirer: float) -> None:
    found = funding.outcome(need, committed, acquirer)
    assert sum(found) == 1.0
    assert set(map(float, found)) == {0.0, 1.0}
    assert (found.reaches_revenue == 1.0) == (funding.gap_usd(need, committed) == 0.0)


@pytest.mark.parametrize("place", range(3))
def test_unknown_in_unknown_out(place: int) -> None:
    arguments = [1.0, 2.0, 0.0]
    arguments[place] = np.nan
    assert np.all(np.isnan(funding.outcome(*arguments)))
    assert np.isnan(funding.gap_usd(np.nan, 1.0))
    assert np.isnan(funding.gap_usd(1.0, np.nan))
    assert np.isnan(funding.need_usd(np.nan, 0.5, 0.1))


@pytest.mark.parametrize(("gap", "premium", "expected"), [(5.0, 10.0, 1.0), (10.0, 10.0, 1.0), (11.0, 10.0, 0.0)])
def test_preferred_up_to_the_premium(gap: float, premium: float, expected: float) -> None:
    assert funding.preferred(gap, premium) == expected
    assert np.isnan(funding.preferred(np.nan, premium))
    assert np.isnan(funding.preferred(gap, np.nan))


def test_plain_numbers_arrays_and_traces() -> None:
    values = np.array([0.0, 1.0, 2.0, np.nan])
    need, committed, acquirer = (grid.ravel() for grid in np.meshgrid(values, values, values))
    functions: tuple[Any, ...] = (
        funding.need_usd,
        lambda a, b, c: funding.gap_usd(a, b) + c,
        lambda a, b, c: funding.outcome(a, b, c).reaches_revenue,
        lambda a, b, c: funding.outcome(a, b, c).acquired,
        lambda a, b, c: funding.outcome(a, b, c).insolvent,
        lambda a, b, c: funding.preferred(a, b) + c,
    )
    for function in functions:
        names = ("a", "b", "c") if function is not funding.need_usd else funding.need_usd.__annotations__
        arguments = dict(zip(names, (need, committed, acquirer), strict=False))
        expected = by_sample(function, arguments)
        np.testing.assert_array_equal(function(**arguments), expected)
        np.testing.assert_array_equal(evaluated(function, arguments)[1], expected)
