"""Both cost columns, line by line, what is built, claims and checks: on a terminal."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.findings import TOTAL, WITHOUT_IT, YEARLY, cost_lines
from pipelines.lexicon import percent
from pipelines.tco.decision import SIDES
from pipelines.wording import check_sentence, claim_cells, comparison, fixed, money, parts, quantity

RARE = 0.05
"""Share of futures below which a check that fails is not spelled out."""

_MEDIANS = (
    "Every uncertain input is at its median. That gives no median of the results, as long tails add up: a run has it."
)

_TWO_COLUMNS = 100  # width at which what is built fits in two

Data = Mapping[str, Any]
Shown = Callable[[Any, float, int], str]


def print_sheet(console: Console, data: Data) -> None:
    """Print a future made by `pipelines.deterministic.future_as_data`."""
    which = "central values of all inputs" if data["sample"] is None else f"future {data['sample']:,}"
    console.print(Text(f"\n{data['title']}: {which}", style="bold"))
    if data["changed"]:
        console.print(f"changed from {data['scenario']}: {', '.join(data['changed'])}", style="yellow", highlight=False)
    if data["sample"] is None:
        for paragraph in data["description"].split("\n\n"):
            console.print(" ".join(paragraph.split()), style="dim", highlight=False, markup=False)
        if data["drivers"]:
            console.print(_MEDIANS, style="dim")
    years = f"{data['service_years']} year{'s' if data['service_years'] > 1 else ''}"
    power = quantity(1000.0 * data["it_power_kw"], "W")
    console.print(
        f"\n{power} of delivered IT power, start of service {data['decision_year']}, {years}; real 2026 USD",
        highlight=False,
    )
    console.print(cost_table(data["costs"], data["remarks"], fixed, both=True))
    for sentence in comparison(data):
        console.print(sentence, highlight=False)
    console.print(_plant(data["plant"], columns=2 if console.width >= _TWO_COLUMNS else 1))
    for what, name in (("mass", "mass_kg_per_kw"), ("load", "load_w_per_kw")):
        console.print(parts(f"{what} of a nameplate kW", data["outputs"][name]), highlight=False)
    print_findings(console, data)


def cost_table(
    costs: Data, remarks: Mapping[str, str], shown: Shown, *, without_it: bool = False, both: bool = False
) -> Table:
    """Lay out costs by component: those of both sides that go with each other in one line.

    Parameters
    ----------
    costs
        By side: ``components`` and ``total``, with all measures of `pipelines.findings.COSTS`.
    remarks
        What the author says of lines, by ``SIDE.LINE``.
    shown
        Writes a number, scaled and to some digits.
    without_it, both
        Whether IT hardware is free, or both totals are shown.
    """
    ending = WITHOUT_IT if without_it else ""
    unit, scale, digits = money(max(abs(_value(costs[side]["total"][TOTAL])) for side in SIDES))
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for side in SIDES:
        table.add_column(f"{side}\n{unit}", justify="right", no_wrap=True)
        table.add_column("\nUSD/kW-year", justify="right", no_wrap=True)
    if remarks:
        table.add_column("\nremark", overflow="fold")

    def numbers(cells: Data | None, measures: str = ending, nothing: str = "") -> tuple[str, str]:
        if cells is None:
            return "", ""
        if nothing and not _value(cells[YEARLY + measures]):
            return nothing, nothing
        return shown(cells[TOTAL + measures], scale, digits), shown(cells[YEARLY + measures], 1.0, 0)

    told: set[str] = set()
    for line in cost_lines():
        cells = [costs[side]["components"].get(name) for side, name in zip(SIDES, line, strict=True)]
        names = dict.fromkeys(name for name in line if name)
        texts = {f"{side}.{name}": remarks.get(f"{side}.{name}", "") for side in SIDES for name in names}
        told |= texts.keys()
        remark = _remark(texts, own=[side for side, cell in zip(SIDES, cells, strict=True) if cell])
        if remark or any(cell and _value(cell[YEARLY + ending]) for cell in cells):
            row = [number for cell in cells for number in numbers(cell, nothing="–")]
            table.add_row(" / ".join(names).replace("_", " "), *row, Text(remark))
    others = dict.fromkeys(name.partition(".")[2] for name in remarks if name not in told)
    for name in others:
        remark = _remark({f"{side}.{name}": remarks.get(f"{side}.{name}", "") for side in SIDES})
        table.add_row(name.replace("_", " "), *[""] * 4, Text(remark))
    totals = [("total", ending), *([("without IT hardware", WITHOUT_IT)] if both else [])]
    for label, measures in totals:
        row = [number for side in SIDES for number in numbers(costs[side]["total"], measures)]
        table.add_row(label, *row, style="bold")
    return table


def print_findings(console: Console, data: Data) -> None:
    """Print claims, checks that fail, and components that only one side bears."""
    if data["claims"]:
        table = Table(
            "claim",
            "claimed",
            "engine",
            "difference",
            "",
            title="\nAuthor's claims",
            title_justify="left",
            box=None,
            pad_edge=False,
        )
        table.columns[0].overflow = "fold"  # a name is one word
        for column in table.columns[1:4]:
            column.justify = "right"
        for name, claim in data["claims"].items():
            table.add_row(name, *claim_cells(claim), style="" if claim["within"] else "yellow")
        console.print(table)
    rare = {
        name: check for name, check in data["checks"].items() if "share" in check and check["share"]["value"] < RARE
    }
    for name, check in data["checks"].items():
        if name not in rare and check.get("failed", 1.0) != 0.0:
            console.print(f"warning: {check_sentence(name, check)}", style="yellow", highlight=False)
    if rare:
        those = ", ".join(
            f"{name.replace('_', ' ')} ({percent(check['share']['value'])})" for name, check in rare.items()
        )
        console.print(f"in less than {percent(RARE)} of futures: {those}", style="dim", highlight=False)
    if data["one_sided"]:
        alone = ", ".join(f"{name.replace('_', ' ')} ({side})" for name, side in data["one_sided"].items())
        console.print(f"warning: borne by one side only: {alone}", style="yellow", highlight=False)


def _plant(plant: Data, *, columns: int) -> Table:
    """Lay out what is built, several quantities a line."""
    table = Table(title="\nWhat is built", title_justify="left", box=None, show_header=False, pad_edge=False)
    for column in range(2 * columns):
        table.add_column(justify="right" if column % 2 else "left", no_wrap=True)
    cells = [text for each in plant.values() for text in (each["words"], quantity(each["value"], each["unit"]))]
    for start in range(0, len(cells), 2 * columns):
        table.add_row(*cells[start : start + 2 * columns])
    return table


def _remark(texts: Mapping[str, str], own: Sequence[str] = ()) -> str:
    """Join the remarks on a line, and say which side they are about, unless only that side has such a line."""
    found = {name.partition(".")[0]: text for name, text in texts.items() if text}
    if list(found) == own or len(found) > 1 == len(set(found.values())):
        return next(iter(found.values()))
    return "; ".join(f"{side}: {text}" for side, text in found.items())


def _value(cell: Mapping[str, Any] | float | None) -> float:
    value = cell["value"] if isinstance(cell, Mapping) else cell
    return math.nan if value is None else float(value)
