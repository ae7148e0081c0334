"""The documents name everything that there is, and nothing else."""

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from distributions.registry import FAMILIES
from distributions.trajectories.registry import TRAJECTORIES
from pipelines.scenario.files import shipped_files, shipped_rows
from pipelines.scenario.load import load_scenario
from pipelines.scenario.scenario import RunSettings
from pipelines.tco.checks import checks
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.technology import Technology

ROOT = Path(__file__).parents[1]
READERS_OWN = {"mine", "better-cells"}
PAGES = {file.name: file.read_text(encoding="utf-8") for file in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]}
SCENARIOS, MODEL = PAGES["scenarios.md"], PAGES["model.md"]
WORDS = set(re.findall(r"`\"?(\w+)\"?`", SCENARIOS))


@pytest.mark.parametrize("name", [*(sorted(set(FAMILIES) - {"constant"})), *sorted(TRAJECTORIES)])
def test_every_distribution_and_trajectory_is_described(name: str) -> None:
    assert name in WORDS


@pytest.mark.parametrize("kind", [Decision, RunSettings, *TRAJECTORIES.values()], ids=lambda kind: kind.__name__)
def test_every_key_is_described(kind: type) -> None:
    keys = {field.name for field in dataclasses.fields(kind) if field.init} - {"years"}
    assert keys <= WORDS


def test_links_between_documents_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def _public_functions() -> list[str]:
    """Return ``module.function`` for all functions of the cost model that are not its own business."""
    found = []
    for file in sorted((ROOT / "pipelines" / "tco").glob("*.py")):
        body = ast.parse(file.read_text(encoding="utf-8")).body
        functions = [node.name for node in body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
        found += [f"{file.stem}.{name}" for name in functions]
    return found


def test_every_function_of_the_model_is_described_and_no_other() -> None:
    functions = set(_public_functions())
    modules = {name.partition(".")[0] for name in functions}
    named = {f"{module}.{name}" for module, name in re.findall(r"\b([a-z_]+)\.([a-z_]\w+)", MODEL) if module in modules}
    assert named == functions


def test_every_input_of_the_model_is_described() -> None:
    assert {spec.name for spec in INPUTS} <= set(re.findall(r"`(\w+)`", MODEL))


def test_every_choice_of_technology_is_described() -> None:
    fields = dataclasses.fields(Technology)
    assert [field.name for field in fields if not re.search(rf"\b{field.name}\b", MODEL)] == []


def test_every_check_is_described() -> None:
    names = {
        check.name
        for technology in (Technology(), Technology(cooling="loop_heat_pipe"))
        for check in checks(technology)
    }
    assert names <= set(re.findall(r"`(\w+)`", MODEL))


def _commands() -> set[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Return page, scenario, switches and overrides of the commands on pages, but for those on readers' files."""
    command = re.compile(r"orbital-risk (?:run|inputs|scenarios) ([a-z][a-z0-9-]*)((?: --?\w+(?:[ =][^\s`]+)?)*)")
    shown = [(page, *found) for page, text in PAGES.items() for found in command.findall(text)]
    return {
        (page, name, *(tuple(re.findall(rf"--{option} (\S+)", options)) for option in ("with", "set")))
        for page, name, options in shown
        if name not in READERS_OWN
    }


@pytest.mark.parametrize(("page", "name", "switches", "overrides"), sorted(_commands()))
def test_scenarios_and_switches_that_pages_show_are_there(
    page: str, name: str, switches: tuple[str, ...], overrides: tuple[str, ...]
) -> None:
    assert load_scenario(name, overrides, switches=switches).name == name, page


def test_rows_that_pages_name_are_there() -> None:
    rows = set(shipped_rows())
    known = rows | {row.rpartition("/")[0] for row in rows}
    for page, text in PAGES.items():
        assert set(re.findall(r"\bcatalogue/[a-z0-9_/-]+\w", text)) <= known, page


def test_systems_has_every_shipped_scenario_and_every_kind_of_row() -> None:
    systems = PAGES["systems.md"]
    assert set(shipped_files()) <= set(re.findall(r"orbital-risk run ([a-z0-9-]+)", systems))
    assert {row.rpartition("/")[0] for row in shipped_rows()} <= set(re.findall(r"\b(catalogue/[a-z_]+)", systems))
