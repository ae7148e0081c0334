"""What a reusable launch vehicle costs its operator: cost, marginal cost and price of a kilogram are three things.

`cost_per_kg` spreads the build over the flights of each stage, `marginal_cost_per_kg` is what one more flight of a
vehicle that exists adds, and `price_from_cost` is what the customer pays.
"""

from distributions.arrays import FloatArray


def usd_per_kg(cost_usd: FloatArray, payload_kg: FloatArray) -> FloatArray:
    """Cost, or price, of a flight by kilogram of payload, USD/kg, if the flight is full."""
    return cost_usd / payload_kg


def cost_per_kg(  # noqa: PLR0917 - two stages, what they share, and what they carry
    booster_cost_usd: FloatArray,
    ship_cost_usd: FloatArray,
    booster_flights: FloatArray,
    ship_flights: FloatArray,
    operations_usd: FloatArray,
    refurbishment_fraction: FloatArray,
    payload_kg: FloatArray,
) -> FloatArray:
    """Cost of a kilogram to orbit, USD/kg, over the life of a vehicle of two reusable stages.

    Parameters
    ----------
    booster_cost_usd, ship_cost_usd
        Build of each stage.
    booster_flights, ship_flights
        Flights of each stage over its life, the first included; 1 is expendable.
    operations_usd
        Propellant, pad and recovery of a flight.
    refurbishment_fraction
        Cost of making a stage ready for another flight, as a share of its build.
    payload_kg
        Payload of a flight that is full.

    Notes
    -----
    ``(booster / booster_flights + ship / ship_flights + operations) / payload``: Forethought (May 2026), research note
    on orbital data centres, where refurbishment is zero. A stage that flies n times is refurbished n - 1 times; at a
    fraction of 1, reuse saves nothing.
    """
    booster = _build_per_flight(booster_cost_usd, booster_flights, refurbishment_fraction)
    ship = _build_per_flight(ship_cost_usd, ship_flights, refurbishment_fraction)
    return usd_per_kg(booster + ship + operations_usd, payload_kg)


def marginal_cost_per_kg(
    operations_usd: FloatArray,
    booster_cost_usd: FloatArray,
    ship_cost_usd: FloatArray,
    refurbishment_fraction: FloatArray,
    payload_kg: FloatArray,
) -> FloatArray:
    """Cost of a kilogram, USD/kg, on one more flight of a vehicle that exists: the limit of `cost_per_kg`.

    Parameters
    ----------
    operations_usd
        Propellant, pad and recovery of a flight.
    booster_cost_usd, ship_cost_usd, refurbishment_fraction
        Build of each stage, and the share of it that making it ready for another flight costs.
    payload_kg
        Payload of a flight that is full.
    """
    return usd_per_kg(operations_usd + refurbishment_fraction * (booster_cost_usd + ship_cost_usd), payload_kg)


def price_from_cost(cost_usd_per_kg: FloatArray, gross_margin: FloatArray) -> FloatArray:
    """Price, USD/kg, of which a gross margin, less than 1, remains after the cost: ``cost / (1 - margin)``."""
    return cost_usd_per_kg / (1.0 - gross_margin)


def _build_per_flight(build_usd: FloatArray, flights: FloatArray, refurbishment_fraction: FloatArray) -> FloatArray:
    return build_usd * (refurbishment_fraction + (1.0 - refurbishment_fraction) / flights)
