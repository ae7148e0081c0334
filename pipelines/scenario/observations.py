"""Observations from CSV files, embedded in the document, so that a scenario is whole without its files."""

import csv
import math
from pathlib import Path

from distributions.errors import did_you_mean
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.report import Report, is_table
from pipelines.scenario.rules import TEXT

_MOST_BAD_CELLS = 5


def with_observations(report: Report, path: KeyPath, value: object) -> object:
    """Return `value` with ``observations`` in place of every ``file`` and ``column`` of an empirical distribution."""
    if isinstance(value, list):
        return [with_observations(report, (*path, index), item) for index, item in enumerate(value)]
    if not is_table(value):
        return value
    table = {key: with_observations(report, (*path, key), item) for key, item in value.items()}
    if table.get("distribution") != "empirical" or "observations" in table:
        return table
    if report.follow((*path, "file"), TEXT) & report.follow((*path, "column"), TEXT):
        others = {key: item for key, item in table.items() if key not in {"file", "column"}}
        return {**others, "observations": _column(report, path, str(table["file"]), str(table["column"]))}
    return table


def _column(report: Report, path: KeyPath, name: str, column: str) -> list[float]:
    folder = report.document.origin((*path, "file")).folder
    if folder is None:
        report.add((*path, "file"), "cannot be followed from here: give observations = [...] instead")
        return []
    try:
        return _numbers(report, path, folder / name, column)
    except OSError as error:
        report.add((*path, "file"), f"cannot be read: {error.strerror}")
    except (UnicodeDecodeError, csv.Error) as error:
        report.add((*path, "file"), f"is not CSV in UTF-8: {error}")
    return []


def _numbers(report: Report, path: KeyPath, file: Path, column: str) -> list[float]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, restval="", strict=True)
        header = [name for name in reader.fieldnames or () if name]
        if column not in header:
            known = (
                f"{did_you_mean(column, header)} (columns: {', '.join(header)})" if header else ": the file is empty"
            )
            report.add((*path, "column"), f"no such column in {file.name}{known}")
            return []
        cells = [(reader.line_num, row[column]) for row in reader]
    numbers = [(line, cell, _number(cell)) for line, cell in cells]
    bad = [(line, cell) for line, cell, number in numbers if not math.isfinite(number)]
    for line, cell in bad[:_MOST_BAD_CELLS]:
        report.add_elsewhere((*path, column), f"{file.name}:{line}", cell, "must be a finite number")
    if len(bad) > _MOST_BAD_CELLS:
        report.add((*path, "file"), f"has {len(bad) - _MOST_BAD_CELLS} more cells like these")
    if not numbers:
        report.add((*path, "file"), "has no rows below its header")
    return [number for *_, number in numbers]


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
