"""What a scenario extends, its rows and its switches: partial documents, merged in order."""

from pathlib import Path

import pytest

from pipelines.scenario.document import Document
from pipelines.scenario.errors import ScenarioError
from pipelines.scenario.files import read_file, shipped_rows
from pipelines.scenario.load import catalogue_rows, load_scenario, scenario_from_document
from pipelines.scenario.overrides import overridden
from pipelines.scenario.read import SWITCH_SECTIONS, read_document, switch_titles
from pipelines.tco.inputs import INPUTS

FILES = {
    "base.toml": """\
[scenario]
name = "base"
title = "Base"
[inputs.pue]
value = 1.1
[inputs.price]
value = 1
[remarks]
orbit.enclosure = "base"
orbit.bus = "base"
[switches.dear]
title = "Dear"
inputs.price.value = 9
decision.horizon = 2050
extends = "rows/shield.toml"
""",
    "rows/shield.toml": """\
[row]
title = "Shield"
[technology]
radiator = "balance"
sunshield = true
[inputs.shield]
value = 3
""",
    "rows/bare.toml": """\
[row]
title = "Bare"
extends = "shield.toml"
[technology]
sunshield = false
""",
    "catalogue/own/mine.toml": '[row]\ntitle = "Mine"\n[inputs.pue]\nvalue = 7\n',
    "other.toml": '[scenario]\nname = "other"\ntitle = "Other"\n[inputs.pue]\nvalue = 1.2\n[inputs.price]\nvalue = 2\n',
    "child.toml": """\
[scenario]
name = "child"
extends = ["base.toml", "other.toml"]
[inputs.price]
value = 3
[remarks]
orbit.bus = "child"
[switches.cheap]
title = "Cheap"
inputs.price.value = 0
""",
    "night.toml": '[scenario]\nname = "night"\nextends = "child.toml"\nwith = ["cheap", "rows/bare.toml", "dear"]\n',
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def value(document: Document, *path: str) -> object:
    return document.at((*path, "value") if path[0] == "inputs" else path)


def fault_of(reference: str, *switches: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_document(reference, switches)
    return "\n".join(map(str, caught.value.problems))


def test_a_list_is_merged_in_order_and_the_file_comes_last() -> None:
    document = read_document("child.toml")
    assert document.data["scenario"] == {
        "name": "child",
        "title": "Other",
        "description": "Extends base.toml, other.toml.",
    }
    assert document.data["inputs"] == {"pue": {"value": 1.2}, "price": {"value": 3}}
    assert document.data["remarks"] == {"orbit": {"enclosure": "base", "bus": "child"}}
    assert [str(document.origin(("inputs", name))) for name in ("pue", "price")] == ["other.toml:4", "child.toml:4"]
    assert document.origin(("inputs", "pue")).inherited
    assert not document.origin(("inputs", "price")).inherited


def test_switches_are_applied_in_the_order_given_and_before_overrides() -> None:
    assert value(read_document("child.toml", ["dear", "cheap"]), "inputs", "price") == 0
    assert value(read_document("child.toml", ["cheap", "dear"]), "inputs", "price") == 9
    document = overridden(read_document("child.toml", ["cheap", "dear"]), ["inputs.price.value=5", "run.seed=1"])
    assert value(document, "inputs", "price") == 5
    assert document.data["scenario"] == {
        "name": "child",
        "title": "Other",
        "description": "Extends base.toml, other.toml.",
        "changed": ["with cheap", "with dear", "inputs.price.value=5"],
    }


def test_a_switch_brings_its_rows() -> None:
    document = read_document("base.toml", ["dear"])
    assert document.data["technology"] == {"radiator": "balance", "sunshield": True}
    assert value(document, "inputs", "shield") == 3
    assert document.data["decision"] == {"horizon": 2050}
    assert "row" not in document.data
    assert str(document.origin(("inputs", "price"))) == "base.toml:13"
    assert document.label == "base.toml"


def test_a_row_is_switched_on_like_a_switch_and_found_beside_the_file() -> None:
    document = read_document("child.toml", ["rows/bare.toml", "catalogue/own/mine"])
    assert document.data["technology"] == {"radiator": "balance", "sunshield": False}
    assert value(document, "inputs", "pue") == 7
    assert document.data["scenario"] == {
        "name": "child",
        "title": "Other",
        "description": "Extends base.toml, other.toml.",
        "changed": ["with rows/bare.toml", "with catalogue/own/mine"],
    }


def test_a_file_switches_on_what_it_says() -> None:
    document = read_document("night.toml")
    assert value(document, "inputs", "price") == 9
    assert document.data["technology"] == {"radiator": "balance", "sunshield": True}
    assert document.data["scenario"] == {"name": "night", "title": "Other", "description": "Extends child.toml."}
    assert switch_titles(document) == {"dear": "Dear", "cheap": "Cheap"}


def test_a_switch_switches_on_others_before_it(folder: Path) -> None:
    (folder / "s.toml").write_text(
        '[scenario]\nname = "s"\nextends = "child.toml"\n'
        '[switches.both]\ntitle = "Both"\nwith = ["dear", "cheap"]\n'
        '[switches.all]\ntitle = "All"\nwith = ["both", "rows/bare.toml"]\ninputs.pue.value = 3\n'
    )
    document = read_document("s.toml", ["all"])
    assert (value(document, "inputs", "price"), value(document, "inputs", "pue")) == (0, 3)
    assert document.data["technology"] == {"radiator": "balance", "sunshield": False}
    assert document.data["decision"] == {"horizon": 2050}
    assert document.at(("scenario", "changed")) == ["with all"]


def test_what_is_switched_on_twice_is_switched_on_once() -> None:
    assert read_document("child.toml", ["dear", "dear"]).at(("scenario", "changed")) == ["with dear"]


@pytest.mark.parametrize(
    ("reference", "switches", "fault"),
    [
        ("child.toml", ["deer"], "--with: deer: unknown switch, did you mean 'dear'? (switches: dear, cheap)"),
        ("other.toml", ["a", "b"], "--with: a: unknown switch (switches: none)\n--with: b: unknown switch"),
        ("child.toml", ["rows/bar.toml"], "--with: rows/bar.toml: no such file or shipped scenario"),
        ("child.toml", ["catalogue/a/b"], "--with: catalogue/a/b: no such file or row"),
        ("child.toml", ["./other.toml"], "--with: ./other.toml: a scenario, and no row: extend it instead"),
        ("rows/bare.toml", [], "rows/bare.toml: a row, which is part of a scenario: extend it, or run one --with rows"),
        ("catalogue/own/mine", [], "catalogue/own/mine.toml: a row, which is part of a scenario"),
    ],
)
def test_faults_of_the_command_line(reference: str, switches: list[str], fault: str) -> None:
    assert fault_of(reference, *switches).startswith(fault)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("scenario.with = 3", "s.toml:1: scenario.with = 3: must be the name of a switch or row, or a list of them"),
        ("\nscenario.with = ['x', 3]", "s.toml:2: scenario.with[1] = 3: must be the name of a switch or row"),
        ("scenario.with = ['x']", "s.toml:1: scenario.with[0] = 'x': unknown switch (switches: none)"),
        ("scenario.extends = ['base.toml', []]", "s.toml:1: scenario.extends[1] = []: must be the name of a scenario"),
        ("scenario.with = './s.toml'", "s.toml:1: scenario.with = './s.toml': extends itself: s.toml -> s.toml"),
        ("scenario.extends = 'catalogue/x/y'", "s.toml:1: scenario.extends = 'catalogue/x/y': no such file or row"),
        ("scenario.extends = 'a\\u0000/b'", "s.toml:1: scenario.extends = "),
        ("scenario.extends = \"a\\u0000/b\"", "s.toml:1: scenario.extends = 'a\\x00/b': no such file"),
        ("scenario.extends = '" + "x" * 9999 + "/y'", "s.toml:1: scenario.extends = "),
        ("switches = 3\nscenario.with = 'x'", "s.toml:2: scenario.with = 'x': unknown switch (switches: none)"),
        (
            "scenario.with = 'x'\n[switches.x]\nwith = 'y'\n[switches.y]\nwith = ['x']",
            "s.toml:5: switches.y.with[0] = 'x': switches itself on: x -> y -> x",
        ),
        ("scenario.with = 'x'\n[switches.x]\nwith = 3", "s.toml:3: switches.x.with = 3: must be the name of a"),
        (
            "scenario.with = 'x'\n[switches.x]\nextends = 3",
            "s.toml:3: switches.x.extends = 3: must be the name of a row, a path, or a list of them",
        ),
        (
            "scenario.with = 'x'\n[switches.x]\nextends = 'q.toml'",
            "s.toml:3: switches.x.extends = 'q.toml': no such file or shipped scenario",
        ),
    ],
)  # fmt: skip
def test_faults_of_files(folder: Path, text: str, fault: str) -> None:
    (folder / "s.toml").write_text(text)
    assert fault_of("s.toml").startswith(fault)


@pytest.mark.parametrize("switch", ["3", "[]", "'x'", "{ inputs = 3 }", "{ title = [], remarks = { orbit = 1 } }"])
def test_a_switch_of_any_shape_is_a_problem_and_no_bug(folder: Path, switch: str) -> None:
    head = '[scenario]\nname = "s"\nextends = "baseline"\nwith = "x"\n'
    (folder / "s.toml").write_text(f"{head}[switches]\nx = {switch}")
    with pytest.raises(ScenarioError, match=r"s\.toml:6: switches\.x"):
        load_scenario("s.toml")


def test_what_was_switched_on_is_part_of_what_is_stored(folder: Path) -> None:
    (folder / "s.toml").write_text(
        '[scenario]\nname = "s"\nextends = "baseline"\n'
        '[switches.late]\ntitle = "Late"\ndecision.decision_year = 2045\nremarks.orbit.bus = "later"\n'
    )
    plain, late = load_scenario("s.toml"), load_scenario("s.toml", switches=["late"])
    assert (plain.decision.decision_year, late.decision.decision_year) == (2035, 2045)
    assert (plain.changed, late.changed) == ((), ("with late",))
    assert late.remarks == {"orbit.bus": "later"}
    assert late.document != plain.document
    assert scenario_from_document(late.document) == late


@pytest.mark.parametrize("row", [name for name, *_ in catalogue_rows()])
def test_shipped_rows_are_partial_scenarios(row: str) -> None:
    """Whether a scenario is whole with a row is the scenario's affair; what the row says must be known."""
    document = read_file(row, shipped_rows()[row])
    assert document.data.keys() <= {"row", "dimensions", *SWITCH_SECTIONS}
    assert str(document.at(("row", "title"))).strip()
    known = {spec.name for spec in INPUTS}
    for section in ("inputs", "trajectories"):
        assert set(document.data.get(section, {})) <= known  # type: ignore[call-overload]  # a table
