"""Sums in fixed point: exact, and their digits those of the mantissa."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mc.accumulators.exact_sum import DIGITS, POINT, UNIT, add, digits, total

BOUND = 2.0**127
each_precision = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def digits_of_bits(value: np.floating) -> list[int]:
    """Digits from the bits of a float, as a kernel makes them: the mantissa shifted to its place, cut off below."""
    fraction_bits, bias = (23, 127) if value.dtype == np.float32 else (52, 1023)
    bits = int(value.view(f"u{value.itemsize}"))
    exponent = bits >> fraction_bits & (2 * bias + 1)
    mantissa = bits & ((1 << fraction_bits) - 1) | (1 << fraction_bits if exponent else 0)
    shift = max(exponent, 1) - bias - fraction_bits + POINT
    fixed = mantissa << shift if shift >= 0 else mantissa >> -shift
    sign = -1 if value < 0 else 1
    return [sign * (fixed >> 32 * place & 0xFFFFFFFF) for place in range(DIGITS)]


@each_precision
@given(data=st.data())
def test_digits_are_the_bits_of_the_mantissa(dtype: type[np.floating], data: st.DataObject) -> None:
    width = 8 * np.dtype(dtype).itemsize
    elements = st.floats(-BOUND, BOUND, width=width)  # type: ignore[arg-type]
    values = data.draw(hnp.arrays(dtype, st.integers(1, 8), elements=elements))
    found = digits(values)
    assert found.tolist() == [digits_of_bits(value) for value in values]
    assert (np.count_nonzero(found, axis=-1) <= (2 if width == 32 else 3)).all()


@pytest.mark.parametrize("exponent", [-1074, -1022, -149, -129, -128, -127, -97, -96, -32, -1, 0, 31, 32, 63, 95, 126])
def test_digits_of_powers_of_two(exponent: int) -> None:
    values = np.ldexp([1.0, -1.0, 1.0 + 2.0**-52, 2.0 - 2.0**-52], exponent)
    assert digits(values).tolist() == [digits_of_bits(value) for value in values]


@given(hnp.arrays(np.float64, st.integers(1, 30), elements=st.floats(-BOUND, BOUND)))
def test_sums_are_exact_but_for_what_is_cut_off(values: np.ndarray) -> None:
    sums = np.zeros((1, DIGITS), dtype=np.int64)
    add(sums, values[None])
    exact = sum((Fraction(int(Fraction(float(value)) * UNIT), UNIT) for value in values), start=Fraction(0))
    assert Fraction(int(total(sums)[0]), UNIT) == exact
    np.testing.assert_array_equal(sums[0], digits(values).sum(axis=0))


def test_digits_of_many_numbers_do_not_overflow() -> None:
    values = np.full((1, 1 << 20), -np.nextafter(BOUND, 0.0))
    sums = np.zeros((1, DIGITS), dtype=np.int64)
    add(sums, values)
    assert int(total(2**11 * sums)[0]) == 2**31 * int(values[0, 0]) * UNIT
