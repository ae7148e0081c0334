"""The line of every key of a TOML text, which ``tomllib`` does not tell."""

import re
import tomllib
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys and array indices from the root, as in ``("dependence", "pairs", 0, "correlation")``."""

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_NAME = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}'''  # the text may itself end in one or two quotes
    r"""|'''.*?'{3,5}"""
    r'''|"(?:\\.|[^"\\])*"'''
    r"""|'[^']*'"""
    r"""|[^,\]}#\n]+""",  # numbers, truth values, dates ("1979-05-27 07:32:00" holds a blank)
    re.DOTALL,
)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, on which each table, key and array element of `text` first appears.

    Parameters
    ----------
    text
        A TOML document that ``tomllib.loads`` accepts; of any other text the result means nothing.
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.lines: dict[KeyPath, int] = {}
        self.last_element: dict[KeyPath, int] = {}

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.position)
        taken = match.group() if match else ""
        self.position += len(taken)
        self.line += taken.count("\n")
        return taken

    def sees(self, token: str) -> bool:
        """Skip blanks and comments, and then `token` if it is next."""
        self.take(_BLANK)
        found = self.text.startswith(token, self.position)
        self.position += len(token) if found else 0
        return found

    def record(self, path: KeyPath) -> None:
        for end in range(1, len(path) + 1):
            self.lines.setdefault(path[:end], self.line)

    def document(self) -> None:
        table: KeyPath = ()
        while not self.sees("") or self.position < len(self.text):
            if self.sees("[["):
                table = self.header(self.key(), of_array=True)
                self.sees("]]")
            elif self.sees("["):
                table = self.header(self.key(), of_array=False)
                self.sees("]")
            else:
                self.entry(table)

    def header(self, key: KeyPath, *, of_array: bool) -> KeyPath:
        """Return the path that a header opens: inside arrays of tables it means their last element."""
        path: KeyPath = ()
        for depth, name in enumerate(key, start=1):
            path = (*path, name)
            if of_array and depth == len(key):
                self.last_element[path] = self.last_element.get(path, -1) + 1
            if path in self.last_element:
                path = (*path, self.last_element[path])
        self.record(path)
        return path

    def key(self) -> KeyPath:
        self.take(_BLANK)
        names = [self.name()]
        while self.take(_DOT):
            names.append(self.name())
        return tuple(names)

    def name(self) -> str:
        token = self.take(_NAME)
        return next(iter(tomllib.loads(f"{token} = 0"))) if token[:1] in {'"', "'"} else token

    def entry(self, table: KeyPath) -> None:
        path = (*table, *self.key())
        self.record(path)
        self.sees("=")
        self.value(path)

    def value(self, path: KeyPath) -> None:
        if self.sees("["):
            index = 0
            while not self.sees("]"):
                self.record((*path, index))
                self.value((*path, index))
                self.sees(",")
                index += 1
        elif self.sees("{"):
            while not self.sees("}"):
                self.entry(path)
                self.sees(",")
        else:
            self.take(_SCALAR)
