"""Moments: deviations from a pivot, summed by segment in an order that is defined."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mc.accumulators.exact_sum import digits
from mc.accumulators.moments import (
    FINITE,
    MINUS_INFINITY,
    NAN,
    ORDINARY,
    PLUS_INFINITY,
    ROW,
    SEGMENT,
    SQUARES,
    SUM,
    WIDTH,
    Moments,
    pivots_near,
)
from tests.support.exact import nearest

each_precision = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def one(scale: float = 1.0, pivot: float = 0.0) -> Moments:
    return Moments(cells=1, replicates=1, scale=scale, pivots=(pivot,))


def state_of(moments: Moments, values: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
    """State of one cell and replicate; the values are filled up to whole segments that are not wanted."""
    padded = np.zeros(-(-len(values) // SEGMENT) * SEGMENT, dtype=values.dtype)
    padded[: len(values)] = values
    kept = np.arange(len(padded)) < len(values)
    if wanted is not None:
        kept[: len(values)] &= wanted
    state = np.zeros(moments.shape, dtype=np.int64)
    moments.update(state, padded[None, None], kept[None])
    return state[:, 0]


def summed(values: list[np.floating]) -> np.floating:
    """Lane by lane through rows of 32, then lanes 16, 8, 4, 2 and 1 apart."""
    lanes = values[:ROW]
    for start in range(ROW, len(values), ROW):
        lanes = [lane + value for lane, value in zip(lanes, values[start : start + ROW], strict=True)]
    while len(lanes) > 1:
        half = len(lanes) // 2
        lanes = [first + second for first, second in zip(lanes[:half], lanes[half:], strict=True)]
    return lanes[0]


@each_precision
@settings(max_examples=20)
@given(data=st.data(), scale=st.sampled_from([2.0**-40, 1.0, 2.0**30]), pivot=st.floats(-100.0, 100.0))
def test_segments_are_those_of_a_scalar_program(
    dtype: type[np.floating], data: st.DataObject, scale: float, pivot: float
) -> None:
    """One fused multiply-add a value, as exact arithmetic rounds it, and sums in the order that is defined."""
    (pivot,) = pivots_near(np.array([pivot * scale]), scale)
    elements = st.floats(-1e6, 1e6, width=8 * np.dtype(dtype).itemsize)  # type: ignore[arg-type]
    some = data.draw(hnp.arrays(dtype, 2 * ROW, elements=elements)) * dtype(scale)
    rng = np.random.default_rng(data.draw(st.integers(0, 9)))
    values, wanted = rng.choice(some, 2 * SEGMENT), rng.random(2 * SEGMENT) < 0.9
    expected = np.zeros((1, WIDTH), dtype=np.int64)
    expected[0, FINITE] = np.count_nonzero(wanted)
    for start in (0, SEGMENT):
        lanes = [
            nearest((Fraction(float(values[i])) - Fraction(pivot)) / Fraction(scale), dtype)
            if wanted[i]
            else dtype(0.0)
            for i in range(start, start + SEGMENT)
        ]
        expected[0, SUM] += digits(np.asarray(summed(lanes)))
        expected[0, SQUARES] += digits(np.asarray(summed([lane * lane for lane in lanes])))
    np.testing.assert_array_equal(state_of(one(scale, pivot), values, wanted), expected)


@each_precision
def test_deviations_of_2_to_the_60_and_beyond_are_counted_apart(dtype: type[np.floating]) -> None:
    scale, limit = 2.0**-7, dtype(ORDINARY * 2.0**-7)
    below = np.nextafter(limit, dtype(0.0))
    values = np.array([below, -below, limit, -limit, np.inf, -np.inf, np.nan, -np.nan, 2 * limit], dtype=dtype)
    state = state_of(one(scale), values)[0]
    assert [state[kind] for kind in (FINITE, NAN, MINUS_INFINITY, PLUS_INFINITY)] == [2, 2, 2, 3]
    np.testing.assert_array_equal(state[SUM], 0)
    square = (below * dtype(1.0 / scale)) ** 2
    np.testing.assert_array_equal(state[SQUARES], digits(np.asarray(square + square)))


def test_mean_and_deviation_are_those_of_exact_arithmetic() -> None:
    values = np.random.default_rng(7).lognormal(2.0, 1.0, 1000).round(2)
    mean, deviation = one(4.0, 7.0).mean_and_deviation(state_of(one(4.0, 7.0), values))
    exact = [Fraction(float(value)) for value in values]
    middle = sum(exact) / len(exact)
    variance = sum((value - middle) ** 2 for value in exact) / (len(exact) - 1)
    np.testing.assert_allclose(mean[0], float(middle), rtol=1e-15)
    np.testing.assert_allclose(deviation[0] ** 2, float(variance), rtol=1e-14)


def test_a_large_mean_does_not_cancel_the_deviation() -> None:
    """Deviation 1 around 10^6 in 3,000 segments: E[x^2] - E[x]^2 in float64 has four digits left at best."""
    (pivot,) = pivots_near(np.array([1e6]), 1.0)
    values = 1e6 + np.array([-1.0, 0.0, 1.0]).repeat(4)
    mean, deviation = one(1.0, pivot).mean_and_deviation(3000 * state_of(one(1.0, pivot), values))
    assert mean[0] == 1e6
    np.testing.assert_allclose(deviation[0] ** 2, 36_000 / 35_999 * 2 / 3, rtol=1e-15)


@pytest.mark.parametrize("size", [2.0**-300, 2.0**-40, 2.0**40, 2.0**300])
def test_moments_of_any_size_are_those_of_unit_size(size: float) -> None:
    values = np.array([1.0, 2.0, 4.5, -3.25])
    expected = one(1.0, 1.5).mean_and_deviation(state_of(one(1.0, 1.5), values))
    moments = one(size, 1.5 * size)
    found = moments.mean_and_deviation(state_of(moments, values * size))
    np.testing.assert_array_equal(np.stack(found), np.stack(expected) * size)


@given(st.floats(-(2.0**40), 2.0**40), st.floats(-(2.0**40), 2.0**40))
def test_the_pivot_makes_no_difference_where_nothing_is_rounded(first: float, second: float) -> None:
    values = np.arange(40.0) * 2.0**20
    found = [
        moments.mean_and_deviation(state_of(moments, values))
        for moments in (one(1.0, float(np.rint(pivot / 2.0**30)) * 2.0**30) for pivot in (first, second))
    ]
    np.testing.assert_array_equal(*np.stack(found))


def test_moments_of_nothing_are_not_a_number() -> None:
    mean, deviation = one().mean_and_deviation(np.zeros((1, WIDTH), dtype=np.int64))
    assert np.isnan(mean[0])
    assert np.isnan(deviation[0])


@given(hnp.arrays(np.float64, 8, elements=st.floats(-1e30, 1e30)), st.integers(-30, 30))
def test_pivots_are_near_and_have_twelve_bits(values: np.ndarray, exponent: int) -> None:
    pivots = np.array(pivots_near(values, 2.0**exponent))
    size = np.abs(values) * 2.0**-exponent
    usable = (size > 2.0**-99) & (size < 2.0**59)
    assert (np.abs(pivots - values) <= 2.0**-11 * np.abs(values))[usable].all()
    assert (pivots[(size < 2.0**-101) | (size > 2.0**61)] == 0.0).all()
    fraction, _ = np.frexp(pivots)
    np.testing.assert_array_equal(fraction * 2.0**12, np.rint(fraction * 2.0**12))
    scaled = pivots * 2.0**-exponent
    np.testing.assert_array_equal(scaled.astype(np.float32), scaled)


@pytest.mark.parametrize("value", [1.0, 4097.0, 5001.0, -8190.5, 0.1, 12_345.0, 65_552.0])
def test_pivots_do_not_hang_on_the_last_place(value: float) -> None:
    """Of these, 4097 and its like lie halfway between two numbers of 12 bits."""
    values = np.array([np.nextafter(value, -np.inf), value, np.nextafter(value, np.inf)])
    assert len(set(pivots_near(values, 1.0))) == 1


def test_what_is_not_finite_has_no_pivot() -> None:
    assert pivots_near(np.array([np.nan, np.inf, -np.inf, 0.0, 5e-324, 1e308]), 2.0**-10) == (0.0,) * 6
