"""What the model does not ask for is left out where it is inherited, and a problem where it was written."""

from pathlib import Path

import pytest

from pipelines.scenario.check import checked
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import ScenarioError
from pipelines.scenario.overrides import overridden
from pipelines.scenario.read import read_document
from pipelines.scenario.scenario import Scenario
from tests.pipelines.scenario.small import GOOD, INPUTS, asked

GIVEN = 'technology.array="given"'
REASON = "not asked for with technology.array = 'given', but with 'continuous' or 'mean'"
EFFICIENCY = """
[inputs.cell_efficiency]
value = 0.3
unit = "1"
source = "own"
as_of = 2026-01-01
class = "paper"
evidence = "low"
group = "power"
"""
SWITCHES = f"""
[switches.given]
title = "Area given"
technology.array = "given"
[switches.typo]
title = "Both"
technology.array = "given"
{EFFICIENCY.replace("[inputs", "[switches.typo.inputs")}"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.toml").write_text(GOOD.replace("pue = 7", "pue = 7\ncell_efficiency = 3") + SWITCHES)
    return tmp_path


def load(reference: str, *overrides: str, switches: tuple[str, ...] = ()) -> Scenario:
    return checked(overridden(read_document(reference, switches), overrides), INPUTS, asked)


def child(folder: Path, rest: str, extends: str = '"base.toml"') -> str:
    (folder / "child.toml").write_text(f'[scenario]\nname = "child"\nextends = {extends}\n{rest}')
    return "child.toml"


def problems_of(reference: str, *overrides: str, switches: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(reference, *overrides, switches=switches)
    return [str(problem) for problem in caught.value.problems]


def require_without(scenario: Scenario) -> None:
    """The input has left no trace: neither in the scenario nor in the document that makes it again."""
    names = {"array_cost_usd_per_w", "pue", "launch_price_usd_per_kg"}
    assert set(scenario.facts) == names
    assert "cell_efficiency" not in scenario.dimensions
    assert scenario.space.copula is None
    assert "cell_efficiency" not in str(scenario.document)
    assert checked(Document(Origin("document"), scenario.document, {}), INPUTS, asked) == scenario


def test_what_a_file_inherits_is_left_out(folder: Path) -> None:
    require_without(load(child(folder, '[technology]\narray = "given"')))


def test_a_switch_and_an_override_inherit_from_the_file() -> None:
    require_without(load("base.toml", switches=("given",)))
    require_without(load("base.toml", GIVEN))


def test_what_a_row_says_is_left_out(folder: Path) -> None:
    (folder / "row.toml").write_text(f'[row]\ntitle = "x"\n[technology]\narray = "given"\n{EFFICIENCY}')
    require_without(load("base.toml", switches=("./row.toml",)))
    require_without(load(child(folder, "", '["base.toml", "./row.toml"]')))


def test_what_a_file_writes_itself_is_a_problem(folder: Path) -> None:
    name = child(folder, f'[technology]\narray = "given"\n{EFFICIENCY}')
    assert problems_of(name) == [f"child.toml:7: inputs.cell_efficiency: {REASON}"]


def test_what_a_switch_writes_itself_is_a_problem_of_its_file_and_left_out_of_others(folder: Path) -> None:
    line = (folder / "base.toml").read_text().split("[switches.typo.inputs")[0].count("\n") + 1
    found = problems_of("base.toml", switches=("typo",))
    assert found == [f"base.toml:{line}: inputs.cell_efficiency: {REASON}"]
    require_without(load(child(folder, ""), switches=("typo",)))


def test_an_override_of_what_is_not_asked_for_is_a_problem() -> None:
    found = problems_of("base.toml", GIVEN, "inputs.cell_efficiency.value=0.3")
    assert found == [f"--set: inputs.cell_efficiency.value = 0.3: {REASON}"]


def test_a_pair_and_a_dimension_of_a_files_own_are_problems(folder: Path) -> None:
    pair = '{ between = ["cell_efficiency", "pue"], correlation = 0.1, source = "x", class = "judgement" }'
    name = child(folder, f'[technology]\narray = "given"\n[dimensions]\ncell_efficiency = 4\n[dependence]\n'
                         f'copula = "gaussian"\npairs = [{pair}]')  # fmt: skip
    assert problems_of(name) == [
        f"child.toml:7: dimensions.cell_efficiency = 4: cell_efficiency is {REASON}",
        f"child.toml:10: dependence.pairs[0]: cell_efficiency is {REASON}",
    ]


def test_other_pairs_stay_and_keep_their_lines(folder: Path) -> None:
    pair = (
        '  {{ between = ["{}", "launch_price_usd_per_kg.start"], correlation = {}, source = "x", class = "paper" }},\n'
    )
    text = GOOD.replace("pairs = [\n", "pairs = [\n" + pair.format("cell_efficiency", 0.1)).replace(
        'judgement" },\n]', 'judgement" },\n' + pair.format("array_cost_usd_per_w", 0.2) + "]"
    )
    (folder / "base.toml").write_text(text)
    scenario = load("base.toml", GIVEN)
    assert scenario.space.copula is not None
    (kept,) = scenario.document["dependence"]["pairs"]  # type: ignore[index]  # tables
    assert kept["between"] == ["array_cost_usd_per_w", "launch_price_usd_per_kg.start"]
    (folder / "base.toml").write_text(text.replace("correlation = 0.2", "correlation = 2.0"))
    line = text[: text.index("correlation = 0.2")].count("\n") + 1
    assert problems_of("base.toml", GIVEN)[0].startswith(f"base.toml:{line}: dependence.pairs[0].correlation = 2.0")


def test_an_unknown_input_stays_unknown_also_where_it_is_inherited(folder: Path) -> None:
    (folder / "base.toml").write_text(GOOD + EFFICIENCY.replace("cell_efficiency", "cell_eficiency"))
    assert any("unknown input, did you mean 'cell_efficiency'?" in text for text in problems_of(child(folder, "")))


def test_a_faulty_choice_hides_nothing_and_adds_nothing() -> None:
    assert problems_of("base.toml", 'technology.array="gven"') == [
        "--set: technology.array = 'gven': must be 'continuous', 'mean' or 'given', did you mean 'given'?"
    ]


def test_inherited_claims_that_a_decision_leaves_without_a_result_are_left_out(folder: Path) -> None:
    (folder / "base.toml").write_text(GOOD.replace('{ side = "orbit" }', '{ side = "orbit", start_year = 2027 }'))
    assert load("base.toml").claims["price"].at == {"side": "orbit", "start_year": 2027.0}
    assert not load("base.toml", "decision.first_start_year=2030", "trajectories.launch_price_usd_per_kg.from_year=2030"
                    ).claims  # fmt: skip
    assert load("base.toml").claims["price"].tolerance == 0.02
