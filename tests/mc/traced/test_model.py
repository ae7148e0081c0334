"""The cost model as an expression gives what it gives on arrays of samples."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.inputs import Inputs
from mc.sample_array import SampleArray
from mc.traced.array import TracedArray
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.model import tco_model
from pipelines.tco.technology import Technology
from tests.mc.traced.support import leaves, traced_like
from tests.support.central import SCALARS, paths
from tests.support.interpret import interpret

DECISION = Decision()
MODEL = tco_model(DECISION, Technology())
SAMPLES = 20


def outcomes(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(leaves(MODEL.function(Inputs(values))))


# Where both sides nearly cost the same, the difference has lost digits, and breakeven years can be others.
@pytest.mark.parametrize(("precision", "rounding"), [(FLOAT32, 1e-4), (FLOAT64, 1e-12)])
def test_costs(precision: DType, rounding: float) -> None:
    rng = np.random.default_rng(20_261_122)
    high = {spec.name: 0.999 * spec.high for spec in INPUTS}
    values = {
        name: np.minimum(
            np.asarray(value)[..., None] * rng.uniform(0.85, 1.15, (*np.shape(value), SAMPLES)), high[name]
        )
        for name, value in (SCALARS | paths(DECISION)).items()
    }
    with np.errstate(all="ignore"):
        expected = outcomes({name: SampleArray(value) for name, value in values.items()})
    inputs = {name: traced_like(value, precision) for name, value in values.items()}
    returned = outcomes(inputs)
    assert returned.keys() == expected.keys()
    traced: dict[str, TracedArray] = {name: each for name, each in returned.items() if isinstance(each, TracedArray)}
    assert all(returned[name] == expected[name] for name in returned.keys() - traced.keys())  # constants
    nodes = [array.node for array in traced.values()]
    found = interpret(nodes, {inputs[name].node: value.astype(precision) for name, value in values.items()})
    for name, result in zip(traced, found, strict=True):
        samples = expected[name]
        assert result.shape[:-1] == samples.shape
        if "gap" not in name and "breakeven" not in name and "cheaper" not in name:
            assert result.dtype == precision
            np.testing.assert_allclose(result, samples.data, rtol=rounding, atol=rounding, err_msg=name)
        elif precision == FLOAT64:
            np.testing.assert_allclose(result, samples.data, rtol=1e-8, err_msg=name)
