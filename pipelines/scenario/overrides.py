"""Overrides from the command line: ``--set key=value``, with keys and values as in TOML, and options of a run."""

import tomllib
from collections.abc import Mapping, Sequence

from distributions.errors import did_you_mean
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import Problem, ScenarioError, show_key, show_value
from pipelines.scenario.provenance import FACT_RULES
from pipelines.scenario.read import SELECTING

SET = "--set"
_KINDS = {"inputs": {"value", "distribution"}, "trajectories": {"value", "trajectory"}}


def overridden(document: Document, overrides: Sequence[str], options: Mapping[str, object] | None = None) -> Document:
    """Return `document` with every override applied, in order.

    Parameters
    ----------
    document
        A scenario with all that it is made of.
    overrides
        ``key=value`` each, as in TOML.
    options
        Run settings that have an option of their own, by name: ``samples`` is that of ``--samples``.

    Notes
    -----
    Setting ``value`` or ``distribution`` of an input, or ``trajectory`` of a trajectory, drops what described it
    before and keeps where it came from. What was changed besides the run settings is noted in the scenario.

    Raises
    ------
    ScenarioError
        If an override cannot be read, or leads through something that is not a table.
    """
    problems = []
    if any(override.partition(".")[0].strip() in SELECTING for override in overrides):
        document = document.as_inherited
    for override in overrides:
        try:
            path, value = _parse(override)
            document = _set(document, path, value, Origin(SET))
        except ValueError as error:
            problems.append(Problem(where=SET, key=override, value="", message=str(error)))
    for name, value in (options or {}).items():
        try:
            document = _set(document, ("run", name), value, Origin(f"--{name}"))
        except ValueError as error:
            problems.append(Problem(where=f"--{name}", key=f"run.{name}", value=show_value(value), message=str(error)))
    if problems:
        raise ScenarioError(document.label, problems)
    before = document.at(path := ("scenario", "changed"))
    changed = [override for override in overrides if not override.startswith("run.")]
    return (
        document.replaced(path, [*(before if isinstance(before, list) else ()), *changed], {}) if changed else document
    )


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


def _set(document: Document, path: tuple[str, ...], value: object, origin: Origin) -> Document:
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
        document = document.replaced(created, {}, {created: origin})
    return document.replaced(path, value, {path: origin})
