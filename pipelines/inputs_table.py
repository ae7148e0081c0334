"""What a scenario assumes: every input in words, with its source; on a terminal, and as Markdown."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, SupportsFloat, get_args, get_type_hints

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.scenario.files import read_file, shipped_files, shipped_rows
from pipelines.scenario.provenance import FACT_RULES
from pipelines.scenario.scenario import Fact, Scenario
from pipelines.tco.inputs import INPUTS

_SPECS = {spec.name: spec for spec in INPUTS}
_CLASSES: tuple[str, ...] = get_args(get_type_hints(Fact)["kind"])
_STRENGTHS: tuple[str, ...] = get_args(get_type_hints(Fact)["evidence"])
_LEGEND = (
    "*Central* is the value in the central future, of a trajectory in the decision year. P5 and P95 describe a "
    "distribution before it is cut."
)
_TABLE_WIDTH = 160  # columns, below which sources would be towers of single words
_MOST_SHOWN = 16  # settings of a row; one that sets more is better read in its file
_FILES = "../pipelines/scenarios"  # from where the page lies


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One input of a scenario.

    Attributes
    ----------
    name, meaning
        As in `pipelines.tco.inputs.InputSpec`.
    words
        Its distribution or trajectory, in words.
    central
        Its value in the central future; of a trajectory, in the decision year.
    fact
        Where its numbers come from.
    """

    name: str
    meaning: str
    words: str
    central: str
    fact: Fact


def input_rows(scenario: Scenario) -> list[Row]:
    """Return the inputs of a scenario by group, in the order in which groups first appear."""
    central, decision = scenario.space.central(), scenario.decision
    year = decision.calendar_years.index(decision.decision_year)
    entries: dict[str, Any] = {**_table(scenario.document, "trajectories"), **_table(scenario.document, "inputs")}
    rows = []
    for name, fact in scenario.facts.items():
        value = np.asarray(getattr(central, name))
        shown = f"{number(value[year])} in {decision.decision_year}" if value.ndim else number(value)
        rows.append(Row(name=name, meaning=_SPECS[name].meaning, words=words(entries[name]), central=shown, fact=fact))
    groups = list(dict.fromkeys(row.fact.group for row in rows))
    return sorted(rows, key=lambda row: groups.index(row.fact.group))


def counts(rows: Sequence[Row]) -> str:
    """Sentence that counts inputs by class and by strength of evidence."""
    classes: Counter[str] = Counter(row.fact.kind for row in rows)
    strengths: Counter[str] = Counter(row.fact.evidence for row in rows)
    fixed = sum(row.words == "fixed" for row in rows)
    by_class = ", ".join(f"{classes[kind]} {kind}" for kind in _CLASSES)
    by_strength = ", ".join(f"{strengths[strength]} {strength}" for strength in _STRENGTHS)
    return f"{len(rows)} inputs, {fixed} of them fixed. By class: {by_class}. By evidence: {by_strength}."


def words(entry: Mapping[str, Any]) -> str:
    """Distribution or trajectory of an input, in words, from its table in a scenario.

    Examples
    --------
    >>> words({"distribution": "lognormal", "p5": 0.5, "p95": 15.0, "truncate": [0.3, 50.0]})
    'lognormal, P5 0.5, P95 15, cut to 0.3..50'
    """
    if "value" in entry:
        return "fixed"
    kind = str(entry.get("distribution", entry.get("trajectory", "")))
    skipped = {"distribution", "trajectory", "truncate", *FACT_RULES}
    parameters = {key: value for key, value in entry.items() if key not in skipped}
    parts = [kind.replace("_", " ")]
    if kind in {"uniform", "log_uniform", "triangular", "pert"} and {"low", "high"} <= parameters.keys():
        parts.append(f"{number(parameters.pop('low'))} to {number(parameters.pop('high'))}")
    parts += [_parameter(key, value) for key, value in parameters.items()]
    if "truncate" in entry:
        parts.append("cut to " + "..".join(number(end) for end in entry["truncate"]))
    return ", ".join(parts)


def _parameter(key: str, value: Any) -> str:  # noqa: ANN401 - whatever TOML has
    name = key.removeprefix("p").replace("_", ".") if key[:1] == "p" and key[1:2].isdigit() else ""
    name = f"P{name}" if name else key.replace("_", " ")
    if isinstance(value, Mapping):
        return f"{name} ({words(value)})"
    if isinstance(value, list):
        return f"{name} {' '.join(number(item) for item in value)}"
    return f"{name} {value if isinstance(value, str) else number(value)}"


def number(value: SupportsFloat) -> str:
    """Show a number with four digits, or all that are before the point.

    Examples
    --------
    >>> number(0.000412834), number(2035), number(1_250_000.0)
    ('0.0004128', '2035', '1,250,000')
    """
    shown = float(value)
    if math.isinf(shown) or abs(shown) < 1e3:
        return f"{shown:.4g}"
    return f"{shown:.0f}" if abs(shown) < 1e4 else f"{shown:,.0f}"


def print_inputs(console: Console, scenario: Scenario) -> None:
    """Print the inputs of a scenario, group by group: as a table where there is room for one."""
    rows = input_rows(scenario)
    console.print(Text(scenario.title, style="bold"))
    console.print(counts(rows), highlight=False)
    for group, members in groupby(rows, key=lambda row: row.fact.group):
        if console.width < _TABLE_WIDTH:
            console.print(f"\n{group}", style="italic", highlight=False)
            for row in members:
                _print_input(console, row)
            continue
        table = Table(
            *("input", "distribution", "central", "unit", "evidence", "source"),
            title=f"\n{group}",
            title_justify="left",
            box=None,
            pad_edge=False,
        )
        for row in members:
            fact = row.fact
            cells = (row.name, row.words, row.central, fact.unit, f"{fact.kind}, {fact.evidence}", _source(fact))
            table.add_row(*(Text(cell) for cell in cells))
        console.print(table)


def _print_input(console: Console, row: Row) -> None:
    fact, (value, _, when) = row.fact, row.central.partition(" ")
    central = " ".join(filter(None, (value, fact.unit, when)))
    console.print(Text.assemble((row.name, "bold"), f"  {central}  {fact.kind}, {fact.evidence}"))
    console.print(Padding(Text(f"{row.words}. {_source(fact)}"), (0, 0, 0, 4)))


def markdown(scenario: Scenario, *, catalogue: bool = False) -> str:
    """Return the inputs of a scenario as a page of Markdown.

    Parameters
    ----------
    scenario
        The scenario.
    catalogue
        Whether the rows of the catalogue and the shipped scenarios follow, with what each of them sets.
    """
    parts = _page(scenario, f"orbital-risk inputs {scenario.name} --markdown{' --catalogue' if catalogue else ''}")
    return "\n".join([*parts, *_catalogue(), *_scenarios()] if catalogue else parts) + "\n"


def _page(scenario: Scenario, command: str) -> list[str]:
    rows = input_rows(scenario)
    lines = [f"<!-- Made by `{command}`; do not edit. -->", "", f"# Inputs of {scenario.name}", "", counts(rows), ""]
    if scenario.changed:
        lines += [f"Changed: {', '.join(scenario.changed)}.", ""]
    lines += [_LEGEND, ""]
    heads = ("input", "what it is", "distribution", "central", "unit", "class, evidence", "source, date")
    for group, members in groupby(rows, key=lambda row: row.fact.group):
        body = (
            (
                *(f"`{row.name}`", row.meaning, row.words, row.central, row.fact.unit),
                *(f"{row.fact.kind}, {row.fact.evidence}", _source(row.fact)),
            )
            for row in members
        )
        lines += [f"## {group.capitalize()}", "", *_markdown_table(heads, body), ""]
    dependence = _table(scenario.document, "dependence")
    if dependence.get("pairs"):
        pairs = [
            (" and ".join(f"`{name}`" for name in pair["between"]), number(pair["correlation"]), str(pair["source"]))
            for pair in dependence["pairs"]
        ]
        lines += [f"## Dependence: {dependence['copula']} copula", ""]
        lines += [*_markdown_table(("between", "correlation", "why"), pairs), ""]
    return lines


def _catalogue() -> Iterator[str]:
    """Rows of the catalogue, by kind, with all that they set."""
    yield from ("# Rows of the catalogue", "", "For `--with`, and for `extends` in a scenario.", "")
    for kind, files in groupby(shipped_rows().items(), key=lambda item: item[0].split("/")[1]):
        body = []
        for name, file in files:
            data = read_file(name, file).data
            body.append(
                (f"[{name}]({_FILES}/{name}.toml)", _table(data, "row").get("title", ""), "<br>".join(_set(data)))
            )
        yield from (f"## {kind.replace('_', ' ').capitalize()}", "")
        yield from (*_markdown_table(("row", "what it is", "what it sets"), body), "")


def _scenarios() -> Iterator[str]:
    """Shipped scenarios, with what each builds on and chooses; the rest of it is in its file."""
    body = []
    for name, file in shipped_files().items():
        data = read_file(name, file).data
        about = _table(data, "scenario")
        extends = about.get("extends", [])
        below = [extends] if isinstance(extends, str) else extends
        own = len(_table(data, "inputs")) + len(_table(data, "trajectories"))
        body.append(
            (
                f"[{name}]({_FILES}/{name}.toml)",
                str(about.get("title", "")),
                "<br>".join(f"`{each}`" for each in below),
                "<br>".join(_choices(data)),
                str(own),
                " ".join(f"`{switch}`" for switch in _table(data, "switches")),
            )
        )
    heads = ("scenario", "what it is", "extends", "decision and technology", "inputs it sets", "switches")
    yield from ("# Shipped scenarios", "", *_markdown_table(heads, body))


def _set(data: Mapping[str, object]) -> Iterator[str]:
    entries = {**_table(data, "trajectories"), **_table(data, "inputs")}
    yield from _choices(data)
    if len(entries) > _MOST_SHOWN:
        yield f"{len(entries)} inputs"
        return
    for name, entry in entries.items():
        unit = "" if entry["unit"] == "1" else f" {entry['unit']}"
        yield f"`{name}`: {number(entry['value']) if 'value' in entry else words(entry)}{unit}"


def _choices(data: Mapping[str, object]) -> Iterator[str]:
    for section in ("decision", "technology"):
        for key, value in _table(data, section).items():
            yield f"`{key}` = {_plain(value)}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return number(value) if isinstance(value, SupportsFloat) else f'"{value}"'


def _table(document: Mapping[str, object], section: str) -> dict[str, Any]:
    table = document.get(section)
    return table if isinstance(table, dict) else {}


def _source(fact: Fact) -> str:
    return f"{' '.join(fact.source.split())} ({fact.as_of})"


def _markdown_table(heads: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for cells in body:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
