"""Functions of orbits, power and heat take floats, arrays and samples, and are compiled as they stand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.sample_array import SampleArray
from pipelines.tco import geometry, power, thermal
from tests.mc.traced.support import Array, evaluated

ALTITUDE = {"altitude_km": (300.0, 4900.0)}
SUPPLY = {"sunlit": (0.6, 1.0), "end_of_life": (0.5, 1.0), "derate": (0.6, 1.0), "storage_efficiency": (0.7, 1.0)}
AREA = {"cell_efficiency": (0.2, 0.33), "fill": (0.6, 0.95), "irradiance_w_per_m2": (1317.0, 1408.0)}
PANEL = {
    "emissivity": (0.8, 0.95),
    "fin_efficiency": (0.7, 1.0),
    "faces": (1.0, 2.0),
    "sink_temperature_k": (0.0, 230.0),
    "absorptivity": (0.1, 0.3),
    "solar_view": (0.0, 1.0),
    "earth_view": (0.0, 0.5),
    "albedo": (0.2, 0.4),
    "earth_infrared_w_per_m2": (200.0, 260.0),
    "infrared_absorptivity": (0.1, 0.95),
    "irradiance_w_per_m2": (1317.0, 1408.0),
    "solar_transmission": (0.0, 1.0),
}

FUNCTIONS: tuple[tuple[Callable[..., Any], dict[str, tuple[float, float]]], ...] = (
    (geometry.orbit_period_minutes, ALTITUDE),
    (geometry.sun_synchronous_inclination, ALTITUDE),
    (geometry.eclipse_fraction, ALTITUDE | {"cos_beta": (0.1, 1.0)}),
    (geometry.longest_eclipse_fraction, ALTITUDE),
    (geometry.longest_eclipse_fraction_inclined, ALTITUDE),
    (geometry.mean_eclipse_fraction, ALTITUDE),
    (geometry.mean_eclipse_fraction_inclined, ALTITUDE | {"inclination_rad": (0.0, 1.8)}),
    (geometry.eclipse_season_days, ALTITUDE),
    (power.electrical_load, {"bus_fraction": (0.0, 0.2), "pump_fraction": (0.0, 0.1)}),
    (power.end_of_life_factor, {"degradation": (0.0, 0.1), "life": (3.0, 10.0)}),
    (power.mean_factor, {"degradation": (0.0, 0.1), "years": (3.0, 10.0)}),
    (
        power.radiation_remaining_factor,
        {
            "fluence_per_cm2": (0.0, 1e15),
            "reference_fluence_per_cm2": (5e14, 1e15),
            "remaining_at_reference": (0.8, 0.9),
            "onset_fluence_per_cm2": (1e14, 3e14),
        },
    ),
    (power.array_power, {"load": (1000.0, 1300.0)} | SUPPLY),
    (power.delivered_power, {"nameplate": (1000.0, 3000.0)} | SUPPLY),
    (power.array_area, {"power_w": (1e3, 1e9)} | AREA),
    (power.array_nameplate, {"area_m2": (5.0, 1e7)} | AREA),
    (
        power.battery_capacity,
        {"load": (1000.0, 1300.0), "eclipse_minutes": (0.0, 36.0), "depth_of_discharge": (0.3, 0.8)},
    ),
    (power.wings, {"power_w": (1e6, 2e6), "wing_power_w": (1900.0, 2000.0)}),
    (
        power.years_to_supply,
        {"power_w": (1e8, 5e9), "output_w_per_year": (1e6, 1e8), "expansion_per_year": (0.0, 1.0)},
    ),
    (thermal.radiator_area, {"heat_w": (1e3, 1e9), "net_w_per_m2": (147.0, 1091.0), "margin": (1.0, 1.4)}),
    (thermal.net_rejection_w_per_m2, {"temperature_k": (320.0, 370.0)} | PANEL),
    (thermal.implied_temperature_k, {"net_w_per_m2": (147.0, 1091.0)} | PANEL),
    (thermal.aged_absorptivity, {"initial": (0.09, 0.2), "darkening_per_year": (0.0, 0.1), "years": (1.0, 15.0)}),
    (thermal.loop_heat_pipes, {"heat_w": (1000.0, 9100.0), "capacity_w": (230.0, 250.0)}),
    (
        thermal.segment_loss,
        {"rate_per_m2_year": (0.0, 1e-2), "segment_area_m2": (1.0, 100.0), "life_years": (3.0, 10.0)},
    ),
)


def samples_of(ranges: dict[str, tuple[float, float]]) -> dict[str, Array]:
    """Begin with the lower ends, which may be zero."""
    return {name: np.linspace(*ends, 7)[[0, 5, 3, 6, 1, 4, 2]] for name, ends in ranges.items()}


@pytest.mark.parametrize(("function", "ranges"), FUNCTIONS)
def test_floats_arrays_and_samples_give_the_same(
    function: Callable[..., Any], ranges: dict[str, tuple[float, float]]
) -> None:
    samples = samples_of(ranges)
    array = function(**samples)
    assert np.isfinite(array).all()
    floats = [float(function(**{name: float(row[i]) for name, row in samples.items()})) for i in range(7)]
    np.testing.assert_allclose(floats, array, rtol=1e-13, atol=1e-14)  # powers of one number and of many differ
    eager = function(**{name: SampleArray(row) for name, row in samples.items()})
    np.testing.assert_array_equal(eager.data, array)


@pytest.mark.parametrize(("precision", "rtol"), [(FLOAT32, 5e-5), (FLOAT64, 1e-12)])
@pytest.mark.parametrize(("function", "ranges"), FUNCTIONS)
def test_traced_is_what_arrays_give(
    function: Callable[..., Any], ranges: dict[str, tuple[float, float]], precision: DType, rtol: float
) -> None:
    samples = samples_of(ranges)
    traced, values = evaluated(function, samples, precision)
    assert traced.dtype == precision
    np.testing.assert_allclose(values, function(**samples), rtol=rtol, atol=rtol * 0.1)
