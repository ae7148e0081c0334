"""Bins: narrow, mirrored, and the same for a number in either precision."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mc.accumulators.histogram import RELATIVE_WIDTH, Bins
from mc.expression.node import FLOAT32, FLOAT64, DType
from tests.mc.traced.support import evaluated

BINS = Bins(smallest=2.0**-4, largest=2.0**6)
EVERYTHING = Bins(smallest=2.0**-126, largest=2.0**127)
SPECIAL = np.array(
    [
        0.0,
        -0.0,
        np.inf,
        -np.inf,
        np.nan,
        -np.nan,
        1e-45,
        -1e-40,
        2.0**-126,
        3e38,
        2.0**-4,
        -(2.0**-4),
        2.0**6,
        -(2.0**6),
    ]
)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(data=st.data())
def test_bins_hold_their_values_and_are_narrow(dtype: type[np.floating], data: st.DataObject) -> None:
    elements = st.floats(-(2.0**7), 2.0**7, width=8 * np.dtype(dtype).itemsize)  # type: ignore[arg-type]
    values = data.draw(hnp.arrays(dtype, 20, elements=elements))
    edges = np.concatenate([[-np.inf], BINS.edges, [np.inf]])
    index = BINS.index(values)
    assert index.dtype == np.int32
    assert (index < BINS.count).all()
    lower, upper = edges[index], edges[index + 1]
    inside = np.abs(values) < BINS.largest
    positive = values > 0
    assert ((lower <= values) & (values < upper))[positive & inside].all()
    assert ((lower < values) & (values <= upper))[~positive & inside & (values != 0)].all()
    outer = inside & (np.abs(values) >= BINS.smallest)
    assert ((upper - lower)[outer] <= RELATIVE_WIDTH * np.abs(values)[outer]).all()


def test_bins_are_narrower_than_a_fifth_of_a_percent() -> None:
    edges = BINS.edges[len(BINS.edges) // 2 :]
    assert (np.diff(edges) / edges[:-1]).max() == RELATIVE_WIDTH < 0.002


@pytest.mark.parametrize("bins", [BINS, EVERYTHING], ids=["some", "everything"])
@given(values=hnp.arrays(np.float32, 50, elements=st.floats(width=32)))
def test_a_number_has_the_same_bin_in_either_precision(bins: Bins, values: np.ndarray) -> None:
    values = np.concatenate([values, SPECIAL.astype(np.float32)])
    np.testing.assert_array_equal(bins.index(values), bins.index(values.astype(np.float64)))


def test_where_the_ends_are() -> None:
    first, middle, last = 0, BINS.count // 2, BINS.count - 1
    inside = np.nextafter(BINS.largest, 0.0)
    tiny = np.nextafter(BINS.smallest, 0.0)
    expected = {
        -np.inf: first, -BINS.largest: first, -inside: first + 1, -BINS.smallest: middle - 1, -tiny: middle,
        0.0: middle, tiny: middle, BINS.smallest: middle + 1, inside: last - 1, BINS.largest: last, np.inf: last,
    }  # fmt: skip
    assert BINS.index(np.array(list(expected))).tolist() == list(expected.values())
    assert BINS.index(np.array([np.nan, -np.nan])).tolist() == [BINS.count, BINS.count]


def test_edges_mirror_and_end_where_declared() -> None:
    assert BINS.edges[0] == -BINS.largest
    assert BINS.edges[-1] == BINS.largest
    np.testing.assert_array_equal(BINS.edges, -BINS.edges[::-1])
    assert (np.diff(BINS.edges) > 0).all()
    assert len(BINS.edges) == BINS.count - 1


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
def test_the_index_can_be_traced(precision: DType) -> None:
    values = np.concatenate([SPECIAL, np.linspace(-70.0, 70.0, 1000)]).astype(precision)
    traced, found = evaluated(BINS.index, {"values": values}, precision)
    assert traced.dtype == np.int32
    np.testing.assert_array_equal(found, BINS.index(values))
