"""What results are held against, as data: the author's claims, and the checks; and the lines of both cost columns."""

import math
from typing import Any

import numpy as np

from pipelines.scenario.scenario import Claim
from pipelines.tco import finance, ground, orbit
from pipelines.tco.checks import BOTH_SIDES, Check
from pipelines.tco.decision import Decision

YEARLY, TOTAL = "usd_per_kw_year", "tco_usd"
WITHOUT_IT = "_without_it"

COSTS = {
    YEARLY: ("{}_cost_usd_per_kw_year", "level_cost_usd_per_kw_year"),
    YEARLY + WITHOUT_IT: ("{}_cost_without_it_usd_per_kw_year", "level_cost_without_it_usd_per_kw_year"),
    TOTAL: ("{}_tco_usd", "level_cost_usd_per_kw_year"),
    TOTAL + WITHOUT_IT: ("{}_tco_without_it_usd", "level_cost_without_it_usd_per_kw_year"),
}
"""Measures of cost: the outputs by component, of a side, and of all; totals are `present_kw_years` times the latter."""

PLANT = {
    "launched_mass_kg": "mass of the first deployment",
    "launches": "launches of the first deployment",
    "launched_mass_kg_per_kw": "mass of a nameplate kW",
    "units": "units in service",
    "array_power_w": "solar arrays, at the beginning",
    "array_area_m2": "solar arrays, area",
    "array_area_m2_per_kw": "solar array of a nameplate kW",
    "battery_wh": "batteries",
    "radiator_area_m2": "radiators, area",
    "radiator_net_w_per_m2": "radiators, net heat by needed panel",
    "radiator_temperature_k": "radiators, temperature",
    "peak_rejection_w_per_m2": "radiators, highest load by panel",
    "eclipse_minutes_per_orbit": "longest eclipse",
    "sunlit_fraction": "share of the time in sunlight",
    "placed_kw_per_kw": "kW placed for one delivered",
    "overbuild": "kW launched for one placed",
    "goodput": "goodput in orbit",
    "energy_price_usd_per_kwh": "energy on the ground",
}
"""Outputs that say what is built, in a few words."""


def cost_lines() -> list[tuple[str | None, str | None]]:
    """Return the components in orbit and on the ground that go with each other, or stand alone, in order of display."""
    partners = {name: BOTH_SIDES.get(name, name) for name in orbit.COMPONENTS}
    shared = [(name, other) for name, other in partners.items() if other in ground.COMPONENTS]
    alone = [(name, None) for name, other in partners.items() if other not in ground.COMPONENTS]
    rest = [(None, name) for name in ground.COMPONENTS if name not in partners.values()]
    return [*shared[:1], *alone, *rest, *shared[1:]]


def present_kw_years(decision: Decision) -> float:
    """Return the discounted kW-years that the service delivers: a level cost times it is a total."""
    return decision.it_power_kw * float(
        finance.annuity(np.asarray(decision.real_discount_rate), decision.service_years)
    )


def claim_finding(claim: Claim, found: float) -> dict[str, Any]:
    """Return a claim, and how far what was found is from it; relative, unless the claim is zero."""
    difference = found - claim.value
    return {
        "output": claim.output,
        "at": dict(claim.at),
        "unit": claim.unit,
        "claimed": claim.value,
        "tolerance": claim.tolerance,
        "source": claim.source,
        "difference": difference / abs(claim.value) if claim.value and math.isfinite(found) else None,
        "within": bool(abs(difference) <= claim.tolerance * abs(claim.value)),
    }


def check_finding(check: Check) -> dict[str, Any]:
    """Return what a check is about."""
    return {"unit": check.unit, "words": {"needed": check.needed, "available": check.available}}
