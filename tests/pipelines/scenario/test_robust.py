"""Whatever a scenario says, its reader hears of problems, and never of a bug."""

import copy
import json
import math
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.scenario.check import checked
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import Problem, ScenarioError
from pipelines.scenario.read import read_document
from tests.pipelines.scenario.small import GOOD, INPUTS, asked

DATA = tomllib.loads(GOOD)
WORDS = (
    "",
    "inf",
    "pue",
    "fan",
    "wright",
    "regime",
    "empirical",
    "scipy",
    "beta",
    "value",
    "distribution",
    "trajectory",
    "given",
    "baseline",
    "s.toml",
    "catalogue/x/y",
    "dear",
    "orbit",
)
SCALARS = st.one_of(
    st.sampled_from([0, -1, 10**30, 1e308, -1e308, 5e-324, math.nan, math.inf, -math.inf, True, False]),
    st.integers(1900, 2300) | st.floats(-1, 2) | st.sampled_from(WORDS),
    st.sampled_from([date(2026, 1, 1), datetime(2026, 1, 1), time(1, 2)]),
)
KEYS = st.sampled_from(
    [
        *WORDS,
        "extends",
        "with",
        "technology",
        "switches",
        "claims",
        "at",
        "start_year",
        "remarks",
        "row",
        "low",
        "high",
        "mode",
        "p5",
        "p95",
        "truncate",
        "base",
        "year",
        "family",
        "file",
        "column",
    ]
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


def places(value: object) -> Iterator[tuple[dict[str, object] | list[object], str | int]]:
    """Every container and key inside a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield value, key  # type: ignore[misc]  # a container, as it has items
        yield from places(item)


def problems_of(document: dict[str, object]) -> tuple[Problem, ...]:
    """What is wrong with a document; any other error than that passes through."""
    return problems_while(lambda: Document(Origin("document"), document, {}))


def problems_while(read: Callable[[], Document]) -> tuple[Problem, ...]:
    try:
        checked(read(), INPUTS, asked)
    except ScenarioError as error:
        return error.problems
    return ()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_document_is_a_scenario_or_a_list_of_problems(data: st.DataObject) -> None:
    document = copy.deepcopy(DATA)
    for _ in range(data.draw(st.integers(1, 2))):
        container, key = data.draw(st.sampled_from(list(places(document))))
        if isinstance(container, dict) and data.draw(st.booleans()):
            key = data.draw(KEYS)
        container[key] = data.draw(VALUES)  # type: ignore[index]  # a key of its own container
    assert all(problem.message for problem in problems_of(document))


def toml(value: object) -> str:
    """A value as it is written in TOML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value)
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return f"{{ {', '.join(f'{json.dumps(key)} = {toml(item)}' for key, item in value.items())} }}"
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_file_is_a_scenario_or_a_list_of_problems(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Also where what a file extends, and its switches and rows, are anything."""
    document = copy.deepcopy(DATA)
    document["scenario"]["with"] = ["dear"]
    for _ in range(data.draw(st.integers(1, 2))):
        section = data.draw(st.sampled_from(["scenario", "switches", "claims", "remarks", "technology", "dependence"]))
        inside = [(container, key) for container, key in places(document) if key == section or container is document]
        container, key = data.draw(st.sampled_from([*places({section: document[section]}), *inside]))
        if isinstance(container, dict) and data.draw(st.booleans()):
            key = data.draw(KEYS)
        container[key] = data.draw(VALUES)  # type: ignore[index]  # a key of its own container
        document = {**DATA, **document}
    file = tmp_path_factory.getbasetemp() / "s.toml"
    file.write_text("".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in document.items()), "utf-8")
    switches = data.draw(st.lists(st.sampled_from(WORDS), max_size=1))
    assert all(problem.message for problem in problems_while(lambda: read_document(str(file), switches)))
