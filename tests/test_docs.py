"""The reference of scenario files names everything that there is."""

import dataclasses
import re
from pathlib import Path

import pytest

from distributions.registry import FAMILIES
from distributions.trajectories.registry import TRAJECTORIES
from pipelines.scenario.scenario import RunSettings
from pipelines.tco.decision import Decision

ROOT = Path(__file__).parents[1]
SCENARIOS = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
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
