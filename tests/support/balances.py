"""What every future of the cost model keeps, whatever the technology: energy, heat, mass, money, chances."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from pipelines.tco.decision import Decision
from pipelines.tco.model import tco_model
from pipelines.tco.technology import Technology

Values = Mapping[str, npt.NDArray[Any]]

COSTS = {"": "level_cost_usd_per_kw_year", "_without_it": "level_cost_without_it_usd_per_kw_year"}


def balances(
    decision: Decision, technology: Technology, x: Values, found: Values
) -> Iterator[tuple[str, FloatArray, FloatArray, FloatArray]]:
    """Yield what must be equal, by name: both sides, and the size of what is added up.

    Parameters
    ----------
    decision, technology
        What the model is of.
    x, found
        Its inputs ``(samples)`` and outputs ``(cells, samples)``, cells in the order of their coordinates.
    """
    coords = tco_model(decision, technology).coords
    needed, available = (
        dict(zip(coords["check"], found[f"check_{which}"], strict=True)) for which in ("needed", "available")
    )
    total_kw = found["placed_kw_per_kw"][0] * decision.it_power_kw
    load, mass = found["load_w_per_kw"].sum(axis=0), found["mass_kg_per_kw"].sum(axis=0)

    # energy and heat
    yield "load", load, needed["array_in_eclipse"], load
    if technology.array == "continuous":
        dark = found["eclipse_minutes_per_day"][0] / 1440.0
        generated = available["peak_power"] * (1.0 - dark)
        used = load * (1.0 - dark) + load * dark / x["battery_round_trip_efficiency"]
        yield "energy of the orbit with the longest eclipse", generated, used, used
    stored = found["battery_wh"][0] * x["battery_depth_of_discharge"]
    yield "battery", stored, total_kw * load * found["eclipse_minutes_per_orbit"][0] / 60.0, stored
    shared = technology.architecture == "monolithic" and technology.units
    spare = technology.units / technology.units_needed if shared else 1.0
    margin = 1.0 if technology.radiator == "area" else x["radiator_area_margin"] * spare
    rejected = found["radiator_area_m2"][0] * found["radiator_net_w_per_m2"][0] / margin
    yield "heat", rejected, total_kw * load, rejected

    # mass
    yield "mass", mass, found["launched_mass_kg_per_kw"][0], mass
    yield "launched mass", found["launched_mass_kg"][0], total_kw * mass, total_kw * mass

    # money
    years = len(decision.start_years)
    discounted = decision.it_power_kw * sum(
        (1.0 + decision.real_discount_rate) ** -age for age in range(1, decision.service_years + 1)
    )
    for which, level_name in COSTS.items():
        level = found[level_name].reshape(2, years, -1)
        for side, name in enumerate(("orbit", "ground")):
            parts = found[f"{name}_cost{which}_usd_per_kw_year"].reshape(-1, years, level.shape[-1])
            size = np.abs(parts).sum(axis=0)
            yield f"{name}{which}: parts", parts.sum(axis=0), level[side], size
            present = found[f"{name}_tco{which}_usd"].reshape(parts.shape)
            yield f"{name}{which}: present value by part", present, parts * discounted, size * discounted
        gap = found[f"gap{which}_usd_per_kw_year"]
        yield f"gap{which}", gap, level[0] - level[1], level.sum(axis=0)
        ratio = found[f"cost_ratio{which}"]
        if np.all(level[1] > 0.0):
            yield f"ratio{which}", ratio * level[1], level[0], level[0]
    level = found["level_cost_usd_per_kw_year"]
    yield "present value", found["tco_usd"], level * discounted, level * discounted
    hour = level * x["it_kw_per_accelerator"] / (8760.0 * x["utilisation"])
    yield "hour of an accelerator", found["level_cost_usd_per_gpu_hour"], hour, hour

    # chances
    outcomes = found["reaches_revenue"] + found["acquired"] + found["insolvent"]
    yield "outcomes of the venture", outcomes, np.ones_like(outcomes), np.zeros_like(outcomes)


def orders(decision: Decision, x: Values, found: Values) -> Iterator[tuple[str, FloatArray, FloatArray]]:
    """Yield what must not be more than something else, by name; parameters as in `balances`."""
    years = len(decision.start_years)
    with_it, without_it = (found[level] for level in COSTS.values())
    yield "free computers", without_it, with_it  # in all: insurance by itself can cost more, as more of it is to be had
    for share in ("goodput", "served_fraction", "sunlit_fraction"):
        yield share, found[share], np.ones_like(found[share])
    for excess in ("placed_kw_per_kw", "overbuild"):
        yield excess, np.ones_like(found[excess]), found[excess]
    yield "launches carry the mass", found["launched_mass_kg"], found["launches"] * x["payload_kg"]
    yield (
        "whole year darker than its darkest orbits",
        1.0 - found["sunlit_fraction"],
        found["eclipse_minutes_per_day"] / 1440.0,
    )
    for name in ("breakeven_by", "breakeven_first_by"):
        by_year = found[name].reshape(years, -1)
        yield f"{name}: stays", by_year[:-1], by_year[1:]
    yield "staying cheaper is getting cheaper", found["breakeven_by"], found["breakeven_first_by"]
    yield "getting cheaper", found["orbit_cheaper"], found["breakeven_first_by"]


def assert_balanced(decision: Decision, technology: Technology, x: Values, found: Values, bound: float) -> None:
    """Assert that all balances hold, to a relative error, and all orders."""
    flat = {name: values.reshape(len(values), -1).astype(np.float64) for name, values in found.items()}
    inputs = {name: values.reshape(-1).astype(np.float64) for name, values in x.items()}
    for name, left, right, size in balances(decision, technology, inputs, flat):
        assert np.all(np.abs(left - right) <= bound * size), name
    for name, least, most in orders(decision, inputs, flat):
        assert np.all(least <= most + bound * np.abs(most)), name
