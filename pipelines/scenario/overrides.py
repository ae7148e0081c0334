"""Overrides from the command line: ``--set key=value``, with keys and values as in TOML."""

import tomllib
from collections.abc import Sequence

from distributions.errors import did_you_mean
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import Problem, ScenarioError, show_key
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.provenance import FACT_RULES

SET = "--set"
_KINDS = {"inputs": {"value", "distribution"}, "trajectories": {"trajectory"}}


def overridden(document: Document, overrides: Sequence[str]) -> Document:
    """Return `document` with every override applied, in order.

    Setting ``value`` or ``distribution`` of an input, or ``trajectory`` of a trajectory, drops what described it
    before and keeps where it came from. What was changed besides the run settings is noted in the scenario.

    Raises
    ------
    ScenarioError
        If an override cannot be read, or leads through something that is not a table.
    """
    problems = []
    for override in overrides:
        try:
            path, value = _parse(override)
            document = _set(document, path, value)
        except ValueError as error:
            problems.append(Problem(where=SET, key=override, value="", message=str(error)))
    if problems:
        raise ScenarioError(document.root.file, problems)
    changed = [override for override in overrides if not override.startswith("run.")]
    return document.replaced(("scenario", "changed"), changed, {}) if changed else document


def _parse(override: str) -> tuple[tuple[str, ...], object]:
    key, equals, text = override.partition("=")
    if not equals or "\n" in override:
        raise ValueError("must be key=value, such as run.samples=4096")
    try:
        inner: object = tomllib.loads(f"{key} = 0")
    except ValueError:
        message = f"{key!r} is not a key such as inputs.cell_efficiency.value"
        raise ValueError(message) from None
    path = []
    while isinstance(inner, dict):
        [(name, inner)] = inner.items()
        path.append(name)
    try:
        return tuple(path), tomllib.loads(f"value = {text}")["value"]
    except (ValueError, RecursionError):
        hint = (
            f"text needs quotes: {key.strip()}='\"{text}\"'" if text.isidentifier() else "such as 4096, 0.3 or [1, 2]"
        )
        message = f"{text!r} is not a TOML value, {hint}"
        raise ValueError(message) from None


def _set(document: Document, path: tuple[str, ...], value: object) -> Document:
    around: object = document.data
    created: tuple[str, ...] | None = None  # the outermost table that only the override has
    for depth, name in enumerate(path[:-1]):
        below = around.get(name) if isinstance(around, dict) else None
        if below is None and created is None:
            created = path[: depth + 1]
        if below is not None and not isinstance(below, dict):
            message = f"{show_key(path[: depth + 1])} is not a table"
            raise ValueError(message)
        around = below
    if len(path) == 1:
        message = f"names no key in a table, such as run.samples{did_you_mean(path[0], document.data)}"
        raise ValueError(message)
    if len(path) == 3 and path[2] in _KINDS.get(path[0], ()) and isinstance(around, dict):
        for stale in (key for key in around if key not in FACT_RULES):
            document = document.replaced((*path[:2], stale), None, {})
    if created is not None:
        document = document.replaced(created, {}, {created: Origin(SET)})
    origins: dict[KeyPath, Origin] = {path: Origin(SET)}
    return document.replaced(path, value, origins)
