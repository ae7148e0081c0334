"""Optical links: what the downlink lets through, and the budget of a link between satellites."""

import math

import numpy as np

from distributions.arrays import FloatArray

_GB_PER_HOUR = 3600.0 / 8.0  # of one Gbit/s; decimal units


def data_ceiling_gb_per_kwh(downlink_gbps: FloatArray, power_kw: FloatArray, availability: FloatArray) -> FloatArray:
    """Most data, GB, that can reach the ground for each kWh of computation.

    Parameters
    ----------
    downlink_gbps
        Rate of all downlinks together while they transmit, Gbit/s.
    power_kw
        IT power that they serve.
    availability
        Share of the time that they transmit: passes over stations, and clear sky.

    Notes
    -----
    Gamma_max of Turyshev (2026), arXiv:2604.27197, in GB/kWh. The ceilings quoted from there, 148, 14.8 and 1.48 GB/kWh
    at 0.1, 1 and 10 MW, are one sustained rate of 32.9 Gbit/s.
    """
    return downlink_gbps * availability * _GB_PER_HOUR / power_kw


def served_fraction(ceiling_gb_per_kwh: FloatArray, demand_gb_per_kwh: FloatArray) -> FloatArray:
    """Share of a workload that the downlink lets through: ``min(1, ceiling / demand)``, 1 without any demand."""
    demand = np.where(demand_gb_per_kwh == 0.0, 1.0, demand_gb_per_kwh)
    return np.where(demand_gb_per_kwh == 0.0, 1.0, np.minimum(ceiling_gb_per_kwh / demand, 1.0))


def confocal_distance_m(aperture_m: FloatArray, wavelength_m: FloatArray) -> FloatArray:
    """Distance, m, within which a beam that fills an aperture stays about as wide as the aperture.

    The Rayleigh range ``pi * w**2 / wavelength`` of a Gaussian beam whose waist w is half the aperture's diameter, as
    in Google, Towards a future space-based AI infrastructure (arXiv:2511.19468). Within it, several beams fit side by
    side.
    """
    return math.pi * aperture_m * aperture_m / (4.0 * wavelength_m)


def aperture_gain_db(aperture_m: FloatArray, wavelength_m: FloatArray, efficiency: FloatArray) -> FloatArray:
    """Gain, dB, of a circular aperture of a diameter: ``efficiency * (pi * aperture / wavelength)**2``."""
    return 10.0 * np.log10(efficiency) + 20.0 * np.log10(math.pi * aperture_m / wavelength_m)


def received_power_w(  # noqa: PLR0917 - a link budget has the terms it has
    transmitted_w: FloatArray,
    gain_db_tx: FloatArray,
    gain_db_rx: FloatArray,
    distance_m: FloatArray,
    wavelength_m: FloatArray,
    optical_efficiency: FloatArray,
) -> FloatArray:
    """Power at the receiver, W, far beyond the confocal distance.

    Parameters
    ----------
    transmitted_w
        Power of the transmitter.
    gain_db_tx, gain_db_rx
        `aperture_gain_db` of the two ends.
    distance_m, wavelength_m
        Length of the link, wavelength of the light.
    optical_efficiency
        Part of the light that the optics of both ends let through.

    Notes
    -----
    Friis (1946), A note on a simple transmission formula, Proceedings of the IRE 34(5), 254-256. Summed in dB, as the
    gains and the path loss by themselves are beyond 10**10.
    """
    path_db = 20.0 * np.log10(wavelength_m / (4.0 * math.pi * distance_m))
    return transmitted_w * optical_efficiency * 10.0 ** ((gain_db_tx + gain_db_rx + path_db) / 10.0)
