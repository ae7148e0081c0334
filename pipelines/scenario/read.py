"""Scenario files: found, parsed and extended."""

import re
import tomllib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from pipelines.scenario.document import Document, Origin, extended
from pipelines.scenario.errors import Problem, ScenarioError, ScenarioNotFoundError
from pipelines.scenario.lines import key_lines


def shipped_files() -> dict[str, Path]:
    """Return the scenarios that come with the package, by name."""
    folder = Path(str(resources.files("pipelines") / "scenarios"))
    return {file.stem: file for file in sorted(folder.glob("*.toml"))}


def read_document(reference: str) -> Document:
    """Read a scenario and all that it extends.

    Parameters
    ----------
    reference
        Name of a shipped scenario, or a path (anything with a separator or the ending ``.toml``).

    Raises
    ------
    ScenarioNotFoundError
        If there is no such scenario.
    ScenarioError
        If a file is not TOML, or what it extends cannot be read.
    """
    label, file = _find(reference, Path())
    return _read(label, file, ())


def _find(reference: str, folder: Path) -> tuple[str, Path]:
    shipped = shipped_files()
    if reference in shipped:
        return f"{reference}.toml", shipped[reference]
    file = folder / reference
    is_path = reference.endswith(".toml") or "/" in reference or "\\" in reference
    if not (is_path and file.exists()):
        raise ScenarioNotFoundError(reference, tuple(shipped))
    return str(file), file


def _read(label: str, file: Path, below: Sequence[Path]) -> Document:
    top = parse(label, _text(label, file), folder=file.parent)
    section = top.data.get("scenario")
    if not isinstance(section, dict) or "extends" not in section:
        return top
    path, reference, chain = ("scenario", "extends"), section["extends"], (*below, file.resolve())
    where = str(top.origin(path))
    if not isinstance(reference, str):
        raise _fault(label, where, "scenario.extends", reference, "must be the name of a scenario or a path")
    try:
        base_label, base_file = _find(reference, file.parent)
    except ScenarioNotFoundError as error:
        raise _fault(label, where, "scenario.extends", reference, error.advice) from None
    if base_file.resolve() in chain:
        circle = " -> ".join(item.name for item in (*chain, base_file))
        raise _fault(label, where, "scenario.extends", reference, f"extends itself: {circle}")
    base = _read(base_label, base_file, chain)
    return extended(base, top).replaced(path, None, {})


def _text(label: str, file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _fault(label, label, "", None, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _fault(label, f"{label}:{line}", "", None, "not UTF-8: save the file in that encoding") from None


def parse(label: str, text: str, *, folder: Path | None) -> Document:
    """Parse a TOML text; a syntax error is a `ScenarioError` that names its line."""
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise _fault(label, label, "", None, "not TOML that can be read: nested too deeply") from None
    except ValueError as error:
        reason, line = str(error), ""
        if found := re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", reason):
            reason, line = reason[: found.start()], f":{found[1] or text.count(chr(10)) + 1}"
        raise _fault(label, f"{label}{line}", "", None, f"not TOML: {reason[:1].lower()}{reason[1:]}") from None
    origins = {path: Origin(label, line, folder) for path, line in key_lines(text).items()}
    return Document(Origin(label, 0, folder), data, origins)


def _fault(label: str, where: str, key: str, value: object, message: str) -> ScenarioError:
    shown = "" if value is None else repr(value)
    return ScenarioError(label, [Problem(where=where, key=key, value=shown, message=message)])
