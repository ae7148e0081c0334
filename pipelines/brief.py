"""The risk summary as data: everything that a page or a terminal shows, and nothing that it must compute."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from mc.uncertainty import half_width
from pipelines.scenario.scenario import Scenario

if TYPE_CHECKING:
    import xarray as xr

BRIEF_SCHEMA = "orbital-risk.brief/1"

PERCENTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}

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
        return {key: _number(chosen, name, replicates, quantile=p) for key, p in PERCENTILES.items()}

    def probability(name: str, **where: object) -> Cell:
        value = float(summary[name].sel(where))
        reach = float(half_width(np.asarray(summary[f"{name}_mcse"].sel(where)), replicates))
        return {"value": value, "half_width": max(reach, 3.0 / samples) if value in {0.0, 1.0} else reach}

    by_horizon = {"start_year": decision.horizon}
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
        "replicates": replicates,
        "points": scenario.run.points,
        "seed": str(scenario.run.seed),
        "target": scenario.run.target,
        "precision": scenario.run.precision,
        "level_cost_usd_per_kw_year": {
            side: quantiles("level_cost_usd_per_kw_year", side=side, **at) for side in ("orbit", "ground")
        },
        "gap_usd_per_kw_year": quantiles("gap_usd_per_kw_year", **at),
        "tco_usd": {side: quantiles("tco_usd", side=side, **at) for side in ("orbit", "ground")},
        "tco_gap_usd": quantiles("tco_gap_usd", **at),
        "p_orbit_cheaper": probability("p_orbit_cheaper", **at),
        "p_breakeven_by_decision_year": probability("p_breakeven_by", **at),
        "p_breakeven_by_horizon": probability("p_breakeven_by", **by_horizon),
        "p_breakeven_first_by_horizon": probability("p_breakeven_first_by", **by_horizon),
        "breakeven_year": {key: _year(summary, "breakeven_year", p) for key, p in PERCENTILES.items()},
        "breakeven_launch_price_usd_per_kg": quantiles("breakeven_launch_price_usd_per_kg", **at),
        "launch_price_usd_per_kg": quantiles("launch_price_usd_per_kg", **at),
        "components_usd_per_kw_year": {
            side: {
                str(label): _number(
                    summary.sel({f"{side}_component": label, **at}), f"{side}_cost_usd_per_kw_year_mean", replicates
                )
                for label in summary[f"{side}_component"].values
            }
            for side in ("orbit", "ground")
        },
        "undefined": int(summary["breakeven_year_nan_count"]),
        "not_finite": _not_finite(summary),
        "beyond": _beyond(tree),
        "code_sha256": manifest["code_sha256"],
        "git_commit": manifest["git_commit"],
    }


def _number(summary: "xr.Dataset", name: str, replicates: int, **where: object) -> Cell:
    chosen = summary[[name, f"{name}_mcse"]].sel(where)
    reach = half_width(np.asarray(chosen[f"{name}_mcse"]), replicates)
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
