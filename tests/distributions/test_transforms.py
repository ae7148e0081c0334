import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributions.transforms import Asinh, Coordinate, LogAbove, LogBelow, Logit, coordinate_for

COORDINATES = [LogAbove(2.0), LogBelow(3.0), Logit(-1.0, 4.0), Asinh(1.0, 0.5)]


@pytest.mark.parametrize("coordinate", COORDINATES)
@given(t=st.floats(-15.0, 15.0))
def test_inverse_and_slope(coordinate: Coordinate, t: float) -> None:
    x = coordinate.inverse(np.asarray(t))
    assert float(coordinate.forward(x)) == pytest.approx(t, abs=1e-7)
    by_difference = (coordinate.inverse(np.asarray(t + 1e-4)) - coordinate.inverse(np.asarray(t - 1e-4))) / 2e-4
    assert float(coordinate.slope(x)) == pytest.approx(float(by_difference), rel=1e-6, abs=1e-10)


@pytest.mark.parametrize("end", [0.0, 1e-310])
def test_values_at_an_end_have_finite_coordinates(end: float) -> None:
    for coordinate in (LogAbove(0.0), Logit(0.0, 1.0)):
        assert math.isfinite(float(coordinate.forward(np.asarray(end))))
        assert 0.0 <= float(coordinate.inverse(coordinate.forward(np.asarray(end)))) <= 1e-290


@pytest.mark.parametrize(
    ("support", "expected"),
    [
        ((0.0, math.inf), LogAbove(0.0)),
        ((-math.inf, 1.0), LogBelow(1.0)),
        ((0.0, 1.0), Logit(0.0, 1.0)),
        ((-math.inf, math.inf), Asinh(2.0, 3.0)),
    ],
)
def test_choice_by_the_support(support: tuple[float, float], expected: Coordinate) -> None:
    assert coordinate_for(support, (1.0, 2.0, 4.0)) == expected
