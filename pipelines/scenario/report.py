"""The problems of a document, collected while it is read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeGuard

from distributions.errors import did_you_mean
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import Problem, ScenarioError, show_key, show_value
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.rules import Rule


class Report:
    """Reads a document and keeps what is wrong with it, so that one mistake does not hide the next."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._found: list[tuple[KeyPath, Origin, Problem]] = []

    def add(self, path: KeyPath, message: str) -> None:
        """Note a problem with what is, or is missing, at `path`."""
        origin = self.document.origin(path)
        value = show_value(self.find(path)) if self.has(path) else ""
        self._note(path, origin, Problem(where=str(origin), key=show_key(path), value=value, message=message))

    def add_elsewhere(self, path: KeyPath, where: str, value: object, message: str) -> None:
        """Note a problem in a file that belongs to what is at `path`."""
        problem = Problem(where=where, key=show_key(path), value=show_value(value), message=message)
        self._note(path, self.document.origin(path), problem)

    def _note(self, path: KeyPath, origin: Origin, problem: Problem) -> None:
        if (path, origin, problem) not in self._found:
            self._found.append((path, origin, problem))

    def faulty(self, path: KeyPath) -> bool:
        """Whether a problem was noted at or below `path`."""
        return any(found[: len(path)] == path for found, *_ in self._found)

    def raise_if_faulty(self) -> None:
        """Raise `ScenarioError` with all problems: those of the file itself first, by line."""
        own = self.document.root.file
        if self._found:
            order = sorted(self._found, key=lambda item: (item[1].file != own, item[1].file, item[1].line))
            raise ScenarioError(own, [problem for *_, problem in order])

    def find(self, path: KeyPath) -> object:
        """Return what is at `path`, or None."""
        return self.document.at(path)

    def has(self, path: KeyPath) -> bool:
        """Whether there is something at `path`."""
        return self.find(path) is not None

    def table(self, path: KeyPath) -> dict[str, object]:
        """Return the table at `path`; if there is something else, note it and return an empty one."""
        value = self.find(path)
        if value is None or is_table(value):
            return value or {}
        self.add(path, "must be a table")
        return {}

    def unknown(self, path: KeyPath, known: Iterable[str], what: str = "key") -> None:
        """Note that the last key of `path` is none of the known ones."""
        self.add(path, f"unknown {what}{did_you_mean(str(path[-1]), known)}")

    def follow(self, path: KeyPath, rule: Rule) -> bool:
        """Return whether the value at `path` follows `rule`, and note it if not."""
        value = self.find(path)
        if value is None:
            self.add(path, f"missing, must be {rule.allowed}")
        elif not rule.holds(value):
            hint = did_you_mean(value, rule.words) if isinstance(value, str) else ""
            self.add(path, f"must be {rule.allowed}{hint}")
        else:
            return True
        return False

    def read(
        self, path: KeyPath, rules: Mapping[str, Rule], *, required: Collection[str] = (), closed: bool = True
    ) -> dict[str, Any]:
        """Return the good entries of the table at `path`, and note the others.

        Parameters
        ----------
        path
            Path of the table.
        rules
            What each key may be.
        required
            Keys that must be there.
        closed
            Whether there may be no other keys.
        """
        table = self.table(path)
        if self.has(path) and not is_table(self.find(path)):
            return {}
        if closed:
            for key in table:
                if key not in rules:
                    self.unknown((*path, key), rules)
        wanted = [key for key in rules if key in table or key in required]
        return {key: table[key] for key in wanted if self.follow((*path, key), rules[key])}


def is_table(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a value is a table."""
    return isinstance(value, dict)
