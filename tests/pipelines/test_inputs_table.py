"""Inputs in words, and the page of them that is part of the documentation."""

from io import StringIO
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from pipelines.inputs_table import counts, input_rows, markdown, number, print_inputs, words
from pipelines.scenario.load import load_scenario
from tests.support.command import orbital_risk

PAGE = Path(__file__).parents[2] / "docs" / "inputs.md"


def test_the_page_is_what_its_first_line_makes() -> None:
    """If this fails, a scenario or row has changed: run the command, and read the difference."""
    assert PAGE.read_text(encoding="utf-8") == markdown(load_scenario("baseline"), catalogue=True)


def test_the_first_line_is_a_command_that_prints_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    name, *options = page.splitlines()[0].split("`")[1].removeprefix("orbital-risk inputs ").split()
    assert orbital_risk("inputs", name, *options).stdout == page


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"value": 3.0, "unit": "km"}, "fixed"),
        ({"distribution": "uniform", "low": 1.0, "high": 2.0}, "uniform, 1 to 2"),
        ({"distribution": "triangular", "low": 0.5, "mode": 1.0, "high": 2e4}, "triangular, 0.5 to 20,000, mode 1"),
        ({"distribution": "lognormal", "p2_5": 2.0, "p95": 3.0}, "lognormal, P2.5 2, P95 3"),
        (
            {"distribution": "poisson", "rate": 0.5, "truncate": [0.0, float("inf")], "source": "s"},
            "poisson, rate 0.5, cut to 0..inf",
        ),
        ({"distribution": "metalog", "p5": 1.0, "p50": 2.0, "low": 0.0}, "metalog, P5 1, P50 2, low 0"),
        ({"distribution": "categorical", "values": [1, 2], "probabilities": [0.25, 0.75]},
         "categorical, values 1 2, probabilities 0.25 0.75"),
        ({"trajectory": "regime", "base": {"trajectory": "fan", "median": [1.0, 2.0]}, "probability": 0.1},
         "regime, base (fan, median 1 2), probability 0.1"),
    ],
)  # fmt: skip
def test_words_of_a_distribution(entry: dict[str, object], expected: str) -> None:
    assert words(entry) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0"), (-0.02, "-0.02"), (2035, "2035"), (12_345.6, "12,346"), (1e-5, "1e-05")]
)
def test_number(value: float, expected: str) -> None:
    assert number(value) == expected


def test_every_input_that_is_asked_for_has_a_row() -> None:
    scenario = load_scenario("baseline")
    rows = input_rows(scenario)
    assert {row.name for row in rows} == set(scenario.facts)
    assert counts(rows).startswith(f"{len(scenario.facts)} inputs, ")


def test_changes_of_the_command_line_are_shown() -> None:
    printed = orbital_risk("inputs", "baseline", "--set", "inputs.pue.value=1.125", "--markdown").stdout
    assert "Changed: inputs.pue.value=1.125." in printed
    assert "| `pue` | power usage effectiveness on the ground | fixed | 1.125 | 1 |" in printed


def test_the_terminal_shows_inputs_with_their_sources() -> None:
    printed = " ".join(orbital_risk("inputs", "baseline").stdout.split())
    assert "hbm_failure_rate_per_year gamma, shape 72, scale 0.0004128" in printed
    assert "The Llama 3 Herd of Models" in printed


def test_a_narrow_terminal_cuts_nothing_off() -> None:
    console = Console(width=80, file=StringIO())
    scenario = load_scenario("baseline")
    print_inputs(console, scenario)
    lines = cast("StringIO", console.file).getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert {line.split()[0] for line in lines if line and not line[0].isspace()} >= set(scenario.facts)
    assert any(line.startswith("launch_price_usd_per_kg  246.7 USD/kg in 2035  judgement, medium") for line in lines)
    assert "…" not in "".join(lines)
