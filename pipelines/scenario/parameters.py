"""Distributions from the tables that describe them."""

import math
from collections.abc import Collection, Mapping
from typing import TypeVar

from distributions.base import Distribution
from distributions.errors import DistributionError, did_you_mean
from distributions.families.constant import Constant
from distributions.registry import FAMILIES, build
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.report import Report
from pipelines.scenario.rules import NUMBER, is_number

Kind = TypeVar("Kind")


def read_distribution(report: Report, path: KeyPath, *, besides: Collection[str] = ()) -> Distribution | None:
    """Return the distribution that the table at `path` describes, or note why there is none.

    Parameters
    ----------
    report
        The document, and what is wrong with it.
    path
        Path of a table with ``value``, or with ``distribution`` and its parameters.
    besides
        Keys of the table that are not about the distribution.
    """
    table = {key: value for key, value in report.table(path).items() if key not in besides}
    if report.faulty(path):
        return None
    if "value" in table:
        return _constant(report, path, table)
    family = chosen(report, path, "distribution", FAMILIES)
    if family is None:
        return None
    absent = [key for key in besides if not report.has((*path, key))]
    for key in table:
        if hint := did_you_mean(key, absent):  # before the family takes it for a parameter
            report.add((*path, key), f"unknown key{hint}")
    parameters = {key: _parameter(report, (*path, key), item) for key, item in table.items() if key != "distribution"}
    if report.faulty(path):
        return None
    try:
        return build(str(table["distribution"]), parameters)
    except DistributionError as error:
        add_fault(report, path, error)
        return None


def chosen(report: Report, path: KeyPath, key: str, known: Mapping[str, Kind]) -> Kind | None:
    """Return what the word at `key` of the table at `path` stands for, or note that it is none of the known ones."""
    if not report.has((*path, key)):
        report.add(path, f"missing: give {key} = ..." + " or value = ...")
        return None
    name = str(report.find((*path, key)))
    if name not in known:
        hint = did_you_mean(name, known) or f": known are {', '.join(sorted(known))}"
        report.add((*path, key), f"unknown {key}{hint}")
    return known.get(name)


def add_fault(report: Report, path: KeyPath, error: DistributionError) -> None:
    """Note what a distribution or trajectory says about its parameters, at the parameter if it was written."""
    given = list(error.value) if isinstance(error.value, tuple) else error.value
    if error.parameter and report.find((*path, error.parameter)) == given:
        report.add((*path, error.parameter), error.allowed)
    else:
        report.add(path, str(error))


def _constant(report: Report, path: KeyPath, table: Mapping[str, object]) -> Distribution | None:
    for key in table:
        if key == "distribution":
            report.add((*path, key), "give either a value or a distribution, not both")
        elif key != "value":
            report.add((*path, key), "unknown key of an input with a value")
    value = table["value"]
    return Constant(value=float(value)) if report.follow((*path, "value"), NUMBER) and is_number(value) else None


def _parameter(report: Report, path: KeyPath, value: object) -> object:
    match value:
        case list():
            return [_parameter(report, (*path, index), item) for index, item in enumerate(value)]
        case "inf" | "-inf":
            return float(value)  # how infinity is written in JSON
        case float() if math.isnan(value):
            report.add(path, "must be a number, and not nan")
    return value
