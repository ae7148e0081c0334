# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mc.sample_array import SampleArray
from pipelines.tco.breakeven import (
    breakeven_launch_price,
    breakeven_year,
    breakeven_year_first,
    orbit_cheaper,
    reached_by,
)

YEARS = (2030, 2031, 2032, 2033)
PATHS = {
    "crosses once": ([2.0, 1.0, -1.0, -2.0], 2032.0, 2032.0),
    "touches zero": ([1.0, 0.0, 0.0, 0.0], 2031.0, 2031.0),
    "from the start": ([-1.0, -1.0, -1.0, -1.0], 2030.0, 2030.0),
    "never": ([1.0, 1.0, 1.0, 1.0], math.inf, math.inf),
    "recrosses and stays": ([1.0, -1.0, 1.0, -1.0], 2033.0, 2031.0),
    "recrosses and is lost": ([-1.0, -1.0, -1.0, 1.0], math.inf, 2030.0),
    "endlessly dear": ([math.inf, math.inf, -1.0, -1.0], 2032.0, 2032.0),
    "unknown at first": ([math.nan, -1.0, -1.0, -1.0], math.nan, math.nan),
    "unknown at last": ([1.0, -1.0, -1.0, math.nan], math.nan, math.nan),
    "unknown": ([math.nan] * 4, math.nan, math.nan),
}


@pytest.mark.parametrize(("gap", "stays", "first"), PATHS.values(), ids=PATHS.keys())
def test_handmade_paths(gap: list[float], stays: float, first: float) -> None:
    path = np.array(gap)
    assert breakeven_year(path, YEARS) == pytest.approx(stays, nan_ok=True, abs=0)
    assert breakeven_year_first(path, YEARS) == pytest.approx(first, nan_ok=True, abs=0)


def test_samples_do_not_mix() -> None:
    gap = SampleArray(np.array([path for path, _, _ in PATHS.values()]).T)
    stays, first = breakeven_year(gap, YEARS), breakeven_year_first(gap, YEARS)
    np.testing.assert_array_equal(stays.data, [year for _, year, _ in PATHS.values()])
    np.testing.assert_array_equal(first.data, [year for _, _, year in PATHS.values()])


@given(gap=st.lists(st.integers(-2, 2), min_size=4, max_size=4))
def test_definition_in_a_loop(gap: list[int]) -> None:
    cheaper = [value <= 0 for value in gap]
    stays = next((float(year) for i, year in enumerate(YEARS) if all(cheaper[i:])), math.inf)
    first = next((float(year) for year, good in zip(YEARS, cheaper, strict=True) if good), math.inf)
    path = np.array(gap, dtype=float)
    assert breakeven_year(path, YEARS) == stays
    assert breakeven_year_first(path, YEARS) == first


def test_event() -> None:
    np.testing.assert_array_equal(orbit_cheaper(np.array([1.0, 0.0, -1.0, math.nan])), [0.0, 1.0, 1.0, math.nan])


@pytest.mark.parametrize(
    ("year", "events"),
    [(2032.0, [0, 0, 1, 1]), (2030.0, [1, 1, 1, 1]), (math.inf, [0, 0, 0, 0]), (math.nan, [math.nan] * 4)],
)
def test_start_years_from_the_breakeven_year_on(year: float, events: list[float]) -> None:
    np.testing.assert_array_equal(reached_by(np.float64(year), YEARS), events)


def test_launch_price_by_hand() -> None:
    # the gap is 900 at 200 USD/kg and grows by 3 with every dollar: zero at -100
    assert breakeven_launch_price(200.0, 900.0, 3.0) == -100.0
