"""The risk summary on a terminal."""

import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from io import TextIOBase
from typing import IO, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.sheet import cost_table, print_findings
from pipelines.wording import Brief, headline, money, percent_with_error, with_error, year_with_error

_PERCENTILES = ("p10", "p50", "p90")
_BLANKS = re.compile(r" +$", re.MULTILINE)


def make_console() -> Console:
    """Make a console for results: as wide as the terminal; in a file or a pipe nothing is wrapped or filled up."""
    console = Console()
    return console if console.is_terminal else Console(width=10_000, file=cast("IO[str]", _Trimmed()))


class _Trimmed(TextIOBase):
    """Standard output without the blanks that fill the last column of a table."""

    def write(self, text: str, /) -> int:
        return sys.stdout.write(_BLANKS.sub("", text))

    def flush(self) -> None:
        sys.stdout.flush()


def print_brief(console: Console, brief: Brief, where: str, *, components: bool = False) -> None:
    """Print a brief made by `pipelines.brief.make_brief`.

    Parameters
    ----------
    console, brief
        Where to, and what.
    where
        Where the results are, in words.
    components
        Whether mean costs are printed by component, instead of what follows from them.
    """
    console.print(Text(f"\n{brief['title']}", style="bold"))
    if brief["changed"]:
        console.print(
            f"changed from {brief['scenario']}: {', '.join(brief['changed'])}", style="yellow", highlight=False
        )
    for sentence in headline(brief):
        console.print(sentence, highlight=False)
    if not brief["drivers"]:
        console.print(
            "No input is uncertain: all futures are the same one, which --deterministic shows.", highlight=False
        )
    year = brief["decision_year"]
    console.print(
        f"\nStart of service {year}; per delivered kW of IT, hardware included; real 2026 USD", highlight=False
    )
    if components:
        _print_components(console, brief)
    else:
        console.print(_costs(brief))
        console.print(_chances(brief))
        price = brief["breakeven_launch_price_usd_per_kg"]["p50"]["value"]
        if isinstance(price, float) and price < 0.0:
            console.print(
                "A breakeven launch price below zero: not even a free launch makes orbit cheaper.", highlight=False
            )
        console.print(
            "P10: 1 in 10 futures is lower. ± is half of a 95% interval of the Monte Carlo error, from "
            f"{brief['replicates']} replicates; it says nothing of the assumptions. The gap is taken within each "
            "future, so it is not P50 minus P50. A chance after < or > is a bound at 95%.",
            style="dim",
            highlight=False,
        )
        print_findings(console, brief)
    for words, found in (("not finite", brief["not_finite"]), ("beyond the ends of histograms", brief["beyond"])):
        for sentence in _counted(words, found):
            console.print(f"warning: {sentence}", style="yellow", highlight=False)
    engine = f"{brief['target']} {brief['precision']}"
    console.print(f"{brief['samples']:,} futures ({brief['points']}, seed {brief['seed']}, {engine})", highlight=False)
    console.print(f"results: {where}", highlight=False, soft_wrap=True)


def _counted(words: str, found: Mapping[str, int]) -> list[str]:
    """One sentence for all outputs with the same count of samples: they are most likely the same futures."""
    names = defaultdict(list)
    for name, count in found.items():
        names[count].append(name)
    return [
        f"{words}, and counted apart, in {count:,} future{'s' if count > 1 else ''}: {those[0]}"
        + (f" and {len(those) - 1} other output{'s' if len(those) > 2 else ''}" if len(those) > 1 else "")
        for count, those in names.items()
    ]


def _print_components(console: Console, brief: Brief) -> None:
    """Print mean costs by component, with IT hardware and without."""
    for without_it, words in ((False, "with IT hardware"), (True, "IT hardware free")):
        console.print(f"\nMean over futures, {words}", style="bold", highlight=False)
        console.print(cost_table(brief["costs"], brief["remarks"], with_error, without_it=without_it))
    console.print("Totals are present values over the service. ± as in the summary.", style="dim", highlight=False)


def _costs(brief: Brief) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for percentile in _PERCENTILES:
        table.add_column(percentile.upper(), justify="right", no_wrap=True)
    years = f"{brief['service_years']} year{'s' if brief['service_years'] > 1 else ''}"
    unit, scale, digits = money(brief["costs"]["orbit"]["total"]["tco_usd"]["value"])
    for label, cells, factor, places in (
        ("Orbit, USD/kW-year", brief["level_cost_usd_per_kw_year"]["orbit"], 1.0, 0),
        ("Ground, USD/kW-year", brief["level_cost_usd_per_kw_year"]["ground"], 1.0, 0),
        ("Gap, same futures, USD/kW-year", brief["gap_usd_per_kw_year"], 1.0, 0),
        ("Orbit / ground", brief["cost_ratio"], 1.0, 3),
        ("Orbit / ground, IT free", brief["cost_ratio_without_it"], 1.0, 3),
        (f"Orbit TCO, {years}, {unit}", brief["tco_usd"]["orbit"], scale, digits),
        (f"Ground TCO, {years}, {unit}", brief["tco_usd"]["ground"], scale, digits),
        (f"TCO gap, same futures, {unit}", brief["tco_gap_usd"], scale, digits),
        ("Orbit, USD/GPU-hour", brief["level_cost_usd_per_gpu_hour"]["orbit"], 1.0, 2),
        ("Ground, USD/GPU-hour", brief["level_cost_usd_per_gpu_hour"]["ground"], 1.0, 2),
        ("Launch price, USD/kg", brief["launch_price_usd_per_kg"], 1.0, 0),
        ("Breakeven launch price, USD/kg", brief["breakeven_launch_price_usd_per_kg"], 1.0, 0),
    ):
        table.add_row(label, *(with_error(cells[percentile], factor, places) for percentile in _PERCENTILES))
    breakeven = (year_with_error(brief["breakeven_year"][percentile], brief["horizon"]) for percentile in _PERCENTILES)
    table.add_row("Breakeven year", *breakeven)
    return table


def _chances(brief: Brief) -> Table:
    year, horizon = brief["decision_year"], brief["horizon"]
    chances = {f"Chance that orbit is cheaper for a {year} start": brief["p_orbit_cheaper"]}
    if year < horizon:
        chances |= {
            f"Chance of breakeven by {year} (cheaper in all later years too)": brief["p_breakeven_by_decision_year"],
            f"Chance of breakeven by {horizon}": brief["p_breakeven_by_horizon"],
            f"Chance that orbit is cheaper in any year by {horizon}": brief["p_breakeven_first_by_horizon"],
        }
    if brief["p_orbit_preferred"]:
        chances["Chance that orbit costs no more than ground and the strategic premium"] = brief["p_orbit_preferred"]
    if brief["p_reaches_revenue"]["value"] < 1.0:
        chances["Chance that the money lasts until first revenue"] = brief["p_reaches_revenue"]
        chances["Chance that it does not, and someone buys the venture"] = brief["p_acquired"]
        chances["Chance that it does not, and nobody does"] = brief["p_insolvent"]
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for label, cell in chances.items():
        table.add_row(label, percent_with_error(cell))
    return table
