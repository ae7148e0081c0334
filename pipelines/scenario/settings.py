"""The sections that hold settings: the scenario's name, the decision and the run."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar, get_args, get_type_hints

from mc.targets import COMPILED
from pipelines.scenario.report import Report
from pipelines.scenario.rules import NAME, POSITIVE, TEXT, TEXTS, Rule, one_of, whole
from pipelines.scenario.scenario import RunSettings
from pipelines.tco.decision import Decision
from pipelines.tco.model import PRICE_YEAR

Settings = TypeVar("Settings", Decision, RunSettings)

_YEAR = whole(2000, 2200)
_START_YEAR = Rule(
    f"a whole number from {PRICE_YEAR}, the year that costs are of, to 2200", whole(PRICE_YEAR, 2200).holds
)
_TYPES = get_type_hints(RunSettings)
_SOBOL_POINTS = 2**32

TITLE_RULES = {"name": NAME, "title": TEXT, "description": TEXT}
DECISION_RULES = {
    "first_start_year": _START_YEAR,
    "horizon": _YEAR,
    "decision_year": _YEAR,
    "service_years": whole(1, 100),
    "it_power_kw": POSITIVE,
}
RUN_RULES = {
    "samples": whole(4, 10**15),
    "seed": Rule("a whole number from 0 to 2**64 - 1", lambda value: type(value) is int and 0 <= value < 2**64),
    "points": one_of(*get_args(_TYPES["points"])),
    "replicates": whole(2, 1024),
    "target": one_of(*get_args(_TYPES["target"])),
    "precision": one_of(*get_args(_TYPES["precision"])),
    "keep": TEXTS,
}


def read_titles(report: Report) -> dict[str, str]:
    """Return name, title and description of a scenario."""
    good = report.read(("scenario",), {**TITLE_RULES, "changed": TEXTS}, required=TITLE_RULES)
    return {key: value.strip() for key, value in good.items() if key in TITLE_RULES}


def read_changes(report: Report) -> tuple[str, ...]:
    """Return what was overridden on the command line, in a document that was made by it."""
    changed = report.find(("scenario", "changed"))
    return tuple(map(str, changed)) if isinstance(changed, list) else ()


def read_decision(report: Report) -> Decision:
    """Return the decision; what is not good in it has its default."""
    decision = _read(report, "decision", DECISION_RULES, Decision())
    decision = replace(decision, it_power_kw=float(decision.it_power_kw))
    first, last = decision.first_start_year, decision.horizon
    if any(report.faulty(("decision", key)) for key in ("first_start_year", "horizon", "decision_year")):
        return decision
    if last < first:
        report.add(("decision", "horizon"), f"must not be before first_start_year = {first}")
    elif not first <= decision.decision_year <= last:
        report.add(("decision", "decision_year"), f"must be one of the start years, from {first} to {last}")
    return decision


def read_run(report: Report) -> RunSettings:
    """Return the run settings; what is not good in them has its default."""
    run = _read(report, "run", RUN_RULES, RunSettings())
    run = replace(run, keep=tuple(run.keep))
    if run.target not in COMPILED:
        if report.find(("run", "precision")) == "float32":
            advice = "leave precision out, or use target 'simd' or 'cuda'"
            report.add(("run", "precision"), f"target {run.target!r} computes in float64: {advice}")
        run = replace(run, precision="float64")
    if any(report.faulty(("run", key)) for key in ("samples", "replicates", "points")):
        return run
    if run.samples < 2 * run.replicates:
        report.add(
            ("run", "samples"), f"must be at least {2 * run.replicates}: two for each of {run.replicates} replicates"
        )
    elif run.points == "sobol" and run.samples > _SOBOL_POINTS * run.replicates:
        report.add(("run", "samples"), "must be at most 2**32 for each replicate: use points = 'philox'")
    return run


def _read(report: Report, section: str, rules: Mapping[str, Rule], default: Settings) -> Settings:
    return replace(default, **report.read((section,), rules))
