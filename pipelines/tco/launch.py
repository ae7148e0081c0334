"""Mass to orbit and what its transport costs.

The price is what the customer pays, not the launcher's cost: published figures differ by a factor of two to five.
"""

from distributions.arrays import FloatArray


def launched_mass(payload_kg: FloatArray, bus_fraction: FloatArray) -> FloatArray:
    """Mass at launch, kg, of a payload on a bus that is a fraction of the mass at launch."""
    return payload_kg / (1.0 - bus_fraction)


def launch_cost(price_usd_per_kg: FloatArray | float, mass_kg: FloatArray) -> FloatArray:
    """Price paid, USD, to bring a mass to its orbit."""
    return price_usd_per_kg * mass_kg
