import json
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.scenario.lines import KeyPath, key_lines

HARD = '''\
# a = 1 is a comment, and so is [b]
title = "not a # comment, nor = a key"
"quoted.key" = 'single \\'
site."ä \\" b" . name = 1979-05-27 07:32:00

[inputs.price]   # [inputs.cost]
text = """
value = 1
[inputs.hidden]
escaped \\""" and two at the end"""""
literal = \'\'\'
x = "1" \'\' \'\'\'
list = [
  1, 2,  # three = 3
  [ "]", { a = "}", b = [
    4 ] } ],

  5,
]
after = {x = 1, "y z".w = [[]], v = {}}

[[pairs]]
a = 1
[pairs.more]
b = 2

[[pairs]]
a = 3
[[pairs.deep]]
c = +inf
[[pairs.deep]]
c = 0xFF
[pairs.deep.d]
e = -1.5e-3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted.key",), 3),
        (("site",), 4),
        (("site", 'ä " b', "name"), 4),
        (("inputs",), 6),
        (("inputs", "price"), 6),
        (("inputs", "price", "text"), 7),
        (("inputs", "price", "literal"), 11),
        (("inputs", "price", "list"), 13),
        (("inputs", "price", "list", 1), 14),
        (("inputs", "price", "list", 2), 15),
        (("inputs", "price", "list", 2, 1, "b"), 15),
        (("inputs", "price", "list", 2, 1, "b", 0), 16),
        (("inputs", "price", "list", 3), 18),
        (("inputs", "price", "after"), 20),
        (("inputs", "price", "after", "y z", "w", 0), 20),
        (("pairs", 0, "a"), 23),
        (("pairs", 0, "more", "b"), 25),
        (("pairs", 1), 27),
        (("pairs", 1, "a"), 28),
        (("pairs", 1, "deep", 0, "c"), 30),
        (("pairs", 1, "deep", 1, "c"), 32),
        (("pairs", 1, "deep", 1, "d", "e"), 34),
    ],
)
def test_line_of_every_construct(path: KeyPath, line: int) -> None:
    assert key_lines(HARD)[path] == line


def test_windows_line_ends_count_once() -> None:
    assert key_lines(HARD.replace("\n", "\r\n")) == key_lines(HARD)


def test_names_what_the_parser_names_and_nothing_else() -> None:
    assert set(key_lines(HARD)) == set(nodes(tomllib.loads(HARD)))


keys = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=4)
scalars = st.one_of(
    st.integers(-9, 9),
    st.booleans(),
    st.dates(),
    st.sampled_from(['"', "'''", "#", "[x]\ny = 1\n", "{", "\\", "a\n\nb"]),
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))
documents = st.dictionaries(keys, values | st.lists(st.dictionaries(keys, values, max_size=3), max_size=3), max_size=4)


@settings(max_examples=50, deadline=None)
@given(documents, st.data())
def test_every_leaf_has_its_line(document: dict[str, object], data: st.DataObject) -> None:
    writer = Writer(data)
    writer.table((), document)
    text = "\n".join(writer.out)
    assert tomllib.loads(text) == document
    found = key_lines(text)
    assert {path: found[path] for path in writer.lines} == writer.lines
    assert set(found) == set(nodes(document))


class Writer:
    """Writes a document as TOML in one of many ways, and notes the line of each key that it writes."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.out = [""]
        self.lines: dict[KeyPath, int] = {}

    def chance(self) -> bool:
        return self.data.draw(st.booleans())

    def write(self, text: str) -> None:
        first, *rest = text.split("\n")
        self.out[-1] += first
        self.out += rest

    def gap(self) -> None:
        self.write("\n" if self.chance() else self.data.draw(st.sampled_from(["\n\n", "\n# x = [\n", " # '''\n\t"])))

    def note(self, path: KeyPath) -> None:
        self.lines.setdefault(path, len(self.out))

    def table(self, path: KeyPath, table: dict[str, object]) -> None:
        later = {key: item for key, item in table.items() if as_tables(item) and self.chance()}
        for key, item in table.items():
            if key not in later:
                self.note((*path, key))
                self.write(f"{quoted(key)} = ")
                self.value((*path, key), item)
                self.gap()
        for key, item in later.items():
            for index, element in enumerate(item if isinstance(item, list) else [item]):
                below = (*path, key, index) if isinstance(item, list) else (*path, key)
                self.note((*path, key))
                self.note(below)
                name = ".".join(quoted(part) for part in (*path, key) if isinstance(part, str))
                self.write(f"[[{name}]]" if isinstance(item, list) else f"[ {name} ]")
                self.gap()
                self.table(below, element)

    def value(self, path: KeyPath, value: object) -> None:
        if isinstance(value, list):
            self.write("[")
            for index, item in enumerate(value):
                if self.chance():
                    self.gap()
                self.note((*path, index))
                self.value((*path, index), item)
                self.write(",")
            self.write("]")
        elif isinstance(value, dict):
            self.write("{")
            for index, (key, item) in enumerate(value.items()):
                self.write(", " if index else " ")
                self.note((*path, key))
                self.write(f"{quoted(key)}=")
                self.value((*path, key), item)
            self.write("}")
        elif isinstance(value, str):
            self.write(f'"""\n{escaped(value)}"""' if self.chance() else json.dumps(value))
        else:
            self.write(str(value).lower())


def as_tables(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(x, dict) for x in value)
    )


def quoted(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def nodes(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from nodes(item, (*path, key))
