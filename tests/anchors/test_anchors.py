"""Published inputs give the published outputs, where the model has the function.

The tolerance of each row is what the publication's own rounding asks for.
"""

# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import math
import tomllib
from importlib import resources

import numpy as np
import pytest

from distributions.trajectories.wright import wright_mass
from mc.inputs import Inputs
from pipelines.tco import breakeven, geometry, ground, launch, power, reliability, thermal
from tests.support.central import SCALARS


@pytest.mark.parametrize(("price", "published_t"), [(200.0, 370_000), (300.0, 104_000)])
def test_mass_that_the_learning_curve_asks_for(price: float, published_t: float) -> None:
    """Google, Towards a future space-based AI infrastructure (arXiv:2511.19468), 20 % a doubling.

    From 1,800 USD/kg at 400 t; the mass launched on top of that.
    """
    mass = wright_mass(price, start_price=1800.0, start_mass=400.0, learning_rate=0.20)
    assert mass - 400.0 == pytest.approx(published_t, rel=0.01)


def test_power_of_starlink_v2_mini() -> None:
    """The same paper: 105 m2 of 22 % cells, filled to 90 %, are 28 kW."""
    assert power.array_area(28_000.0, 0.22, 0.9, power.SOLAR_CONSTANT_W_PER_M2) == pytest.approx(105.0, rel=0.015)


@pytest.mark.parametrize(("price", "pue", "published"), [(0.06, 1.09, 570), (0.25, 1.4, 3_000)])
def test_power_on_the_ground(price: float, pue: float, published: float) -> None:
    """The same paper: USD/kW-year at the lowest and the highest price of electricity."""
    costs = ground.level_costs(
        Inputs(SCALARS | {"pue": pue, "ground_availability": 1.0}), energy_price=price, it_cost=0.0
    )
    assert costs["energy"] + costs["overhead_energy"] == pytest.approx(published, rel=0.025)


@pytest.mark.parametrize(
    ("heat_w", "net", "published_m2"), [(1e9, 535, 1.9e6), (5e9, 250, 20e6), (40e6, 633.08, 63_183)]
)
def test_radiators(heat_w: float, net: float, published_m2: float) -> None:
    """Areas quoted for Starcloud's plans: white paper v1.03 (2024), and its reviews."""
    assert thermal.radiator_area(heat_w, net, 1.0) == pytest.approx(published_m2, rel=0.02)


@pytest.mark.parametrize(
    ("heat_w", "net", "orus", "area_m2", "mass_kg", "kg_per_m2"),
    [(70e3, 147, 6, 79.2, 1122.6, 14.16), (14e3, 330, 1, 42.4, 740.7, 17.48)],
)
def test_radiators_of_the_iss(  # noqa: PLR0917 - a row of a table
    heat_w: float, net: float, orus: int, area_m2: float, mass_kg: float, kg_per_m2: float
) -> None:
    """NASA, EATCS and photovoltaic radiators of the International Space Station: planform, two faces."""
    area = thermal.radiator_area(heat_w, net, 1.0)
    assert area == pytest.approx(orus * area_m2, rel=0.02)
    assert orus * mass_kg / area == pytest.approx(kg_per_m2, rel=0.02)


def test_bleed() -> None:
    """Forethought (2026), research note on orbital data centres: of a fleet, 9 % a year are 38 % over 5 years.

    They add that share to the hardware. On average over the life less is missing, and less is launched here.
    """
    rate = -math.log(0.91)
    assert reliability.lost_over_life(rate, 5.0) == pytest.approx(0.38, rel=0.015)
    assert 1.0 < reliability.overbuild(rate, 5.0) < 1.38


def test_hbm_interruptions_of_llama_3() -> None:
    """Meta, The Llama 3 Herd of Models (2024), table 5: 72 by HBM3 and 148 by GPU, 16,384 of them, 54 days.

    Published rates of both together: 9 % a year, of the GPU alone 6.1 %; the baseline's input is the difference.
    """
    text = resources.files("pipelines").joinpath("scenarios/baseline.toml").read_text("utf-8")
    hbm = tomllib.loads(text)["inputs"]["hbm_failure_rate_per_year"]
    gpu_years = 16_384 * 54 / 365.25
    assert hbm["shape"] * hbm["scale"] == pytest.approx(72 / gpu_years, rel=1e-4)
    assert hbm["shape"] * hbm["scale"] == pytest.approx(0.0908 - 0.0611, rel=0.01)


@pytest.mark.parametrize(("headroom_usd_per_kw", "published"), [(10_000, 250), (40_000, 1_000)])
def test_launch_and_build_that_headroom_pays_for(headroom_usd_per_kw: float, published: float) -> None:
    """Turyshev (arXiv:2604.27197, 2026): headroom of 10 to 40 thousand USD/kW at 40 kg/kW, in USD/kg."""
    gap = launch.launch_cost(0.0, 40.0) - headroom_usd_per_kw
    assert breakeven.breakeven_launch_price(0.0, gap, launch.launch_cost(1.0, 40.0)) == pytest.approx(published)


def test_eclipses() -> None:
    """orbitherm 0.1.0: 0.3722 of an orbit at 550 km whose plane holds the Sun.

    At 650 km by the same cylindrical shadow: inclination 97.99 degrees; dawn-dusk 19.7 minutes an orbit at
    longest, 96.1 % sunlit through the year.
    """
    assert geometry.eclipse_fraction(550.0, 1.0) == pytest.approx(0.3722, rel=2e-3)
    inclination = geometry.sun_synchronous_inclination(650.0)
    assert math.degrees(inclination) == pytest.approx(97.99, rel=2e-4)
    minutes = geometry.longest_eclipse_fraction(650.0) * geometry.orbit_period_minutes(650.0)
    assert minutes == pytest.approx(19.7, rel=2e-3)
    ecliptic_longitude = np.linspace(0.0, 2.0 * np.pi, 3650, endpoint=False)
    declination = np.arcsin(np.sin(np.radians(23.44)) * np.sin(ecliptic_longitude))
    dark = geometry.eclipse_fraction(650.0, np.abs(np.cos(inclination + declination)))
    assert 1.0 - np.mean(dark) == pytest.approx(0.961, rel=2e-3)
