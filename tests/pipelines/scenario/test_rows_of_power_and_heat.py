"""Rows of the catalogue on cells, arrays, radiators and cooling: vocabulary, provenance, the sums they stand for."""

# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type"

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import pipelines
from distributions.registry import build
from pipelines.tco import power, thermal
from pipelines.tco.inputs import INPUTS
from pipelines.tco.technology import Technology

CATALOGUE = Path(pipelines.__file__).parent / "scenarios" / "catalogue"
KINDS = ("cells", "array", "radiator", "cooling")
ROWS = {f"{kind}/{file.stem}": file for kind in KINDS for file in sorted((CATALOGUE / kind).glob("*.toml"))}

UNITS = {
    "cell_efficiency": "1",
    "array_remaining_factor": "1",
    "array_degradation_per_year": "1/year",
    "array_fill": "1",
    "array_kg_per_m2": "kg/m2",
    "array_cost_usd_per_w": "USD/W",
    "array_m2_per_m3": "m2/m3",
    "array_supply_mw_per_year": "MW/year",
    "radiator_net_w_per_m2": "W/m2",
    "radiator_kg_per_m2": "kg/m2",
    "radiator_m2_per_m3": "m2/m3",
    "radiator_emissivity": "1",
    "pump_power_fraction": "1",
}
SPECS = {spec.name: spec for spec in INPUTS}
PROVENANCE = {"unit", "source", "as_of", "class", "evidence", "group"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads(ROWS[name].read_text("utf-8"))


def values(table: dict[str, Any]) -> tuple[float, float, float]:
    """Lowest, median and highest."""
    if "value" in table:
        return (table["value"],) * 3
    distribution = build(
        table["distribution"], {key: table[key] for key in table.keys() - PROVENANCE - {"distribution"}}
    )
    return distribution.support[0], distribution.median, distribution.support[1]


def median(name: str, key: str) -> float:
    return values(read(name)["inputs"][key])[1]


def test_all_rows_are_there() -> None:
    assert set(ROWS) >= {
        *("cells/silicon", "cells/triple-junction-solaero", "cells/xtj-prime-spectrolab", "cells/azur-3g30"),
        *("cells/imm-solaero", "array/iss-saw", "array/iss-irosa", "array/rocketlab-wing", "array/starlink-v2-mini"),
        *("array/thin-film-aspirational", "radiator/iss-eatcs", "radiator/iss-pvr", "radiator/starcloud-white-paper"),
        *("radiator/ai1", "radiator/orbitherm", "cooling/pumped-single-phase", "cooling/pumped-two-phase"),
    }


@pytest.mark.parametrize("name", ROWS)
def test_row_keeps_to_the_vocabulary(name: str) -> None:
    row = read(name)
    assert set(row) <= {"row", "technology", "inputs"}
    assert {"title"} <= set(row["row"]) <= {"title", "extends"}
    choices = get_type_hints(Technology)
    for choice, value in row.get("technology", {}).items():
        assert value in (get_args(choices[choice]) or (False, True))
    assert row["inputs"]


@pytest.mark.parametrize("name", ROWS)
def test_inputs_have_provenance_and_keep_within_their_limits(name: str) -> None:
    for key, table in read(name)["inputs"].items():
        assert set(table) >= PROVENANCE
        assert isinstance(table["as_of"], date)
        assert table["class"] in {"quote", "paper", "judgement"}
        assert table["evidence"] in {"low", "medium", "high"}
        assert ("Judgement" in table["source"]) == (table["class"] == "judgement")
        low, middle, high = values(table)
        assert low == middle == high or low < middle < high or table["distribution"] == "bernoulli"
        if key in SPECS:
            assert table["unit"] == SPECS[key].unit
            assert SPECS[key].low <= low <= high <= SPECS[key].high
        else:
            assert table["unit"] == UNITS[key]
            assert low > 0.0
            assert high <= 1.0 or table["unit"] != "1"


@pytest.mark.parametrize("name", [name for name in ROWS if name.startswith("cells/")])
def test_cells_replace_each_other_wholly(name: str) -> None:
    always = {"cell_efficiency", "array_remaining_factor", "array_degradation_per_year", "array_cost_usd_per_w"}
    assert set(read(name)["inputs"]) - {"array_supply_mw_per_year"} == always


@pytest.mark.parametrize(
    ("name", "after_1e15"),
    [
        ("cells/triple-junction-solaero", 0.84),
        ("cells/xtj-prime-spectrolab", 0.84),
        ("cells/azur-3g30", 0.84),
        ("cells/imm-solaero", 0.87),
    ],
)
def test_remaining_factors_are_on_the_curve_of_xtj(name: str, after_1e15: float) -> None:
    table = read(name)["inputs"]["array_remaining_factor"]
    assert table["low"] == after_1e15
    curve = power.radiation_remaining_factor(1e14, 1e15, after_1e15, 2.3e14)
    assert table["mode"] == pytest.approx(curve, abs=3e-3)


@pytest.mark.parametrize(
    ("name", "power_w", "area_m2"),
    [("iss-saw", 31e3, 210.0), ("iss-irosa", 28e3, 18.3 * 6.0), ("starlink-v2-mini", 28e3, 105.0)],
)
def test_arrays_give_their_power(name: str, power_w: float, area_m2: float) -> None:
    cells, fill = median(f"array/{name}", "cell_efficiency"), median(f"array/{name}", "array_fill")
    nameplate = power.array_nameplate(area_m2, cells, fill, power.SOLAR_CONSTANT_W_PER_M2)
    assert nameplate == pytest.approx(power_w, rel=0.015)


@pytest.mark.parametrize(
    ("name", "mass_kg", "area_m2"),
    [("iss-saw", 1100.0, 210.0), ("iss-irosa", 332.5, 109.8), ("starlink-v2-mini", 308, 105)],
)
def test_arrays_have_their_mass(name: str, mass_kg: float, area_m2: float) -> None:
    assert median(f"array/{name}", "array_kg_per_m2") * area_m2 == pytest.approx(mass_kg, rel=5e-3)


def test_irosa_costs_what_was_paid_for_six() -> None:
    assert median("array/iss-irosa", "array_cost_usd_per_w") * 6 * 28e3 == pytest.approx(103e6, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "heat_w", "area_m2"),
    [
        ("iss-eatcs", 70e3, 6 * 79.2),
        ("iss-pvr", 14e3, 42.4),
        ("starcloud-white-paper", 40e6, 63_183.0),
        ("ai1", 175e3, 160.0),
        ("orbitherm", 1e6, 1939.8),
    ],
)
def test_radiators_have_their_area(name: str, heat_w: float, area_m2: float) -> None:
    net = median(f"radiator/{name}", "radiator_net_w_per_m2")
    assert thermal.radiator_area(heat_w, net, 1.0) == pytest.approx(area_m2, rel=2e-3)
