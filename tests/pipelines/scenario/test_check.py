import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distributions.families.constant import Constant
from distributions.families.empirical import Empirical
from pipelines.scenario.check import checked
from pipelines.scenario.claims import CLAIM_RULES
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import ScenarioError
from pipelines.scenario.provenance import FACT_RULES
from pipelines.scenario.scenario import Claim, Fact, RunSettings, Scenario
from pipelines.scenario.settings import DECISION_RULES, RUN_RULES, TECHNOLOGY_RULES
from pipelines.tco.decision import Decision
from pipelines.tco.technology import Technology
from tests.pipelines.scenario.small import GOOD, INPUTS, asked, check

BAD = """\
[scenario]
name = "bad"
title = "Many faults"

[run]
sampels = 4096
replicates = 1

[inputs.cell_efficiency]
distribution = "triangluar"
low = 0.28
unit = "%"
source = "data sheet"
as_of = 2025-06-01
class = "rumour"
evidence = "high"
group = "power"

[inputs.array_cost_usd_per_w]
distribution = "uniform"
low = 15.0
high = 0.5  # the wrong way round
unit = "USD/W"
source = ""
as_of = 2026-06-01
class = "judgement"
evidence = "low"
group = "power"

[dependence]
copula = "gaussian"
pairs = [
  { between = ["cell_efficiency", "array_cost_usd_per_w"], correlation = 1.5, source = "-", class = "judgement" },
  { between = ["cell_efficiency", "pue"], correlation = 0.1, source = "-", class = "judgement" },
]
"""
MESSAGE = """\
error: scenario.toml has 12 problems (nothing was run)
  scenario.toml: trajectories: missing: launch_price_usd_per_kg
  scenario.toml:1: scenario.description: missing, must be text that is not empty
  scenario.toml:6: run.sampels = 4096: unknown key, did you mean 'samples'?
  scenario.toml:7: run.replicates = 1: must be a whole number from 2 to 1024
  scenario.toml:9: inputs.pue: missing: power usage effectiveness, in '1'
  scenario.toml:10: inputs.cell_efficiency.distribution = 'triangluar': unknown distribution, did you mean 'triangular'?
  scenario.toml:12: inputs.cell_efficiency.unit = '%': this input is in '1'
  scenario.toml:15: inputs.cell_efficiency.class = 'rumour': must be 'quote', 'paper' or 'judgement'
  scenario.toml:22: inputs.array_cost_usd_per_w.high = 0.5: must satisfy low < high (given low = 15.0, high = 0.5)
  scenario.toml:24: inputs.array_cost_usd_per_w.source = '': must be text that is not empty
  scenario.toml:33: dependence.pairs[0].correlation = 1.5: must be a number from -1 to 1
  --set: run.seed = -1: must be a whole number from 0 to 2**64 - 1"""


def again(document: Mapping[str, object]) -> Scenario:
    return checked(Document(Origin("document"), document, {}), INPUTS, asked)


def message_of(text: str, *overrides: str, folder: Path | None = None) -> str:
    with pytest.raises(ScenarioError) as caught:
        check(text, overrides, folder)
    return str(caught.value)


def test_all_problems_are_told_at_once() -> None:
    assert message_of(BAD, "run.seed=-1") == MESSAGE


def test_rules_cover_every_field() -> None:
    assert set(DECISION_RULES) == {field.name for field in fields(Decision)}
    assert set(TECHNOLOGY_RULES) == {field.name for field in fields(Technology)}
    assert set(CLAIM_RULES) == {field.name for field in fields(Claim)}
    assert set(RUN_RULES) == {field.name for field in fields(RunSettings)}
    assert {key if key != "class" else "kind" for key in FACT_RULES} == {field.name for field in fields(Fact)}


def test_a_good_scenario_is_what_was_written() -> None:
    scenario = check(GOOD, ["run.samples=8192", "inputs.cell_efficiency.value=0.3"])
    assert scenario.decision == Decision(horizon=2040)
    assert scenario.run == RunSettings(samples=8192)
    assert scenario.space.distributions["cell_efficiency"] == Constant(value=0.3)
    assert scenario.facts["cell_efficiency"] == Fact(
        unit="1", source="data sheet", as_of="2025-06-01", kind="quote", evidence="high", group="power"
    )
    path = scenario.space.trajectories["launch_price_usd_per_kg"]
    assert path.years == scenario.decision.calendar_years
    assert path.drivers


@pytest.mark.parametrize(
    ("overrides", "target", "precision"),
    [
        ([], "simd", "float32"),
        (['run.precision="float64"'], "simd", "float64"),
        (['run.target="cuda"'], "cuda", "float32"),
        (['run.target="reference"'], "reference", "float64"),
        (['run.target="cupy"', 'run.precision="float64"'], "cupy", "float64"),
    ],
)
def test_a_document_says_which_target_and_precision_were_used(
    overrides: list[str], target: str, precision: str
) -> None:
    scenario = check(GOOD, overrides)
    assert (scenario.run.target, scenario.run.precision) == (target, precision)
    run = scenario.document["run"]
    assert isinstance(run, dict)
    assert (run["target"], run["precision"]) == (target, precision)
    assert again(scenario.document) == scenario


def test_fixed_dimensions_stay_and_others_fill_the_gaps() -> None:
    scenario = check(GOOD)
    assert scenario.dimensions["pue"] == 7
    assert [scenario.dimensions[name] for name in scenario.space.drivers[:2]] == [0, 1]
    assert set(scenario.space.drivers) <= set(scenario.dimensions)


def test_order_in_the_file_does_not_matter() -> None:
    head, *tables = re.split(r"\n(?=\[)", GOOD)
    shuffled = check("\n".join([head, *reversed(tables)]))
    assert replace(shuffled, document={}) == replace(check(GOOD), document={})
    assert shuffled.space.drivers == check(GOOD).space.drivers


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]))
numbers = st.floats(0.01, 0.9)
triangles = st.lists(numbers, min_size=3, max_size=3, unique=True).map(
    lambda x: {"distribution": "triangular", **dict(zip(("low", "mode", "high"), sorted(x), strict=True))}
)
observed = st.lists(numbers, min_size=1, max_size=5).map(lambda x: {"distribution": "empirical", "observations": x})
described = st.one_of(triangles, observed, numbers.map(lambda x: {"value": x}))


@settings(max_examples=30, deadline=None)
@given(described, st.integers(0, 2**64 - 1), st.sampled_from(["sobol", "philox"]), st.dates(), texts)
def test_a_document_makes_its_scenario_again(
    efficiency: dict[str, object], seed: int, points: str, day: object, source: str
) -> None:
    efficiency = {**efficiency, "source": f"x{source}"}
    lines = [
        f"inputs.cell_efficiency.{key}={json.dumps(value, ensure_ascii=False)}" for key, value in efficiency.items()
    ]
    overrides = [*lines, f"inputs.cell_efficiency.as_of={day}", f"run.seed={seed}", f"run.points='{points}'"]
    text = GOOD if "value" not in efficiency else GOOD[: GOOD.index("[dependence]")]
    scenario = check(text, overrides)
    stored = json.loads(json.dumps(scenario.document, allow_nan=False))
    assert again(stored) == scenario
    assert again(stored).document == stored


def with_csv(tmp_path: Path, content: str, column: str = "value") -> tuple[str, Path]:
    (tmp_path / "obs.csv").write_text(content, encoding="utf-8")
    before = 'distribution = "triangular"\nlow = 0.28\nmode = 0.30\nhigh = 0.34\n'
    after = f'distribution = "empirical"\nfile = "obs.csv"\ncolumn = "{column}"\n'
    assert before in GOOD
    return GOOD.replace(before, after), tmp_path


def test_observations_are_embedded(tmp_path: Path) -> None:
    text, folder = with_csv(tmp_path, "\ufeffname,value\na,0.3\nb,0.31\n\nc,0.29\n")
    scenario = check(text, folder=folder)
    assert scenario.space.distributions["cell_efficiency"] == Empirical(observations=(0.3, 0.31, 0.29))
    (tmp_path / "obs.csv").unlink()
    assert again(scenario.document) == scenario


@pytest.mark.parametrize(
    ("content", "column", "fault"),
    [
        ("value\n0.3\nn/a\n", "value", "obs.csv:3: inputs.cell_efficiency.value = 'n/a': must be a finite number"),
        ("name,value\na\n", "value", "obs.csv:2: inputs.cell_efficiency.value = '': must be a finite number"),
        ("value\ninf\n", "value", "obs.csv:2: inputs.cell_efficiency.value = 'inf': must be a finite number"),
        ("values\n0.3\n", "value", "= 'value': no such column in obs.csv, did you mean 'values'? (columns: values)"),
        ("", "value", "cell_efficiency.column = 'value': no such column in obs.csv: the file is empty"),
        ("value\n", "value", "cell_efficiency.file = 'obs.csv': has no rows below its header"),
        ("value\n0.3\n7\n", "value", "cell_efficiency: reaches from 0.3 to 7, but must be from 0 to 1"),
        ("value\n" + "x\n" * 8, "value", "cell_efficiency.file = 'obs.csv': has 3 more cells like these"),
        ('value\n"0.3\n', "value", "cell_efficiency.file = 'obs.csv': is not CSV in UTF-8: unexpected end of data"),
    ],
)
def test_faults_of_csv_files(tmp_path: Path, content: str, column: str, fault: str) -> None:
    text, folder = with_csv(tmp_path, content, column)
    assert fault in message_of(text, folder=folder)


def test_csv_files_that_cannot_be_read(tmp_path: Path) -> None:
    text, folder = with_csv(tmp_path, "value\n0.3\n")
    assert "file = 'obs.csv': cannot be followed from here" in message_of(text)
    (tmp_path / "obs.csv").write_bytes(b"value\n\xff\n")
    assert "file = 'obs.csv': is not CSV in UTF-8" in message_of(text, folder=folder)
    (tmp_path / "obs.csv").unlink()
    assert "file = 'obs.csv': cannot be read: No such file or directory" in message_of(text, folder=folder)


def test_too_many_drivers_for_sobol_points() -> None:
    taken = "\n".join(f'"pue.{index}" = {index}' for index in range(1024))
    text = GOOD.replace("pue = 7", taken)
    assert "dimensions: 8 drivers need a dimension, but 0 of 1024 are free" in message_of(text)
    assert check(text, ["run.points='philox'"]).run.points == "philox"


def test_correlations_that_contradict_each_other() -> None:
    driver = check(GOOD).space.drivers[2]
    pair = '{{ between = ["{}", "{}"], correlation = {}, source = "x", class = "judgement" }},\n'
    more = pair.format("cell_efficiency", driver, 0.9) + pair.format("array_cost_usd_per_w", driver, -0.9)
    text = GOOD.replace("pairs = [\n", f"pairs = [\n{more}").replace("correlation = 0.5", "correlation = 0.9")
    assert "scenario.toml:64: dependence.pairs" in message_of(text)
    twice = GOOD.replace("pairs = [\n", "pairs = [\n" + pair.format("array_cost_usd_per_w", "cell_efficiency", 0.2))
    assert "pairs[1].between = ['cell_efficiency', 'array_cost_usd_per_w']: this pair has a correlation already" in (
        message_of(twice)
    )
