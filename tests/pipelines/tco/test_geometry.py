# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipelines.tco import geometry

OBLIQUITY = math.radians(23.44)
ALTITUDES_KM = np.array([200.0, 250.0, 300.0, 400.0, 600.0, 800.0, 1200.0, 1385.0, 2000.0, 5000.0])
LONGITUDES = (np.arange(20_000) + 0.5) / 20_000 * 2.0 * math.pi  # of the Sun, along the ecliptic
DECLINATIONS = np.arcsin(math.sin(OBLIQUITY) * np.sin(LONGITUDES))


def dawn_dusk_eclipses(altitude_km: float) -> NDArray[np.float64]:
    """Through the year."""
    inclination = geometry.sun_synchronous_inclination(altitude_km)
    return geometry.eclipse_fraction(altitude_km, np.abs(np.cos(inclination + DECLINATIONS)))


def test_period_of_a_geostationary_orbit_is_a_sidereal_day() -> None:
    assert geometry.orbit_period_minutes(35_786.0) == pytest.approx(1436.07, rel=1e-5)


def test_eclipse_of_an_orbit_that_grazes_the_earth_is_half_of_it() -> None:
    assert geometry.eclipse_fraction(0.0, 1.0) == pytest.approx(0.5, rel=1e-14)


def test_no_eclipse_where_the_orbit_passes_clear() -> None:
    assert geometry.eclipse_fraction(650.0, math.cos(math.radians(75.0))) == 0.0


def test_higher_orbits_have_shorter_eclipses() -> None:
    altitudes = np.linspace(400.0, 1200.0, 50)
    for part in (
        geometry.longest_eclipse_fraction,
        geometry.longest_eclipse_fraction_inclined,
        geometry.mean_eclipse_fraction,
        geometry.eclipse_season_days,
    ):
        assert np.all(np.diff(part(altitudes)) < 0.0)


@given(altitude=st.floats(200.0, 5000.0), cos_beta=st.floats(0.1, 1.0))
def test_longest_eclipse_of_inclined_orbits_is_a_bound(altitude: float, cos_beta: float) -> None:
    longest = geometry.longest_eclipse_fraction_inclined(altitude)
    assert geometry.eclipse_fraction(altitude, cos_beta) <= longest
    assert geometry.eclipse_fraction(altitude, 1.0) == longest


@pytest.mark.parametrize("altitude_km", ALTITUDES_KM)
def test_the_longest_eclipse_is_the_longest_of_the_year(altitude_km: float) -> None:
    longest = geometry.longest_eclipse_fraction(altitude_km)
    assert longest == pytest.approx(np.max(dawn_dusk_eclipses(altitude_km)), abs=1e-6)


@pytest.mark.parametrize("altitude_km", ALTITUDES_KM)
def test_mean_eclipse_is_the_mean_of_the_year(altitude_km: float) -> None:
    fine = np.mean(dawn_dusk_eclipses(altitude_km))
    error = 1e-6 if 600.0 <= altitude_km <= 4500.0 else 6e-5
    assert geometry.mean_eclipse_fraction(altitude_km) == pytest.approx(fine, abs=error)


@pytest.mark.parametrize("altitude_km", ALTITUDES_KM)
def test_season_is_when_there_are_eclipses(altitude_km: float) -> None:
    days = 365.2422 * np.mean(dawn_dusk_eclipses(altitude_km) > 0.0)
    assert geometry.eclipse_season_days(altitude_km) == pytest.approx(days, abs=0.05)


@pytest.mark.parametrize("altitude_km", [1400.0, 2000.0, 3300.0])
def test_high_orbits_above_the_terminator_have_no_eclipses(altitude_km: float) -> None:
    assert geometry.mean_eclipse_fraction(altitude_km) == 0.0
    assert geometry.eclipse_season_days(altitude_km) == 0.0


def test_eclipses_come_back_with_the_tilt_of_higher_orbits() -> None:
    assert geometry.mean_eclipse_fraction(1390.0) > 0.0
    assert geometry.mean_eclipse_fraction(3400.0) > 0.0


@pytest.mark.parametrize("altitude_km", [200.0, 550.0, 1000.0, 5000.0])
@pytest.mark.parametrize("inclination", [0.0, 28.5, 51.6, 75.0, 97.6, 150.0])
def test_mean_eclipse_of_inclined_orbits_is_the_mean_over_nodes_and_seasons(
    altitude_km: float, inclination: float
) -> None:
    pole = math.radians(inclination)
    hour_angle = (np.arange(1000)[:, None] + 0.5) / 1000 * math.pi  # between node and Sun
    declination = DECLINATIONS[::50]
    sin_beta = math.sin(pole) * np.cos(declination) * np.cos(hour_angle) + math.cos(pole) * np.sin(declination)
    fine = np.mean(geometry.eclipse_fraction(altitude_km, np.sqrt(1.0 - sin_beta**2)))
    assert geometry.mean_eclipse_fraction_inclined(altitude_km, pole) == pytest.approx(fine, abs=1e-3)


def test_mean_eclipse_of_a_grazing_orbit_in_all_orientations_is_half() -> None:
    """Half of the sphere is dark, whatever the orbit."""
    for inclination in (0.0, 0.5, 1.5):
        assert geometry.mean_eclipse_fraction_inclined(0.0, inclination) == pytest.approx(0.5, abs=1e-15)
