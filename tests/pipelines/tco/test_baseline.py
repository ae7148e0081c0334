import tomllib
from datetime import date
from importlib import resources
from typing import Any

import pytest

from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS, InputSpec

BASELINE: dict[str, Any] = tomllib.loads(
    resources.files("pipelines").joinpath("scenarios/baseline.toml").read_text("utf-8")
)
ENTRIES: dict[str, dict[str, Any]] = BASELINE["inputs"] | BASELINE["trajectories"]


def test_has_every_input_and_no_other() -> None:
    assert set(BASELINE["inputs"]) == {spec.name for spec in INPUTS if not spec.by_year}
    assert set(BASELINE["trajectories"]) == {spec.name for spec in INPUTS if spec.by_year}


def test_inputs_come_in_the_order_of_their_importance() -> None:
    assert list(BASELINE["inputs"]) == [spec.name for spec in INPUTS if not spec.by_year]


@pytest.mark.parametrize("spec", INPUTS, ids=lambda spec: spec.name)
def test_input_has_its_unit_and_provenance(spec: InputSpec) -> None:
    entry = ENTRIES[spec.name]
    assert entry["unit"] == spec.unit
    assert entry["source"].strip()
    assert type(entry["as_of"]) is date
    assert entry["class"] in {"quote", "paper", "judgement"}
    assert entry["evidence"] in {"low", "medium", "high"}
    assert entry["group"]


@pytest.mark.parametrize("spec", INPUTS, ids=lambda spec: spec.name)
def test_bounds_lie_within_the_physical_limits(spec: InputSpec) -> None:
    entry = ENTRIES[spec.name]
    bounds = entry.get("truncate", [entry[key] for key in ("low", "value", "high") if key in entry])
    assert all(spec.low <= bound <= spec.high for bound in bounds)


def test_judgement_is_said_where_the_source_says_so() -> None:
    for name, entry in ENTRIES.items():
        if "judgement" in entry["source"].lower() or "no source" in entry["source"].lower():
            assert entry["class"] == "judgement", name


def test_decision_is_the_default() -> None:
    assert Decision(**BASELINE["decision"]) == Decision()
