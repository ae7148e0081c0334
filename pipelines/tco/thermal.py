"""Rejection of heat in orbit: what a radiator sheds, how hot it must be, and what it loses with the years.

Watts per square metre are of *planform*: the area of the panel, whether one of its faces radiates or both.
"""

import numpy as np

from distributions.arrays import FloatArray

STEFAN_BOLTZMANN_W_PER_M2_K4 = 5.670374419e-8
"""Exact since 2019: CODATA (2018), NIST."""


def radiator_area(heat_w: FloatArray, net_w_per_m2: FloatArray, margin: FloatArray) -> FloatArray:
    """Planform area of radiator, m2.

    Parameters
    ----------
    heat_w
        Heat to be rejected, W.
    net_w_per_m2
        Net heat rejected by a square metre of *panel*, whose two faces both radiate, after the heat that it
        absorbs from the Sun and the Earth. Publications that count each face halve it.
    margin
        Installed over needed area: degradation of the coating, isolated segments.
    """
    return heat_w / net_w_per_m2 * margin


def absorbed_w_per_m2(
    *,
    absorptivity: FloatArray | float,
    solar_view: FloatArray | float,
    earth_view: FloatArray | float,
    albedo: FloatArray | float,
    earth_infrared_w_per_m2: FloatArray | float,
    infrared_absorptivity: FloatArray | float,
    irradiance_w_per_m2: FloatArray | float,
    solar_transmission: FloatArray | float,
) -> FloatArray | float:
    """Heat that a square metre of panel takes up from the Sun and the Earth, W/m2.

    Gilmore (2002), Spacecraft Thermal Control Handbook, 2nd edition, chapter 2: direct sunlight, sunlight reflected by
    the Earth, and the Earth's own infrared.

    Parameters
    ----------
    absorptivity
        Of sunlight.
    solar_view
        Projected area towards the Sun over planform: 1 where one face looks at it, 0 edge-on.
    earth_view
        View factor of the Earth, of both faces together.
    albedo
        Part of sunlight that the Earth reflects.
    earth_infrared_w_per_m2
        Infrared flux that leaves the Earth.
    infrared_absorptivity
        Of that infrared: the panel's emissivity, by Kirchhoff's law. The Starcloud white paper (2024) has the solar
        one, which gains it 8 %.
    irradiance_w_per_m2
        Sunlight.
    solar_transmission
        Part of sunlight, direct and reflected, that a sunshield lets through; 1 without one.
    """
    sunlight = absorptivity * irradiance_w_per_m2 * (solar_view + earth_view * albedo)
    return solar_transmission * sunlight + infrared_absorptivity * earth_view * earth_infrared_w_per_m2


def net_rejection_w_per_m2(
    temperature_k: FloatArray,
    *,
    emissivity: FloatArray | float,
    fin_efficiency: FloatArray | float,
    faces: FloatArray | float,
    sink_temperature_k: FloatArray | float,
    **surroundings: FloatArray | float,
) -> FloatArray:
    """Net heat that a square metre of panel rejects, W/m2: emitted less absorbed.

    Parameters
    ----------
    temperature_k
        Of the panel, where the heat enters it.
    emissivity
        Infrared, of each face.
    fin_efficiency
        Emitted over what a panel would emit that is as hot everywhere, blocked views included.
    faces
        Faces that radiate: 1 or 2.
    sink_temperature_k
        Of what the faces look at, beyond what the other arguments name: 0 or 2.7 with all of them, an effective
        sink of about 200 to 255 instead of them.
    **surroundings
        All arguments of `absorbed_w_per_m2`.
    """
    conductance = faces * fin_efficiency * emissivity * STEFAN_BOLTZMANN_W_PER_M2_K4
    return conductance * (temperature_k**4 - sink_temperature_k**4) - absorbed_w_per_m2(**surroundings)


def implied_temperature_k(
    net_w_per_m2: FloatArray,
    *,
    emissivity: FloatArray | float,
    fin_efficiency: FloatArray | float,
    faces: FloatArray | float,
    sink_temperature_k: FloatArray | float,
    **surroundings: FloatArray | float,
) -> FloatArray:
    """Temperature, K, at which a panel rejects what is claimed of it: the inverse of `net_rejection_w_per_m2`.

    Its arguments are the same.
    """
    emitted = net_w_per_m2 + absorbed_w_per_m2(**surroundings)
    conductance = faces * fin_efficiency * emissivity * STEFAN_BOLTZMANN_W_PER_M2_K4
    return np.sqrt(np.sqrt(emitted / conductance + sink_temperature_k**4))


def aged_absorptivity(initial: FloatArray, darkening_per_year: FloatArray, years: FloatArray) -> FloatArray:
    """Solar absorptivity of a coating that darkens on a straight line, until it is black.

    Coatings darken fastest at first (Gilmore, 2002, Spacecraft Thermal Control Handbook, chapter 4), so that a line
    through the end of a life says too little before it; at the end, where radiators are sized, it is exact.
    """
    return np.minimum(initial + darkening_per_year * years, 1.0)


def loop_heat_pipes(heat_w: FloatArray, capacity_w: FloatArray) -> FloatArray:
    """Whole loop heat pipes that carry a heat, without pumps; each over a short way and up to its capacity."""
    return np.ceil(heat_w / capacity_w)


def segment_loss(rate_per_m2_year: FloatArray, segment_area_m2: FloatArray, life_years: FloatArray) -> FloatArray:
    """Share of radiator area that is out of use, expected and averaged over the life.

    Punctures come at a constant rate by area; the first one drains its segment, which valves cut off for good. At age
    ``t`` that has happened to ``1 - exp(-rate * area * t)`` of the segments. A loop without valves is one segment.

    Parameters
    ----------
    rate_per_m2_year
        Punctures per m2 of planform and year, by meteoroids and debris.
    segment_area_m2
        Area that is lost with each.
    life_years
        Years without repair.
    """
    expected = rate_per_m2_year * segment_area_m2 * life_years
    none = expected == 0.0
    return np.where(none, 0.0, 1.0 + np.expm1(-expected) / np.where(none, 1.0, expected))
