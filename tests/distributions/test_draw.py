import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributions.draw import Draw, median_draw


@given(p=st.floats(1e-9, 1.0 - 1e-9))
def test_views_of_one_draw_agree(p: float) -> None:
    draw = Draw.from_probability(np.asarray(p))
    again = Draw.from_score(draw.score)
    assert float(again.lower) == pytest.approx(p, rel=1e-12)
    assert float(again.upper) == pytest.approx(1.0 - p, rel=1e-6)
    assert float(draw.upper) == 1.0 - p


@given(tail=st.floats(1e-300, 1e-17))
def test_tails_beyond_the_resolution_of_one_keep_their_precision(tail: float) -> None:
    high = Draw.from_tails(np.asarray(1.0), np.asarray(tail))
    assert float(Draw.from_score(high.score).upper) == pytest.approx(tail, rel=1e-10)
    assert float(Draw.from_score(-high.score).lower) == pytest.approx(tail, rel=1e-10)


def test_views_are_computed_once() -> None:
    draw = Draw.from_score(np.array([-1.0, 2.0]))
    assert draw.lower is draw.lower
    assert draw.upper is draw.upper
    from_tails = Draw.from_probability(np.array([0.2]))
    assert from_tails.score is from_tails.score


def test_median_draw_is_the_middle() -> None:
    middle = median_draw()
    assert [float(view) for view in (middle.lower, middle.upper, middle.score)] == [0.5, 0.5, 0.0]
