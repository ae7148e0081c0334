"""The cost model as an expression gives what it gives on arrays of samples."""

from collections.abc import Iterator, Mapping
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
from tests.mc.traced.support import traced_like
from tests.support.central import SCALARS, paths
from tests.support.interpret import interpret

DECISION = Decision()
MODEL = tco_model(DECISION, Technology())
SAMPLES = 20


def leaves(outcome: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(outcome, Mapping):
        for label, part in outcome.items():
            yield from leaves(part, f"{name}/{label}")
    else:
        yield name, outcome


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
    traced: dict[str, TracedArray] = outcomes(inputs)
    assert traced.keys() == expected.keys()
    nodes = [array.node for array in traced.values()]
    found = interpret(nodes, {inputs[name].node: value.astype(precision) for name, value in values.items()})
    for (name, samples), result in zip(expected.items(), found, strict=True):
        assert result.shape[:-1] == samples.shape
        if "gap" not in name and "breakeven" not in name and "cheaper" not in name:
            assert result.dtype == precision
            np.testing.assert_allclose(result, samples.data, rtol=rounding, atol=rounding, err_msg=name)
        elif precision == FLOAT64:
            np.testing.assert_allclose(result, samples.data, rtol=1e-8, err_msg=name)
