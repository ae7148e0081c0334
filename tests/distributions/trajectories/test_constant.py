"""A path that is certain and level."""

import numpy as np
import pytest

from distributions.errors import DistributionError
from distributions.trajectories.constant import ConstantPath


def test_the_value_in_every_year_without_a_draw() -> None:
    path = ConstantPath(years=(2026, 2027, 2028), value=30.0)
    assert path.drivers == ()
    assert np.array_equal(path.path({}), [30.0, 30.0, 30.0])


@pytest.mark.parametrize(("years", "value"), [((2026, 2028), 30.0), ((), 30.0), ((2026,), float("inf"))])
def test_refusals(years: tuple[int, ...], value: float) -> None:
    with pytest.raises(DistributionError):
        ConstantPath(years=years, value=value)
