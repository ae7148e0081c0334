"""Mass and volume to orbit: what their transport costs, how many flights it takes, and what a grounded vehicle costs.

The price is what the customer pays, not the launcher's cost (`pipelines.tco.vehicle`): published figures differ by a
factor of two to five.
"""

import numpy as np

from distributions.arrays import FloatArray

_SHORTEST_YEARS = 1e-3  # of a grounding, below which nothing is missing to speak of


def launched_mass(payload_kg: FloatArray, bus_fraction: FloatArray) -> FloatArray:
    """Mass at launch, kg, of a payload on a bus that is a fraction of the mass at launch."""
    return payload_kg / (1.0 - bus_fraction)


def launch_cost(price_usd_per_kg: FloatArray | float, mass_kg: FloatArray) -> FloatArray:
    """Price paid, USD, to bring a mass to its orbit."""
    return price_usd_per_kg * mass_kg


def charged_mass(
    mass_kg: FloatArray, volume_m3: FloatArray, payload_kg: FloatArray, fairing_m3: FloatArray
) -> FloatArray:
    """Mass, kg, that a vehicle's price per kg is charged for, where light cargo fills it by volume.

    Cargo that takes a part of the fairing pays for that part of the vehicle, even if it weighs less.

    Parameters
    ----------
    mass_kg, volume_m3
        Of the cargo, stowed for launch.
    payload_kg, fairing_m3
        What a vehicle carries.
    """
    return np.maximum(mass_kg, volume_m3 * payload_kg / fairing_m3)


def flights(
    mass_kg: FloatArray, volume_m3: FloatArray | float, payload_kg: FloatArray, fairing_m3: FloatArray
) -> FloatArray:
    """Number of flights, whole, for one kind of cargo; kinds that do not share vehicles are counted apart.

    Parameters
    ----------
    mass_kg, volume_m3
        Of the cargo, stowed for launch.
    payload_kg, fairing_m3
        What a vehicle carries.
    """
    return np.ceil(np.maximum(mass_kg / payload_kg, volume_m3 / fairing_m3))


def deployment_years(flights: FloatArray, flights_per_year: FloatArray) -> FloatArray:
    """Years until everything is in orbit, at a constant cadence."""
    return flights / flights_per_year


def missing_share(
    groundings: FloatArray,
    grounding_years: FloatArray,
    service_years: FloatArray | float,
    replenishment_per_year: FloatArray,
) -> FloatArray:
    """Share of the capacity missing over the service because its only vehicle was grounded, common to the whole fleet.

    While a vehicle is grounded, what retires or fails is not replaced: after a time ``t`` a share
    ``1 - exp(-replenishment_per_year * t)`` is missing, the mean of which over a grounding is weighted with the part of
    the service that is spent grounded. The backlog flies as soon as the vehicle does.

    Parameters
    ----------
    groundings
        Number of groundings during the service.
    grounding_years
        Length of each; altogether they take no more than the service.
    service_years
        Length of the service.
    replenishment_per_year
        Share of the fleet that is replaced in a year, above 0: retirements and failures.
    """
    grounded = np.minimum(groundings * grounding_years / service_years, 1.0)
    due = replenishment_per_year * np.maximum(grounding_years, _SHORTEST_YEARS)
    return grounded * (1.0 + np.expm1(-due) / due)
