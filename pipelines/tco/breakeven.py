"""When, and at which launch price, orbit costs no more than the ground.

A path of the gap with a NaN anywhere has no breakeven year: the result is NaN, never a year.
"""

import numpy as np

from distributions.arrays import FloatArray


def orbit_cheaper(gap: FloatArray) -> FloatArray:
    """1 where orbit costs no more than the ground, else 0."""
    return np.where(gap <= 0.0, 1.0, np.where(gap > 0.0, 0.0, np.nan))


def breakeven_year(gap: FloatArray, start_years: tuple[int, ...]) -> FloatArray:
    """First start year from which orbit costs no more than the ground, in it and in all later start years.

    Parameters
    ----------
    gap
        Cost in orbit minus cost on the ground, by start year.
    start_years
        The start years, increasing by one.

    Returns
    -------
    FloatArray
        The year; infinity where orbit is dearer in the last start year.
    """
    last_dearer = np.max(np.where(gap > 0.0, np.array(start_years, dtype=float), start_years[0] - 1.0), axis=-1)
    year = np.where(last_dearer == start_years[-1], np.inf, last_dearer + 1.0)
    return np.where(np.any(np.isnan(gap), axis=-1), np.nan, year)


def breakeven_year_first(gap: FloatArray, start_years: tuple[int, ...]) -> FloatArray:
    """First start year in which orbit costs no more than the ground, whatever follows.

    Parameters
    ----------
    gap
        Cost in orbit minus cost on the ground, by start year.
    start_years
        The start years.

    Returns
    -------
    FloatArray
        The year; infinity where there is none.
    """
    year = np.min(np.where(gap <= 0.0, np.array(start_years, dtype=float), np.inf), axis=-1)
    return np.where(np.any(np.isnan(gap), axis=-1), np.nan, year)


def reached_by(year: FloatArray, start_years: tuple[int, ...]) -> FloatArray:
    """1 for the start years at or after a breakeven year, else 0; by start year."""
    return np.where(year <= np.array(start_years, dtype=float), 1.0, np.where(np.isnan(year), np.nan, 0.0))


def breakeven_launch_price(price: FloatArray, gap: FloatArray, gap_per_price: FloatArray) -> FloatArray:
    """Launch price at which the gap is zero, all else in the same future being equal.

    Exact, because costs are affine in the launch price. Negative where even a free launch would not do.

    Parameters
    ----------
    price, gap
        A launch price, USD/kg, and the gap at it.
    gap_per_price
        By how much the gap grows with each dollar of the price.
    """
    return price - gap / gap_per_price
