# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

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


def test_period_of_a_geostationary_orbit_is_a_sidereal_day() -> None:
    assert power.orbit_period_minutes(35_786.0) == pytest.approx(1436.07, rel=1e-5)


def test_eclipse_of_an_orbit_that_grazes_the_earth_is_half_of_it() -> None:
    assert power.eclipse_fraction(0.0, 1.0) == pytest.approx(0.5, rel=1e-14)


def test_no_eclipse_where_the_orbit_passes_clear() -> None:
    assert power.eclipse_fraction(650.0, math.cos(math.radians(75.0))) == 0.0


def test_array_by_hand() -> None:
    # 1,000 W for four fifths of the orbit, half of it left at the end, half of that lost on the way
    assert power.array_power(1000.0, 0.8, 0.5, 0.5) == pytest.approx(5000.0, rel=1e-14)
    assert power.array_area(1361.0 * 18.0, 0.2, 0.9) == pytest.approx(100.0, rel=1e-14)
    assert power.end_of_life_factor(0.1, 2.0) == pytest.approx(0.81, rel=1e-14)


def test_battery_by_hand() -> None:
    assert power.battery_capacity(1000.0, 18.0, 0.4) == pytest.approx(750.0, rel=1e-14)  # 0.3 h / 0.4


@given(sunlit=st.floats(0.5, 1.0), altitude=st.floats(400.0, 1200.0))
def test_array_feeds_the_load_and_the_battery(sunlit: float, altitude: float) -> None:
    minutes = power.orbit_period_minutes(altitude)
    energy_made = power.array_power(1.0, sunlit, 0.9, 0.7) * 0.9 * 0.7 * sunlit * minutes
    assert energy_made == pytest.approx(minutes, rel=1e-12)


def test_higher_orbits_have_shorter_eclipses() -> None:
    assert np.all(np.diff(power.longest_eclipse_fraction(np.linspace(400.0, 1200.0, 50))) < 0.0)
