"""Dose behind shielding, and what it does to electronics: events, errors, end of life.

Doses are of total ionising radiation in silicon, in rad. Upsets are counted by dose, as irradiation tests do.
"""

import numpy as np

from distributions.arrays import FloatArray
from pipelines.tco.reliability import JULIAN_YEAR_HOURS

_NO_DOSE_RAD_PER_YEAR = 1e-6


def dose_rate(
    reference_rad_per_year: FloatArray, shielding: FloatArray, reference_shielding: FloatArray, exponent: FloatArray
) -> FloatArray:
    """Dose behind a shield, rad/year: a power law of its thickness.

    A fit to two published points, 333 rad/year behind 5 mm of aluminium (NASA/TM-20220011775, 500 km polar) and 150
    behind 10 mm (Suncatcher, arXiv:2511.19468, 650 km): exponent 1.15. Between a few and about 10 mm in low orbit;
    beyond, penetrating protons are left, and the law promises too much.

    Parameters
    ----------
    reference_rad_per_year
        Dose behind the reference shield.
    shielding, reference_shielding
        Thickness, or mass per area or per power of one design, in the same unit; above zero.
    exponent
        Steepness; 0: shielding makes no difference.
    """
    return reference_rad_per_year * (shielding / reference_shielding) ** (-exponent)


def event_rate(dose_rate_rad_per_year: FloatArray, dose_per_event_rad: FloatArray) -> FloatArray:
    """Events of a chip, 1/year, whose mean dose between events was measured in a beam.

    Suncatcher (arXiv:2511.19468): a beam of 67 MeV protons stands for the spectrum of the orbit.
    """
    return dose_rate_rad_per_year / dose_per_event_rad


def cross_section_cm2(dose_per_event_rad: FloatArray, fluence_per_rad: FloatArray) -> FloatArray:
    """Cross-section of an event, cm2: events per particle and cm2.

    Parameters
    ----------
    dose_per_event_rad
        Mean dose between events.
    fluence_per_rad
        Particles per cm2 that deposit one rad: 7.9e6 of protons of 67 MeV.
    """
    return 1.0 / (fluence_per_rad * dose_per_event_rad)


def inferences_per_error(event_rate_per_year: FloatArray, inferences_per_second: FloatArray) -> FloatArray:
    """Inferences between two errors of the chip that makes them."""
    return inferences_per_second * 3600.0 * JULIAN_YEAR_HOURS / event_rate_per_year


def tolerance_margin(dose_rate_rad_per_year: FloatArray, years: FloatArray, tolerance_rad: FloatArray) -> FloatArray:
    """Dose that the electronics tolerate over the dose of a mission of some years; below 1 they do not last."""
    return tolerance_rad / (dose_rate_rad_per_year * years)


def dose_life_years(dose_rate_rad_per_year: FloatArray, tolerance_rad: FloatArray) -> FloatArray:
    """Years until the tolerated dose is reached; without a dose, as good as for ever."""
    return tolerance_rad / np.maximum(dose_rate_rad_per_year, _NO_DOSE_RAD_PER_YEAR)
