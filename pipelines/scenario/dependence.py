"""The dependence between inputs: a copula over named drivers."""

from collections.abc import Sequence

from distributions.copulas.base import Copula
from distributions.copulas.gaussian import GaussianCopula
from distributions.copulas.student_t import DEGREES, StudentTCopula
from distributions.errors import DistributionError, did_you_mean
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.provenance import KIND
from pipelines.scenario.report import Report
from pipelines.scenario.rules import CORRELATION, TEXT, Rule, is_number, one_of
from pipelines.scenario.unasked import without_pairs

_PATH = ("dependence",)
_RULES = {
    "copula": one_of("gaussian", "student_t"),
    "pairs": Rule("a list of { between = [...], correlation = ... }", lambda value: isinstance(value, list)),
}
_DF = {"df": Rule(DEGREES.allowed, lambda value: is_number(value) and DEGREES.holds(value))}
_PAIR_RULES = {
    "between": Rule(
        "a list of two different drivers",
        lambda value: (
            isinstance(value, list)
            and all(isinstance(name, str) for name in value)
            and len(value) == len(set(value)) == 2
        ),
    ),
    "correlation": CORRELATION,
    "source": TEXT,
    "class": KIND,
}


def read_dependence(report: Report, drivers: Sequence[str]) -> Copula | None:
    """Return the copula over some of `drivers`, or None where everything is independent.

    A pair with an input that has one value, in this scenario or by an override, has nothing to say and is left out; so
    is an inherited pair with a parameter of a trajectory that has been replaced.
    """
    report.document = without_pairs(report.document, _outdated(report, drivers))
    if not report.table(_PATH):
        return None
    rules = {**_RULES, **(_DF if report.find((*_PATH, "copula")) == "student_t" else {})}
    good = report.read(_PATH, rules, required=rules)
    pairs: dict[frozenset[str], tuple[str, str, float]] = {}
    for index in range(len(good.get("pairs", ()))):
        path: KeyPath = (*_PATH, "pairs", index)
        pair = report.read(path, _PAIR_RULES, required=_PAIR_RULES)
        for position, name in enumerate(pair.get("between", ())):
            _check_driver(report, (*path, "between", position), name, drivers)
        if {"between", "correlation"} <= pair.keys():
            first, second = pair["between"]
            if frozenset((first, second)) in pairs:
                report.add((*path, "between"), "this pair has a correlation already")
            pairs[frozenset((first, second))] = first, second, float(pair["correlation"])
    drawn = [pair for names, pair in pairs.items() if names <= set(drivers)]
    if not drawn or report.faulty(_PATH):
        return None
    try:
        return StudentTCopula.from_pairs(drawn, df=good["df"]) if "df" in good else GaussianCopula.from_pairs(drawn)
    except DistributionError as error:
        report.add((*_PATH, "pairs"), str(error))
        return None


def _outdated(report: Report, drivers: Sequence[str]) -> list[int]:
    """Return which inherited pairs are about a parameter of a trajectory that has been replaced."""
    found = []
    pairs = report.find((*_PATH, "pairs"))
    for index in range(len(pairs)) if isinstance(pairs, list) else ():
        between = report.find(path := (*_PATH, "pairs", index, "between"))
        for name in between if isinstance(between, list) and report.document.origin(path).inherited else ():
            owner, dot, _ = name.partition(".") if isinstance(name, str) else ("", "", "")
            if dot and name not in drivers and report.has(("trajectories", owner)):
                found.append(index)
    return found


def _check_driver(report: Report, path: KeyPath, name: str, drivers: Sequence[str]) -> None:
    owner = name.partition(".")[0]
    if name in drivers or report.faulty(("inputs", owner)) or report.faulty(("trajectories", owner)):
        return  # what is wrong with an input is said there, and not again here
    own = [driver for driver in drivers if driver.startswith(f"{owner}.")]
    if own:
        report.add(path, f"unknown driver: those of {owner} are {', '.join(own)}")
    elif not report.has(("inputs", name)) and not report.has(("trajectories", owner, "value")):
        known = [*drivers, *report.table(("inputs",))]
        report.add(path, f"unknown driver{did_you_mean(name, known)}")
