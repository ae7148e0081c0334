"""Geometry of low orbits: periods, planes that follow the Sun, and eclipses.

Orbits are circular, the shadow of the Earth is a cylinder, and the Sun moves evenly along the ecliptic.
"""

import math

import numpy as np

from distributions.arrays import FloatArray, constant

EARTH_RADIUS_KM = 6378.137  # equatorial, WGS 84
_GRAVITATION_KM3_PER_S2 = 398_600.4418
_OBLATENESS_J2 = 1.08262668e-3
_OBLIQUITY = math.radians(23.44)
_TROPICAL_YEAR_DAYS = 365.2422
_SUN_RAD_PER_S = 2.0 * math.pi / (_TROPICAL_YEAR_DAYS * 86_400.0)  # mean motion of the Sun along the ecliptic

# Gauss-Chebyshev quadrature of the second kind, three nodes, the outer two as one. Its weight is sqrt(1 - t**2), which
# is how eclipses begin and end.
_SEASON_QUADRATURE = ((0.0, math.pi / 4.0), (math.sqrt(0.5), math.pi / 2.0 * math.sqrt(0.5)))
_HARMONICS = 12


def orbit_period_minutes(altitude_km: FloatArray) -> FloatArray:
    """Period of a circular orbit, minutes: Kepler's third law."""
    return 2.0 * math.pi / 60.0 * np.sqrt((EARTH_RADIUS_KM + altitude_km) ** 3 / _GRAVITATION_KM3_PER_S2)


def sun_synchronous_inclination(altitude_km: FloatArray) -> FloatArray:
    """Inclination, radians, at which the oblate Earth turns a circular orbit's plane with the Sun.

    Vallado (2013), Fundamentals of Astrodynamics and Applications, 4th edition, section 11.4.1.
    """
    return np.arccos(_sun_synchronous_cosine(altitude_km))


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
        Between 0 and 1/2; 0 where the orbit passes clear of the shadow. Vallado (2013), section 5.3.
    """
    return np.arccos(np.minimum(_cos_shadow(altitude_km) / cos_beta, 1.0)) / math.pi


def longest_eclipse_fraction(altitude_km: FloatArray) -> FloatArray:
    """Part of the orbit in shadow on the worst day of the year, in a dawn-dusk sun-synchronous orbit.

    There ``sin(beta) = sin(inclination + declination of the Sun)``, lowest at a solstice.
    """
    return eclipse_fraction(altitude_km, np.abs(np.cos(sun_synchronous_inclination(altitude_km) + _OBLIQUITY)))


def longest_eclipse_fraction_inclined(altitude_km: FloatArray) -> FloatArray:
    """Part of the orbit in shadow when the Sun is in its plane, as happens to any orbit that does not follow it."""
    return np.arccos(_cos_shadow(altitude_km)) / math.pi


def eclipse_season_days(altitude_km: FloatArray) -> FloatArray:
    """Days of the year on which a dawn-dusk sun-synchronous orbit passes through the shadow at all.

    One season about the June solstice (December, if the orbit ascends at dawn), and below some 290 km a short one about
    the other. None from 1,400 to 3,300 km.
    """
    (_, june), (_, december) = _eclipse_seasons(altitude_km)
    return _TROPICAL_YEAR_DAYS / math.pi * (june + december)


def mean_eclipse_fraction(altitude_km: FloatArray) -> FloatArray:
    """Part of the year that a dawn-dusk sun-synchronous orbit spends in shadow.

    The mean of `eclipse_fraction` over the longitude of the Sun, in two nodes a season: within 1e-6 of a fine
    quadrature from 600 to 4,500 km, and nowhere from 200 to 5,000 km further off than 6e-5.
    """
    cos_inclination = _sun_synchronous_cosine(altitude_km)
    sin_inclination = np.sqrt(1.0 - cos_inclination**2)
    total = constant(0.0)
    for side, half_width in _eclipse_seasons(altitude_km):
        for node, weight in _SEASON_QUADRATURE:
            sin_declination = side * math.sin(_OBLIQUITY) * np.cos(node * half_width)
            cos_declination = np.sqrt(1.0 - sin_declination**2)
            cos_beta = np.abs(cos_inclination * cos_declination - sin_inclination * sin_declination)
            total = total + weight * half_width * eclipse_fraction(altitude_km, cos_beta)
    return total / (2.0 * math.pi)


def mean_eclipse_fraction_inclined(altitude_km: FloatArray, inclination_rad: FloatArray) -> FloatArray:
    """Part of the time that an orbit spends in shadow while its nodes turn all the way round, in all seasons.

    The shadow is a cap on the sphere of directions. Its expansion in Legendre polynomials, averaged over the orbit
    (the circle about the orbit's pole), the node, and the Sun's circle about the pole of the ecliptic, leaves of each
    degree ``n`` one term, by the addition theorem: ``(P[n-1](x) - P[n+1](x)) / 2 * P[n](0)**2 * P[n](cos inclination)
    * P[n](cos obliquity)``, where ``x`` is the cosine of the cap's radius. Odd terms vanish. Cut off after degree 12,
    which is within 1e-3 of all of it, at any inclination from 200 to 5,000 km.
    """
    cos_shadow = _cos_shadow(altitude_km)
    cap = _legendre(cos_shadow, _HARMONICS + 1)
    orbit = _legendre(np.cos(inclination_rad), _HARMONICS)
    sun = _legendre(math.cos(_OBLIQUITY), _HARMONICS)
    circle = _legendre(0.0, _HARMONICS)
    total = 0.5 * (1.0 - cos_shadow)
    for n in range(2, _HARMONICS + 1, 2):
        total = total + 0.5 * (cap[n - 1] - cap[n + 1]) * (circle[n] ** 2 * sun[n]) * orbit[n]
    return total


def _cos_shadow(altitude_km: FloatArray) -> FloatArray:
    """Cosine of the angle from the axis of the shadow to its edge, seen from the centre of the Earth."""
    return np.sqrt(altitude_km * (altitude_km + 2.0 * EARTH_RADIUS_KM)) / (EARTH_RADIUS_KM + altitude_km)


def _sun_synchronous_cosine(altitude_km: FloatArray) -> FloatArray:
    """Cosine of `sun_synchronous_inclination`."""
    drift = 1.5 * _OBLATENESS_J2 * EARTH_RADIUS_KM**2 * math.sqrt(_GRAVITATION_KM3_PER_S2)
    return -_SUN_RAD_PER_S / drift * (EARTH_RADIUS_KM + altitude_km) ** 3.5


def _eclipse_seasons(altitude_km: FloatArray) -> tuple[tuple[float, FloatArray], tuple[float, FloatArray]]:
    """Sign of the Sun's declination in each eclipse season, and half the Sun's way along the ecliptic within it.

    A season begins where ``cos(beta)`` is that of the edge of the shadow, and lies around a solstice.
    """
    cos_shadow = _cos_shadow(altitude_km)
    sin_shadow = EARTH_RADIUS_KM / (EARTH_RADIUS_KM + altitude_km)
    cos_inclination = _sun_synchronous_cosine(altitude_km)
    sin_inclination = np.sqrt(1.0 - cos_inclination**2)

    def half_width(side: float) -> FloatArray:
        sin_declination = sin_inclination * cos_shadow + side * cos_inclination * sin_shadow
        return np.arccos(np.minimum(sin_declination / math.sin(_OBLIQUITY), 1.0))

    return (1.0, half_width(1.0)), (-1.0, half_width(-1.0))


def _legendre(x: FloatArray | float, degree: int) -> list[FloatArray | float]:
    """Legendre polynomials up to a degree: Bonnet's recursion, Abramowitz and Stegun (1964), 22.7.10."""
    polynomials: list[FloatArray | float] = [1.0, x]
    for n in range(1, degree):
        polynomials.append(((2 * n + 1) * x * polynomials[n] - n * polynomials[n - 1]) / (n + 1))
    return polynomials
