"""Scenarios from files, and from the documents that are stored with results."""

from collections.abc import Mapping, Sequence

from pipelines.scenario.check import checked
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.files import read_file, shipped_files, shipped_rows
from pipelines.scenario.overrides import overridden
from pipelines.scenario.read import read_document, switch_titles
from pipelines.scenario.scenario import Scenario


def load_scenario(
    reference: str,
    overrides: Sequence[str] = (),
    *,
    switches: Sequence[str] = (),
    options: Mapping[str, object] | None = None,
) -> Scenario:
    """Read, merge and check a scenario.

    Parameters
    ----------
    reference
        Name of a shipped scenario, or path of a file.
    overrides
        ``key=value`` each, as in TOML.
    switches
        Names of switches and rows, which are switched on in this order and before overrides.
    options
        Run settings that have an option of their own, by name.

    Raises
    ------
    ScenarioNotFoundError
        If there is no such scenario.
    ScenarioError
        With everything that is wrong with it.
    """
    return checked(overridden(read_document(reference, switches), overrides, options))


def scenario_from_document(document: Mapping[str, object]) -> Scenario:
    """Make a scenario again from its `Scenario.document`, with the same checks."""
    return checked(Document(Origin("document"), document, {}))


def shipped_scenarios() -> list[tuple[str, str, str]]:
    """Return name, title and description of every scenario that comes with the package."""
    return [(name, *_titles(read_document(name), "scenario")) for name in shipped_files()]


def catalogue_rows() -> list[tuple[str, str, str]]:
    """Return name, title and description of every row that comes with the package."""
    return [(name, *_titles(read_file(name, file), "row")) for name, file in shipped_rows().items()]


def scenario_switches(reference: str) -> dict[str, str]:
    """Return the titles of the switches of a scenario, by name."""
    return switch_titles(read_document(reference))


def _titles(document: Document, section: str) -> tuple[str, str]:
    title, description = (str(document.at((section, key)) or "").strip() for key in ("title", "description"))
    return title, description
