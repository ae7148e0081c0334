"""Electric power in orbit: load, solar array, battery, and how fast arrays can be had."""

import numpy as np

from distributions.arrays import FloatArray

SOLAR_CONSTANT_W_PER_M2 = 1361.0
"""Total solar irradiance at one astronomical unit: Kopp and Lean (2011), Geophysical Research Letters 38, L01706."""


def electrical_load(bus_fraction: FloatArray, pump_fraction: FloatArray) -> FloatArray:
    """Electric load per unit of IT power, all of which ends as heat in the radiators.

    Parameters
    ----------
    bus_fraction
        Power of the bus (attitude, links, conversion losses), as a fraction of IT power.
    pump_fraction
        Power of the coolant pumps, as a fraction of the heat they carry, their own included.

    Returns
    -------
    FloatArray
        ``load = 1 + bus_fraction + pump_fraction * load``, solved for the load.
    """
    return (1.0 + bus_fraction) / (1.0 - pump_fraction)


def end_of_life_factor(degradation: FloatArray, life: FloatArray) -> FloatArray:
    """Power that an array keeps at the end of its life, relative to the beginning, at a constant yearly loss."""
    return (1.0 - degradation) ** life


def mean_factor(degradation: FloatArray, years: FloatArray) -> FloatArray:
    """Power that an array keeps on average over its life, at a constant yearly loss.

    The mean of ``(1 - degradation)**n`` over ``n = 0 ... years - 1``: McCalip, Economics of orbital vs terrestrial data
    centers (2025), ``avgCF``. Closed, and so continued to years that are not whole.
    """
    lossless = degradation == 0.0
    lost = -np.expm1(years * np.log1p(-degradation))
    return np.where(lossless, 1.0, lost / (years * np.where(lossless, 1.0, degradation)))


def radiation_remaining_factor(
    fluence_per_cm2: FloatArray,
    reference_fluence_per_cm2: FloatArray,
    remaining_at_reference: FloatArray,
    onset_fluence_per_cm2: FloatArray,
) -> FloatArray:
    """Maximum power that a solar cell keeps after radiation, relative to the beginning of life.

    ``1 - C * log10(1 + fluence / onset)``, the semi-empirical law of Anspaugh, GaAs Solar Cell Radiation Handbook (JPL
    Publication 96-9, 1996), with ``C`` such that the curve goes through a data sheet's point.

    Parameters
    ----------
    fluence_per_cm2, reference_fluence_per_cm2
        Equivalent fluences of 1 MeV electrons: of the mission, and that of the data sheet.
    remaining_at_reference
        Remaining factor at the latter.
    onset_fluence_per_cm2
        Fluence at which the loss turns from proportional to logarithmic.
    """
    logarithm = np.log1p(fluence_per_cm2 / onset_fluence_per_cm2)
    logarithm_at_reference = np.log1p(reference_fluence_per_cm2 / onset_fluence_per_cm2)
    return 1.0 - (1.0 - remaining_at_reference) * logarithm / logarithm_at_reference


def array_power(
    load: FloatArray,
    sunlit: FloatArray,
    end_of_life: FloatArray,
    derate: FloatArray,
    storage_efficiency: FloatArray | float,
) -> FloatArray:
    """Nameplate power at the beginning of life that carries a continuous load to the end of life.

    The energy balance of an orbit: Wertz and Larson (1999), Space Mission Analysis and Design, 3rd edition, section
    11.4.1, with the losses of the battery in eclipse as ``storage_efficiency``, all others in ``derate``.

    Parameters
    ----------
    load
        Continuous electric load, in any unit of power; the result has the same.
    sunlit
        Part of the orbit in sunlight, in which the battery is recharged as well.
    end_of_life
        `end_of_life_factor`, or `mean_factor` where the mean over the life is to suffice.
    derate
        Product of the losses by temperature, pointing and conversion.
    storage_efficiency
        Energy that the battery gives back over what it took.
    """
    return load / delivered_power(1.0, sunlit, end_of_life, derate, storage_efficiency)


def delivered_power(
    nameplate: FloatArray | float,
    sunlit: FloatArray,
    end_of_life: FloatArray,
    derate: FloatArray,
    storage_efficiency: FloatArray | float,
) -> FloatArray:
    """Continuous load that an array of a nameplate power carries: the inverse of `array_power`."""
    return nameplate * end_of_life * derate * sunlit / (sunlit + (1.0 - sunlit) / storage_efficiency)


def array_area(
    power_w: FloatArray, cell_efficiency: FloatArray, fill: FloatArray, irradiance_w_per_m2: FloatArray | float
) -> FloatArray:
    """Area of array, m2, for a nameplate power, with cells on a fraction `fill` of it."""
    return power_w / array_nameplate(1.0, cell_efficiency, fill, irradiance_w_per_m2)


def array_nameplate(
    area_m2: FloatArray | float,
    cell_efficiency: FloatArray,
    fill: FloatArray,
    irradiance_w_per_m2: FloatArray | float,
) -> FloatArray:
    """Nameplate power, W, of an area of array: the inverse of `array_area`."""
    return irradiance_w_per_m2 * cell_efficiency * fill * area_m2


def battery_capacity(load: FloatArray, eclipse_minutes: FloatArray, depth_of_discharge: FloatArray) -> FloatArray:
    """Capacity, in hours of the unit of `load`, that carries the load through the longest eclipse."""
    return load * eclipse_minutes / 60.0 / depth_of_discharge


def wings(power_w: FloatArray, wing_power_w: FloatArray) -> FloatArray:
    """Whole solar wings that a power takes."""
    return np.ceil(power_w / wing_power_w)


def years_to_supply(power_w: FloatArray, output_w_per_year: FloatArray, expansion_per_year: FloatArray) -> FloatArray:
    """Years that a factory takes to make arrays of a power.

    Parameters
    ----------
    power_w
        Nameplate power of all arrays.
    output_w_per_year
        Output in the first year.
    expansion_per_year
        Growth of the output from each year to the next, zero or more.

    Returns
    -------
    FloatArray
        The ``n`` at which the geometric series ``output * ((1 + g)**n - 1) / g`` has come to the power.
    """
    constant = expansion_per_year == 0.0
    years = power_w / output_w_per_year  # at a constant output
    grown = np.log1p(expansion_per_year * years) / np.where(constant, 1.0, np.log1p(expansion_per_year))
    return np.where(constant, years, grown)
