"""Accumulators: exact, and blind to cuts and order."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mc.accumulators.base import Accumulator
from mc.accumulators.exact_sum import UNIT, block_sum, digits, total
from mc.accumulators.histogram import RELATIVE_WIDTH, Bins, Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import FINITE, MINUS_INFINITY, NAN, PLUS_INFINITY, Moments

CELLS, REPLICATES = 2, 3
BINS = Bins(smallest=2.0**-4, largest=2.0**6)
ACCUMULATORS: dict[str, Accumulator] = {
    "moments": Moments(cells=CELLS, replicates=REPLICATES),
    "histogram": Histogram(bins=BINS, cells=CELLS, replicates=REPLICATES),
    "levels": Levels(levels=(0.0, 1.0, float("inf")), cells=CELLS, replicates=REPLICATES),
}
each = pytest.mark.parametrize("accumulator", ACCUMULATORS.values(), ids=ACCUMULATORS)

VALUES = hnp.arrays(
    np.float64,
    st.tuples(st.just(CELLS), st.just(REPLICATES), st.integers(1, 6)),
    elements=st.one_of(
        st.sampled_from([0.0, -0.0, 1.0, float("inf"), float("-inf"), float("nan"), 2.0**-4, 2.0**6, -(2.0**6)]),
        st.floats(-1e9, 1e9),
    ),
)


def state_of(accumulator: Accumulator, *parts: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
    state = np.zeros(accumulator.shape, dtype=np.int64)
    for part in parts:
        accumulator.update(state, part, np.ones(part.shape[1:], dtype=bool) if wanted is None else wanted)
    return state


@each
@given(parts=st.lists(VALUES, max_size=4), order=st.randoms(use_true_random=False))
def test_merging_is_addition_whatever_the_order(
    accumulator: Accumulator, parts: list[np.ndarray], order: object
) -> None:
    whole = state_of(accumulator, *parts)
    states = [state_of(accumulator, part) for part in parts]
    order.shuffle(states)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(sum(states, start=state_of(accumulator)), whole)


@each
@given(values=VALUES, data=st.data())
def test_what_is_not_wanted_leaves_no_trace(accumulator: Accumulator, values: np.ndarray, data: st.DataObject) -> None:
    wanted = data.draw(hnp.arrays(np.bool_, values.shape[1:]))
    other = np.where(wanted, values, data.draw(st.sampled_from([0.0, 7.0, float("nan"), float("inf")])))
    np.testing.assert_array_equal(
        state_of(accumulator, values, wanted=wanted), state_of(accumulator, other, wanted=wanted)
    )
    if not isinstance(accumulator, Moments):  # whose sums are of whole blocks
        rest = state_of(accumulator, values, wanted=~wanted)
        np.testing.assert_array_equal(
            state_of(accumulator, values, wanted=wanted) + rest, state_of(accumulator, values)
        )


@each
@given(values=VALUES)
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


@given(hnp.arrays(np.float64, st.integers(1, 30), elements=st.floats(-(2.0**150), 2.0**150)))
def test_sums_are_exact_to_2_to_the_minus_64(values: np.ndarray) -> None:
    exact = sum((Fraction(float(value)) for value in values), start=Fraction(0))
    found = Fraction(int(total(digits(values).sum(axis=0))), UNIT)
    assert abs(found - exact) <= Fraction(len(values), 2 * UNIT)


@given(hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(-1e6, 1e6)))
def test_block_sums_are_folded_in_halves(values: np.ndarray) -> None:
    expected = [*values, *np.zeros((1 << (len(values) - 1).bit_length()) - len(values))]
    while len(expected) > 1:
        half = len(expected) // 2
        expected = [first + second for first, second in zip(expected[:half], expected[half:], strict=True)]
    assert block_sum(values) == expected[0]


def test_deviation_does_not_cancel_between_blocks() -> None:
    """Deviation 1 around 10^6 over 3,000 blocks: E[x^2] - E[x]^2 in float64 has four digits left at best."""
    block = 1e6 + np.array([-1.0, 0.0, 1.0]).repeat(4)
    moments = Moments(cells=1, replicates=1)
    state = 3000 * state_of(moments, block.reshape(1, 1, -1)).sum(axis=1)
    mean, deviation = moments.mean_and_deviation(state)
    assert mean[0] == 1e6
    np.testing.assert_allclose(deviation[0] ** 2, 36_000 / 35_999 * 2 / 3, rtol=1e-12)


@pytest.mark.parametrize("size", [2.0**-200, 2.0**-40, 2.0**40, 2.0**200])
def test_moments_of_any_size_are_those_of_unit_size(size: float) -> None:
    values = np.array([1.0, 2.0, 4.5, -3.25]).reshape(1, 1, 4)
    moments, unit = Moments(cells=1, replicates=1, unit=size), Moments(cells=1, replicates=1)
    expected = unit.mean_and_deviation(state_of(unit, values).sum(axis=1))
    found = moments.mean_and_deviation(state_of(moments, values * size).sum(axis=1))
    np.testing.assert_array_equal(np.stack(found), np.stack(expected) * size)


def test_moments_of_nothing_are_not_a_number() -> None:
    moments = Moments(cells=1, replicates=1)
    mean, deviation = moments.mean_and_deviation(np.zeros((1, 22), dtype=np.int64))
    assert np.isnan(mean[0])
    assert np.isnan(deviation[0])


@given(hnp.arrays(np.float64, 20, elements=st.floats(-(2.0**7), 2.0**7)))
def test_bins_hold_their_values_and_are_narrow(values: np.ndarray) -> None:
    edges = np.concatenate([[-np.inf], BINS.edges, [np.inf]])
    index = BINS.index(values)
    assert (index < BINS.count).all()
    lower, upper = edges[index], edges[index + 1]
    inside = np.abs(values) < BINS.largest
    positive = values > 0
    assert ((lower <= values) & (values < upper))[positive & inside].all()
    assert ((lower < values) & (values <= upper))[~positive & inside & (values != 0)].all()
    outer = inside & (np.abs(values) >= BINS.smallest)
    assert ((upper - lower)[outer] <= RELATIVE_WIDTH * np.abs(values)[outer]).all()


def test_edges_mirror_and_end_where_declared() -> None:
    assert BINS.edges[0] == -BINS.largest
    assert BINS.edges[-1] == BINS.largest
    np.testing.assert_array_equal(BINS.edges, -BINS.edges[::-1])
    assert (np.diff(BINS.edges) > 0).all()
    assert len(BINS.edges) == BINS.count - 1
