# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import structure

UNITS = st.floats(1.0, 1e6)


def test_overhead_by_hand() -> None:
    assert structure.unit_overhead(150.0, 30.0) == 5.0


def test_each_doubling_takes_its_part() -> None:
    assert structure.learned_cost_factor(800.0, 100.0, 0.2) == pytest.approx(0.8**3, rel=1e-14)
    assert structure.learned_cost_factor(50.0, 100.0, 0.2) == pytest.approx(1.25, rel=1e-14)
    assert structure.learned_cost_factor(100.0, 100.0, 0.2) == 1.0
    assert structure.learned_cost_factor(800.0, 100.0, 0.0) == 1.0


@given(first=UNITS, second=UNITS, third=UNITS, rate=st.floats(0.0, 0.5))
def test_the_way_between_two_numbers_does_not_matter(first: float, second: float, third: float, rate: float) -> None:
    by_way_of_second = structure.learned_cost_factor(third, second, rate) * structure.learned_cost_factor(
        second, first, rate
    )
    assert by_way_of_second == pytest.approx(structure.learned_cost_factor(third, first, rate), rel=1e-12)
