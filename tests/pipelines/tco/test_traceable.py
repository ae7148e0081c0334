"""Functions of the smaller systems take floats, arrays and samples, and are compiled as they stand."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.sample_array import SampleArray
from pipelines.tco import insurance, launch, links, propulsion, structure, vehicle
from tests.mc.traced.support import Array, evaluated

Function = Callable[..., Any]

FUNCTIONS: dict[str, Function] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": function
    for module in (insurance, launch, links, propulsion, structure, vehicle)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
}

RANGES: dict[str, tuple[float, float]] = {
    "altitude_km": (500.0, 1400.0),
    "aperture_m": (0.05, 0.2),
    "availability": (0.5, 1.0),
    "booster_cost_usd": (40e6, 80e6),
    "booster_flights": (1.0, 100.0),
    "bus_fraction": (0.1, 0.3),
    "capacity_usd": (0.2e9, 0.4e9),
    "ceiling_gb_per_kwh": (1.0, 20.0),
    "cost_usd": (60e6, 1.5e9),
    "cost_usd_per_kg": (20.0, 500.0),
    "delta_v_m_per_s": (50.0, 500.0),
    "demand_gb_per_kwh": (0.0, 40.0),
    "distance_m": (1e5, 1e7),
    "downlink_gbps": (10.0, 200.0),
    "efficiency": (0.5, 1.0),
    "fairing_m3": (500.0, 1000.0),
    "flights": (1.0, 100.0),
    "flights_per_year": (4.0, 145.0),
    "gain_db_rx": (90.0, 120.0),
    "gain_db_tx": (90.0, 120.0),
    "gross_margin": (0.0, 0.8),
    "grounding_years": (0.1, 1.0),
    "groundings": (0.0, 3.0),
    "insured_share": (0.0, 1.0),
    "learning_rate": (0.1, 0.3),
    "loss_probability": (0.0, 0.05),
    "mass_kg": (1e5, 1e6),
    "operations_usd": (2e6, 5e6),
    "optical_efficiency": (0.2, 1.0),
    "overhead_per_unit": (10.0, 200.0),
    "payload_kg": (5e4, 2e5),
    "perigee_km": (50.0, 200.0),
    "power_kw": (10.0, 1e4),
    "premium": (0.03, 0.15),
    "price_usd_per_kg": (50.0, 3600.0),
    "reference_units": (1.0, 100.0),
    "refurbishment_fraction": (0.0, 0.2),
    "replenishment_per_year": (0.1, 0.4),
    "service_years": (5.0, 15.0),
    "ship_cost_usd": (20e6, 40e6),
    "ship_flights": (1.0, 100.0),
    "specific_impulse_s": (200.0, 2500.0),
    "transmitted_w": (1.0, 10.0),
    "unit_power_kw": (10.0, 200.0),
    "units": (100.0, 1e5),
    "value_usd": (0.0, 1e9),
    "volume_m3": (100.0, 2e4),
    "wavelength_m": (1e-6, 2e-6),
}
"""Ranges of the arguments, by name: samples begin with the lower ends, which may be zero."""


def samples_of(function: Function) -> dict[str, Array]:
    return {
        name: np.linspace(*RANGES[name], 7)[[0, 5, 3, 6, 1, 4, 2]] for name in inspect.signature(function).parameters
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_floats_arrays_and_samples_give_the_same(name: str) -> None:
    function = FUNCTIONS[name]
    samples = samples_of(function)
    array = function(*samples.values())
    floats = [float(function(*values)) for values in zip(*(row.tolist() for row in samples.values()), strict=True)]
    eager = function(*(SampleArray(row) for row in samples.values()))
    assert np.isfinite(array).all()
    np.testing.assert_array_equal(eager.data, array)
    np.testing.assert_allclose(floats, array, rtol=1e-14)  # powers of one number and of many are rounded differently


@pytest.mark.parametrize(("precision", "rtol"), [(FLOAT32, 2e-5), (FLOAT64, 1e-13)])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_traced_is_what_arrays_give(name: str, precision: DType, rtol: float) -> None:
    function = FUNCTIONS[name]
    samples = samples_of(function)
    traced, values = evaluated(lambda **given: function(*given.values()), samples, precision)
    assert traced.dtype == precision
    np.testing.assert_allclose(values, function(*samples.values()), rtol=rtol)
