"""One future as data: both cost columns, what is built, and what the author claims and the checks say of it."""

import math
from typing import Any

from pipelines.findings import (
    COSTS,
    PLANT,
    TOTAL,
    YEARLY,
    check_finding,
    claim_finding,
    present_kw_years,
)
from pipelines.future import Future, labelled
from pipelines.tco import checks
from pipelines.tco.decision import SIDES

FUTURE_SCHEMA = "orbital-risk.future/1"


def future_as_data(future: Future) -> dict[str, Any]:
    """Return every number of a future, for a terminal or JSON; costs are those of the decision year."""
    scenario, model = future.scenario, future.model
    decision, facts = scenario.decision, scenario.facts
    units = {output.name: output.unit for output in model.outputs}
    costs = {side: _costs(future, side) for side in SIDES}
    yearly = {side: {name: each[YEARLY] for name, each in cost["components"].items()} for side, cost in costs.items()}
    return {
        "schema": FUTURE_SCHEMA,
        "sample": future.sample,
        "same_code": future.same_code,
        "scenario": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "changed": list(scenario.changed),
        "drivers": len(scenario.space.drivers),
        "seed": str(scenario.run.seed),
        "decision_year": decision.decision_year,
        "horizon": decision.horizon,
        "service_years": decision.service_years,
        "it_power_kw": decision.it_power_kw,
        "costs": costs,
        "ratio": _pair(future, "cost_ratio", "cost_ratio_without_it"),
        "gap_usd_per_kw_year": _pair(future, "gap_usd_per_kw_year", "gap_without_it_usd_per_kw_year"),
        "level_cost_usd_per_gpu_hour": {
            side: _plain(future.at("level_cost_usd_per_gpu_hour", side=side)) for side in SIDES
        },
        "launch_price_usd_per_kg": _plain(future.at("launch_price_usd_per_kg")),
        "breakeven_launch_price_usd_per_kg": _plain(future.at("breakeven_launch_price_usd_per_kg")),
        "plant": {
            name: {"unit": units[name], "words": words, "value": _plain(future.at(name))}
            for name, words in PLANT.items()
            if name not in _left_out(future)
        },
        "claims": {name: _claim(future, name) for name in scenario.claims},
        "checks": {
            check.name: {
                **check_finding(check),
                "needed": _plain(future.at("check_needed", check=check.name)),
                "available": _plain(future.at("check_available", check=check.name)),
                "failed": _plain(future.at("check_failed", check=check.name)),
            }
            for check in checks.checks(scenario.technology)
        },
        "one_sided": checks.one_sided(yearly["orbit"], yearly["ground"]),
        "remarks": dict(scenario.remarks),
        "breakeven_year": _never(future.at("breakeven_year")),
        "breakeven_year_first": _never(future.at("breakeven_year_first")),
        "start_years": list(decision.start_years),
        "calendar_years": list(decision.calendar_years),
        "inputs": {name: {"unit": facts[name].unit, "value": value.tolist()} for name, value in future.inputs.items()},
        "outputs": {
            output.name: {
                "unit": output.unit,
                "value": labelled(future.outputs[output.name], [model.coords[dim] for dim in output.dims]),
            }
            for output in model.outputs
        },
    }


def _left_out(future: Future) -> set[str]:
    """Return the outputs about parts that neither weigh nor cost anything: a published table that leaves them out."""

    def counted(part: str) -> bool:
        weighs = future.at("mass_kg_per_kw", mass_part=part)
        return weighs > _UNCOUNTED_KG_PER_KW or future.at("orbit_cost_usd_per_kw_year", orbit_component=part) > 0.0

    found = set() if counted("battery") else {"battery_wh"}
    if future.scenario.technology.radiator != "given" or counted("radiator"):
        return found
    return found | {name for name in PLANT if name.startswith("radiator")} | {"peak_rejection_w_per_m2"}


_UNCOUNTED_KG_PER_KW = 1e-6


def _costs(future: Future, side: str) -> dict[str, Any]:
    """Costs of a side by component and in total, in every measure."""
    dim = f"{side}_component"
    kw_years = present_kw_years(future.scenario.decision)
    return {
        "components": {
            str(name): {
                measure: _plain(future.at(part.format(side), **{dim: name})) for measure, (part, _) in COSTS.items()
            }
            for name in future.model.coords[dim]
        },
        "total": {
            measure: _plain(future.at(whole, side=side) * (kw_years if measure.startswith(TOTAL) else 1.0))
            for measure, (_, whole) in COSTS.items()
        },
    }


def _pair(future: Future, with_it: str, without_it: str) -> dict[str, float | None]:
    return {"with_it": _plain(future.at(with_it)), "without_it": _plain(future.at(without_it))}


def _claim(future: Future, name: str) -> dict[str, Any]:
    claim = future.scenario.claims[name]
    found = future.at(claim.output, **claim.at)
    return {**claim_finding(claim, found), "found": _plain(found)}


def _plain(value: float) -> float | None:
    """JSON has no NaN and no infinity."""
    return value if math.isfinite(value) else None


def _never(year: float) -> float | str | None:
    return "never" if math.isinf(year) else _plain(year)
