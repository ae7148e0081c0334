"""A scenario with all that it is made of: what it extends, its rows and switches are partial documents, merged."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from distributions.errors import did_you_mean
from pipelines.scenario.document import Document, Origin, extended
from pipelines.scenario.errors import Problem, ScenarioError, ScenarioNotFoundError, show_key
from pipelines.scenario.files import fault, find, is_path, read_file
from pipelines.scenario.lines import KeyPath

WITH = "--with"
_DESCRIPTION = ("scenario", "description")
SWITCH_SECTIONS = ("decision", "technology", "inputs", "trajectories", "dependence", "claims", "remarks")
SELECTING = ("decision", "technology")
"""Sections that say what the model asks for: what they leave out may have been described below them."""


def read_document(reference: str, switches: Sequence[str] = ()) -> Document:
    """Read a scenario and all that it extends, with what is switched on.

    Parameters
    ----------
    reference
        Name of a shipped scenario, or a path (anything with a separator or the ending ``.toml``).
    switches
        Names of switches of the scenario, or of rows, in the order in which they are applied.

    Raises
    ------
    ScenarioNotFoundError
        If there is no such scenario.
    ScenarioError
        If a file is not TOML, or what is asked for cannot be read.
    """
    label, file = find(reference, Path())
    document = _read(label, file, ())
    if "row" in document.data:
        message = f"a row, which is part of a scenario: extend it, or run one {WITH} {reference}"
        raise fault(label, label, "", None, message)
    wanted = [_Name((), Origin(WITH, 0, Path()), name) for name in dict.fromkeys(switches)]
    changed = [f"with {name.text}" for name in wanted]
    document = _switched(document, wanted, ())
    return document.replaced(("scenario", "changed"), changed, {}) if changed else document


def switch_titles(document: Document) -> dict[str, str]:
    """Return the titles of the switches that a document has, by name."""
    switches = document.at(("switches",))
    names = switches if isinstance(switches, dict) else {}
    return {name: str(document.at(("switches", name, "title")) or "").strip() for name in names}


class _Name(NamedTuple):
    """Where a document names another, or one of its switches; the command line has no place in it."""

    place: KeyPath
    origin: Origin
    text: str

    def problem(self, message: str) -> Problem:
        key, value = (show_key(self.place), repr(self.text)) if self.place else (self.text, "")
        return Problem(where=str(self.origin), key=key, value=value, message=message)


def _read(label: str, file: Path, below: Sequence[Path]) -> Document:
    """Read a file on top of what it extends, and switch on what it says."""
    own, chain = read_file(label, file), (*below, file.resolve())
    path = ("row" if "row" in own.data else "scenario", "extends")
    bases = _names(own, path, "the name of a scenario or row, a path, or a list of them")
    document = _on_top(own.label, bases, _without(own, path), chain)
    if bases and path[0] == "scenario" and own.at(_DESCRIPTION) is None:
        document = document.replaced(_DESCRIPTION, f"Extends {', '.join(name.text for name in bases)}.", {})
    wanted = _names(document, ("scenario", "with"), "the name of a switch or row, or a list of them")
    return _switched(_without(document, ("scenario", "with")), wanted, chain)


def _names(document: Document, path: KeyPath, allowed: str) -> list[_Name]:
    """Return the names at `path`: none, one, or a list."""
    value = document.at(path)
    places = [(*path, index) for index in range(len(value))] if isinstance(value, list) else [path]
    names = [(place, document.origin(place), document.at(place)) for place in places if value is not None]
    for place, origin, name in names:
        if not isinstance(name, str):
            raise fault(document.label, str(origin), show_key(place), name, f"must be {allowed}")
    return [_Name(place, origin, str(name)) for place, origin, name in names]


def _on_top(label: str, bases: Sequence[_Name], top: Document, chain: Sequence[Path]) -> Document:
    """Return `top` on top of the files of these names, each on top of those before it."""
    below: Document | None = None
    for name in bases:
        base = _file(label, name, chain)
        below = (extended(below, base) if below else base).as_inherited
    return extended(below, top) if below else top


def _file(label: str, name: _Name, chain: Sequence[Path]) -> Document:
    """Read a file as a part of the scenario `label`, which names it."""
    try:
        other, file = find(name.text, name.origin.folder or Path())
    except ScenarioNotFoundError as error:
        raise ScenarioError(label, [name.problem(error.advice)]) from None
    if file.resolve() in chain:
        circle = " -> ".join(item.name for item in (*chain, file))
        raise ScenarioError(label, [name.problem(f"extends itself: {circle}")])
    return _without(_read(other, file, chain), ("row",), ("scenario", "name"))


def _switched(document: Document, wanted: Sequence[_Name], chain: Sequence[Path]) -> Document:
    """Return a document with switches and rows on top of it, in their order."""
    titles = switch_titles(document)
    wanted = _with_others(document, wanted, ())
    problems = [
        name.problem(f"unknown switch{did_you_mean(name.text, titles)} (switches: {', '.join(titles) or 'none'})")
        for name in wanted
        if not is_path(name.text) and name.text not in titles
    ]
    parts = [_part(document, name, chain) for name in wanted] if not problems else []
    problems += [
        name.problem("a scenario, and no row: extend it instead")
        for name, part in zip(wanted, parts, strict=False)
        if "scenario" in part.data
    ]
    if problems:
        raise ScenarioError(document.label, problems)
    for part in parts:
        selects = any(section in part.data for section in SELECTING)
        document = replace(extended(document.as_inherited if selects else document, part), root=document.root)
    return document


def _with_others(document: Document, wanted: Sequence[_Name], above: Sequence[str]) -> list[_Name]:
    """Return these names, each after those that it switches on itself."""
    found: list[_Name] = []
    for name in wanted:
        if name.text in above:
            circle = " -> ".join((*above, name.text))
            raise ScenarioError(document.label, [name.problem(f"switches itself on: {circle}")])
        others = _names(document, ("switches", name.text, "with"), "the name of a switch or row, or a list of them")
        found += [*_with_others(document, others, (*above, name.text)), name]
    return found


def _part(document: Document, name: _Name, chain: Sequence[Path]) -> Document:
    """Return what a switch or a row puts on top of a document."""
    if is_path(name.text):
        return _file(document.label, name, chain).as_inherited
    path = ("switches", name.text)
    bases = _names(document, (*path, "extends"), "the name of a row, a path, or a list of them")
    return _on_top(document.label, bases, document.part(path, SWITCH_SECTIONS), chain)


def _without(document: Document, *paths: KeyPath) -> Document:
    for path in paths:
        document = document.replaced(path, None, {}) if document.at(path) is not None else document
    return document
