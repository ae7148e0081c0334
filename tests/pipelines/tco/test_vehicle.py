# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import vehicle

FLIGHTS = st.floats(1.0, 200.0)
FRACTION = st.floats(0.0, 0.9)


def test_cost_by_hand() -> None:
    # 60 M over ten flights, 30 M over two, 5 M a flight, and nine and one times a tenth of the build between flights
    flight = 60e6 / 10 + 30e6 / 2 + 5e6 + 0.1 * (60e6 * 9 / 10 + 30e6 * 1 / 2)
    assert vehicle.cost_per_kg(60e6, 30e6, 10.0, 2.0, 5e6, 0.1, 100e3) == pytest.approx(flight / 100e3, rel=1e-14)


def test_an_expendable_vehicle_is_never_refurbished() -> None:
    assert vehicle.cost_per_kg(60e6, 30e6, 1.0, 1.0, 10e6, 0.5, 100e3) == pytest.approx(1000.0, rel=1e-14)


def test_marginal_cost_by_hand() -> None:
    assert vehicle.marginal_cost_per_kg(5e6, 60e6, 30e6, 0.1, 100e3) == pytest.approx(140.0, rel=1e-14)


@given(booster=FLIGHTS, ship=FLIGHTS, more=st.floats(1.01, 10.0), refurbishment=FRACTION)
def test_cost_falls_with_every_flight_to_the_marginal_cost(
    booster: float, ship: float, more: float, refurbishment: float
) -> None:
    def cost(booster_flights: float, ship_flights: float) -> float:
        return float(vehicle.cost_per_kg(60e6, 30e6, booster_flights, ship_flights, 5e6, refurbishment, 100e3))

    marginal = vehicle.marginal_cost_per_kg(5e6, 60e6, 30e6, refurbishment, 100e3)
    assert cost(booster, ship) > cost(booster * more, ship) > marginal
    assert cost(booster, ship) > cost(booster, ship * more) > marginal
    assert cost(1e12, 1e12) == pytest.approx(marginal, rel=1e-8)


@given(booster=FLIGHTS, ship=FLIGHTS)
def test_reuse_saves_nothing_if_refurbishment_costs_as_much_as_a_stage(booster: float, ship: float) -> None:
    assert vehicle.cost_per_kg(60e6, 30e6, booster, ship, 10e6, 1.0, 100e3) == pytest.approx(1000.0, rel=1e-14)


@given(cost=st.floats(1.0, 1e5), margin=st.floats(-0.5, 0.95))
def test_the_margin_is_a_share_of_the_price(cost: float, margin: float) -> None:
    price = vehicle.price_from_cost(cost, margin)
    assert price - cost == pytest.approx(margin * price, rel=1e-12, abs=1e-12 * price)
