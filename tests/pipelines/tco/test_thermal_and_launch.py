# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest

from pipelines.tco import launch, thermal


def test_radiator_by_hand() -> None:
    assert thermal.radiator_area(1000.0, 400.0, 1.2) == pytest.approx(3.0, rel=1e-14)


def test_bus_is_its_fraction_of_the_mass_at_launch() -> None:
    mass = launch.launched_mass(40.0, 0.2)
    assert mass == pytest.approx(50.0, rel=1e-14)
    assert mass * 0.2 + 40.0 == pytest.approx(mass, rel=1e-14)


def test_launch_by_hand() -> None:
    assert launch.launch_cost(200.0, 50.0) == 10_000.0
