"""The model in JAX, on the CPU."""

import time
from typing import Any, Literal

import numpy as np

from benchmarks.model import breakeven as model
from benchmarks.model.inputs import INPUTS
from benchmarks.peers.kernel import AbsentError, Columns, Kernel, Outcome

try:
    import jax
    import jax.numpy as jnp
except ImportError:
    jax = None


def prepare(columns: Columns, *, loop: Literal["arrays", "scan"]) -> Kernel:
    """Compile the model: as arrays ``(year, sample)``, or as `jax.lax.scan` over years on arrays of samples.

    JAX sizes its pool of threads by the processors that the process may use, so that one thread is had by
    restricting these before the first call (https://github.com/jax-ml/jax/issues/1539).
    """
    if jax is None:
        raise AbsentError("JAX is not installed")
    start = time.perf_counter()
    inputs = jnp.asarray(columns, dtype=jnp.float32)
    compiled = jax.jit(_arrays if loop == "arrays" else _scan).lower(inputs).compile()
    seconds = time.perf_counter() - start

    def run() -> Outcome:
        year, npv = jax.block_until_ready(compiled(inputs))
        return {"breakeven_year": year, "npv_usd_per_kw": npv}

    return Kernel(run=run, compile_seconds=seconds, note=f"jaxlib {jax.__version__}")


def _arrays(columns: Any) -> tuple[Any, Any]:
    x = dict(zip(INPUTS, columns, strict=True))
    years = jnp.arange(model.START_YEARS, dtype=jnp.float32)[:, None]
    fleets = jnp.cumsum(_fleet(x, years), axis=0)
    gap, rate = _gap_and_rate(x, _platform(x), fleets, years)
    last_dearer = jnp.max(jnp.where(gap > 0.0, years, -1.0), axis=0)
    discount = jnp.cumprod(1.0 / (1.0 + rate), axis=0)
    return _year(last_dearer), -jnp.sum(gap * discount, axis=0)


def _scan(columns: Any) -> tuple[Any, Any]:
    x = dict(zip(INPUTS, columns, strict=True))
    platform = _platform(x)

    def advance(state: Any, year: Any) -> tuple[Any, None]:
        fleets, discount, npv, last_dearer = state
        fleets = fleets + _fleet(x, year)
        gap, rate = _gap_and_rate(x, platform, fleets, year)
        discount = discount / (1.0 + rate)
        return (fleets, discount, npv - gap * discount, jnp.where(gap > 0.0, year, last_dearer)), None

    zero = jnp.zeros_like(columns[0])
    years = jnp.arange(model.START_YEARS, dtype=jnp.float32)
    (_, _, npv, last_dearer), _ = jax.lax.scan(advance, (zero, zero + 1.0, zero, zero - 1.0), years)
    return _year(last_dearer), npv


def _year(last_dearer: Any) -> Any:
    return jnp.where(last_dearer == model.START_YEARS - 1.0, jnp.inf, last_dearer + 1.0)


def _fleet(x: dict[str, Any], years: Any) -> Any:
    saturation = x["fleet_saturation"]
    return saturation / (1.0 + (saturation - 1.0) * jnp.exp(-x["fleet_growth_per_year"] * years))


def _capital_recovery(rate: Any, life: Any) -> Any:
    return rate / (1.0 - (1.0 + rate) ** -life)


def _platform(x: dict[str, Any]) -> tuple[Any, Any]:
    """Mass, kg, and cost, USD, of what is launched for one kW in service."""
    load_w = 1000.0 * (1.0 + x["power_overhead"])
    array_w = load_w / (1.0 - x["array_degradation_per_year"]) ** x["life_years"]
    array_m2 = array_w / (model.SOLAR_CONSTANT_W_PER_M2 * model.ARRAY_FILL * x["cell_efficiency"])
    fourth_power = jnp.square(jnp.square(x["radiator_temperature_k"]))
    emitted = 2.0 * model.STEFAN_BOLTZMANN * x["radiator_emissivity"] * fourth_power
    radiator_m2 = load_w / (emitted - model.ABSORBED_W_PER_M2)
    payload_kg = (
        x["it_kg_per_kw"]
        + array_m2 * x["array_kg_per_m2"]
        + radiator_m2 * x["radiator_kg_per_m2"]
        + model.BOOM_KG_PER_M * jnp.sqrt(array_m2 + radiator_m2)
    )
    mass_kg = payload_kg / (1.0 - x["bus_mass_fraction"])
    usd = x["array_usd_per_w"] * array_w + model.BUS_USD_PER_KG * x["bus_mass_fraction"] * mass_kg
    lost = x["failure_rate_per_year"] * x["life_years"]
    launched_per_served = lost / (1.0 - jnp.exp(-lost))
    return launched_per_served * mass_kg, launched_per_served * usd


def _gap_and_rate(x: dict[str, Any], platform: tuple[Any, Any], fleets: Any, years: Any) -> tuple[Any, Any]:
    mass_kg, platform_usd = platform
    experience = 1.0 + fleets / x["experience_years"]
    step = jnp.where(years < x["new_launcher_years"], 1.0, x["new_launcher_factor"])
    learned = experience ** jnp.log2(1.0 - x["learning_rate"])
    price = jnp.maximum(x["launch_price_usd_per_kg"] * step * learned, x["launch_floor_usd_per_kg"])
    rate = x["cost_of_capital"] + x["orbit_premium"] * jnp.maximum(1.0 - years / x["premium_fade_years"], 0.0)
    capital = model.INSURED * mass_kg * price + platform_usd * jnp.exp(-x["platform_decline_per_year"] * years)
    orbit = capital * (_capital_recovery(rate, x["life_years"]) + x["maintenance_fraction_per_year"])
    usd_per_kwh = x["electricity_usd_per_kwh"] * jnp.exp(x["electricity_growth_per_year"] * years)
    usd_per_kwh = usd_per_kwh + model.GRID_T_PER_KWH * x["carbon_usd_per_t"]
    hall = x["ground_usd_per_kw"] * _capital_recovery(x["cost_of_capital"], np.float32(model.GROUND_LIFE_YEARS))
    return orbit - hall - model.HOURS_PER_YEAR * x["pue"] * usd_per_kwh, rate
