from pathlib import Path

import pytest

from pipelines.scenario.document import Document
from pipelines.scenario.errors import ScenarioError, ScenarioNotFoundError
from pipelines.scenario.overrides import overridden
from pipelines.scenario.read import read_document

BASE = """\
[scenario]
name = "base"
title = "Base"

[run]
samples = 4096
seed = 7

[inputs.pue]
value = 1.2
unit = "1"
source = "survey"

[inputs.price]
distribution = "uniform"
low = 1
high = 2

[dependence]
copula = "gaussian"
pairs = []
"""
CHILD = """\
[scenario]
name = "child"
extends = "base.toml"

[run]
samples = 8192

[inputs.pue]
distribution = "uniform"
low = 1.1

[dependence]
copula = "gaussian"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.toml").write_text(BASE)
    (tmp_path / "child.toml").write_text(CHILD)
    return tmp_path


def fault_of(reference: str, *overrides: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        overridden(read_document(reference), overrides)
    return "\n".join(map(str, caught.value.problems))


@pytest.mark.usefixtures("folder")
def test_sections_merge_by_key_and_inputs_are_replaced() -> None:
    document = read_document("child.toml")
    assert document.data == {
        "scenario": {"name": "child", "title": "Base", "description": "Extends base.toml."},
        "run": {"samples": 8192, "seed": 7},
        "inputs": {
            "pue": {"distribution": "uniform", "low": 1.1},
            "price": {"distribution": "uniform", "low": 1, "high": 2},
        },
        "dependence": {"copula": "gaussian"},
    }


def test_every_key_remembers_its_file_and_line(folder: Path) -> None:
    document = read_document(str(folder / "child.toml"))
    origin = {path: str(document.origin(path)).replace(f"{folder}/", "") for path in PATHS}
    assert origin == PATHS


PATHS = {
    ("scenario", "name"): "child.toml:2",
    ("scenario", "title"): "base.toml:3",
    ("run", "samples"): "child.toml:6",
    ("run", "seed"): "base.toml:7",
    ("run", "unheard_of"): "child.toml:5",
    ("inputs", "pue"): "child.toml:8",
    ("inputs", "pue", "unit"): "child.toml:8",
    ("inputs", "price", "high"): "base.toml:17",
    ("dependence", "copula"): "child.toml:13",
    ("technology", "x"): "child.toml",
}


def test_a_name_is_not_inherited(folder: Path) -> None:
    (folder / "anonymous.toml").write_text('scenario.extends = "./base.toml"')
    assert read_document("anonymous.toml").data["scenario"] == {"title": "Base", "description": "Extends ./base.toml."}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = 1\nb 2\n", "s.toml:2: not TOML: expected '=' after a key in a key/value pair"),
        ('a = "x', "s.toml:1: not TOML: unterminated string"),
        ("a = 1\n\na = 2", "s.toml:3: not TOML: cannot overwrite a value"),
        ("a = 2026-02-30", "s.toml:1: not TOML: invalid date or datetime"),
        ("a = " + "[" * 10_000, "s.toml: not TOML that can be read: nested too deeply"),
        ("scenario.extends = 3", "s.toml:1: scenario.extends = 3: must be the name of a scenario or row, a path, or"),
        ('scenario.extends = "s.toml"', "s.toml:1: scenario.extends = 's.toml': extends itself: s.toml -> s.toml"),
        (
            '\nscenario.extends = "away.toml"',
            "s.toml:2: scenario.extends = 'away.toml': no such file or shipped scenario",
        ),
    ],
)
def test_faults_of_files(folder: Path, text: str, fault: str) -> None:
    (folder / "s.toml").write_text(text)
    assert fault_of("s.toml").startswith(fault)


def test_longer_circles_are_found_through_different_spellings(folder: Path) -> None:
    (folder / "a.toml").write_text('[scenario]\nextends = "./b.toml"')
    (folder / "b.toml").write_text(f'[scenario]\nextends = "../{folder.name}/a.toml"')
    assert fault_of("a.toml").endswith("extends itself: a.toml -> b.toml -> a.toml")


def test_files_that_cannot_be_read_as_text(folder: Path) -> None:
    (folder / "latin.toml").write_bytes(b"# comment\nname = 'caf\xe9'\n")
    (folder / "marked.toml").write_bytes(b"\xef\xbb\xbf[run]\nseed = 1\n")
    (folder / "folder.toml").mkdir()
    assert fault_of("latin.toml") == "latin.toml:2: not UTF-8: save the file in that encoding"
    assert fault_of("folder.toml") == "folder.toml: cannot be read: Is a directory"
    assert read_document("marked.toml").data == {"run": {"seed": 1}}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("reference", ["missing.toml", "baselin", "./base", ""])
def test_missing_scenarios(reference: str) -> None:
    with pytest.raises(ScenarioNotFoundError, match="no such file or shipped scenario"):
        read_document(reference)


@pytest.mark.usefixtures("folder")
def test_overrides_replace_values_and_say_so() -> None:
    document = overridden(
        read_document("base.toml"), ["run.samples=16", "run.points='philox'", "decision.horizon = 2050"]
    )
    assert document.data["run"] == {"samples": 16, "seed": 7, "points": "philox"}
    assert document.data["decision"] == {"horizon": 2050}
    assert str(document.origin(("run", "samples"))) == "--set"
    assert str(document.origin(("run", "seed"))) == "base.toml:7"


@pytest.mark.usefixtures("folder")
def test_an_overriding_value_drops_the_distribution_and_keeps_the_provenance() -> None:
    def pue(document: Document) -> object:
        return document.data["inputs"]["pue"]  # type: ignore[index]

    facts = {"unit": "1", "source": "survey"}
    base = read_document("base.toml")
    assert pue(overridden(base, ["inputs.pue.value=3"])) == {"value": 3, **facts}
    drawn = ['inputs.pue.distribution="uniform"', "inputs.pue.low=1", "inputs.pue.high=2"]
    assert pue(overridden(base, drawn)) == {"distribution": "uniform", "low": 1, "high": 2, **facts}
    assert pue(overridden(base, ["inputs.pue={value=4}"])) == {"value": 4}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("override", "fault"),
    [
        ("run.samples", "must be key=value, such as run.samples=4096"),
        ("run.points=philox", "'philox' is not a TOML value, text needs quotes: run.points='\"philox\"'"),
        ("run.samples=1e", "'1e' is not a TOML value, such as 4096, 0.3 or [1, 2]"),
        ("run..samples=1", "'run..samples' is not a key such as inputs.cell_efficiency.value"),
        ("=1", "'' is not a key such as inputs.cell_efficiency.value"),
        ("run.seed=1\nrun.samples=4", "must be key=value, such as run.samples=4096"),
        ("rum=1", "names no key in a table, such as run.samples, did you mean 'run'?"),
        ("run.seed.low=1", "run.seed is not a table"),
    ],
)
def test_faults_of_overrides(override: str, fault: str) -> None:
    assert fault_of("base.toml", override) == f"--set: {override}: {fault}"
