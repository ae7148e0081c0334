# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import propulsion

GRAVITATION_M3_PER_S2 = 3.986004418e14
EARTH_RADIUS_M = 6_378_137.0


@given(altitude=st.floats(300.0, 36_000.0), drop=st.floats(0.01, 0.99))
def test_the_burn_leads_to_the_perigee(altitude: float, drop: float) -> None:
    """Fly the orbit after the burn: of a state of position and speed, energy and momentum give the perigee."""
    perigee = altitude * (1.0 - drop)
    radius = EARTH_RADIUS_M + 1000.0 * altitude
    speed = math.sqrt(GRAVITATION_M3_PER_S2 / radius) - propulsion.deorbit_delta_v(altitude, perigee)
    semi_major_axis = 1.0 / (2.0 / radius - speed**2 / GRAVITATION_M3_PER_S2)
    assert 2.0 * semi_major_axis - radius == pytest.approx(EARTH_RADIUS_M + 1000.0 * perigee, rel=1e-10)


def test_an_orbit_that_is_not_lowered_takes_no_burn() -> None:
    assert propulsion.deorbit_delta_v(650.0, 650.0) == 0.0
    assert propulsion.deorbit_delta_v(200.0, 1000.0) == 0.0  # below already: nothing is gained either


def test_propellant_by_hand() -> None:
    exhaust_speed = 9.80665 * 300.0
    assert propulsion.propellant_fraction(exhaust_speed * math.log(3.0), 300.0) == pytest.approx(2.0, rel=1e-14)
    assert propulsion.propellant_fraction(0.0, 300.0) == 0.0


@given(first=st.floats(1.0, 5e3), second=st.floats(1.0, 5e3), impulse=st.floats(200.0, 3000.0))
def test_burns_in_a_row_multiply_the_masses(first: float, second: float, impulse: float) -> None:
    ratio = [1.0 + propulsion.propellant_fraction(burn, impulse) for burn in (first, second, first + second)]
    assert ratio[0] * ratio[1] == pytest.approx(ratio[2], rel=1e-12)
