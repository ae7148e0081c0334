"""Scenario files: found and parsed."""

import re
import tomllib
from importlib import resources
from pathlib import Path

from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import Problem, ScenarioError, ScenarioNotFoundError
from pipelines.scenario.lines import key_lines

CATALOGUE = "catalogue/"


def shipped_files() -> dict[str, Path]:
    """Return the scenarios that come with the package, by name."""
    return {file.stem: file for file in sorted(_folder().glob("*.toml"))}


def shipped_rows() -> dict[str, Path]:
    """Return the rows that come with the package, by name: ``catalogue/KIND/NAME``."""
    found = sorted(_folder().glob(f"{CATALOGUE}*/*.toml"))
    return {f"{CATALOGUE}{file.parent.name}/{file.stem}": file for file in found}


def _folder() -> Path:
    return Path(str(resources.files("pipelines") / "scenarios"))


def is_path(reference: str) -> bool:
    """Whether a reference is that of a file, or of a row, and no plain name."""
    return reference.endswith(".toml") or "/" in reference or "\\" in reference


def find(reference: str, folder: Path) -> tuple[str, Path]:
    """Return what a scenario or row is called, and its file.

    Parameters
    ----------
    reference
        Name of a shipped scenario or row, or a path (anything with a separator or the ending ``.toml``).
    folder
        What paths are relative to.

    Raises
    ------
    ScenarioNotFoundError
        If there is none.
    """
    of_catalogue = reference.startswith(CATALOGUE)
    shipped = shipped_rows() if of_catalogue else shipped_files()
    if reference in shipped:
        return f"{reference}.toml", shipped[reference]
    file = folder / (f"{reference}.toml" if of_catalogue and not reference.endswith(".toml") else reference)
    if not (is_path(reference) and _exists(file)):
        raise ScenarioNotFoundError(reference, tuple(shipped), rows=of_catalogue)
    return str(file), file


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def read_file(label: str, file: Path) -> Document:
    """Read a file as it is."""
    return parse(label, _text(label, file), folder=file.parent)


def _text(label: str, file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise fault(label, label, "", None, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise fault(label, f"{label}:{line}", "", None, "not UTF-8: save the file in that encoding") from None


def parse(label: str, text: str, *, folder: Path | None) -> Document:
    """Parse a TOML text; a syntax error is a `ScenarioError` that names its line."""
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise fault(label, label, "", None, "not TOML that can be read: nested too deeply") from None
    except ValueError as error:
        reason, line = str(error), ""
        if found := re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", reason):
            reason, line = reason[: found.start()], f":{found[1] or text.count(chr(10)) + 1}"
        raise fault(label, f"{label}{line}", "", None, f"not TOML: {reason[:1].lower()}{reason[1:]}") from None
    origins = {path: Origin(label, line, folder) for path, line in key_lines(text).items()}
    return Document(Origin(label, 0, folder), data, origins)


def fault(label: str, where: str, key: str, value: object, message: str) -> ScenarioError:
    """Return the error of a scenario with one problem, that is in the way of all others."""
    shown = "" if value is None else repr(value)
    return ScenarioError(label, [Problem(where=where, key=key, value=shown, message=message)])
