"""Whatever a scenario says, its reader hears of problems, and never of a bug."""

import copy
import math
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.scenario.check import checked
from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import Problem, ScenarioError
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
)
SCALARS = st.one_of(
    st.sampled_from([0, -1, 10**30, 1e308, -1e308, 5e-324, math.nan, math.inf, -math.inf, True, False]),
    st.integers(1900, 2300) | st.floats(-1, 2) | st.sampled_from(WORDS),
    st.sampled_from([date(2026, 1, 1), datetime(2026, 1, 1), time(1, 2)]),
)
KEYS = st.sampled_from(
    [*WORDS, "low", "high", "mode", "p5", "p95", "truncate", "base", "year", "family", "file", "column"]
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
    try:
        checked(Document(Origin("document"), document, {}), INPUTS, asked)
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
