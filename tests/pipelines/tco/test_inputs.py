"""Limits of the inputs: what they exclude would not be finite; `test_technology` tries what they do not."""

from typing import cast

import numpy as np
import pytest

from distributions.arrays import FloatArray
from mc.inputs import Inputs
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.model import tco_model
from pipelines.tco.technology import Technology
from tests.mc.traced.support import leaves
from tests.support.central import SCALARS, paths

DECISION = Decision()
YEARS_TO_BREAKEVEN = {"breakeven_year", "breakeven_year_first"}  # infinite for never


def _not_finite(changes: dict[str, float]) -> list[str]:
    values = cast("dict[str, FloatArray]", SCALARS | changes | paths(DECISION))
    outcomes = tco_model(DECISION, Technology()).function(Inputs(values))
    return [
        name
        for name, outcome in outcomes.items()
        if name not in YEARS_TO_BREAKEVEN and not all(np.all(np.isfinite(value)) for _, value in leaves(outcome))
    ]


@pytest.mark.parametrize("name", ["cell_efficiency", "array_derate", "orbit_availability", "battery_wh_per_kg"])
def test_nothing_is_divided_by_zero_unseen(name: str) -> None:
    with np.errstate(divide="ignore", invalid="ignore"):
        assert _not_finite({name: np.float64(0.0)})


def test_probes_of_central_values_lie_within_the_limits() -> None:
    assert all(spec.low <= SCALARS[spec.name] <= spec.high for spec in INPUTS if not spec.by_year)
