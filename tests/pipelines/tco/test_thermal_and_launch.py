# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest

from pipelines.tco import thermal


def test_radiator_by_hand() -> None:
    assert thermal.radiator_area(1000.0, 400.0, 1.2) == pytest.approx(3.0, rel=1e-14)
