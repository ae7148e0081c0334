"""Scenarios from files, and from the documents that are stored with results."""

from collections.abc import Mapping, Sequence

from pipelines.scenario.check import checked
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.overrides import overridden
from pipelines.scenario.read import read_document, shipped_files
from pipelines.scenario.scenario import Scenario


def load_scenario(reference: str, overrides: Sequence[str] = ()) -> Scenario:
    """Read, merge and check a scenario.

    Parameters
    ----------
    reference
        Name of a shipped scenario, or path of a file.
    overrides
        ``key=value`` each, as in TOML.

    Raises
    ------
    ScenarioNotFoundError
        If there is no such scenario.
    ScenarioError
        With everything that is wrong with it.
    """
    return checked(overridden(read_document(reference), overrides))


def scenario_from_document(document: Mapping[str, object]) -> Scenario:
    """Make a scenario again from its `Scenario.document`, with the same checks."""
    return checked(Document(Origin("document"), document, {}))


def shipped_scenarios() -> list[tuple[str, str, str]]:
    """Return name, title and description of every scenario that comes with the package."""
    return [_titles(name) for name in shipped_files()]


def _titles(name: str) -> tuple[str, str, str]:
    section = read_document(name).data["scenario"]
    assert isinstance(section, dict)
    return name, section["title"], section["description"].strip()
