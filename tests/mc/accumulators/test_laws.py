"""Accumulators: exact, and blind to cuts and order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mc.accumulators.base import Accumulator
from mc.accumulators.histogram import COARSE, Bins, Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import FINITE, MINUS_INFINITY, NAN, PLUS_INFINITY, SEGMENT, Moments

CELLS, REPLICATES = 2, 3
BINS = Bins(smallest=2.0**-4, largest=2.0**6)
ACCUMULATORS: dict[str, Accumulator] = {
    "moments": Moments(cells=CELLS, replicates=REPLICATES, scale=2.0, pivots=(1.0, -3.0)),
    "histogram": Histogram(bins=BINS, cells=CELLS, replicates=REPLICATES),
    "levels": Levels(levels=(0.0, 1.0, float("inf")), cells=CELLS, replicates=REPLICATES),
}
each = pytest.mark.parametrize("accumulator", ACCUMULATORS.values(), ids=ACCUMULATORS)


@st.composite
def blocks(draw: st.DrawFn) -> np.ndarray:
    """Whole segments in which up to seven values of each replicate come back again and again."""
    special = [0.0, -0.0, 1.0, float("inf"), float("-inf"), float("nan"), 2.0**-4, 2.0**6, -(2.0**6)]
    elements = st.one_of(st.sampled_from(special), st.floats(-1e9, 1e9))
    values = draw(hnp.arrays(np.float64, (CELLS, REPLICATES, draw(st.integers(1, 7))), elements=elements))
    points = SEGMENT * draw(st.integers(1, 3))
    return values[..., np.arange(points) % values.shape[-1]].astype(draw(st.sampled_from([np.float32, np.float64])))


def state_of(accumulator: Accumulator, *parts: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
    state = np.zeros(accumulator.shape, dtype=np.int64)
    for part in parts:
        accumulator.update(state, part, np.ones(part.shape[1:], dtype=bool) if wanted is None else wanted)
    return state


@each
@given(parts=st.lists(blocks(), max_size=4), order=st.randoms(use_true_random=False))
def test_merging_is_addition_whatever_the_order(
    accumulator: Accumulator, parts: list[np.ndarray], order: object
) -> None:
    whole = state_of(accumulator, *parts)
    states = [state_of(accumulator, part) for part in parts]
    order.shuffle(states)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(sum(states, start=state_of(accumulator)), whole)


@each
@given(values=blocks())
def test_values_may_be_cut_between_segments_and_between_cells(accumulator: Accumulator, values: np.ndarray) -> None:
    state = state_of(accumulator)
    for start in range(0, values.shape[-1], SEGMENT):
        segment = values[..., start : start + SEGMENT]
        for cell in reversed(range(CELLS)):
            accumulator.update(state, segment[cell : cell + 1], np.ones(segment.shape[1:], dtype=bool), cell)
    np.testing.assert_array_equal(state, state_of(accumulator, values))


@each
@given(values=blocks(), data=st.data())
def test_what_is_not_wanted_leaves_no_trace(accumulator: Accumulator, values: np.ndarray, data: st.DataObject) -> None:
    wanted = data.draw(hnp.arrays(np.bool_, values.shape[1:]))
    other = np.where(wanted, values, data.draw(st.sampled_from([0.0, 7.0, float("nan"), float("inf")])))
    np.testing.assert_array_equal(
        state_of(accumulator, values, wanted=wanted), state_of(accumulator, other, wanted=wanted)
    )
    if not isinstance(accumulator, Moments):  # whose sums are of whole segments
        rest = state_of(accumulator, values, wanted=~wanted)
        np.testing.assert_array_equal(
            state_of(accumulator, values, wanted=wanted) + rest, state_of(accumulator, values)
        )


@each
@given(values=blocks())
def test_every_value_is_counted_once(accumulator: Accumulator, values: np.ndarray) -> None:
    state = state_of(accumulator, values)
    match accumulator:
        case Moments():
            assert (state[..., :4].sum(axis=-1) == values.shape[-1]).all()
            assert state[..., NAN].sum() == np.isnan(values).sum()
            assert state[..., PLUS_INFINITY].sum() == np.isposinf(values).sum()
            assert state[..., MINUS_INFINITY].sum() == np.isneginf(values).sum()
            assert state[..., FINITE].sum() == np.isfinite(values).sum()
        case Histogram():
            assert accumulator.fine(state).sum() == accumulator.by_replicate(state).sum() == values.size
            assert accumulator.fine(state)[:, -1].sum() == np.isnan(values).sum()
        case Levels():
            assert state.sum() == values.size


@each
@given(values=blocks(), data=st.data())
def test_a_kernel_may_leave_out_what_follows(accumulator: Accumulator, values: np.ndarray, data: st.DataObject) -> None:
    wanted = data.draw(hnp.arrays(np.bool_, values.shape[1:]))
    expected = state_of(accumulator, values, wanted=wanted)
    state = expected.copy()
    match accumulator:
        case Moments():
            state[..., FINITE] = 0
        case Levels():
            state[..., -1] = 0
    accumulator.complete(state, np.count_nonzero(wanted, axis=-1))
    np.testing.assert_array_equal(state, expected)


@each
def test_strides_lead_to_the_counts_of_a_cell_and_replicate(accumulator: Accumulator) -> None:
    cell, replicate = 1, 2
    values = np.full((CELLS, REPLICATES, SEGMENT), 1.0)
    wanted = np.zeros((REPLICATES, SEGMENT), dtype=bool)
    wanted[replicate] = True
    state = np.zeros(accumulator.shape, dtype=np.int64)
    accumulator.update(state, values[cell : cell + 1], wanted, cell)
    start = sum(np.multiply(accumulator.strides, (cell, replicate)))
    match accumulator:
        case Moments():
            offset = FINITE
        case Histogram():
            offset = accumulator.coarse_start + int(BINS.index(np.ones(1))[0]) // COARSE
        case Levels():
            offset = 1
    assert state.reshape(-1)[start + offset] == SEGMENT


def test_levels_are_compared_in_float64() -> None:
    """One tenth in float32 is no level: it is another number."""
    levels = Levels(levels=(0.1, 0.5), cells=1, replicates=1)
    ones = np.ones((1, 1, SEGMENT))
    assert state_of(levels, 0.1 * ones)[0, 0].tolist() == [SEGMENT, 0, 0]
    assert state_of(levels, (0.1 * ones).astype(np.float32))[0, 0].tolist() == [0, 0, SEGMENT]
    assert state_of(levels, (0.5 * ones).astype(np.float32))[0, 0].tolist() == [0, SEGMENT, 0]
