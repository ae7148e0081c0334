# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import links


def test_data_ceiling_by_hand() -> None:
    # 8 Gbit/s are 1 GB/s: 3,600 GB in an hour, half of that by half the availability, by 100 kWh
    assert links.data_ceiling_gb_per_kwh(8.0, 100.0, 0.5) == pytest.approx(18.0, rel=1e-14)


def test_served_by_hand() -> None:
    assert links.served_fraction(14.8, 29.6) == 0.5
    assert links.served_fraction(14.8, 0.5) == 1.0
    assert links.served_fraction(14.8, 0.0) == 1.0
    assert links.served_fraction(0.0, 0.0) == 1.0
    assert links.served_fraction(0.0, 1.0) == 0.0


@given(power=st.floats(1.0, 1e6), growth=st.floats(1.0, 100.0), demand=st.floats(1e-6, 100.0))
def test_a_larger_plant_behind_the_same_downlink_serves_no_larger_share(
    power: float, growth: float, demand: float
) -> None:
    small, large = (
        links.served_fraction(links.data_ceiling_gb_per_kwh(100.0, kw, 0.9), demand) for kw in (power, power * growth)
    )
    assert 0.0 <= large <= small <= 1.0
    assert large * growth >= small * (1.0 - 1e-14)  # what it serves is no less


def test_an_isotropic_aperture_has_no_gain() -> None:
    assert links.aperture_gain_db(1.55e-6 / math.pi, 1.55e-6, 1.0) == pytest.approx(0.0, abs=1e-12)
    assert links.aperture_gain_db(15.5e-6 / math.pi, 1.55e-6, 0.5) == pytest.approx(20.0 - 3.0103, rel=1e-5)


@given(aperture=st.floats(0.01, 1.0), distance=st.floats(1e5, 1e8), wavelength=st.floats(0.5e-6, 2e-6))
def test_far_away_the_receiver_catches_its_part_of_the_beam(
    aperture: float, distance: float, wavelength: float
) -> None:
    """An antenna of gain G concentrates G times what would fall on the receiver's area from all directions alike."""
    gain = links.aperture_gain_db(aperture, wavelength, 1.0)
    flux = 5.0 * 10.0 ** (gain / 10.0) / (4.0 * np.pi * distance**2)
    caught = flux * np.pi * aperture**2 / 4.0
    assert links.received_power_w(5.0, gain, gain, distance, wavelength, 0.5) == pytest.approx(0.5 * caught, rel=1e-10)


def test_within_the_confocal_distance_the_beam_is_no_wider_than_root_two_times_the_aperture() -> None:
    distance = links.confocal_distance_m(0.1, 1.55e-6)
    waist = 0.05
    width = waist * math.sqrt(1.0 + (distance * 1.55e-6 / (math.pi * waist**2)) ** 2)
    assert width == pytest.approx(math.sqrt(2.0) * waist, rel=1e-14)
