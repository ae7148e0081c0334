"""Static indexing gives the entries that NumPy gives."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mc.expression.node import FLOAT32, Axis, Gather, constant
from mc.traced.array import TracedArray
from tests.mc.traced.support import by_sample, evaluated
from tests.support.interpret import leaf

SHAPE = (4, 3, 5)
X = np.random.default_rng(3).random((*SHAPE, 2))

ITEMS: dict[str, Any] = {
    "entry": 2,
    "from the end": (Ellipsis, -1),
    "slice": (Ellipsis, slice(1, 4)),
    "every other, backwards": (slice(None), slice(None, None, -1), slice(None, None, 2)),
    "new axes": (None, Ellipsis, None, 0),
    "gather": (Ellipsis, np.array([4, 0, 0, 2])),
    "gather from the middle": (slice(None), [2, 0], slice(1, 2)),
    "gather beside a number": (Ellipsis, 1, np.array([3, 3, 1])),
    "gather apart from a number": (0, slice(None), np.array([1, 0, 4])),
    "mask": (Ellipsis, np.array([True, False, False, True, True])),
    "start year by age": (Ellipsis, np.add.outer(np.arange(3), np.arange(3))),
    "gather over two axes": (slice(1, 3), np.array([[2, 0, 1], [0, 0, 2]]), 3),
    "gather over three axes": (np.arange(8).reshape(2, 2, 2) % 3, Ellipsis, 0),
    "one entry in two axes": (Ellipsis, np.array([[3]])),
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_index(item: Any) -> None:
    result, values = evaluated(lambda x: x[item], {"x": X})
    expected = by_sample(lambda x: x[item], {"x": X})
    assert result.shape == expected.shape[:-1]
    np.testing.assert_array_equal(values, expected)


@given(
    hnp.basic_indices(SHAPE, min_dims=1, allow_newaxis=True).filter(
        lambda item: X[0:0].size == 0 and X[..., 0][item].size > 0
    )
)
def test_any_index(item: Any) -> None:
    np.testing.assert_array_equal(evaluated(lambda x: x[item], {"x": X})[1], by_sample(lambda x: x[item], {"x": X}))


@given(st.lists(st.integers(-5, 4), min_size=1, max_size=9))
def test_any_gather(positions: list[int]) -> None:
    result = evaluated(lambda x: x[..., positions], {"x": X})[1]
    np.testing.assert_array_equal(result, by_sample(lambda x: x[..., positions], {"x": X}))


def test_even_steps_are_no_gather() -> None:
    x = TracedArray(leaf(FLOAT32, (9,)))
    assert x[np.array([7, 5, 3])].node.attribute == (Axis(0, 7, -2),)
    assert x[np.array([7, 5, 4])].node.attribute == (Gather(0, (7, 5, 4)),)
    assert x[..., None, 3].node.attribute == (Axis(None, 3),)


def test_what_changes_nothing_is_no_operation() -> None:
    x = TracedArray(leaf(FLOAT32, (4, 1, 3)))
    for item in (Ellipsis, slice(None), (Ellipsis, slice(0, 3)), (slice(None), [0], slice(None))):
        assert x[item] is x


def test_constants_are_indexed_at_once() -> None:
    table = np.arange(12.0).reshape(3, 4)
    node = TracedArray(constant(table, FLOAT32))[..., ::-2].node
    np.testing.assert_array_equal(node.attribute, table[..., ::-2])


def test_a_constant_number_gets_new_axes() -> None:
    x = TracedArray(leaf(FLOAT32))
    assert (x**0)[..., None, None].shape == (1, 1)
