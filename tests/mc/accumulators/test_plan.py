"""All accumulators of a model in one vector."""

import math

import numpy as np
import pytest

from mc.accumulators.base import IntArray
from mc.accumulators.histogram import Histogram
from mc.accumulators.levels import Levels
from mc.accumulators.moments import FINITE, SEGMENT, Moments
from mc.accumulators.plan import AccumulatorPlan, require_representable
from mc.errors import SettingError
from mc.model import Model, Output

REPLICATES = 3
OUTPUTS = (
    Output(name="cost", dims=("year",), smallest=2.0**-8, largest=2.0**11),
    Output(name="event", levels=(0.0, 1.0)),
    Output(name="mass", histogram=False),
)
MODEL = Model(function=lambda _: {}, outputs=OUTPUTS, coords={"year": (1.0, 2.0)})
PLAN = AccumulatorPlan(
    model=MODEL,
    replicates=REPLICATES,
    central={"cost": np.array([100.0, np.nan]), "event": np.array([1.0]), "mass": np.array([5001.0])},
)


def values() -> dict[str, list[np.ndarray]]:
    generator = np.random.default_rng(3)
    shape = (REPLICATES, 2 * SEGMENT)
    mass = generator.lognormal(8.0, 1.0, (1, *shape))
    mass[0, :, ::7] = np.inf
    return {
        "cost": [generator.normal(100.0, 10.0, (1, *shape)), generator.normal(0.0, 10.0, (1, *shape))],
        "event": [generator.integers(0, 2, (1, *shape)) * np.where(mass > 2000.0, 1.0, np.nan)],
        "mass": [mass],
    }


def accumulated(wanted: np.ndarray) -> IntArray:
    state = PLAN.empty()
    PLAN.update(state, values(), wanted)
    return state


def test_parts_lie_one_after_the_other() -> None:
    kinds = [(part.output.name, type(part.accumulator)) for part in PLAN.located()]
    assert kinds == [("cost", Moments), ("cost", Histogram), ("event", Levels), ("mass", Moments)]
    stop = 1
    for part in PLAN.located():
        assert part.start == stop
        stop += math.prod(part.accumulator.shape)
    assert stop == PLAN.size == len(PLAN.empty())


def test_sums_are_taken_around_central_values_in_units_between_the_ends() -> None:
    cost, _, _, mass = (part.accumulator for part in PLAN.located())
    assert isinstance(cost, Moments)
    assert isinstance(mass, Moments)
    assert cost.scale == 2.0
    assert cost.pivots == (100.0, 0.0)
    assert mass.scale == 2.0**15
    assert mass.pivots[0] in {5000.0, 5002.0}


def test_results_are_those_of_the_arrays() -> None:
    wanted = np.arange(2 * SEGMENT) < np.array([[64], [40], [31]])
    state = accumulated(wanted)
    kept = np.concatenate(values()["cost"])[:, wanted]
    (moments, view), (histogram, counts) = PLAN.parts(state, OUTPUTS[0])
    assert isinstance(moments, Moments)
    assert isinstance(histogram, Histogram)
    mean, deviation = moments.mean_and_deviation(view.sum(axis=1))
    np.testing.assert_allclose(mean, kept.mean(axis=1), rtol=1e-14)
    np.testing.assert_allclose(deviation, kept.std(axis=1, ddof=1), rtol=1e-14)
    assert histogram.fine(counts).sum(axis=1).tolist() == [135, 135]
    assert state[0] == 135


def test_a_kernel_may_leave_out_what_follows() -> None:
    wanted = np.arange(2 * SEGMENT) < np.array([[64], [40], [31]])
    expected = accumulated(wanted)
    state = expected.copy()
    state[0] = 0
    for part in PLAN.located():
        match part.accumulator:
            case Moments():
                part.view(state)[..., FINITE] = 0
            case Levels():
                assert part.view(state)[..., -1].any()
                part.view(state)[..., -1] = 0
    PLAN.complete(state, np.array([64, 40, 31]))
    np.testing.assert_array_equal(state, expected)


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (
            Output(name="y", smallest=2.0**-127),
            r"output 'y': smallest = .*: must be from 2\*\*-126 to 2\*\*127 in float32",
        ),
        (
            Output(name="y", largest=2.0**128),
            r"output 'y': largest = .*: must be from 2\*\*-126 to 2\*\*127 in float32",
        ),
        (Output(name="y", levels=(0.1, 0.5)), r"output 'y': levels = \(0\.1, 0\.5\): 0\.1 is not a number of float32"),
    ],
)
def test_what_float32_does_not_have_is_refused(output: Output, message: str) -> None:
    require_representable([output], np.float64)
    with pytest.raises(SettingError, match=message):
        require_representable([output], np.float32)


def test_ends_that_float32_has_are_not_refused() -> None:
    ends = Output(name="y", smallest=2.0**-126, largest=2.0**127)
    require_representable([ends, Output(name="year", levels=(2030.0, math.inf))], np.float32)
