# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator"

import pytest

from pipelines.tco import redundancy, servicing


def test_losses_after_repair_by_hand() -> None:
    assert servicing.losses_after_repair(0.05, 0.8) == pytest.approx(0.01, rel=1e-14)
    assert servicing.losses_after_repair(0.05, 0.0) == 0.05
    assert servicing.losses_after_repair(0.05, 1.0) == 0.0


def test_replacement_gap_by_hand() -> None:
    assert servicing.replacement_gap(0.0, 2.0) == 0.0
    assert servicing.replacement_gap(0.05, 2.0) == pytest.approx(1.0 / 11.0, rel=1e-14)
    assert servicing.replacement_gap(1e9, 1.0) == pytest.approx(1.0)  # nothing is there for long


def test_a_gap_is_what_goodput_leaves() -> None:
    """One alternating renewal process, seen from either side: a unit that waits a year, a job that restarts."""
    assert servicing.replacement_gap(0.3, 1.0) + redundancy.goodput(0.3, 1.0, 8766.0) == pytest.approx(1.0, rel=1e-14)
