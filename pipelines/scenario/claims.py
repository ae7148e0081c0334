"""What the author of a scenario says of its results: claims, which are numbers, and remarks, which are text."""

from collections.abc import Mapping, Sequence

from distributions.errors import did_you_mean
from mc.model import Model, Output
from pipelines.scenario.errors import show_value
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.report import Report
from pipelines.scenario.rules import NAME, NUMBER, TEXT, Rule, is_number
from pipelines.scenario.scenario import Claim
from pipelines.tco.decision import SIDES, Decision

CLAIM_RULES = {
    "output": TEXT,
    "at": Rule("a table of coordinates, such as { side = 'orbit' }", lambda value: isinstance(value, dict)),
    "value": NUMBER,
    "unit": TEXT,
    "tolerance": Rule("a number from 0 to 10", lambda value: is_number(value) and 0 <= value <= 10),
    "source": TEXT,
}
_OPTIONAL = {"at", "tolerance"}
_TOLERANCE = 0.02


def read_claims(report: Report, model: Model, decision: Decision) -> dict[str, Claim]:
    """Return the claims of a scenario; what is inherited and not about a result of the model is left out."""
    outputs, found = {output.name: output for output in model.outputs}, {}
    for name in report.table(("claims",)):
        path = ("claims", name)
        if report.document.origin(path).inherited and not _is_about(report, path, outputs, model):
            report.document = report.document.replaced(path, None, {})
            continue
        if not NAME.holds(name):
            report.add(path, f"is called by {NAME.allowed}")
        good = report.read(path, CLAIM_RULES, required=CLAIM_RULES.keys() - _OPTIONAL)
        output = outputs.get(good.get("output", ""))
        if "output" in good and output is None:
            report.add((*path, "output"), f"unknown output{did_you_mean(str(good['output']), outputs)}")
        if output is None:
            continue
        if "unit" in good and good["unit"] != output.unit:
            report.add((*path, "unit"), f"this output is in {output.unit!r}")
        at = _coordinates(report, (*path, "at"), output, model, decision)
        if not report.faulty(path):
            good = {"tolerance": _TOLERANCE, **good, "at": at}
            numbers = {key: float(good[key]) for key in ("value", "tolerance")}
            found[name] = Claim(**{**good, **numbers, "source": good["source"].strip()})
    return found


def _is_about(report: Report, path: KeyPath, outputs: Mapping[str, Output], model: Model) -> bool:
    """Whether the model has an output, and coordinates, as a claim names them."""
    output, at = outputs.get(str(report.find((*path, "output")))), report.find((*path, "at"))
    if output is None or not isinstance(at, dict):
        return output is not None
    return all(dim in output.dims and value in model.coords[dim] for dim, value in at.items())


def _coordinates(
    report: Report, path: KeyPath, output: Output, model: Model, decision: Decision
) -> dict[str, str | float]:
    """Return the coordinates of a claim; the start year is that of the decision where it is not said."""
    if any(report.faulty(other) for other in (path, ("decision",), ("technology",))):
        return {}
    given = report.table(path)
    for dim in given:
        if dim not in output.dims:
            words = ", ".join(output.dims) or "none"
            report.add((*path, dim), f"no dimension of {output.name} (dimensions: {words})")
    found: dict[str, str | float] = {}
    for dim in output.dims:
        known = model.coords[dim]
        value = given.get(dim, float(decision.decision_year) if dim == "start_year" else None)
        if isinstance(value, bool) or value not in known:
            report.add((*path, dim), f"{'' if dim in given else 'missing, '}must be {_words(known)}")
        else:
            found[dim] = known[known.index(value)]
    return found


def _words(known: Sequence[str | float]) -> str:
    if any(isinstance(label, str) for label in known):
        return f"one of {', '.join(map(show_value, known))}"
    return f"from {known[0]:g} to {known[-1]:g}"


def read_remarks(report: Report) -> dict[str, str]:
    """Return the remarks of a scenario, by side and cost line."""
    found = {}
    for side in report.table(("remarks",)):
        if side not in SIDES:
            report.unknown(("remarks", side), SIDES, "side")
            continue
        for row in report.table(path := ("remarks", side)):
            if not NAME.holds(row):
                report.add((*path, row), f"a cost line is called by {NAME.allowed}")
            elif report.follow((*path, row), TEXT):
                found[f"{side}.{row}"] = str(report.find((*path, row))).strip()
    return found
