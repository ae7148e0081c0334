"""Rows of the catalogue on workloads, doses and repair: closed vocabulary, provenance, distributions that build."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import pipelines
from distributions.registry import build
from pipelines.tco.technology import Technology

CATALOGUE = Path(pipelines.__file__).parent / "scenarios" / "catalogue"
ROWS = {
    f"{kind}/{file.stem}": file
    for kind in ("workload", "dose", "repair")
    for file in sorted((CATALOGUE / kind).iterdir())
}

UNITS = {
    "sdc_redundancy": "1",
    "job_accelerators": "1",
    "restart_hours": "h",
    "workload_gb_per_kwh": "GB/kWh",
    "radiation_dose_rad_per_year": "rad/year",
    "servicing_kg_per_kw_year": "kg/kW-year",
    "servicing_usd_per_kw_year": "USD/kW-year",
    "serviceable_fraction": "1",
    "replacement_delay_years": "year",
    "replacement_price_factor": "1",
}
LIMITS = {
    "sdc_redundancy": (1.0, 10.0),
    "job_accelerators": (1.0, 1e6),
    "serviceable_fraction": (0.0, 1.0),
}
PROVENANCE = {"unit", "source", "as_of", "class", "evidence", "group"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads(ROWS[name].read_text("utf-8"))


def test_all_rows_are_there() -> None:
    assert set(ROWS) == {
        *("workload/inference", "workload/training", "repair/none", "repair/replacement", "repair/servicing"),
        *("dose/sso-650", "dose/iss", "dose/equatorial", "dose/high-leo", "dose/geo"),
    }


@pytest.mark.parametrize("name", ROWS)
def test_row_keeps_to_the_vocabulary(name: str) -> None:
    row = read(name)
    assert set(row) <= {"row", "technology", "inputs"}
    assert set(row["row"]) == {"title"}
    choices = get_type_hints(Technology)
    for choice, value in row.get("technology", {}).items():
        assert value in get_args(choices[choice])
    kind, _, choice = name.partition("/")
    assert row.get("technology") == (None if kind == "dose" else {kind: choice})


@pytest.mark.parametrize("name", ROWS)
def test_inputs_of_a_row_have_provenance_and_a_distribution(name: str) -> None:
    for key, table in read(name).get("inputs", {}).items():
        assert set(table) >= PROVENANCE
        assert table["unit"] == UNITS[key]
        assert isinstance(table["as_of"], date)
        assert table["class"] in {"quote", "paper", "judgement"}
        assert table["evidence"] in {"low", "medium", "high"}
        said = "Judgement" in table["source"] or "No published figure" in table["source"]
        assert said == (table["class"] == "judgement")
        distribution = build(
            table["distribution"], {item: table[item] for item in table.keys() - PROVENANCE - {"distribution"}}
        )
        low, high = LIMITS.get(key, (0.0, float("inf")))
        assert low <= distribution.support[0] < distribution.median < distribution.support[1] <= high


def test_doses_have_the_order_of_the_orbits() -> None:
    orbits = ("equatorial", "sso-650", "iss", "high-leo", "geo")
    doses = [read(f"dose/{orbit}")["inputs"]["radiation_dose_rad_per_year"] for orbit in orbits]
    medians = [build("lognormal", {"p5": dose["p5"], "p95": dose["p95"]}).median for dose in doses]
    assert medians == sorted(medians)
    # as published, brought behind 10 mm
    assert medians == pytest.approx([136 * 2**-1.15, 150, 430 * 2**-1.15, 1414, 5930 * 2**-1.15], rel=0.06)
