"""The risk summary on a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.wording import Brief, headline, percent_with_error, with_error, year_with_error

_PERCENTILES = ("p10", "p50", "p90")


def make_console() -> Console:
    """Make a console for results: as wide as the terminal, and wide enough for any table in a file or a pipe."""
    console = Console()
    return console if console.is_terminal else Console(width=160)


def print_brief(console: Console, brief: Brief, where: str) -> None:
    """Print a brief made by `pipelines.brief.make_brief`; `where` says where the results are."""
    console.print(Text(f"\n{brief['title']}", style="bold"))
    if brief["changed"]:
        console.print(
            f"changed from {brief['scenario']}: {', '.join(brief['changed'])}", style="yellow", highlight=False
        )
    for sentence in headline(brief):
        console.print(sentence, highlight=False)
    year = brief["decision_year"]
    console.print(
        f"\nStart of service {year}; per delivered kW of IT, hardware included; real 2026 USD", highlight=False
    )
    console.print(_costs(brief))
    console.print(_chances(brief))
    price = brief["breakeven_launch_price_usd_per_kg"]["p50"]["value"]
    if isinstance(price, float) and price < 0.0:
        console.print(
            "A breakeven launch price below zero: not even a free launch makes orbit cheaper.", highlight=False
        )
    console.print(
        "P10: 1 in 10 futures is lower. ± is half of a 95% interval of the Monte Carlo error, from "
        f"{brief['replicates']} replicates; it says nothing of the assumptions. The gap is taken within each future, "
        "so it is not P50 minus P50. A chance after < or > is a bound at 95%.",
        style="dim",
        highlight=False,
    )
    for name, count in brief["not_finite"].items():
        console.print(f"warning: {name}: {count:,} samples are not finite; they are counted apart", style="yellow")
    for name, count in brief["beyond"].items():
        console.print(f"warning: {name}: {count:,} samples lie beyond the ends of its histogram", style="yellow")
    engine = f"{brief['target']} {brief['precision']}"
    console.print(f"{brief['samples']:,} futures ({brief['points']}, seed {brief['seed']}, {engine})", highlight=False)
    console.print(f"results: {where}", highlight=False, soft_wrap=True)


def _costs(brief: Brief) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for percentile in _PERCENTILES:
        table.add_column(percentile.upper(), justify="right", no_wrap=True)
    years = f"{brief['service_years']} year{'s' if brief['service_years'] > 1 else ''}"
    large = brief["it_power_kw"] * brief["service_years"] >= 1e6
    money, scale = ("USD bn", 1e-9) if large else ("USD million", 1e-6)
    for label, cells, factor, digits in (
        ("Orbit, USD/kW-year", brief["level_cost_usd_per_kw_year"]["orbit"], 1.0, 0),
        ("Ground, USD/kW-year", brief["level_cost_usd_per_kw_year"]["ground"], 1.0, 0),
        ("Gap, same futures, USD/kW-year", brief["gap_usd_per_kw_year"], 1.0, 0),
        (f"Orbit TCO, {years}, {money}", brief["tco_usd"]["orbit"], scale, 2),
        (f"Ground TCO, {years}, {money}", brief["tco_usd"]["ground"], scale, 2),
        (f"TCO gap, same futures, {money}", brief["tco_gap_usd"], scale, 2),
        ("Launch price, USD/kg", brief["launch_price_usd_per_kg"], 1.0, 0),
        ("Breakeven launch price, USD/kg", brief["breakeven_launch_price_usd_per_kg"], 1.0, 0),
    ):
        table.add_row(label, *(with_error(cells[percentile], factor, digits) for percentile in _PERCENTILES))
    breakeven = (year_with_error(brief["breakeven_year"][percentile], brief["horizon"]) for percentile in _PERCENTILES)
    table.add_row("Breakeven year", *breakeven)
    return table


def _chances(brief: Brief) -> Table:
    year, horizon = brief["decision_year"], brief["horizon"]
    chances = {
        f"Chance that orbit is cheaper for a {year} start": brief["p_orbit_cheaper"],
        f"Chance of breakeven by {year} (cheaper in all later years too)": brief["p_breakeven_by_decision_year"],
        f"Chance of breakeven by {horizon}": brief["p_breakeven_by_horizon"],
        f"Chance that orbit is cheaper in any year by {horizon}": brief["p_breakeven_first_by_horizon"],
    }
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for label, cell in chances.items():
        table.add_row(label, percent_with_error(cell))
    return table
