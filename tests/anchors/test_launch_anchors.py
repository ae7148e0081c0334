"""Published inputs of launch, links, disposal and insurance give the published outputs.

The tolerance of each row is what the publication's own rounding asks for, unless it says otherwise.
"""

# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest

from pipelines.tco import finance, launch, links, propulsion, structure, vehicle


@pytest.mark.parametrize(
    ("mass_kg", "power_kw", "life", "price", "published", "tolerance"),
    [
        (575, 28, 5, 3600, 14_700, 0.015),
        (575, 28, 5, 300, 1_200, 0.03),
        (575, 28, 5, 200, 810, 0.015),
        (260, 7, 5, 3600, 26_600, 0.015),
        (260, 7, 5, 200, 1_470, 0.015),
        (150, 0.8, 5, 3600, 135_800, 0.015),
        (150, 0.8, 5, 200, 7_500, 0.015),
        (860, 2, 12.5, 3600, 124_600, 0.015),
        (860, 2, 12.5, 200, 6_900, 0.015),
    ],
)
def test_launched_power_price(  # noqa: PLR0917 - a row of a table
    mass_kg: float, power_kw: float, life: float, price: float, published: float, tolerance: float
) -> None:
    """Google, Towards a future space-based AI infrastructure (arXiv:2511.19468, 2025), table of launched power price.

    USD/kW-year of Starlink v2 mini and v1, OneWeb and Iridium NEXT, without interest.
    """
    cost = launch.launch_cost(price, structure.unit_overhead(mass_kg, power_kw))
    assert cost * finance.capital_recovery_factor(0.0, life) == pytest.approx(published, rel=tolerance)


@pytest.mark.parametrize(("launched_t", "price"), [(370_000, 200), (104_000, 300)])
def test_price_that_the_learning_curve_reaches(launched_t: float, price: float) -> None:
    """The same paper: 20 % a doubling from 1,800 USD/kg at 400 t, with the mass launched on top of that.

    The paper gives two to three digits of the mass; a percent of it is a third of a percent of the price.
    """
    factor = structure.learned_cost_factor(400.0 + launched_t, 400.0, 0.20)
    assert 1800.0 * factor == pytest.approx(price, rel=0.0033)


def test_flights_that_the_learning_curve_asks_for() -> None:
    """The same paper: 370,000 t by vehicles of 200 t are "around 1,800" launches, ten years at 180 a year."""
    flights = launch.flights(370_000e3, 0.0, 200e3, 1000.0)
    assert flights == pytest.approx(1_800.0, rel=0.03)
    assert launch.deployment_years(flights, 180.0) == pytest.approx(10.0, rel=0.03)


def test_price_of_starship_from_its_cost() -> None:
    """The same paper: 60 USD/kg and a gross margin of 75 % are less than 250 USD/kg."""
    assert vehicle.price_from_cost(60.0, 0.75) == 240.0


@pytest.mark.parametrize(
    ("booster_flights", "ship_flights", "operations_musd", "payload_t", "published"),
    [
        (1, 1, 5, 200, 475),
        (10, 1, 5, 180, 228),
        (10, 10, 5, 150, 93),
        (25, 25, 4, 150, 51),
        (50, 50, 3, 150, 32),
        (100, 100, 2, 150, 19),
    ],
)
def test_cost_of_starship_by_reuse(
    booster_flights: float, ship_flights: float, operations_musd: float, payload_t: float, published: float
) -> None:
    """Forethought (May 2026), research note on orbital data centres: 60 and 30 M USD of stages, USD/kg.

    The floor of that table, about 13 USD/kg, is the marginal cost of its last row.
    """
    operations, payload = operations_musd * 1e6, payload_t * 1e3
    cost = vehicle.cost_per_kg(60e6, 30e6, booster_flights, ship_flights, operations, 0.0, payload)
    assert cost == pytest.approx(published, rel=0.02)


def test_floor_of_the_cost_of_starship() -> None:
    """The same note: propellant and pad of 2 M USD by 150 t leave about 13 USD/kg, however often it flies."""
    assert vehicle.marginal_cost_per_kg(2e6, 60e6, 30e6, 0.0, 150e3) == pytest.approx(13.0, rel=0.03)


@pytest.mark.parametrize(
    ("cost_usd", "payload_t", "published"),
    [(1.5e9, 27.5, 54_500), (62e6, 22.8, 2_720), (3.8e9 / 122, 22.8, 1_366), (74e6, 22.0, 3_360)],
)
def test_price_and_cost_of_flown_vehicles(cost_usd: float, payload_t: float, published: float) -> None:
    """Four sources, USD/kg.

    Jones, The recent large reduction in space launch cost (ICES-2018-81, 2018): Space Shuttle, and list price of
    Falcon 9. SemiAnalysis, To boldly go (June 2026): what 122 flights of Falcon 9 cost SpaceX, 3.8 G USD. Turyshev
    (arXiv:2604.27197, 2026): list price of Falcon 9 in 2026.
    """
    assert vehicle.usd_per_kg(cost_usd, payload_t * 1e3) == pytest.approx(published, rel=0.002)


def test_one_launch_is_22() -> None:
    """angadh.com, review of Starcloud's white paper (2025): a plant of 40 MW by vehicles of 100 t and 1,000 m3.

    408 t of servers; 396.8 t of arrays, 128,000 m2 of which 258.8 are stowed in a cubic metre, as on iROSA; 949.8 t of
    radiators, 63,183 m2 at 5 m2/m3, as on the International Space Station. Radiators are limited by volume. Exact.
    """
    cargo = {"servers": (408e3, 0.0), "arrays": (396.8e3, 128_000 / 258.8), "radiators": (949.8e3, 63_183 / 5.0)}
    flights = {name: launch.flights(mass, volume, 100e3, 1000.0) for name, (mass, volume) in cargo.items()}
    assert flights == {"servers": 5.0, "arrays": 4.0, "radiators": 13.0}
    assert sum(flights.values()) == 22.0
    assert launch.charged_mass(*cargo["radiators"], 100e3, 1000.0) > 949.8e3


@pytest.mark.parametrize(("altitude_km", "published"), [(600, 136), (800, 188), (1000, 237), (1400, 328)])
def test_burn_that_ends_a_satellite(altitude_km: float, published: float) -> None:
    """Computed from Kepler's laws apart from this code: m/s, from a circular orbit to a perigee of 120 km."""
    assert propulsion.deorbit_delta_v(altitude_km, 120.0) == pytest.approx(published, rel=0.003)


def test_burn_from_650_to_200_km() -> None:
    """SemiAnalysis, To boldly go (June 2026): 120 to 150 m/s."""
    assert 120.0 < propulsion.deorbit_delta_v(650.0, 200.0) < 150.0


def test_link_between_satellites() -> None:
    """Google (arXiv:2511.19468, 2025): aperture of 0.10 m, 1.55 um, 5 W; "5 km", "105.1 dB", "1.6 uW" over 5,000 km.

    Gains with an efficiency of 0.8, and a loss of one half in the optics of both ends together. Computed from the same
    inputs apart from this code: 5.07 km, 105.17 dB, 1.64 uW.
    """
    assert links.confocal_distance_m(0.10, 1.55e-6) == pytest.approx(5_000.0, rel=0.03)
    gain = links.aperture_gain_db(0.10, 1.55e-6, 0.8)
    assert gain == pytest.approx(105.1, abs=0.1)
    power = links.received_power_w(5.0, gain, gain, 5e6, 1.55e-6, 0.5)
    assert power == pytest.approx(1.6e-6, rel=0.03)
    assert (links.confocal_distance_m(0.10, 1.55e-6), gain, power) == pytest.approx(
        (5067.0, 105.17, 1.64e-6), rel=0.003
    )


@pytest.mark.parametrize(("power_mw", "published"), [(0.1, 148.0), (1.0, 14.8), (10.0, 1.48)])
def test_ceilings_of_data(power_mw: float, published: float) -> None:
    """Turyshev (arXiv:2604.27197, 2026), GB/kWh, as quoted by the model odc v3 (2026).

    The rate behind them is not quoted: the three ask for a sustained one of 32.8 to 33.0 Gbit/s. The test is of their
    proportion to power, and of the unit.
    """
    assert links.data_ceiling_gb_per_kwh(32.9, 1000.0 * power_mw, 1.0) == pytest.approx(published, rel=0.0035)
