# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import insurance


def test_insured_share_by_hand() -> None:
    assert insurance.insured_share(1.2e9, 0.3e9) == 0.25
    assert insurance.insured_share(0.1e9, 0.3e9) == 1.0
    assert insurance.insured_share(0.0, 0.3e9) == 1.0
    assert insurance.insured_share(0.0, 0.0) == 1.0
    assert insurance.insured_share(1.0, 0.0) == 0.0


def test_risk_cost_by_hand() -> None:
    assert insurance.risk_cost_fraction(0.07, 0.02, 0.25) == pytest.approx(0.0325, rel=1e-14)


VALUE = st.just(0.0) | st.floats(1.0, 1e10)


@given(value=VALUE, capacity=VALUE, premium=st.floats(0.02, 0.2), loss=st.floats(0.001, 0.02))
def test_insurance_never_covers_more_than_the_market_bears(
    value: float, capacity: float, premium: float, loss: float
) -> None:
    share = insurance.insured_share(value, capacity)
    rounding = 1e-15
    assert 0.0 <= share <= 1.0
    assert share * value <= capacity * (1.0 + rounding)
    assert loss - rounding <= insurance.risk_cost_fraction(premium, loss, share) <= premium + rounding
