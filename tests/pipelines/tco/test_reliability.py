# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

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


def test_rates_from_counts_by_hand() -> None:
    assert reliability.event_rate(3.0, 2.0, 365.25) == 1.5
    assert reliability.rate_from_mtbe(8766.0) == 1.0
    # one unit, watched for its mean time between events, has had one event
    assert reliability.event_rate(1.0, 1.0, 100.0 / 24.0) == pytest.approx(reliability.rate_from_mtbe(100.0), rel=1e-15)


@given(
    rate=st.floats(0.001, 1.0), multiplier=st.floats(1.0, 5.0), infant=st.floats(0.0, 3.0), life=st.floats(1.0, 10.0)
)
def test_mean_rate_keeps_the_survivors(rate: float, multiplier: float, infant: float, life: float) -> None:
    """Survivors of burn-in, then of the rest of the life, one after the other."""
    burn_in = min(infant, life)
    survivors = math.exp(-rate * multiplier * burn_in) * math.exp(-rate * (life - burn_in))
    mean = reliability.mean_rate(rate, multiplier, infant, life)
    assert 1.0 - reliability.lost_over_life(mean, life) == pytest.approx(survivors, rel=1e-12)


@given(scale=st.floats(1.0, 100.0), shape=st.floats(0.3, 3.0), life=st.floats(1.0, 15.0))
def test_weibull_mean_rate_keeps_the_survivors(scale: float, shape: float, life: float) -> None:
    mean = reliability.weibull_mean_rate(scale, shape, life)
    assert mean * life == pytest.approx(-stats.weibull_min.logsf(life, shape, scale=scale), rel=1e-12)


def test_infant_mortality_weighs_on_short_lives() -> None:
    assert reliability.weibull_mean_rate(20.0, 0.5, 2.0) > reliability.weibull_mean_rate(20.0, 0.5, 8.0)
    assert reliability.weibull_mean_rate(20.0, 1.0, 2.0) == pytest.approx(1.0 / 20.0, rel=1e-15)


def test_common_causes_by_hand() -> None:
    assert reliability.common_cause_rate(2.0, 0.1, 10.0) == pytest.approx(0.02, rel=1e-14)
    assert reliability.common_cause_rate(0.0, 1.0, 10.0) == 0.0


def test_common_causes_spread_what_independent_ones_do_not() -> None:
    """The same mean, by one event in five services that takes half the fleet: losses of 8 %, or of 13 % a year."""
    events = np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    rates = 0.05 + 0.03 + reliability.common_cause_rate(events, 0.5, 10.0)
    assert np.mean(rates) == pytest.approx(0.09, rel=1e-14)
    np.testing.assert_allclose(np.unique(rates), [0.08, 0.13], rtol=1e-14)
