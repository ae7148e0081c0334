"""What depends on how a fleet is divided into units: the overhead of each, and what building many of them teaches."""

from distributions.arrays import FloatArray
from distributions.trajectories.wright import wright_price


def unit_overhead(overhead_per_unit: FloatArray, unit_power_kw: FloatArray) -> FloatArray:
    """Overhead per kW of IT power, of what every unit needs once: a computer, a star tracker, a link terminal.

    Parameters
    ----------
    overhead_per_unit
        In any unit, such as kg or USD.
    unit_power_kw
        IT power of a unit.
    """
    return overhead_per_unit / unit_power_kw


def learned_cost_factor(units: FloatArray, reference_units: FloatArray, learning_rate: FloatArray) -> FloatArray:
    """Cost of a unit relative to that at another cumulative number, by Wright's law.

    Parameters
    ----------
    units, reference_units
        Cumulative number, or mass, built; the one at which the cost is known.
    learning_rate
        Part of the cost that goes with each doubling.

    Notes
    -----
    ``(units / reference_units) ** log2(1 - learning_rate)``: see `wright_price`.
    """
    return wright_price(units, start_price=1.0, start_mass=reference_units, learning_rate=learning_rate)
