"""Every shipped scenario, compiled, against the float64 oracle: sample by sample, output by output."""

from functools import cache

import numpy as np
import pytest

from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.targets.base import Evaluation
from mc.targets.reference import Reference
from mc.targets.simd.target import Simd
from pipelines.scenario.load import load_scenario, shipped_scenarios
from pipelines.simulation import scenario_simulation

BOUNDS = {FLOAT32: 2e-5, FLOAT64: 1e-12}
"""Largest error of an output, relative to the size of what is added and subtracted on the way to it."""

SHIPPED = [name for name, *_ in shipped_scenarios()]


@cache
def evaluated(name: str, precision: DType | None) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Inputs and outputs of the first block; of the oracle for no precision."""
    run = scenario_simulation(load_scenario(name, ["run.samples=65536"]))
    target = Reference() if precision is None else Simd(precision)
    found: Evaluation = target.evaluate(run, 0)
    return (
        {key: np.concatenate(parts) for key, parts in found.inputs.items()},
        {key: np.concatenate(parts) for key, parts in found.outputs.items()},
    )


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("name", SHIPPED)
def test_inputs_are_those_of_the_oracle(name: str, precision: DType) -> None:
    expected, _ = evaluated(name, None)
    found, _ = evaluated(name, precision)
    assert list(found) == list(expected)
    for key, values in expected.items():
        scale = np.maximum(np.abs(values), 1e-3 * np.max(np.abs(values)))
        assert np.max(np.abs(found[key] - values) / scale) <= BOUNDS[precision], key


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("name", SHIPPED)
def test_outputs_agree_with_the_oracle(name: str, precision: DType) -> None:
    """Differences of costs are as exact as the costs; what counts samples differs only where a gap is near zero."""
    _, expected = evaluated(name, None)
    _, found = evaluated(name, precision)
    level = expected["level_cost_usd_per_kw_year"]
    sides = level.reshape(2, -1, *level.shape[1:])
    size = sides.sum(axis=0)
    near_zero = np.abs(expected["gap_usd_per_kw_year"]) <= BOUNDS[precision] * size
    sizes = {
        "gap_usd_per_kw_year": size,
        "gap_without_it_usd_per_kw_year": size,
        "tco_gap_usd": expected["tco_usd"].reshape(sides.shape).sum(axis=0),
        # The launch price less the gap over its slope: of the size of a cost over that slope.
        "breakeven_launch_price_usd_per_kg": size
        * np.abs(expected["breakeven_launch_price_usd_per_kg"] - expected["launch_price_usd_per_kg"])
        / np.abs(expected["gap_usd_per_kw_year"]),
    }
    for key, values in expected.items():
        if key in {"orbit_cheaper", "breakeven_by", "breakeven_first_by", "breakeven_year", "breakeven_year_first"}:
            excused = near_zero if key == "orbit_cheaper" else np.any(near_zero, axis=0)
            assert np.all((found[key] == values) | excused), key
            assert np.count_nonzero(found[key] != values) <= np.count_nonzero(near_zero), key
            continue
        components = key in {"orbit_cost_usd_per_kw_year", "ground_cost_usd_per_kw_year"}
        scale = np.max(np.abs(values), axis=0) if components else sizes.get(key, np.abs(values))
        assert np.max(np.abs(found[key] - values) / scale) <= BOUNDS[precision], key


def test_an_error_of_a_ten_thousandth_is_noticed() -> None:
    _, expected = evaluated("baseline", None)
    _, found = evaluated("baseline", FLOAT32)
    key = "launched_mass_kg_per_kw"
    error = np.abs(found[key] * (1.0 + 1e-4) - expected[key]) / np.abs(expected[key])
    assert np.max(error) > BOUNDS[FLOAT32]
