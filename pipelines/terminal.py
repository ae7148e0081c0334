"""The risk summary on a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.lexicon import frequency, likelihood, percent

Brief = Mapping[str, Any]

_LABELS = {"p10": "P10", "p50": "P50", "p90": "P90"}
_MINUS = "−"


def make_console() -> Console:
    """Make a console for results: as wide as the terminal, and wide enough for any table in a file or a pipe."""
    console = Console()
    return console if console.is_terminal else Console(width=160)


def print_brief(console: Console, brief: Brief, where: str) -> None:
    """Print a brief made by `pipelines.brief.make_brief`; `where` says where the results are."""
    year, horizon = brief["decision_year"], brief["horizon"]
    console.print(Text(f"\n{brief['title']}", style="bold"))
    for sentence in headline(brief):
        console.print(sentence, highlight=False)
    table = Table(
        title=f"\nStart of service {year}, real 2026 USD",
        title_justify="left",
        title_style="",
        box=None,
        pad_edge=False,
    )
    table.add_column("", no_wrap=True)
    for label in _LABELS.values():
        table.add_column(label, justify="right", no_wrap=True)
    for label, cells, scale, digits in (
        ("Orbit, USD/kW-year", brief["level_cost_usd_per_kw_year"]["orbit"], 1.0, 0),
        ("Ground, USD/kW-year", brief["level_cost_usd_per_kw_year"]["ground"], 1.0, 0),
        ("Gap, same futures", brief["gap_usd_per_kw_year"], 1.0, 0),
        (f"Orbit TCO, {brief['service_years']} years, USD bn", brief["tco_usd"]["orbit"], 1e-9, 2),
        (f"Ground TCO, {brief['service_years']} years, USD bn", brief["tco_usd"]["ground"], 1e-9, 2),
        ("TCO gap, same futures, USD bn", brief["tco_gap_usd"], 1e-9, 2),
        ("Launch price, USD/kg", brief["launch_price_usd_per_kg"], 1.0, 0),
        ("Breakeven launch price, USD/kg", brief["breakeven_launch_price_usd_per_kg"], 1.0, 0),
    ):
        table.add_row(label, *(_with_error(cells[key], scale, digits) for key in _LABELS))
    table.add_row("Breakeven year", *(_year(brief["breakeven_year"][key], horizon) for key in _LABELS))
    console.print(table)
    console.print(_probabilities(brief))
    console.print(
        "P10: 1 in 10 futures is lower. ± is half of a 95% interval of the Monte Carlo error, from "
        f"{brief['replicates']} replicates; it says nothing of the assumptions. The gap is taken within each future, "
        "so it is not P50 minus P50.",
        style="dim",
        highlight=False,
    )
    for name, count in brief["not_finite"].items():
        console.print(f"warning: {name}: {count:,} samples are not finite; they are counted apart", style="yellow")
    console.print(
        f"{brief['samples']:,} futures ({brief['points']}, seed {brief['seed']}, {brief['target']})", highlight=False
    )
    console.print(f"results: {where}", highlight=False, soft_wrap=True)


def headline(brief: Brief) -> list[str]:
    """The answer in two sentences, with word, number and frequency."""
    p, year, horizon = brief["p_orbit_cheaper"]["value"], brief["decision_year"], brief["horizon"]
    never = 1.0 - brief["p_breakeven_by_horizon"]["value"]
    middle = brief["breakeven_year"]["p50"]["value"]
    if p < 0.01:
        few = "Almost none" if p else "None"
        first = f"{few} of the simulated futures ({percent(p)}) make orbit cheaper than ground for a {year} start."
    elif p > 0.99:
        first = f"In nearly all simulated futures ({percent(p)}) orbit is cheaper than ground for a {year} start."
    else:
        word = likelihood(p)
        first = (
            f"There is {word} ({percent(p)}, {frequency(p)}) that orbit is cheaper than ground for a {year} start."
            if word == "almost no chance"
            else f"Orbit is {word} ({percent(p)}, {frequency(p)}) to be cheaper than ground for a {year} start."
        )
    even = (
        f"Breakeven reaches even odds in {middle:.0f}"
        if middle != "never"
        else f"Breakeven does not reach even odds by {horizon}"
    )
    return [
        first,
        f"{even}; in {percent(never)} of futures ({frequency(never)}) orbit does not break even by {horizon}.",
    ]


def _probabilities(brief: Brief) -> Table:
    year, horizon = brief["decision_year"], brief["horizon"]
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for label, cell in (
        (f"Chance that orbit is cheaper for a {year} start", brief["p_orbit_cheaper"]),
        (f"Chance of breakeven by {year} (cheaper in all later years too)", brief["p_breakeven_by_decision_year"]),
        (f"Chance of breakeven by {horizon}", brief["p_breakeven_by_horizon"]),
        (f"Chance that orbit is cheaper in any year by {horizon}", brief["p_breakeven_first_by_horizon"]),
    ):
        table.add_row(label, _percent_with_error(cell))
    return table


def _percent_with_error(cell: Mapping[str, Any]) -> str:
    value, reach = 100 * cell["value"], 100 * cell["half_width"]
    if value in {0.0, 100.0}:
        return f"{'<' if value == 0 else '>'} {reach if value == 0 else 100 - reach:.2g}%"
    digits = max(1, min(6, 1 - _exponent(reach)))
    return f"{value:.{digits}f}% ± {reach:.{digits}f}"


def _exponent(value: float) -> int:
    return int(f"{value:e}".split("e")[1]) if value > 0 else 0


def _with_error(cell: Mapping[str, Any], scale: float, digits: int) -> str:
    value, reach = cell["value"], cell["half_width"]
    if not isinstance(value, float):
        return value or "not a number"
    error = f"{reach * scale:,.{digits}f}" if isinstance(reach, float) else "?"
    smallest = f"{10**-digits:.{digits}f}"
    return (
        f"{value * scale:,.{digits}f}".replace("-", _MINUS)
        + f" ± {error if float(error.replace(',', '') or 0) else f'<{smallest}'}"
    )


def _year(cell: Mapping[str, Any], horizon: int) -> str:
    def words(value: float | str) -> str:
        return f"not by {horizon}" if value == "never" else f"{value:.0f}"

    low, value, high = (words(cell[key]) for key in ("low", "value", "high"))
    return value if low == value == high else f"{value} ({low} to {high})"
