"""Tables of a scenario with the origin of everything that was written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.scenario.lines import KeyPath


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a key was written.

    Attributes
    ----------
    file
        The file as the user called it, or the option of the command line.
    line
        Line in the file, or 0 where there is none.
    folder
        What file names are relative to, if they may be given.
    inherited
        Whether something was written on top of it since, which may leave it without use.
    """

    file: str
    line: int = 0
    folder: Path | None = None
    inherited: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Document:
    """Tables of a scenario, unchecked.

    Attributes
    ----------
    root
        The document as a whole: the origin of what is missing.
    data
        Tables as ``tomllib`` gives them.
    origins
        Origins of tables and keys; what is not in it has the origin of the table around it.
    """

    root: Origin
    data: Mapping[str, object]
    origins: Mapping[KeyPath, Origin]

    def origin(self, path: KeyPath) -> Origin:
        """Return the origin of a key, or of the innermost table or array around it that was written."""
        inner = (path[:end] for end in range(len(path), 0, -1))
        return next((self.origins[part] for part in inner if part in self.origins), self.root)

    @property
    def label(self) -> str:
        """The document as a whole, as the user called it."""
        return self.root.file

    @property
    def as_inherited(self) -> "Document":
        """The same document, as what is on top of it sees it."""
        origins = {path: replace(origin, inherited=True) for path, origin in self.origins.items()}
        return Document(self.root, self.data, origins)

    def at(self, path: KeyPath) -> object:
        """Return what is at `path`, or None."""
        value: object = self.data
        for part in path:
            if isinstance(value, Mapping) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def part(self, path: KeyPath, keys: Iterable[str]) -> "Document":
        """Return the document of its own that some keys of the table at `path` make."""
        data = {key: value for key in keys if (value := self.at((*path, key))) is not None}
        below = {inner[len(path) :]: origin for inner, origin in self.origins.items() if inner[: len(path)] == path}
        return Document(self.origin(path), data, {inner: origin for inner, origin in below.items() if inner})

    def replaced(self, path: KeyPath, value: object, origins: Mapping[KeyPath, Origin]) -> "Document":
        """Return a copy with another value and its origins at `path`, a path of tables; `None` removes it."""
        kept = {key: origin for key, origin in self.origins.items() if key[: len(path)] != path}
        moved = {key: origin for key, origin in origins.items() if key[: len(path)] == path}
        return Document(self.root, _replaced(self.data, path, value), kept | moved)


def _replaced(table: Mapping[str, object], path: KeyPath, value: object) -> dict[str, object]:
    name, rest = str(path[0]), path[1:]
    if rest:
        below = table.get(name)
        value = _replaced(below if isinstance(below, dict) else {}, rest, value)
    return {**table, name: value} if value is not None else {key: item for key, item in table.items() if key != name}


def extended(base: Document, top: Document) -> Document:
    """Return `base` with the entries of `top` in place of its own.

    What a file extends, a row and a switch are all merged by this. Sections are merged key by key, so that an input is
    replaced as a whole, and remarks side by side; the dependence is replaced as a whole.
    """
    result = Document(top.root, base.data, base.origins)
    for section, table in top.data.items():
        below = result.data.get(section)
        if section != "dependence" and isinstance(table, dict) and isinstance(below, dict):
            for path, value in _entries(section, table):
                result = result.replaced(path, value, top.origins)
        else:
            result = result.replaced((section,), table, top.origins)
    sections: dict[KeyPath, Origin] = {path: origin for path, origin in top.origins.items() if len(path) == 1}
    return Document(result.root, result.data, {**result.origins, **sections})


def _entries(section: str, table: Mapping[str, object]) -> Iterator[tuple[KeyPath, object]]:
    for key, value in table.items():
        if section == "remarks" and isinstance(value, dict):
            yield from (((section, key, row), text) for row, text in value.items())
        else:
            yield (section, key), value
