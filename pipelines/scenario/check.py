"""All checks of a scenario, together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from distributions.base import Distribution
from distributions.errors import did_you_mean
from distributions.trajectories.base import Trajectory
from mc.errors import SettingError
from mc.inputs import InputSpace
from mc.points.sobol import DIMENSIONS, dimension_map
from pipelines.scenario.claims import read_claims, read_remarks
from pipelines.scenario.dependence import read_dependence
from pipelines.scenario.document import Document
from pipelines.scenario.limits import check_distribution, check_trajectory
from pipelines.scenario.observations import with_observations
from pipelines.scenario.parameters import read_distribution
from pipelines.scenario.paths import read_trajectory
from pipelines.scenario.provenance import FACT_RULES, read_fact
from pipelines.scenario.report import Report
from pipelines.scenario.rules import whole
from pipelines.scenario.scenario import Fact, RunSettings, Scenario
from pipelines.scenario.settings import (
    check_switches,
    read_changes,
    read_decision,
    read_run,
    read_technology,
    read_titles,
)
from pipelines.scenario.unasked import Asked, asked_of
from pipelines.tco.inputs import INPUTS, InputSpec
from pipelines.tco.model import asked_inputs, tco_model

_DRAWN = ("inputs", "trajectories")
_PASSED_ON = (*_DRAWN, "dependence", "claims", "remarks")
_SECTIONS = ("scenario", "decision", "technology", "run", "dimensions", *_PASSED_ON, "switches")


def checked(document: Document, inputs: Sequence[InputSpec] = INPUTS, asked: Asked = asked_inputs) -> Scenario:
    """Return the scenario that a document describes.

    Parameters
    ----------
    document
        Tables as they were written.
    inputs
        What any model asks for.
    asked
        Which of them the model of a decision asks for, with a technology.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it.
    """
    report, known = Report(document), {spec.name: spec for spec in inputs}
    for name in document.data:
        if name not in _SECTIONS:
            report.unknown((name,), _SECTIONS, "table")
    report.document = _embedded(report)
    titles, run = read_titles(report), read_run(report)
    decision, technology = read_decision(report), read_technology(report)
    check_switches(report)
    specs = {name: known[name] for name in asked_of(report, list(known), asked, decision, technology)}
    model = tco_model(decision, technology)
    _check_keep(report, run, [*(output.name for output in model.outputs), *specs])
    claims, remarks = read_claims(report, model, decision), read_remarks(report)
    _check_names(report, known)
    distributions = _distributions(report, specs)
    trajectories = _trajectories(report, specs, decision.calendar_years)
    facts = _facts(report, specs)
    independent = InputSpace(distributions=distributions, trajectories=trajectories)
    copula = read_dependence(report, independent.drivers)
    space = replace(independent, copula=copula)
    dimensions = _dimensions(report, known, space.drivers, run.points)
    report.raise_if_faulty()
    changed = read_changes(report)
    described = {**titles, "changed": changed} if changed else titles
    settings = {
        "scenario": described,
        "decision": asdict(decision),
        "technology": asdict(technology),
        "run": asdict(run),
        "dimensions": dimensions,
    }
    tables = {name: report.find((name,)) for name in _PASSED_ON if report.has((name,))}
    return Scenario(
        **titles,
        decision=decision,
        technology=technology,
        run=run,
        space=space,
        facts=facts,
        dimensions=dimensions,
        claims=claims,
        remarks=remarks,
        changed=changed,
        document={name: _plain(table) for name, table in {**settings, **tables}.items()},
    )


def _check_keep(report: Report, run: RunSettings, known: Sequence[str]) -> None:
    """Note names of samples to keep that are neither outputs nor inputs of the model."""
    for index, name in enumerate(run.keep):
        if name not in known:
            report.add(
                ("run", "keep", index), f"neither an output nor an input of the model{did_you_mean(name, known)}"
            )


def _embedded(report: Report) -> Document:
    """Return the document with observations in place of the files that hold them."""
    document = report.document
    tables = {name: with_observations(report, (name,), document.data[name]) for name in _DRAWN if report.has((name,))}
    return Document(document.root, {**document.data, **tables}, document.origins)


def _distributions(report: Report, specs: Mapping[str, InputSpec]) -> dict[str, Distribution]:
    found = {}
    for spec in _described(report, specs, "inputs"):
        distribution = read_distribution(report, path := ("inputs", spec.name), besides=FACT_RULES)
        if distribution is not None:
            check_distribution(report, path, distribution, spec)
            found[spec.name] = distribution
    return found


def _trajectories(report: Report, specs: Mapping[str, InputSpec], years: tuple[int, ...]) -> dict[str, Trajectory]:
    found = {}
    for spec in _described(report, specs, "trajectories"):
        trajectory = read_trajectory(report, path := ("trajectories", spec.name), years, besides=FACT_RULES)
        if trajectory is not None:
            check_trajectory(report, path, trajectory, spec)
            found[spec.name] = trajectory
    return found


def _check_names(report: Report, known: Mapping[str, InputSpec]) -> None:
    """Note what is described and no input, or out of place."""
    for section in _DRAWN:
        for name in report.table((section,)):
            if name not in known:
                report.unknown((section, name), known, "input")
            elif (right := _section(known[name])) != section:
                form = "changes by year" if known[name].by_year else "is one number for all years"
                report.add((section, name), f"{form}: describe it as [{right}.{name}]")


def _described(report: Report, specs: Mapping[str, InputSpec], section: str) -> list[InputSpec]:
    """Return the inputs that a section describes, in the order of the model; note what is missing."""
    table = report.table((section,))
    own = [spec for spec in specs.values() if _section(spec) == section]
    if own and not report.has((section,)):
        report.add(
            (section,), "missing: " + ", ".join(spec.name for spec in own[:3]) + (" ..." if len(own) > 3 else "")
        )
        return []
    for spec in own:
        if not any(report.has((other, spec.name)) for other in _DRAWN):
            report.add((section, spec.name), f"missing: {spec.meaning}, in {spec.unit!r}")
    return [spec for spec in own if spec.name in table]


def _section(spec: InputSpec) -> str:
    return "trajectories" if spec.by_year else "inputs"


def _facts(report: Report, specs: Mapping[str, InputSpec]) -> dict[str, Fact]:
    paths = {name: (_section(spec), name) for name, spec in specs.items() if report.has((_section(spec), name))}
    facts = {name: read_fact(report, path, specs[name]) for name, path in paths.items()}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _dimensions(report: Report, specs: Mapping[str, InputSpec], drivers: Sequence[str], points: str) -> dict[str, int]:
    """Return the Sobol' dimension of every driver, and of those that had one before."""
    path = ("dimensions",)
    fixed = report.read(path, dict.fromkeys(report.table(path), whole(0, DIMENSIONS - 1)))
    for name in fixed:
        if name.partition(".")[0] not in (*specs, "dependence"):
            report.unknown((*path, name), [*drivers, *specs], "driver")
    if points != "sobol" or report.faulty(path):
        return fixed
    try:
        return dimension_map(drivers, fixed)
    except SettingError as error:
        report.add(path, str(error))
        return fixed


def _plain(value: object) -> object:
    """Return a value of TOML as data of JSON: dates and infinities become text, tuples become lists."""
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
        case float() if math.isinf(value):
            return repr(value)
        case _:
            return value
