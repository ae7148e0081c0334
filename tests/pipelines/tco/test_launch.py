# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import launch

POSITIVE = st.floats(0.01, 1e7)


def test_bus_is_its_fraction_of_the_mass_at_launch() -> None:
    mass = launch.launched_mass(40.0, 0.2)
    assert mass == pytest.approx(50.0, rel=1e-14)
    assert mass * 0.2 + 40.0 == pytest.approx(mass, rel=1e-14)


def test_launch_by_hand() -> None:
    assert launch.launch_cost(200.0, 50.0) == 10_000.0


def test_light_cargo_pays_for_its_volume() -> None:
    assert launch.charged_mass(30e3, 200.0, 100e3, 1000.0) == 30e3
    assert launch.charged_mass(30e3, 500.0, 100e3, 1000.0) == 50e3


def test_flights_by_hand() -> None:
    assert launch.flights(200e3, 0.0, 100e3, 1000.0) == 2.0
    assert launch.flights(200e3 + 1.0, 0.0, 100e3, 1000.0) == 3.0
    assert launch.flights(1.0, 3500.0, 100e3, 1000.0) == 4.0
    assert launch.flights(0.0, 0.0, 100e3, 1000.0) == 0.0


@given(mass=POSITIVE, volume=POSITIVE, payload=POSITIVE, fairing=POSITIVE)
def test_flights_carry_what_is_charged_and_one_fewer_would_not(
    mass: float, volume: float, payload: float, fairing: float
) -> None:
    flights = launch.flights(mass, volume, payload, fairing)
    charged = launch.charged_mass(mass, volume, payload, fairing)
    rounding = 1.0 + 1e-12
    assert charged <= flights * payload * rounding
    assert charged * rounding >= (flights - 1.0) * payload


def test_deployment_by_hand() -> None:
    assert launch.deployment_years(22.0, 4.0) == 5.5


def test_missing_share_by_hand() -> None:
    # of a fleet of which a fifth is replaced in a year, 1 - exp(-0.1) is missing after six months, about half of it on
    # average; two such times in ten years are a tenth of the service
    assert launch.missing_share(2.0, 0.5, 10.0, 0.2) == pytest.approx(0.1 * (1.0 - (1.0 - math.exp(-0.1)) / 0.1))
    assert launch.missing_share(0.0, 0.5, 10.0, 0.2) == 0.0
    assert launch.missing_share(2.0, 0.0, 10.0, 0.2) == 0.0
    assert launch.missing_share(50.0, 5.0, 5.0, 1.0) == pytest.approx(1.0 - (1.0 - math.exp(-5.0)) / 5.0)


@given(length=st.floats(0.05, 2.0), rate=st.floats(0.05, 0.5), service=st.floats(4.0, 20.0), start=st.floats(0.0, 1.0))
def test_missing_share_is_the_average_of_a_history(length: float, rate: float, service: float, start: float) -> None:
    """The fleet week by week through two groundings: nothing is replaced, then everything at once."""
    time = np.linspace(0.0, service, 100_001)
    first = start * (service / 2.0 - length)
    since = np.minimum.reduce(
        [np.where(time < begin, np.inf, time - begin) for begin in (first, first + service / 2.0)]
    )
    missing = np.where(since < length, -np.expm1(-rate * np.minimum(since, length)), 0.0)
    steps = 2.0 * rate * length / 100_000  # by which the rectangle rule misses the two falls
    assert launch.missing_share(2.0, length, service, rate) == pytest.approx(float(np.mean(missing)), abs=2.0 * steps)
