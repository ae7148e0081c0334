"""The model in Dr.Jit, LLVM mode: a Python loop over years is traced into one kernel."""

import time
from typing import Any

from benchmarks.model import breakeven as model
from benchmarks.model.inputs import INPUTS
from benchmarks.peers.kernel import AbsentError, Columns, Kernel, Outcome, imported


def prepare(columns: Columns, *, threads: int = 1) -> Kernel:
    """Trace and compile the model.

    Raises
    ------
    AbsentError
        Dr.Jit is not installed, or it finds no LLVM (``DRJIT_LIBLLVM_PATH`` says where one is).
    """
    dr = imported("drjit")
    if not dr.has_backend(dr.JitBackend.LLVM):
        raise AbsentError("Dr.Jit finds no LLVM 15 or newer; DRJIT_LIBLLVM_PATH says where one is")
    dr.set_thread_count(threads)
    inputs = [dr.llvm.Float(column) for column in columns.astype("float32")]
    dr.eval(inputs)

    def run() -> Outcome:
        year, npv = _breakeven(dr, dict(zip(INPUTS, inputs, strict=True)))
        dr.eval(year, npv)
        dr.sync_thread()
        return {"breakeven_year": year, "npv_usd_per_kw": npv}

    start = time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    version = ".".join(map(str, dr.detail.llvm_version()))
    return Kernel(run=run, compile_seconds=seconds, note=f"Dr.Jit {dr.__version__}, LLVM {version}")


def _larger(dr: Any, a: Any, b: Any) -> Any:
    """`dr.maximum`, which asks for an instruction that LLVM 15 and 16 do not have on x86-64."""
    return dr.select(a > b, a, b)


def _capital_recovery(rate: Any, life: Any) -> Any:
    return rate / (1.0 - (1.0 + rate) ** -life)


def _breakeven(dr: Any, x: dict[str, Any]) -> tuple[Any, Any]:
    load_w = 1000.0 * (1.0 + x["power_overhead"])
    array_w = load_w / (1.0 - x["array_degradation_per_year"]) ** x["life_years"]
    array_m2 = array_w / (model.SOLAR_CONSTANT_W_PER_M2 * model.ARRAY_FILL * x["cell_efficiency"])
    fourth_power = dr.square(dr.square(x["radiator_temperature_k"]))
    emitted = 2.0 * model.STEFAN_BOLTZMANN * x["radiator_emissivity"] * fourth_power
    radiator_m2 = load_w / (emitted - model.ABSORBED_W_PER_M2)
    payload_kg = (
        x["it_kg_per_kw"]
        + array_m2 * x["array_kg_per_m2"]
        + radiator_m2 * x["radiator_kg_per_m2"]
        + model.BOOM_KG_PER_M * dr.sqrt(array_m2 + radiator_m2)
    )
    mass_kg = payload_kg / (1.0 - x["bus_mass_fraction"])
    platform_usd = x["array_usd_per_w"] * array_w + model.BUS_USD_PER_KG * x["bus_mass_fraction"] * mass_kg
    lost = x["failure_rate_per_year"] * x["life_years"]
    launched_per_served = lost / (1.0 - dr.exp(-lost))
    hall = x["ground_usd_per_kw"] * _capital_recovery(x["cost_of_capital"], model.GROUND_LIFE_YEARS)
    saturation, exponent = x["fleet_saturation"], dr.log2(1.0 - x["learning_rate"])

    fleets, discount, npv, last_dearer = 0.0, 1.0, 0.0, -1.0
    for t in map(float, range(model.START_YEARS)):
        fleets = fleets + saturation / (1.0 + (saturation - 1.0) * dr.exp(-x["fleet_growth_per_year"] * t))
        experience = 1.0 + fleets / x["experience_years"]
        step = dr.select(t < x["new_launcher_years"], 1.0, x["new_launcher_factor"])
        price = _larger(dr, x["launch_price_usd_per_kg"] * step * experience**exponent, x["launch_floor_usd_per_kg"])
        rate = x["cost_of_capital"] + x["orbit_premium"] * _larger(dr, 1.0 - t / x["premium_fade_years"], 0.0)
        hardware = platform_usd * dr.exp(-x["platform_decline_per_year"] * t)
        capital = launched_per_served * (model.INSURED * mass_kg * price + hardware)
        orbit = capital * (_capital_recovery(rate, x["life_years"]) + x["maintenance_fraction_per_year"])
        usd_per_kwh = x["electricity_usd_per_kwh"] * dr.exp(x["electricity_growth_per_year"] * t)
        usd_per_kwh = usd_per_kwh + model.GRID_T_PER_KWH * x["carbon_usd_per_t"]
        gap = orbit - hall - model.HOURS_PER_YEAR * x["pue"] * usd_per_kwh
        discount = discount / (1.0 + rate)
        npv = npv - gap * discount
        last_dearer = dr.select(gap > 0.0, t, last_dearer)
    return dr.select(last_dearer == model.START_YEARS - 1.0, dr.inf, last_dearer + 1.0), npv
