"""Electric power in orbit: load, eclipses of a dawn-dusk orbit, solar array, battery."""

import math

import numpy as np

from distributions.arrays import FloatArray

SOLAR_CONSTANT_W_PER_M2 = 1361.0
"""Total solar irradiance at one astronomical unit: Kopp and Lean (2011), Geophysical Research Letters 38, L01706."""

EARTH_RADIUS_KM = 6378.137  # equatorial, WGS 84
_GRAVITATION_KM3_PER_S2 = 398_600.4418
_OBLATENESS_J2 = 1.08262668e-3
_OBLIQUITY = math.radians(23.44)
_SUN_RAD_PER_S = 2.0 * math.pi / (365.2422 * 86_400.0)  # mean motion of the Sun along the ecliptic


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


def orbit_period_minutes(altitude_km: FloatArray) -> FloatArray:
    """Period of a circular orbit, minutes: Kepler's third law."""
    return 2.0 * math.pi / 60.0 * np.sqrt((EARTH_RADIUS_KM + altitude_km) ** 3 / _GRAVITATION_KM3_PER_S2)


def sun_synchronous_inclination(altitude_km: FloatArray) -> FloatArray:
    """Inclination, radians, at which the oblate Earth turns a circular orbit's plane with the Sun.

    Vallado (2013), Fundamentals of Astrodynamics and Applications, 4th edition, section 11.4.1.
    """
    drift = 1.5 * _OBLATENESS_J2 * EARTH_RADIUS_KM**2 * math.sqrt(_GRAVITATION_KM3_PER_S2)
    return np.arccos(-_SUN_RAD_PER_S / drift * (EARTH_RADIUS_KM + altitude_km) ** 3.5)


def eclipse_fraction(altitude_km: FloatArray, cos_beta: FloatArray) -> FloatArray:
    """Part of a circular orbit that lies in the Earth's shadow, taken as a cylinder.

    Parameters
    ----------
    altitude_km
        Altitude of the orbit.
    cos_beta
        Cosine of the angle between the orbit's plane and the direction of the Sun.

    Returns
    -------
    FloatArray
        Between 0 and 1/2; 0 where the orbit passes clear of the shadow.
    """
    horizon = np.sqrt(altitude_km * (altitude_km + 2.0 * EARTH_RADIUS_KM)) / (EARTH_RADIUS_KM + altitude_km)
    return np.arccos(np.minimum(horizon / cos_beta, 1.0)) / math.pi


def longest_eclipse_fraction(altitude_km: FloatArray) -> FloatArray:
    """Part of the orbit in shadow on the worst day of the year, in a dawn-dusk sun-synchronous orbit.

    There ``sin(beta) = sin(inclination + declination of the Sun)``, lowest at a solstice.
    """
    return eclipse_fraction(altitude_km, np.abs(np.cos(sun_synchronous_inclination(altitude_km) + _OBLIQUITY)))


def end_of_life_factor(degradation: FloatArray, life: FloatArray) -> FloatArray:
    """Power that an array keeps at the end of its life, relative to the beginning, at a constant yearly loss."""
    return (1.0 - degradation) ** life


def array_power(load: FloatArray, sunlit: FloatArray, end_of_life: FloatArray, derate: FloatArray) -> FloatArray:
    """Nameplate power at the beginning of life that carries a continuous load to the end of life.

    Parameters
    ----------
    load
        Continuous electric load, in any unit of power; the result has the same.
    sunlit
        Part of the orbit in sunlight, in which the battery is recharged as well.
    end_of_life
        `end_of_life_factor`.
    derate
        Product of the losses by temperature, pointing and conversion.
    """
    return load / (sunlit * end_of_life * derate)


def array_area(power_w: FloatArray, cell_efficiency: FloatArray, fill: FloatArray) -> FloatArray:
    """Area of array, m2, for a nameplate power, with cells on a fraction `fill` of it."""
    return power_w / (SOLAR_CONSTANT_W_PER_M2 * cell_efficiency * fill)


def battery_capacity(load: FloatArray, eclipse_minutes: FloatArray, depth_of_discharge: FloatArray) -> FloatArray:
    """Capacity, in hours of the unit of `load`, that carries the load through the longest eclipse."""
    return load * eclipse_minutes / 60.0 / depth_of_discharge
