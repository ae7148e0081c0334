import json
from pathlib import Path

import pytest

from distributions.families.constant import Constant
from distributions.families.empirical import Empirical
from pipelines.scenario.errors import ScenarioError, ScenarioNotFoundError
from pipelines.scenario.load import load_scenario, scenario_from_document, shipped_scenarios
from pipelines.tco.model import asked_inputs

CHILD = """\
[scenario]
name = "child"
extends = "baseline"

[inputs.cell_efficiency]
distribution = "empirical"
file = "data/cells.csv"
column = "efficiency"
unit = "1"
source = "laboratory"
as_of = 2026-01-31
class = "paper"
evidence = "medium"
group = "power"
"""


@pytest.mark.parametrize("name", [name for name, *_ in shipped_scenarios()])
def test_shipped_scenarios_pass_every_check(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert set(scenario.facts) == asked_inputs(scenario.decision, scenario.technology)
    stored = json.loads(json.dumps(scenario.document, allow_nan=False))
    assert scenario_from_document(stored) == scenario


def test_baseline_is_shipped_with_its_title() -> None:
    titles = {name: (title, description) for name, title, description in shipped_scenarios()}
    scenario = load_scenario("baseline")
    assert titles["baseline"] == (scenario.title, scenario.description)


def test_a_file_extends_a_shipped_scenario(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cells.csv").write_text("efficiency\n0.31\n0.33\n")
    (tmp_path / "child.toml").write_text(CHILD)
    scenario = load_scenario(str(tmp_path / "child.toml"), ["inputs.pue.value=1.2", "run.samples=4096"])
    base = load_scenario("baseline")
    assert scenario.name == "child"
    assert scenario.title == base.title
    assert scenario.run.samples == 4096
    assert scenario.space.distributions["cell_efficiency"] == Empirical(observations=(0.31, 0.33))
    assert scenario.space.distributions["pue"] == Constant(value=1.2)
    assert scenario.facts["pue"] == base.facts["pue"]
    changed = {"cell_efficiency", "pue"}
    same = scenario.space.distributions.keys() - changed
    assert {name: scenario.space.distributions[name] for name in same} == {
        name: base.space.distributions[name] for name in same
    }


def test_an_override_of_the_baseline_is_checked_like_a_file() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("baseline", ["inputs.pue.value=0.5", "run.sampels=1"])
    assert str(caught.value) == (
        "error: baseline.toml has 2 problems (nothing was run)\n"
        "  --set: run.sampels = 1: unknown key, did you mean 'samples'?\n"
        "  --set: inputs.pue.value = 0.5: must be 1 or more"
    )


def test_a_scenario_that_does_not_exist_has_near_names() -> None:
    with pytest.raises(ScenarioNotFoundError, match=r"'baselin': no such file .*, did you mean 'baseline'\?"):
        load_scenario("baselin")
