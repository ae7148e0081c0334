# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type"

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import radiation


def test_dose_by_hand() -> None:
    assert radiation.dose_rate(300.0, 2.0, 1.0, 1.0) == 150.0
    assert radiation.dose_rate(300.0, 0.5, 1.0, 2.0) == 1200.0
    assert radiation.dose_rate(300.0, 7.0, 1.0, 0.0) == 300.0


@given(st.floats(1.0, 1e4), st.floats(0.1, 100.0), st.floats(0.1, 100.0), st.floats(0.0, 3.0))
def test_any_point_of_the_law_can_be_its_reference(dose: float, near: float, far: float, exponent: float) -> None:
    there = radiation.dose_rate(dose, far, near, exponent)
    assert radiation.dose_rate(there, near, far, exponent) == pytest.approx(dose, rel=1e-12)


def test_events_and_errors_by_hand() -> None:
    assert radiation.event_rate(150.0, 50.0) == 3.0
    assert radiation.inferences_per_error(8766.0, 1.0) == 3600.0
    assert radiation.cross_section_cm2(20.0, 5e6) == pytest.approx(1e-8, rel=1e-14)


def test_cross_section_counts_the_events() -> None:
    dose, per_event, fluence_per_rad = 150.0, 44.0, 7.9e6
    fluence = dose * fluence_per_rad
    events = fluence * radiation.cross_section_cm2(per_event, fluence_per_rad)
    assert events == pytest.approx(radiation.event_rate(dose, per_event), rel=1e-14)


def test_margin_is_one_at_the_end_of_the_dose_life() -> None:
    life = radiation.dose_life_years(150.0, 2000.0)
    assert life == pytest.approx(13.0 + 1.0 / 3.0, rel=1e-14)
    assert math.isclose(radiation.tolerance_margin(150.0, life, 2000.0), 1.0, rel_tol=1e-14)
    assert radiation.tolerance_margin(150.0, life + 1.0, 2000.0) < 1.0
