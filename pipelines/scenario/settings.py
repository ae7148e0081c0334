"""The sections that hold settings: the scenario's name, the decision and the run."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, TypeVar, get_args, get_origin, get_type_hints

from mc.targets import COMPILED
from pipelines.scenario.read import SWITCH_SECTIONS
from pipelines.scenario.report import Report
from pipelines.scenario.rules import BOOLEAN, NAME, POSITIVE, TEXT, TEXTS, Rule, is_number, one_of, whole
from pipelines.scenario.scenario import RunSettings
from pipelines.tco.decision import Decision
from pipelines.tco.model import PRICE_YEAR
from pipelines.tco.technology import Technology

Settings = TypeVar("Settings", Decision, RunSettings, Technology)

_YEAR = whole(2000, 2200)
_START_YEAR = Rule(
    f"a whole number from {PRICE_YEAR}, the year that costs are of, to 2200", whole(PRICE_YEAR, 2200).holds
)
_TABLE = Rule("a table", lambda value: isinstance(value, dict))
_NAMES = Rule("a name or a list of names", lambda value: isinstance(value, str) or TEXTS.holds(value))
_TYPES = get_type_hints(RunSettings)
_SOBOL_POINTS = 2**32

TITLE_RULES = {"name": NAME, "title": TEXT, "description": TEXT}
DECISION_RULES = {
    "first_start_year": _START_YEAR,
    "horizon": _YEAR,
    "decision_year": _YEAR,
    "service_years": whole(1, 100),
    "it_power_kw": POSITIVE,
    "real_discount_rate": Rule("a number from -0.05 to 1", lambda value: is_number(value) and -0.05 <= value <= 1),
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
_TECHNOLOGY = get_type_hints(Technology)
TECHNOLOGY_RULES = {
    name: one_of(*get_args(kind)) if get_origin(kind) is Literal else BOOLEAN if kind is bool else whole(0, 10**6)
    for name, kind in _TECHNOLOGY.items()
}
"""What each choice may be, as its annotation says."""


def read_titles(report: Report) -> dict[str, str]:
    """Return name, title and description of a scenario."""
    good = report.read(("scenario",), {**TITLE_RULES, "changed": TEXTS}, required=TITLE_RULES)
    return {key: value.strip() for key, value in good.items() if key in TITLE_RULES}


def read_changes(report: Report) -> tuple[str, ...]:
    """Return what was overridden on the command line, in a document that was made by it."""
    changed = report.find(("scenario", "changed"))
    return tuple(map(str, changed)) if isinstance(changed, list) else ()


def check_switches(report: Report) -> None:
    """Note switches, on or off, that could not be switched on."""
    for name in report.table(("switches",)):
        path = ("switches", name)
        if not NAME.holds(name):
            report.add(path, f"is called by {NAME.allowed}")
        sections = dict.fromkeys(SWITCH_SECTIONS, _TABLE)
        report.read(path, {"title": TEXT, "extends": _NAMES, "with": _NAMES, **sections}, required=("title",))


def read_decision(report: Report) -> Decision:
    """Return the decision; what is not good in it has its default."""
    decision = _read(report, "decision", DECISION_RULES, Decision())
    decision = replace(
        decision, it_power_kw=float(decision.it_power_kw), real_discount_rate=float(decision.real_discount_rate)
    )
    first, last = decision.first_start_year, decision.horizon
    if any(report.faulty(("decision", key)) for key in ("first_start_year", "horizon", "decision_year")):
        return decision
    if last < first:
        report.add(("decision", "horizon"), f"must not be before first_start_year = {first}")
    elif not first <= decision.decision_year <= last:
        report.add(("decision", "decision_year"), f"must be one of the start years, from {first} to {last}")
    return decision


def read_technology(report: Report) -> Technology:
    """Return the structural choices; what is not good in them has its default."""
    technology = _read(report, "technology", TECHNOLOGY_RULES, Technology())
    for key, message in contradictions(technology).items():
        report.add(("technology", key), message)
    return technology


def contradictions(technology: Technology) -> dict[str, str]:
    """Return which choices the others rule out, and why."""
    found = {}
    if technology.sunshield and technology.radiator != "balance":
        found["sunshield"] = f"only with radiator = 'balance', and not {technology.radiator!r}"
    if technology.cargo == "apart" and technology.mass != "by_part":
        found["cargo"] = f"only with mass = 'by_part', and not {technology.mass!r}"
    fewest = min(technology.units, 1)
    if not fewest <= technology.units_needed <= technology.units:
        found["units_needed"] = f"must be from {fewest} to units = {technology.units}"
    return found


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
