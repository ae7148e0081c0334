from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mc.errors import SettingError
from mc.points.base import Points, tails
from mc.points.philox import Philox
from mc.points.sobol import Sobol


@given(st.one_of(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1])))
def test_tails_are_exact_and_mirrored(m: int) -> None:
    lower, upper = tails(np.array([m, 2**32 - 1 - m], dtype=np.uint32))
    assert Fraction(float(lower[0])) == Fraction(2 * m + 1, 2**33)
    assert Fraction(float(lower[0])) + Fraction(float(upper[0])) == 1
    assert lower[0] == upper[1]
    assert upper[0] == lower[1]


SOURCES = [Philox(seed=3, replicates=4), Sobol(seed=3, replicates=4, dimensions={"a": 0, "b": 9})]


@pytest.mark.parametrize("source", SOURCES, ids=["philox", "sobol"])
class TestContract:
    def test_shape_and_type(self, source: Points) -> None:
        bits = source.bits("a", 5, 7, range(1, 3))
        assert bits.shape == (2, 7)
        assert bits.dtype == np.uint32
        assert source.bits("a", 5, 0, range(1, 3)).shape == (2, 0)

    def test_the_first_points_do_not_depend_on_how_many_follow(self, source: Points) -> None:
        np.testing.assert_array_equal(source.bits("b", 0, 100, range(4)), source.bits("b", 0, 200, range(4))[:, :100])

    @pytest.mark.parametrize("replicates", [range(3, 5), range(-1, 2)])
    def test_unknown_replicates(self, source: Points, replicates: range) -> None:
        with pytest.raises(SettingError, match="the run has replicates 0 to 3"):
            source.bits("a", 0, 1, replicates)

    @pytest.mark.parametrize(("first", "points"), [(-1, 1), (2**64, 1), (0, -1)])
    def test_unknown_points(self, source: Points, first: int, points: int) -> None:
        with pytest.raises(SettingError, match="has points 0 to"):
            source.bits("a", first, points, range(4))
