import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import reliability


def test_loss_rate_by_hand() -> None:
    assert reliability.accelerator_loss_rate(0.04, 0.03, 0.92) == pytest.approx(0.0424, rel=1e-14)


def test_interruptions_that_are_mitigated_are_no_losses() -> None:
    assert reliability.accelerator_loss_rate(0.04, 5.0, 1.0) == 0.04


def test_lost_fraction_of_a_half_life() -> None:
    assert reliability.lost_fraction(math.log(2.0)) == pytest.approx(0.5, rel=1e-14)
    assert reliability.lost_fraction(100.0) == 1.0


def test_overbuild_by_hand() -> None:
    assert reliability.overbuild(0.5, 2.0) == pytest.approx(4.0 / 3.0, rel=1e-14)  # (1 + 1/2) / 2 in service
    assert reliability.overbuild(0.0, 7.0) == 1.0
    assert reliability.overbuild(1e-9, 7.0) == pytest.approx(1.0 + 3e-9, rel=1e-15)


@given(fraction=st.floats(0.001, 0.9), years=st.integers(1, 15))
def test_overbuild_leaves_one_in_service_on_average(fraction: float, years: int) -> None:
    in_service = [reliability.overbuild(fraction, years) * (1.0 - fraction) ** age for age in range(years)]
    assert sum(in_service) / years == pytest.approx(1.0, rel=1e-12)
