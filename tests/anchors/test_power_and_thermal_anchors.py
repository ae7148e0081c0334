"""Published orbits, arrays and radiators, from the publications' own inputs.

The tolerance of each row is what the publication's own rounding asks for.
"""

# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math
from typing import Any

import pytest

from pipelines.tco import geometry, power, thermal

STARCLOUD: dict[str, Any] = {
    "emissivity": 0.92,
    "fin_efficiency": 1.0,
    "faces": 2.0,
    "sink_temperature_k": 0.0,
    "absorptivity": 0.09,
    "solar_view": 1.0,
    "earth_view": 0.25,
    "albedo": 0.3,
    "earth_infrared_w_per_m2": thermal.STEFAN_BOLTZMANN_W_PER_M2_K4 * 253.15**4,
    "infrared_absorptivity": 0.09,
    "irradiance_w_per_m2": 1366.0,
    "solar_transmission": 1.0,
}
"""Radiator of the Starcloud white paper v1.03 (2024), page 9: with its solar absorptivity in the infrared too."""

NO_ENVIRONMENT: dict[str, Any] = STARCLOUD | {"solar_view": 0.0, "earth_view": 0.0}


def test_power_of_starlink_v2_mini() -> None:
    """Google Suncatcher (arXiv:2511.19468, 2025): 105 m2 of 22 % cells, filled to 90 %, are 28 kW."""
    assert power.array_nameplate(105.0, 0.22, 0.9, power.SOLAR_CONSTANT_W_PER_M2) == pytest.approx(28_000.0, rel=0.015)


def test_starclouds_array_is_too_small() -> None:
    """Starcloud white paper v1.03 (2024): 4 km by 4 km of its own cells. It says 5 GW; they are 4.33 GW."""
    assert power.array_nameplate(16e6, 0.22, 0.9, 1366.0) == pytest.approx(4.33e9, rel=1e-3)
    assert math.sqrt(power.array_area(5e9, 0.22, 0.9, 1366.0)) == pytest.approx(4300.0, rel=1e-3)


def test_irosa() -> None:
    """Redwire and NASA, roll-out array of the ISS: 20 kW of 18.3 by 6 m, 340 kg."""
    area_m2 = 18.3 * 6.0
    assert power.array_nameplate(area_m2, 1.0, 1.0, 182.0) == pytest.approx(20_000.0, rel=2e-3)
    assert 340.0 / area_m2 == pytest.approx(3.10, rel=2e-3)


def test_mean_factor_of_mccalip() -> None:
    """McCalip, default case: 39,731 satellites of 27 kW for 1 GW in 98 % sunlight, at 2.5 % a year over 5 years."""
    nameplate = 1e9 / power.delivered_power(1.0, 0.98, power.mean_factor(0.025, 5.0), 1.0, 1.0)
    assert power.wings(nameplate, 27_000.0) == 39_731


def test_radiation_of_triple_junctions() -> None:
    """Fetzer et al. (33rd IEEE PVSC, 2008), Spectrolab XTJ: 0.89 after 5e14 and 0.84 after 1e15 electrons of 1 MeV.

    Rocket Lab (2022), IMM-beta: 0.87 after 1e15, taken as 15 years in geostationary orbit.
    """
    assert power.radiation_remaining_factor(5e14, 1e15, 0.84, 2.3e14) == pytest.approx(0.89, abs=5e-4)
    assert power.radiation_remaining_factor(1e15, 1e15, 0.87, 2.3e14) == pytest.approx(0.87, rel=1e-14)


def test_supply_of_one_factory() -> None:
    """Regression: 5 GW from a factory of 1 MW a year."""
    assert power.years_to_supply(5e9, 1e6, 0.0) == 5000.0


def test_radiator_that_is_called_the_limit() -> None:
    """The 535 W/m2 quoted as a maximum: a grey plate of 0.90 at 47 degrees Celsius, one face, to nothing."""
    plate = NO_ENVIRONMENT | {"emissivity": 0.9, "faces": 1.0}
    assert thermal.net_rejection_w_per_m2(320.0, **plate) == pytest.approx(535.0, rel=2e-3)
    assert thermal.net_rejection_w_per_m2(320.0, **plate | {"faces": 2.0}) == pytest.approx(1070.0, rel=2e-3)
    assert thermal.net_rejection_w_per_m2(350.0, **plate) == pytest.approx(766.0, rel=2e-3)


def test_starclouds_radiator() -> None:
    """The white paper's balance at 20 degrees Celsius: 770.48 emitted, 122.94 and 14.46 absorbed, 633.08 W/m2 net.

    The Stefan-Boltzmann constant is rounded there. With the emissivity in the infrared, as Kirchhoff's law asks for, it
    is 584.8. A black plate emits 838 from both faces.
    """
    emitted = thermal.net_rejection_w_per_m2(293.15, **NO_ENVIRONMENT)
    assert emitted == pytest.approx(770.48, rel=1e-4)
    sunlit = thermal.net_rejection_w_per_m2(293.15, **STARCLOUD | {"earth_view": 0.0})
    assert emitted - sunlit == pytest.approx(122.94, rel=1e-5)
    net = thermal.net_rejection_w_per_m2(293.15, **STARCLOUD)
    assert sunlit - net == pytest.approx(14.46, rel=5e-4)
    assert net == pytest.approx(633.08, rel=1e-4)
    corrected = thermal.net_rejection_w_per_m2(293.15, **STARCLOUD | {"infrared_absorptivity": 0.92})
    assert corrected == pytest.approx(584.8, rel=1e-4)
    black = thermal.net_rejection_w_per_m2(293.15, **NO_ENVIRONMENT | {"emissivity": 1.0})
    assert black == pytest.approx(838.0, rel=1e-3)


@pytest.mark.parametrize(
    ("heat_w", "net", "published_m2", "tolerance"),
    [
        (1e9, 535.0, 1.9e6, 0.02),
        (5e9, 535.0, 10e6, 0.07),
        (5e9, 250.0, 20e6, 1e-3),
        (5e9, 633.08, 7.9e6, 1e-3),
        (40e6, 633.08, 63_183.0, 1e-3),
        (120e3, 633.08, 189.55, 1e-3),
    ],
)
def test_radiators(heat_w: float, net: float, published_m2: float, tolerance: float) -> None:
    """Areas quoted for Starcloud's plans: white paper v1.03 (2024), and its reviews, angadh.com among them."""
    assert thermal.radiator_area(heat_w, net, 1.0) == pytest.approx(published_m2, rel=tolerance)


def test_temperature_that_four_square_kilometres_ask_for() -> None:
    """5 GW from 1 km by 4 km, as its chief executive has it: 66 degrees Celsius, where the white paper has 20."""
    assert thermal.implied_temperature_k(5e9 / 4e6, **STARCLOUD) == pytest.approx(340.0, rel=3e-3)


@pytest.mark.parametrize(("faces", "sink", "published_k"), [(2.0, 200.0, 333.0), (2.0, 0.0, 322.0), (1.0, 0.0, 383.0)])
@pytest.mark.parametrize(("compute_w", "area_m2"), [(120e3, 110.0), (175e3, 160.0)])
def test_temperature_of_ai1(compute_w: float, area_m2: float, faces: float, sink: float, published_k: float) -> None:
    """SpaceX AI1, sheets of June 2026 and later; temperatures as solved for in the press, at emissivity 0.9."""
    panel = NO_ENVIRONMENT | {"emissivity": 0.9, "faces": faces, "sink_temperature_k": sink}
    assert thermal.implied_temperature_k(compute_w / area_m2, **panel) == pytest.approx(published_k, rel=3e-3)


@pytest.mark.parametrize(
    ("heat_w", "net", "orus", "area_m2", "mass_kg", "kg_per_m2"),
    [(70e3, 147.0, 6, 79.2, 1122.6, 14.16), (14e3, 330.0, 1, 42.4, 740.7, 17.48)],
)
def test_radiators_of_the_iss(  # noqa: PLR0917 - a row of a table
    heat_w: float, net: float, orus: int, area_m2: float, mass_kg: float, kg_per_m2: float
) -> None:
    """NASA, EATCS and photovoltaic radiators of the International Space Station: planform, two faces."""
    area = thermal.radiator_area(heat_w, net, 1.0)
    assert area == pytest.approx(orus * area_m2, rel=0.02)
    assert orus * mass_kg / area == pytest.approx(kg_per_m2, rel=0.02)


def test_orbitherm() -> None:
    """orbitherm 0.1.0, `size_radiator(1e6, 50.0)`: 1,939.8 m2 of one face, which sees a bit of the Earth; 7,759 kg."""
    panel = NO_ENVIRONMENT | {
        "emissivity": 0.85,
        "faces": 1.0,
        "earth_view": 0.05,
        "albedo": 0.0,
        "earth_infrared_w_per_m2": 237.0,
        "infrared_absorptivity": 0.85,
    }
    net = thermal.net_rejection_w_per_m2(323.15, **panel)
    area = thermal.radiator_area(1e6, net, 1.0)
    assert area == pytest.approx(1939.8, rel=1e-4)
    assert area * 4.0 == pytest.approx(7759.0, rel=1e-4)


def test_eclipses() -> None:
    """orbitherm 0.1.0: 0.3722 of an orbit at 550 km whose plane holds the Sun.

    At 650 km by the same cylindrical shadow: inclination 97.99 degrees; dawn-dusk 19.7 minutes an orbit at
    longest, 96.1 % sunlit through the year.
    """
    assert geometry.longest_eclipse_fraction_inclined(550.0) == pytest.approx(0.3722, rel=2e-3)
    assert math.degrees(geometry.sun_synchronous_inclination(650.0)) == pytest.approx(97.99, rel=2e-4)
    minutes = geometry.longest_eclipse_fraction(650.0) * geometry.orbit_period_minutes(650.0)
    assert minutes == pytest.approx(19.7, rel=2e-3)
    assert 1.0 - geometry.mean_eclipse_fraction(650.0) == pytest.approx(0.961, rel=2e-3)


@pytest.mark.parametrize(
    ("altitude_km", "inclination", "minutes", "mean", "days"),
    [
        (550, 97.6, 21.7, 0.049, 98),
        (600, 97.8, 20.7, 0.044, 93),
        (650, 97.99, 19.7, 0.039, 88),
        (700, 98.2, 18.8, 0.035, 84),
    ],
)
def test_eclipse_seasons(altitude_km: float, inclination: float, minutes: float, mean: float, days: float) -> None:
    """Table of dawn-dusk orbits, worked out day by day: the season is up to one day longer there."""
    assert math.degrees(geometry.sun_synchronous_inclination(altitude_km)) == pytest.approx(inclination, abs=0.05)
    longest = geometry.longest_eclipse_fraction(altitude_km) * geometry.orbit_period_minutes(altitude_km)
    assert longest == pytest.approx(minutes, abs=0.05)
    assert geometry.mean_eclipse_fraction(altitude_km) == pytest.approx(mean, abs=0.001)
    assert geometry.eclipse_season_days(altitude_km) == pytest.approx(days, abs=1.2)
