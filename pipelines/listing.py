"""What there is to run, on a terminal: scenarios, rows of the catalogue, and one scenario with its switches."""

from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.scenario.errors import show_value
from pipelines.scenario.load import catalogue_rows, load_scenario, scenario_switches, shipped_scenarios
from pipelines.tco.technology import Technology


def print_scenarios(console: Console) -> None:
    """Print the shipped scenarios, with titles."""
    table = Table("scenario", "title", box=None)
    for name, title, _ in shipped_scenarios():
        table.add_row(name, Text(title))
    console.print(table)


def print_rows(console: Console) -> None:
    """Print the rows of the catalogue, by kind."""
    for kind, rows in groupby(catalogue_rows(), key=lambda row: row[0].split("/")[1]):
        table = Table("row", "title", title=kind, title_justify="left", box=None)
        table.columns[0].no_wrap = True
        for name, title, _ in rows:
            table.add_row(name, Text(title))
        console.print(table)


def print_scenario(console: Console, reference: str) -> None:
    """Print what a scenario is, and what it can be switched to; of a row, what it is."""
    for name, title, description in catalogue_rows():
        if name == reference:
            console.print(Text(title, style="bold"))
            console.print(Text(description))
            return
    scenario, default = load_scenario(reference), Technology()
    console.print(Text(scenario.title, style="bold"))
    console.print(Text(scenario.description))
    choices = {key: getattr(scenario.technology, key) for key in Technology.__dataclass_fields__}
    made = [f"{key} = {show_value(value)}" for key, value in choices.items() if value != getattr(default, key)]
    console.print(Text(f"technology: {', '.join(made) or 'as it is by default'}"))
    console.print(f"{len(scenario.facts)} inputs, {len(scenario.claims)} claims", highlight=False)
    table = Table("--with", "title", box=None)
    for name, title in scenario_switches(reference).items():
        table.add_row(name, Text(title))
    if table.row_count:
        console.print(table)
