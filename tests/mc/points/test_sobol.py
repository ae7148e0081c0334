import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

from mc.errors import SettingError
from mc.points.sobol import DIMENSIONS, Sobol, dimension_map, reverse_bits, reversed_sobol


def test_points_are_those_of_scipy_in_binary_order() -> None:
    expected = qmc.Sobol(DIMENSIONS, scramble=False, bits=32).random(1024) * 2.0**32
    index = np.arange(1024, dtype=np.uint32)
    gray = index ^ index >> np.uint32(1)
    for dimension in range(DIMENSIONS):
        np.testing.assert_array_equal(reverse_bits(reversed_sobol(dimension, gray)), expected[:, dimension])


def test_far_points_are_those_of_scipy() -> None:
    first = 2**22 - 100
    expected = qmc.Sobol(8, scramble=False, bits=32).fast_forward(first).random(200) * 2.0**32
    index = np.arange(first, first + 200, dtype=np.uint32)
    for dimension in range(8):
        np.testing.assert_array_equal(
            reverse_bits(reversed_sobol(dimension, index ^ index >> np.uint32(1))), expected[:, dimension]
        )


def test_high_digits_of_the_index_are_additive() -> None:
    """A Sobol' point is the exclusive or of the points of the index's binary digits."""
    for dimension in (0, 1, 500, DIMENSIONS - 1):
        digits = reversed_sobol(dimension, np.uint32(1) << np.arange(32, dtype=np.uint32))
        index = np.array([0xDEADBEEF, 0xFFFFFFFF], dtype=np.uint32)
        for i, point in zip(index, reversed_sobol(dimension, index), strict=True):
            assert point == np.bitwise_xor.reduce([digit for k, digit in enumerate(digits) if i >> k & 1])


@given(st.integers(0, 2**32 - 1))
def test_reverse_bits(x: int) -> None:
    assert reverse_bits(np.array([x], dtype=np.uint32))[0] == int(f"{x:032b}"[::-1], 2)


@given(first=st.one_of(st.integers(0, 3000), st.integers(2**32 - 300, 2**32 - 100)), cut=st.integers(0, 60))
def test_any_cut_gives_the_same_bits(first: int, cut: int) -> None:
    source = Sobol(seed=1, replicates=3, dimensions={"a": 4})
    whole = source.bits("a", first, 80, range(3))
    parts = [source.bits("a", first, cut, range(3)), source.bits("a", first + cut, 80 - cut, range(3))]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)
    np.testing.assert_array_equal(source.bits("a", first, 80, range(1, 3)), whole[1:])


def test_a_new_driver_leaves_the_others() -> None:
    few = dimension_map(["a", "b"])
    more = Sobol(seed=1, dimensions=dimension_map(["new", "a", "b"], few))
    np.testing.assert_array_equal(
        Sobol(seed=1, dimensions=few).bits("b", 0, 9, range(16)), more.bits("b", 0, 9, range(16))
    )


class TestNet:
    """Dimensions 0 and 1 are a (0, m, 2)-net in base 2; each scramble of it is one again (Owen 1995)."""

    M = 8

    def cells(self, replicate: int, aligned: int, split: int) -> list[int]:
        source = Sobol(seed=8, replicates=4, dimensions={"x": 0, "y": 1})
        x, y = (source.bits(d, aligned * 2**self.M, 2**self.M, range(4))[replicate].astype(np.uint64) for d in "xy")
        cell = (x >> np.uint64(32 - split) << np.uint64(self.M - split)) + (y >> np.uint64(32 - self.M + split))
        return sorted(cell.tolist())

    @pytest.mark.parametrize("split", range(M + 1))
    @pytest.mark.parametrize("aligned", [0, 1, 12345])
    def test_each_elementary_interval_holds_one_point(self, split: int, aligned: int) -> None:
        for replicate in range(4):
            assert self.cells(replicate, aligned, split) == list(range(2**self.M))

    def test_every_dimension_is_stratified(self) -> None:
        names = [str(i) for i in range(DIMENSIONS)]
        source = Sobol(seed=8, replicates=1, dimensions=dimension_map(names))
        for name in names:
            strata = source.bits(name, 64, 64, range(1))[0] >> np.uint32(26)
            assert sorted(strata.tolist()) == list(range(64))


class TestDimensions:
    def test_in_order(self) -> None:
        assert dimension_map(["b", "a"]) == {"b": 0, "a": 1}

    def test_fixed_ones_stay_and_the_lowest_free_follow(self) -> None:
        assert dimension_map(["a", "b", "c"], {"b": 0, "gone": 2}) == {"b": 0, "gone": 2, "a": 1, "c": 3}

    def test_two_of_a_dimension(self) -> None:
        with pytest.raises(SettingError, match="dimension 3 is given to both 'a' and 'b'"):
            dimension_map([], {"a": 3, "b": 3})

    @pytest.mark.parametrize("dimension", [-1, DIMENSIONS])
    def test_out_of_range(self, dimension: int) -> None:
        with pytest.raises(SettingError, match="must be from 0 to 1023"):
            Sobol(seed=1, dimensions={"a": dimension})

    def test_a_driver_twice(self) -> None:
        with pytest.raises(SettingError, match=r"\['a'\]: given twice"):
            dimension_map(["a", "b", "a"])

    def test_too_many(self) -> None:
        with pytest.raises(SettingError, match="1024 drivers need a dimension, but 1023 of 1024 are free"):
            dimension_map([str(i) for i in range(DIMENSIONS)], {"fixed": 0})

    def test_unknown_driver(self) -> None:
        with pytest.raises(SettingError, match="driver 'capx' has no dimension, did you mean 'capex'"):
            Sobol(seed=1, dimensions={"capex": 0}).bits("capx", 0, 1, range(16))
