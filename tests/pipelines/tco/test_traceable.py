"""Functions of the subsystems take floats, arrays and samples, and are compiled as they stand."""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any, get_type_hints

import numpy as np
import pytest

from distributions.arrays import FloatArray
from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.sample_array import SampleArray
from pipelines.tco import (
    geometry,
    insurance,
    launch,
    links,
    power,
    propulsion,
    radiation,
    redundancy,
    reliability,
    servicing,
    structure,
    thermal,
    vehicle,
)
from tests.mc.traced.support import Array, evaluated

Function = Callable[..., Any]
MODULES = (
    *(geometry, insurance, launch, links, power, propulsion, radiation, redundancy, reliability, servicing),
    *(structure, thermal, vehicle),
)

FUNCTIONS: dict[str, Function] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__
    and not name.startswith("_")
    and set(get_type_hints(function).values()) <= {FloatArray, FloatArray | float}
}
"""All public functions of numbers alone, and of units in two structures."""

for each in (redundancy.k_of_n, redundancy.delivered_share):
    FUNCTIONS |= {f"redundancy.{each.__name__}, {k} of {n}": partial(each, n=n, k=k) for n, k in ((10, 8), (81, 5))}

RANGES: dict[str, tuple[float, float]] = {
    "absorptivity": (0.1, 0.3),
    "accelerators": (8.0, 16_384.0),
    "albedo": (0.2, 0.4),
    "altitude_km": (300.0, 4900.0),
    "aperture_m": (0.05, 0.2),
    "area_m2": (5.0, 1e7),
    "availability": (0.5, 1.0),
    "booster_cost_usd": (40e6, 80e6),
    "booster_flights": (1.0, 100.0),
    "bus_fraction": (0.0, 0.3),
    "capacity_usd": (0.2e9, 0.4e9),
    "capacity_w": (230.0, 250.0),
    "ceiling_gb_per_kwh": (1.0, 20.0),
    "cell_efficiency": (0.2, 0.33),
    "cos_beta": (0.1, 1.0),
    "cost_usd": (60e6, 1.5e9),
    "cost_usd_per_kg": (20.0, 500.0),
    "darkening_per_year": (0.0, 0.1),
    "days": (1.0, 54.0),
    "degradation": (0.0, 0.1),
    "delay_years": (0.5, 2.0),
    "delta_v_m_per_s": (50.0, 500.0),
    "demand_gb_per_kwh": (0.0, 40.0),
    "depth_of_discharge": (0.3, 0.8),
    "derate": (0.6, 1.0),
    "distance_m": (1e5, 1e7),
    "dose_per_event_rad": (17.0, 44.0),
    "dose_rate_rad_per_year": (60.0, 300.0),
    "downlink_gbps": (10.0, 200.0),
    "earth_infrared_w_per_m2": (200.0, 260.0),
    "earth_view": (0.0, 0.5),
    "eclipse_minutes": (0.0, 36.0),
    "efficiency": (0.5, 1.0),
    "emissivity": (0.8, 0.95),
    "end_of_life": (0.5, 1.0),
    "event_rate_per_year": (0.1, 8.8),
    "events": (0.0, 220.0),
    "expansion_per_year": (0.0, 1.0),
    "exponent": (0.0, 1.15),
    "faces": (1.0, 2.0),
    "fairing_m3": (500.0, 1000.0),
    "fill": (0.6, 0.95),
    "fin_efficiency": (0.7, 1.0),
    "flights": (1.0, 100.0),
    "flights_per_year": (4.0, 145.0),
    "fluence_per_cm2": (0.0, 1e15),
    "fluence_per_rad": (7.9e6, 1e7),
    "fraction": (0.0, 1.0),
    "gain_db_rx": (90.0, 120.0),
    "gain_db_tx": (90.0, 120.0),
    "gross_margin": (0.0, 0.8),
    "grounding_years": (0.1, 1.0),
    "groundings": (0.0, 3.0),
    "hbm": (0.0, 0.1),
    "heat_w": (1000.0, 9100.0),
    "hours": (2.0, 88_768.0),
    "inclination_rad": (0.0, 1.8),
    "infant_multiplier": (1.0, 3.5),
    "infant_years": (0.0, 9.0),
    "inferences_per_second": (1.0, 50.0),
    "infrared_absorptivity": (0.1, 0.95),
    "initial": (0.09, 0.2),
    "insured_share": (0.0, 1.0),
    "interruptions_per_accelerator_year": (0.0, 0.17),
    "irradiance_w_per_m2": (1317.0, 1408.0),
    "learning_rate": (0.1, 0.3),
    "life": (3.0, 10.0),
    "life_years": (3.0, 10.0),
    "load": (1000.0, 1300.0),
    "loss_probability": (0.0, 0.05),
    "loss_rate": (0.0, 0.05),
    "margin": (1.0, 1.4),
    "mass_kg": (1e5, 1e6),
    "mitigated": (0.0, 0.92),
    "nameplate": (1000.0, 3000.0),
    "net_w_per_m2": (147.0, 1091.0),
    "onset_fluence_per_cm2": (1e14, 3e14),
    "operations_usd": (2e6, 5e6),
    "optical_efficiency": (0.2, 1.0),
    "other": (0.0, 0.04),
    "output_w_per_year": (1e6, 1e8),
    "overhead_per_unit": (10.0, 200.0),
    "p": (0.3, 1.0),
    "payload_kg": (5e4, 2e5),
    "perigee_km": (50.0, 200.0),
    "power_kw": (10.0, 1e4),
    "power_w": (1e6, 2e6),
    "premium": (0.03, 0.15),
    "price_usd_per_kg": (50.0, 3600.0),
    "pump_fraction": (0.0, 0.1),
    "rate": (0.0, 0.2),
    "rate_per_m2_year": (0.0, 1e-2),
    "reference_fluence_per_cm2": (5e14, 1e15),
    "reference_rad_per_year": (150.0, 333.0),
    "reference_shielding": (1.0, 5.0),
    "reference_units": (1.0, 100.0),
    "refurbishment_fraction": (0.0, 0.2),
    "remaining_at_reference": (0.8, 0.9),
    "replenishment_per_year": (0.1, 0.4),
    "restart_hours": (0.1, 0.5),
    "scale_years": (4.0, 30.0),
    "segment_area_m2": (1.0, 100.0),
    "service_years": (5.0, 15.0),
    "serviceable_share": (0.5, 0.95),
    "shape": (0.6, 1.5),
    "shielding": (1.0, 10.0),
    "ship_cost_usd": (20e6, 40e6),
    "ship_flights": (1.0, 100.0),
    "sink_temperature_k": (0.0, 230.0),
    "solar_transmission": (0.0, 1.0),
    "solar_view": (0.0, 1.0),
    "specific_impulse_s": (200.0, 2500.0),
    "storage_efficiency": (0.7, 1.0),
    "sunlit": (0.6, 1.0),
    "temperature_k": (320.0, 370.0),
    "tolerance_rad": (2e3, 15e3),
    "transmitted_w": (1.0, 10.0),
    "unit_power_kw": (10.0, 200.0),
    "units": (100.0, 1e5),
    "value_usd": (0.0, 1e9),
    "volume_m3": (100.0, 2e4),
    "wavelength_m": (1e-6, 2e-6),
    "wing_power_w": (1900.0, 2000.0),
    "years": (1.0, 15.0),
}
"""Ranges of the arguments, by name: samples begin with the lower ends, which may be zero."""


def samples_of(function: Function) -> dict[str, Array]:
    parameters = inspect.signature(function).parameters.keys() - {"n", "k"}
    if "surroundings" in parameters:
        parameters = parameters - {"surroundings"} | inspect.signature(thermal.absorbed_w_per_m2).parameters.keys()
    return {name: np.linspace(*RANGES[name], 7)[[0, 5, 3, 6, 1, 4, 2]] for name in sorted(parameters)}


def assert_close(found: Array, expected: Array, rtol: float) -> None:
    """Close to each, or to the largest of them where the rest of a difference is small."""
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=0.1 * rtol * np.max(np.abs(expected)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_floats_arrays_and_samples_give_the_same(name: str) -> None:
    function = FUNCTIONS[name]
    samples = samples_of(function)
    array = function(**samples)
    assert np.isfinite(array).all()
    floats = [float(function(**{name: float(row[i]) for name, row in samples.items()})) for i in range(7)]
    assert_close(np.array(floats), array, 1e-13)  # powers of one number and of many are rounded differently
    eager = function(**{name: SampleArray(row) for name, row in samples.items()})
    np.testing.assert_array_equal(eager.data, array)


@pytest.mark.parametrize(("precision", "rtol"), [(FLOAT32, 5e-5), (FLOAT64, 1e-12)])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_traced_is_what_arrays_give(name: str, precision: DType, rtol: float) -> None:
    function = FUNCTIONS[name]
    samples = samples_of(function)
    traced, values = evaluated(function, samples, precision)
    assert traced.shape == ()
    assert traced.dtype == precision
    assert_close(values, function(**samples), rtol)


def test_every_range_is_of_an_argument() -> None:
    assert set().union(*(samples_of(function) for function in FUNCTIONS.values())) == RANGES.keys()
