# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import power


def test_load_by_hand() -> None:
    assert power.electrical_load(0.08, 0.1) == pytest.approx(1.2, rel=1e-14)  # 1.08 / 0.9


@given(bus=st.floats(0.0, 0.5), pump=st.floats(0.0, 0.5))
def test_load_balances(bus: float, pump: float) -> None:
    load = power.electrical_load(bus, pump)
    assert 1.0 + bus + pump * load == pytest.approx(load, rel=1e-14)


def test_array_by_hand() -> None:
    # 1,000 W for four fifths of the orbit, half of it left at the end, half of that lost on the way
    assert power.array_power(1000.0, 0.8, 0.5, 0.5, 1.0) == pytest.approx(5000.0, rel=1e-14)
    # and a battery that takes two for each one that it gives: 1.2 of every 0.8
    assert power.array_power(1000.0, 0.8, 0.5, 0.5, 0.5) == pytest.approx(6000.0, rel=1e-14)
    assert power.array_area(1361.0 * 18.0, 0.2, 0.9, power.SOLAR_CONSTANT_W_PER_M2) == pytest.approx(100.0, rel=1e-14)
    assert power.end_of_life_factor(0.1, 2.0) == pytest.approx(0.81, rel=1e-14)


def test_battery_by_hand() -> None:
    assert power.battery_capacity(1000.0, 18.0, 0.4) == pytest.approx(750.0, rel=1e-14)  # 0.3 h / 0.4


@given(sunlit=st.floats(0.5, 1.0), efficiency=st.floats(0.5, 1.0))
def test_array_feeds_the_load_and_the_battery(sunlit: float, efficiency: float) -> None:
    made = power.array_power(1.0, sunlit, 0.9, 0.7, efficiency) * 0.9 * 0.7 * sunlit
    stored = made - sunlit
    assert stored * efficiency == pytest.approx(1.0 - sunlit, rel=1e-12, abs=1e-14)


@given(nameplate=st.floats(1.0, 1e9), sunlit=st.floats(0.5, 1.0), efficiency=st.floats(0.5, 1.0))
def test_inverses(nameplate: float, sunlit: float, efficiency: float) -> None:
    load = power.delivered_power(nameplate, sunlit, 0.8, 0.72, efficiency)
    assert power.array_power(load, sunlit, 0.8, 0.72, efficiency) == pytest.approx(nameplate, rel=1e-14)
    area = power.array_area(nameplate, 0.22, 0.9, 1361.0)
    assert power.array_nameplate(area, 0.22, 0.9, 1361.0) == pytest.approx(nameplate, rel=1e-14)


@pytest.mark.parametrize("years", [1, 2, 5, 15])
@pytest.mark.parametrize("degradation", [1e-12, 0.0015, 0.025, 0.5])
def test_mean_factor_is_the_mean_over_years(degradation: float, years: int) -> None:
    mean = np.mean(power.end_of_life_factor(degradation, np.arange(years)))
    assert power.mean_factor(degradation, years) == pytest.approx(mean, rel=1e-14)


def test_mean_factor_without_degradation_is_one() -> None:
    np.testing.assert_array_equal(power.mean_factor(np.array([0.0, 0.0]), np.array([5.0, 5.5])), 1.0)


@given(reference=st.floats(0.5, 0.99), onset=st.floats(1e13, 1e16))
def test_radiation_goes_through_the_published_point(reference: float, onset: float) -> None:
    assert power.radiation_remaining_factor(0.0, 1e15, reference, onset) == 1.0
    assert power.radiation_remaining_factor(1e15, 1e15, reference, onset) == pytest.approx(reference, rel=1e-14)
    # far below the onset the loss is proportional to the fluence, far above it to the logarithm
    low = 1.0 - power.radiation_remaining_factor(np.array([1e-4, 2e-4]) * onset, 1e15, reference, onset)
    assert low[1] / low[0] == pytest.approx(2.0, rel=1e-3)
    high = power.radiation_remaining_factor(np.array([1e8, 1e9, 1e10]) * onset, 1e15, reference, onset)
    assert high[0] - high[1] == pytest.approx(high[1] - high[2], rel=1e-6)


def test_wings_by_hand() -> None:
    assert power.wings(4000.0, 2000.0) == 2.0
    assert power.wings(4001.0, 2000.0) == 3.0


@pytest.mark.parametrize("growth", [0.0, 0.1, 1.0])
@pytest.mark.parametrize("years", [1, 3, 10])
def test_supply_adds_up(growth: float, years: int) -> None:
    made = np.sum(7.0 * (1.0 + growth) ** np.arange(years))
    assert power.years_to_supply(made, 7.0, growth) == pytest.approx(years, rel=1e-14)


def test_growth_shortens_supply() -> None:
    years = power.years_to_supply(5000.0, 1.0, np.array([0.0, 1e-9, 1e-3, 0.1, 1.0]))
    assert years[1] == pytest.approx(years[0], rel=1e-5)
    assert np.all(np.diff(years) < 0.0)
    assert years[-1] == pytest.approx(np.log2(5001.0), rel=1e-14)
