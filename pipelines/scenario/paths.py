"""Trajectories from the tables that describe them."""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

from distributions.base import Distribution
from distributions.errors import DistributionError
from distributions.families.constant import Constant
from distributions.trajectories.base import Trajectory
from distributions.trajectories.constant import ConstantPath
from distributions.trajectories.registry import TRAJECTORIES
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.parameters import add_fault, chosen, read_distribution
from pipelines.scenario.report import Report
from pipelines.scenario.rules import NUMBER, TEXT, Rule, is_number, one_of

_CHOICE = "trajectory"
_SCALARS = {
    float: NUMBER,
    int: Rule("a whole number", lambda value: type(value) is int),
    bool: Rule("true or false", lambda value: isinstance(value, bool)),
    str: TEXT,
}
_WORDS = {
    Distribution: "a finite number or { distribution = ... }",
    Trajectory: "{ trajectory = ... }",
    tuple: "a list",
}


def read_trajectory(
    report: Report, path: KeyPath, years: tuple[int, ...], *, besides: Collection[str] = ()
) -> Trajectory | None:
    """Return the trajectory that the table at `path` describes, or note why there is none.

    Parameters
    ----------
    report
        The document, and what is wrong with it.
    path
        Path of a table with ``trajectory`` and the fields of its class, or with ``value``.
    years
        Calendar years, which a file does not repeat.
    besides
        Keys of the table that are not about the trajectory.
    """
    if report.faulty(path):
        return None
    if report.has((*path, "value")):
        return _constant(report, path, years, besides)
    kind = chosen(report, path, _CHOICE, TRAJECTORIES)
    if kind is None:
        return None
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind) if field.name != "years"}  # type: ignore[arg-type]  # a dataclass
    table = report.table(path)
    for key in table:
        if key not in known and key != _CHOICE and key not in besides:
            report.unknown((*path, key), [*known, *besides])
    for key, field in known.items():
        if key not in table and field.default is MISSING and field.default_factory is MISSING:
            report.add((*path, key), "missing")
    arguments = {key: _argument(report, (*path, key), hints[key], years) for key in known if key in table}
    if report.faulty(path):
        return None
    try:
        return kind(years=years, **arguments)  # type: ignore[call-arg]  # fields of the dataclass
    except DistributionError as error:
        add_fault(report, path, error)
        return None


def _constant(report: Report, path: KeyPath, years: tuple[int, ...], besides: Collection[str]) -> Trajectory | None:
    for key in report.table(path):
        if key not in {"value", *besides}:
            report.add((*path, key), "unknown key of a trajectory with a value")
    value = report.find((*path, "value"))
    return (
        ConstantPath(years=years, value=float(value))
        if report.follow((*path, "value"), NUMBER) and is_number(value)
        else None
    )


def _argument(report: Report, path: KeyPath, hint: object, years: tuple[int, ...]) -> object:
    """Return what is at `path` as the type of a field asks for it, or note that it cannot be that."""
    alternatives = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    kinds = {get_origin(kind) or kind: kind for kind in alternatives}
    match report.find(path):
        case list(items) if tuple in kinds:
            return _items(report, path, get_args(kinds[tuple]), len(items), years)
        case dict() if Trajectory in kinds:
            return read_trajectory(report, path, years)
        case dict() if Distribution in kinds:
            return read_distribution(report, path)
        case int() | float() as number if Distribution in kinds and NUMBER.holds(number):
            return Constant(value=float(number))
        case value:
            return _scalar(report, path, value, kinds)


def _scalar(report: Report, path: KeyPath, value: object, kinds: Mapping[object, object]) -> object:
    rules = [rule for kind, rule in _SCALARS.items() if kind in kinds]
    rules += [one_of(*get_args(kinds[Literal]))] if Literal in kinds else []
    if any(rule.holds(value) for rule in rules):
        return float(value) if float in kinds and is_number(value) else value
    allowed = [rule.allowed for rule in rules] + [words for kind, words in _WORDS.items() if kind in kinds]
    report.add(path, f"must be {' or '.join(allowed)}")
    return None


def _items(
    report: Report, path: KeyPath, hints: tuple[object, ...], count: int, years: tuple[int, ...]
) -> tuple[object, ...]:
    each = hints[:1] * count if hints[-1] is ... else hints
    if len(each) != count:
        report.add(path, f"must be a list of {len(each)}")
        return ()
    return tuple(_argument(report, (*path, index), hint, years) for index, hint in enumerate(each))
