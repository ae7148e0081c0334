"""The risk summary as data: everything that a page or a terminal shows, and nothing that it must compute."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from mc.uncertainty import half_width
from pipelines.findings import COSTS, TOTAL, YEARLY, check_finding, claim_finding, present_kw_years
from pipelines.scenario.scenario import Claim, Scenario
from pipelines.tco import checks
from pipelines.tco.decision import SIDES

if TYPE_CHECKING:
    import xarray as xr

BRIEF_SCHEMA = "orbital-risk.brief/2"

PERCENTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}

ONE_VALUE = 1e-6
"""Relative deviation up to which all futures have one value: a histogram would spread it over its bin."""

Cell = dict[str, float | str | None]


def make_brief(scenario: Scenario, tree: "xr.DataTree", manifest: Mapping[str, object]) -> dict[str, object]:
    """Reduce the results of a run to its risk summary.

    Parameters
    ----------
    scenario, tree, manifest
        The scenario, its labelled results, and what identifies them.

    Returns
    -------
    dict
        Plain data for JSON. Numbers come as ``{"value", "half_width"}`` with the half-width of a 95 % interval,
        or ``{"value", "low", "high"}``; a year that is never reached is the text ``"never"``.
    """
    decision, summary = scenario.decision, tree["summary"].ds
    at = {"start_year": decision.decision_year}
    replicates = scenario.run.replicates
    samples = int(tree.attrs["samples"])

    def quantiles(name: str, **where: object) -> dict[str, Cell]:
        chosen = summary.sel(where)
        mean = float(chosen[f"{name}_mean"])
        if float(chosen[f"{name}_sd"]) <= ONE_VALUE * abs(mean):
            return {key: {"value": mean, "half_width": 0.0} for key in PERCENTILES}
        return {key: _number(chosen, name, replicates, quantile=p) for key, p in PERCENTILES.items()}

    def probability(name: str, **where: object) -> Cell:
        value = float(summary[name].sel(where))
        if not scenario.space.drivers:
            return {"value": value, "half_width": 0.0}
        reach = float(half_width(np.asarray(summary[f"{name}_mcse"].sel(where)), replicates))
        return {"value": value, "half_width": max(reach, 3.0 / samples) if value in {0.0, 1.0} else reach}

    by_horizon = {"start_year": decision.horizon}
    costs = {side: _costs(scenario, summary, side) for side in SIDES}
    return {
        "schema": BRIEF_SCHEMA,
        "run_id": manifest["run_id"],
        "scenario": scenario.name,
        "title": scenario.title,
        "changed": list(scenario.changed),
        "decision_year": decision.decision_year,
        "horizon": decision.horizon,
        "it_power_kw": decision.it_power_kw,
        "service_years": decision.service_years,
        "samples": samples,
        "drivers": len(scenario.space.drivers),
        "replicates": replicates,
        "points": scenario.run.points,
        "seed": str(scenario.run.seed),
        "target": scenario.run.target,
        "precision": scenario.run.precision,
        "level_cost_usd_per_kw_year": {
            side: quantiles("level_cost_usd_per_kw_year", side=side, **at) for side in SIDES
        },
        "level_cost_usd_per_gpu_hour": {
            side: quantiles("level_cost_usd_per_gpu_hour", side=side, **at) for side in SIDES
        },
        "gap_usd_per_kw_year": quantiles("gap_usd_per_kw_year", **at),
        "gap_without_it_usd_per_kw_year": quantiles("gap_without_it_usd_per_kw_year", **at),
        "cost_ratio": quantiles("cost_ratio", **at),
        "cost_ratio_without_it": quantiles("cost_ratio_without_it", **at),
        "tco_usd": {side: quantiles("tco_usd", side=side, **at) for side in SIDES},
        "tco_gap_usd": quantiles("tco_gap_usd", **at),
        "p_orbit_cheaper": probability("p_orbit_cheaper", **at),
        "p_breakeven_by_decision_year": probability("p_breakeven_by", **at),
        "p_breakeven_by_horizon": probability("p_breakeven_by", **by_horizon),
        "p_breakeven_first_by_horizon": probability("p_breakeven_first_by", **by_horizon),
        "breakeven_year": {key: _year(summary, "breakeven_year", p) for key, p in PERCENTILES.items()},
        "breakeven_launch_price_usd_per_kg": quantiles("breakeven_launch_price_usd_per_kg", **at),
        "launch_price_usd_per_kg": quantiles("launch_price_usd_per_kg", **at),
        "p_orbit_preferred": probability("p_orbit_preferred", **at) if _has_premium(scenario) else None,
        "p_reaches_revenue": probability("p_reaches_revenue", **at),
        "p_acquired": probability("p_acquired", **at),
        "p_insolvent": probability("p_insolvent", **at),
        "costs": costs,
        "remarks": dict(scenario.remarks),
        "claims": {name: _claim(claim, tree, replicates) for name, claim in scenario.claims.items()},
        "checks": {
            check.name: {
                **check_finding(check),
                "needed": _number(summary, "check_needed_mean", replicates, check=check.name),
                "available": _number(summary, "check_available_mean", replicates, check=check.name),
                "share": probability("p_check_failed", check=check.name),
            }
            for check in checks.checks(scenario.technology)
            if float(summary["p_check_failed"].sel(check=check.name)) > 0.0
        },
        "one_sided": checks.one_sided(
            *({name: each[YEARLY]["value"] for name, each in costs[side]["components"].items()} for side in SIDES)
        ),
        "undefined": int(summary["breakeven_year_nan_count"]),
        "not_finite": _not_finite(summary),
        "beyond": _beyond(tree),
        "code_sha256": manifest["code_sha256"],
        "git_commit": manifest["git_commit"],
    }


def _costs(scenario: Scenario, summary: "xr.Dataset", side: str) -> dict[str, Any]:
    """Mean costs of a side in the decision year, by component and in total, in every measure."""
    replicates, dim = scenario.run.replicates, f"{side}_component"
    summary = summary.sel(start_year=scenario.decision.decision_year)
    kw_years = present_kw_years(scenario.decision)

    def whole(measure: str, level: str) -> Cell:
        cell = _number(summary, f"{level}_mean", replicates, side=side)
        factor = kw_years if measure.startswith(TOTAL) else 1.0
        return {key: value * factor if isinstance(value, float) else value for key, value in cell.items()}

    return {
        "components": {
            str(name): {
                measure: _number(summary, f"{part.format(side)}_mean", replicates, **{dim: name})
                for measure, (part, _) in COSTS.items()
            }
            for name in summary[dim].values
        },
        "total": {measure: whole(measure, level) for measure, (_, level) in COSTS.items()},
    }


def _has_premium(scenario: Scenario) -> bool:
    """Whether orbit may be preferred although it costs more."""
    name = "strategic_premium_usd_per_kw_year"
    return name in scenario.space.drivers or float(scenario.space.central()[name]) != 0.0


def _claim(claim: Claim, tree: "xr.DataTree", replicates: int) -> dict[str, Any]:
    """Compare a claim with the probability of an event, with the median, or else with the mean."""
    name, summary, histograms = claim.output, tree["summary"].ds.sel(claim.at), tree["histograms"].children
    place = _share_below(histograms[name].ds.sel(claim.at), claim.value) if name in histograms else None
    if f"p_{name}" in summary:
        statistic, found = "probability", _number(summary, f"p_{name}", replicates)
    elif place is not None or f"{name}_mean" not in summary:
        statistic, found = "median", _number(summary, name, replicates, quantile=0.5)
    else:
        statistic, found = "mean", _number(summary, f"{name}_mean", replicates)
    value = found["value"]
    difference = claim_finding(claim, value if isinstance(value, float) else math.nan)
    return {**difference, "statistic": statistic, "found": found, "percentile": place}


def _share_below(histogram: "xr.Dataset", value: float) -> float | None:
    """Return the share of futures below a value, spread evenly in their bins; None where they all lie in one bin."""
    counts, outside = np.asarray(histogram["count"]), histogram["count_outside"]
    below, above = (int(outside.sel(outside=where)) for where in ("below", "above"))
    if np.count_nonzero([*counts, below, above]) < 2:
        return None
    low, high = np.moveaxis(np.asarray(histogram["bin_bounds"]), -1, 0)
    within = np.clip((value - low) / (high - low), 0.0, 1.0)
    return float((below + np.sum(counts * within)) / (below + counts.sum() + above))


def _number(summary: "xr.Dataset", name: str, replicates: int, **where: object) -> Cell:
    chosen = summary.sel(where)
    mcse = chosen.get(f"{name}_mcse", math.nan)  # a quantile of few levels has none
    reach = half_width(np.asarray(mcse), replicates)
    return {"value": _plain(float(chosen[name])), "half_width": _plain(float(reach))}


def _year(summary: "xr.Dataset", name: str, p: float) -> Cell:
    chosen = summary[[name, f"{name}_low", f"{name}_high"]].sel(quantile=p)
    return {
        key: "never" if math.isinf(value) else _plain(value)
        for key, value in (
            ("value", float(chosen[name])),
            ("low", float(chosen[f"{name}_low"])),
            ("high", float(chosen[f"{name}_high"])),
        )
    }


def _not_finite(summary: "xr.Dataset") -> dict[str, int]:
    """Samples that are not finite, by output; the most over its cells."""
    found = {}
    for name, variable in summary.data_vars.items():
        if str(name).endswith("_nan_count"):
            found[str(name).removesuffix("_nan_count")] = int(variable.max())
        elif str(name).endswith("_count"):
            found[str(name).removesuffix("_count")] = int(variable.isel(kind=slice(1, None)).sum("kind").max())
    return {name: count for name, count in found.items() if count}


def _beyond(tree: "xr.DataTree") -> dict[str, int]:
    """Samples beyond the ends of a histogram, by output; the most over its cells."""
    counts = {
        name: int(node["count_outside"].sel(outside=["below", "above"]).sum("outside").max())
        for name, node in tree.children["histograms"].children.items()
    }
    return {name: count for name, count in counts.items() if count}


def _plain(value: float) -> float | str | None:
    """JSON has no NaN and no infinity: an infinite quantile lies beyond the end of its histogram."""
    if math.isnan(value):
        return None
    return ("beyond the histogram" if value > 0 else "below the histogram") if math.isinf(value) else value
