"""Models that once were compiled wrongly, against the oracle."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

import distributions as dist
import mc
from mc.targets import Precision

HOURS = np.arange(400.0)
STEPS = np.arange(4)
Model = Callable[[mc.Inputs], Mapping[str, np.ndarray]]


def saved(x: mc.Inputs) -> dict[str, np.ndarray]:
    """Equal products cancel."""
    cheaper = np.where(x.happens > 0.5, 0.8 * x.a, x.a)
    return {"saved": x.a * x.c - cheaper * x.c}


def transposed(x: mc.Inputs) -> dict[str, np.ndarray]:
    """A gather that swaps axes."""
    table = ((x.a + x.happens + x.c) * STEPS[:, None] + STEPS)[None] * 1.0
    return {"y": table[0, :, STEPS][..., 0]}


def constant_base(x: mc.Inputs) -> dict[str, np.ndarray]:
    return {"y": np.array([1.5, 2.0]) ** (x.a * x.c + x.happens)}


def single_component(x: mc.Inputs) -> dict[str, np.ndarray]:
    """A sum over one entry, read in another order."""
    return {"y": np.sum(((x.a + x.happens) * STEPS)[:, None] * np.array([2.0]), axis=-1)[::-1] * x.c}


def not_a_number(x: mc.Inputs) -> dict[str, np.ndarray]:
    return {"y": np.maximum(x.a * x.c + x.happens, np.array([1.0, np.nan]))}


def hourly(x: mc.Inputs) -> dict[str, np.ndarray]:
    """More memory than a stack has."""
    level = (x.a + x.happens) * HOURS
    for _ in range(20):
        level = np.cumsum(level, axis=-1) * 1e-3 + level * x.c
    return {"y": level[..., -1]}


def weights(x: mc.Inputs) -> dict[str, np.ndarray]:
    """Weights that cannot all be zero, which only the range of the life says."""
    alive = np.minimum(np.maximum(x.a + 3.0 - STEPS, 0.0), 1.0)
    return {"y": np.sum(alive * x.c, axis=-1) / np.sum(alive, axis=-1) + x.happens}


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("model", [saved, transposed, constant_base, single_component, not_a_number, hourly, weights])
def test_compiled_models_agree_with_the_oracle(model: Model, precision: Precision) -> None:
    inputs = {
        "a": dist.Uniform(low=1.0, high=2.0),
        "c": dist.Uniform(low=0.5, high=1.5),
        "happens": dist.Bernoulli(probability=0.3),
    }
    expected = mc.simulate(model, inputs, samples=1024, target="reference")["summary"]
    found = mc.simulate(model, inputs, samples=1024, precision=precision)["summary"]
    for name in expected:
        tolerance = {"float32": 1e-4, "float64": 1e-9}[precision]
        np.testing.assert_allclose(found[name], expected[name], rtol=tolerance, atol=tolerance, err_msg=str(name))


def test_rare_large_values_are_within_the_histogram() -> None:
    inputs = {"hit": dist.Bernoulli(probability=0.05)}
    summary = mc.simulate(lambda x: {"loss": x.hit * 5e9}, inputs, samples=2**14)["summary"]
    assert float(summary["loss"].sel(quantile=0.99)) == pytest.approx(5e9, rel=2e-3)


def test_an_output_without_entries_is_refused() -> None:
    with pytest.raises(mc.ModelError, match="output 'y' has no entries"):
        mc.simulate(lambda x: {"y": np.zeros(0), "z": x.a}, {"a": dist.Uniform(low=0.0, high=1.0)}, samples=64)
