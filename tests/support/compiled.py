"""How near what is compiled comes to the oracle: futures of a scenario, output by output."""

import math
from typing import Any

import numpy as np

from distributions.arrays import FloatArray
from distributions.families.constant import Constant
from distributions.families.uniform import Uniform
from distributions.trajectories.random_walk import RandomWalk
from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.inputs import Inputs, InputSpace
from mc.model import laid_out
from mc.points.registry import make_points
from mc.sample_array import SampleArray
from mc.simulation import Simulation
from mc.targets.base import Target
from mc.targets.reference import Reference
from mc.targets.simd.target import Simd
from pipelines.tco.checks import TOLERANCE
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.model import asked_inputs, tco_model
from pipelines.tco.technology import Technology
from tests.support.balances import Values, assert_balanced
from tests.support.central import SCALARS, paths

BOUNDS = {FLOAT32: 2e-5, FLOAT64: 1e-12}
"""Largest error of an output, relative to the size of what is added and subtracted on the way to it."""

_WHOLE = {"units": 1.0, "launches": 3.0}  # rounded up, the latter for each cargo


def some_futures(
    technology: Technology, decision: Decision, *, samples: int = 16_384, replicates: int = 16
) -> Simulation:
    """Make a run in which all that a technology asks for is a tenth about a central value, and paths are random."""
    asked = asked_inputs(decision, technology)
    limits = {spec.name: (spec.low, spec.high) for spec in INPUTS}
    space = InputSpace(
        distributions={
            name: Uniform(low=max(0.9 * value, limits[name][0]), high=min(1.1 * value, limits[name][1]))
            if value > limits[name][0]
            else Constant(value=value)
            for name, value in SCALARS.items()
            if name in asked
        },
        trajectories={
            name: RandomWalk(
                years=decision.calendar_years,
                from_year=decision.first_start_year,
                start=Constant(value=float(path[0])),
                drift_per_year=Constant(value=-0.02),
                volatility_per_year=Constant(value=0.2),
            )
            for name, path in paths(decision).items()
            if name in asked
        },
    )
    points = make_points("sobol", seed=5, replicates=replicates, drivers=space.drivers)
    return Simulation(model=tco_model(decision, technology), space=space, points=points, samples=samples)


def evaluated(
    run: Simulation, precision: DType | None, points: int | None = None
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Inputs and outputs of the first block, or of its first points; of the oracle for no precision."""
    target: Target = Reference() if precision is None else Simd(precision)
    found = target.evaluate(run, 0)
    inputs, outputs = (
        {key: np.concatenate([part[..., :points] for part in parts]) for key, parts in values.items()}
        for values in (found.inputs, found.outputs)
    )
    return inputs, outputs


def on_numpy(run: Simulation, inputs: Values) -> Values:
    """Outputs of the model, called on values of its inputs ``(cells, replicates, points)``."""
    one = next(iter(inputs.values())).shape[1:]
    samples = {name: value.reshape(len(value), -1).astype(np.float64) for name, value in inputs.items()}
    values = {name: SampleArray(x if name in run.space.trajectories else x[0]) for name, x in samples.items()}
    with np.errstate(all="ignore"):
        result = run.model.function(Inputs(values))  # type: ignore[arg-type]  # models are typed as for NumPy arrays
    return {
        name: np.concatenate(
            [
                np.broadcast_to(_samples(value), (*trailing, math.prod(one))).reshape(-1, *one)
                for value, trailing in leaves
            ]
        )
        for name, leaves in laid_out(run.model, result).items()
    }


def _samples(value: Any) -> FloatArray:
    return value.data if isinstance(value, SampleArray) else np.asarray(value)[..., None]


def assert_inputs_agree(found: Values, expected: Values, bound: float) -> None:
    """Assert that inputs are those of the oracle; near zero, as near as to a thousandth of the largest."""
    assert list(found) == list(expected)
    for key, values in expected.items():
        largest = np.max(np.abs(values))
        scale = np.maximum(np.abs(values), 1e-3 * largest if largest > 0.0 else 1.0)
        assert np.max(np.abs(found[key] - values) / scale) <= bound, key


def assert_outputs_agree(run: Simulation, inputs: Values, found: Values, expected: Values, bound: float) -> None:
    """Assert that outputs are those of the oracle: differences of costs are as exact as the costs.

    What is one thing or another is the other only where the two numbers that decide are as near as that.
    """
    level = expected["level_cost_usd_per_kw_year"]
    sides = level.reshape(2, -1, *level.shape[1:])
    size, gap = sides.sum(axis=0), expected["gap_usd_per_kw_year"]
    bare = expected["level_cost_without_it_usd_per_kw_year"].reshape(sides.shape)[0]
    shift = np.abs(expected["breakeven_launch_price_usd_per_kg"] - expected["launch_price_usd_per_kg"])
    price_per_gap = shift / np.where(gap == 0.0, 1.0, np.abs(gap))
    sizes = {
        "gap_usd_per_kw_year": size,
        "gap_without_it_usd_per_kw_year": size,
        "tco_gap_usd": expected["tco_usd"].reshape(sides.shape).sum(axis=0),
        # The launch price less the gap over its slope, which is a difference of costs over a thousand dollars.
        "breakeven_launch_price_usd_per_kg": price_per_gap * (size + shift * bare / 1024.0),
    }
    near = _undecided(run, inputs, expected, bound * size, bound)
    for output in run.model.outputs:
        key, values = output.name, expected[output.name]
        same = found[key] == values
        if output.levels:
            assert np.all(same | near[key]), key
            assert np.mean(same) >= 1.0 - 1e-3, key
            continue
        assert np.all(same | np.isfinite(values)), key
        scale = np.max(np.abs(values), axis=0) if "component" in str(output.dims) else sizes.get(key, np.abs(values))
        allowed = bound * scale + _WHOLE.get(key, 0.0)
        if key == "check_needed":
            row = run.model.coords["check"].index("launches")
            allowed = np.where(np.arange(len(values))[:, None, None] == row, np.inf, allowed)
        assert np.all(same | (np.abs(found[key] - np.where(same, 0.0, values)) <= allowed)), key


def _undecided(run: Simulation, x: Values, expected: Values, cost: FloatArray, bound: float) -> Values:
    """Where a rounding may decide an event, by name."""
    gap = expected["gap_usd_per_kw_year"]
    zero = np.abs(gap) <= cost
    need = expected["orbit_capital_usd_per_kw"] * x["funding_share_before_revenue"]
    need = need * (1.0 + x["capital_overrun_fraction"])
    short = np.abs(need - x["funding_usd_per_kw"]) <= bound * need
    needed, available = expected["check_needed"], expected["check_available"] * (1.0 + TOLERANCE)
    whole = np.array([check == "launches" for check in run.model.coords["check"]])[:, None, None]
    flights = np.where(whole, _WHOLE["launches"] / x["deployment_years"], 0.0)
    return {
        "orbit_cheaper": zero,
        "orbit_preferred": np.abs(gap - x["strategic_premium_usd_per_kw_year"]) <= cost,
        **dict.fromkeys(("breakeven_by", "breakeven_first_by"), np.any(zero, axis=0)),
        **dict.fromkeys(("breakeven_year", "breakeven_year_first"), np.any(zero, axis=0)),
        **dict.fromkeys(("reaches_revenue", "acquired", "insolvent"), short),
        "check_failed": np.abs(needed - available) <= bound * np.maximum(needed, available) + flights,
    }


def assert_some_agree(decision: Decision, technology: Technology, run: Simulation) -> None:
    """Assert of a few futures, compiled in float32, what `assert_agrees` does of a block; inputs are taken as found."""
    inputs, found = evaluated(run, FLOAT32, SOME)
    expected = on_numpy(run, inputs)
    assert_outputs_agree(run, inputs, found, expected, BOUNDS[FLOAT32])
    assert_balanced(decision, technology, inputs, expected, BOUNDS[FLOAT64])
    assert_balanced(decision, technology, inputs, found, BOUNDS[FLOAT32])


SOME = 8
"""Points of each replicate."""


def assert_agrees(decision: Decision, technology: Technology, run: Simulation, *precisions: DType) -> None:
    """Assert that the first futures, compiled, are those of the oracle, and balanced on either."""
    inputs, expected = evaluated(run, None)
    assert_balanced(decision, technology, inputs, expected, BOUNDS[FLOAT64])
    for precision in precisions:
        found_inputs, found = evaluated(run, precision)
        assert_inputs_agree(found_inputs, inputs, BOUNDS[precision])
        assert_outputs_agree(run, inputs, found, expected, BOUNDS[precision])
        assert_balanced(decision, technology, found_inputs, found, BOUNDS[precision])
