# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import reliability


def test_loss_rate_by_hand() -> None:
    assert reliability.accelerator_loss_rate(0.04, 0.03, 0.92) == pytest.approx(0.0424, rel=1e-14)


def test_interruptions_that_are_mitigated_are_no_losses() -> None:
    assert reliability.accelerator_loss_rate(0.04, 5.0, 1.0) == 0.04


def test_half_is_lost_over_a_half_life() -> None:
    assert reliability.lost_over_life(math.log(2.0) / 5.0, 5.0) == pytest.approx(0.5, rel=1e-14)
    assert reliability.lost_over_life(100.0, 1.0) == 1.0


def test_overbuild_by_hand() -> None:
    # over a half-life, ln 2 = 0.693 losses are expected of a unit kept in service, and half of those launched fail
    assert reliability.overbuild(math.log(2.0) / 5.0, 5.0) == pytest.approx(2.0 * math.log(2.0), rel=1e-14)
    assert reliability.overbuild(0.0, 7.0) == 1.0
    assert reliability.overbuild(1e-9, 6.0) == pytest.approx(1.0 + 3e-9, rel=1e-15)


@given(rate=st.floats(0.001, 2.0), life=st.floats(1.0, 15.0))
def test_overbuild_leaves_one_in_service_on_average(rate: float, life: float) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(40)
    age = life * (nodes + 1.0) / 2.0
    in_service = np.sum(weights / 2.0 * np.exp(-rate * age))
    assert reliability.overbuild(rate, life) * in_service == pytest.approx(1.0, rel=1e-11)
