"""Propulsion of a satellite: the burn that ends its life, and the propellant that it takes."""

import math

import numpy as np

from distributions.arrays import FloatArray
from pipelines.tco.geometry import EARTH_RADIUS_KM, orbit_period_minutes

STANDARD_GRAVITY_M_PER_S2 = 9.80665
"""Exact by definition, in the specific impulse: 3rd General Conference on Weights and Measures (1901)."""


def deorbit_delta_v(altitude_km: FloatArray, perigee_km: FloatArray) -> FloatArray:
    """Change of speed, m/s, of the one burn that lowers the perigee of a circular orbit.

    Parameters
    ----------
    altitude_km
        Altitude of the circular orbit.
    perigee_km
        Altitude to which the perigee is lowered: in the atmosphere, the satellite does not come back. From
        below there is no burn.

    Notes
    -----
    The first burn of a Hohmann transfer, ``v * (1 - sqrt(2 r_p / (r + r_p)))``: Vallado (2013), Fundamentals of
    Astrodynamics and Applications, 4th edition, section 6.3. A low thrust that spirals down through circular orbits
    needs the difference of their speeds, about twice as much.
    """
    radius = EARTH_RADIUS_KM + altitude_km
    perigee = EARTH_RADIUS_KM + perigee_km
    speed_km_per_s = 2.0 * math.pi / 60.0 * radius / orbit_period_minutes(altitude_km)
    return 1000.0 * speed_km_per_s * np.maximum(1.0 - np.sqrt(2.0 * perigee / (radius + perigee)), 0.0)


def propellant_fraction(delta_v_m_per_s: FloatArray, specific_impulse_s: FloatArray) -> FloatArray:
    """Mass of propellant by dry mass, for a total change of speed: Tsiolkovsky's ``exp(delta_v / (g0 * Isp)) - 1``."""
    return np.expm1(delta_v_m_per_s / (STANDARD_GRAVITY_M_PER_S2 * specific_impulse_s))
