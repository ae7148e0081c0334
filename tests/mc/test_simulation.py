"""A sample depends on its index alone, and a state on its samples alone."""

import math
from dataclasses import replace

import numpy as np
import pytest

import mc.simulation
from distributions.draw import Draw
from distributions.families.constant import Constant
from distributions.families.lognormal import LogNormal
from distributions.families.uniform import Uniform
from mc.accumulators.moments import SEGMENT, Moments
from mc.errors import ModelError, SettingError, UnknownInputError
from mc.inputs import Inputs, InputSpace
from mc.model import Model, Output
from mc.points.base import Points, tails
from mc.points.philox import Philox
from mc.points.sobol import Sobol
from mc.simulation import BLOCK_LANES, Simulation
from mc.targets.reference import Reference

YEARS = tuple(float(year) for year in range(3))
SPACE = InputSpace(
    distributions={
        "price": LogNormal(mu=0.0, sigma=0.5),
        "size": LogNormal(mu=1.0, sigma=0.2),
        "rate": Constant(value=0.05),
    }
)


def function(x: Inputs) -> dict[str, object]:
    cost = x.price * x.size * (1.0 + x.rate) ** np.asarray(YEARS)
    return {
        "cost": cost,
        "dear": np.where(np.sum(cost, axis=-1) > 10.0, 1.0, 0.0),
        "parts": {"a": cost * 0.25, "b": cost * 0.75},
    }


MODEL = Model(
    function=function,  # type: ignore[arg-type]
    outputs=(
        Output(name="cost", dims=("year",), smallest=2.0**-8, largest=2.0**10),
        Output(name="dear", levels=(0.0, 1.0)),
        Output(name="parts", dims=("part", "year"), histogram=False),
    ),
    coords={"year": YEARS, "part": ("a", "b")},
)
POINTS: dict[str, Points] = {
    "philox": Philox(seed=5, replicates=4),
    "sobol": Sobol(seed=5, replicates=4, dimensions={"price": 0, "size": 1}),
}
each = pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
Y = Output(name="y", dims=("year",), histogram=False)
REFERENCE = Reference()


def simulation(points: Points, samples: int = 10_001) -> Simulation:
    return Simulation(model=MODEL, space=SPACE, points=points, samples=samples)


def state(run: Simulation, order: list[int] | None = None) -> np.ndarray:
    total = run.plan.empty()
    for index in order if order is not None else range(run.block_count):
        part = run.plan.empty()
        REFERENCE.accumulate(run, range(index, index + 1), part)
        total += part
    return total


def all_samples(run: Simulation) -> np.ndarray:
    """Output `cost` of every sample, in the order of their indices."""
    blocks = range(run.block_count)
    return np.concatenate([run.in_order(REFERENCE.evaluate(run, b).outputs["cost"], b) for b in blocks], axis=-1)


@each
@pytest.mark.parametrize("samples", [4, 5, 16_383, 16_384, 16_385, 40_001])
def test_every_sample_is_counted_once(points: Points, samples: int) -> None:
    run = simulation(points, samples)
    assert state(run)[0] == samples == all_samples(run).shape[1]


@each
def test_a_sample_is_a_point_of_a_replicate(points: Points) -> None:
    """Sample i is drawn with point i // R of replicate i % R, and nothing else."""
    run = simulation(points)
    for sample in (0, 1, 3, 4, 4095, 4096, 9_999, 10_000):
        point, replicate = divmod(sample, 4)
        draws = {name: points.bits(name, point, 1, range(replicate, replicate + 1)) for name in ("price", "size")}
        x = SPACE.realise({name: Draw.from_tails(*tails(bits[0])) for name, bits in draws.items()})
        np.testing.assert_allclose(all_samples(run)[0, sample], (x.price * x.size)[0], rtol=1e-15)


@each
def test_the_first_half_of_twice_as_many_samples_are_the_same(points: Points) -> None:
    np.testing.assert_array_equal(
        all_samples(simulation(points, 20_001)), all_samples(simulation(points, 40_002))[:, :20_001]
    )


@each
def test_the_order_of_blocks_does_not_matter(points: Points) -> None:
    run = simulation(points, 80_000)
    backwards = list(range(run.block_count))[::-1]
    np.testing.assert_array_equal(state(run), state(run, backwards))


def test_an_added_input_leaves_the_draws_of_the_others() -> None:
    wider = InputSpace(distributions={"new": LogNormal(mu=0.0, sigma=1.0), **SPACE.distributions})
    dimensions = {"price": 0, "size": 1, "new": 2}

    def asking(x: Inputs) -> dict[str, object]:
        _ = x.new
        return function(x)

    model = replace(MODEL, function=asking)  # type: ignore[arg-type]
    for points in (POINTS["philox"], Sobol(seed=5, replicates=4, dimensions=dimensions)):
        run = Simulation(model=model, space=wider, points=points, samples=2_000)
        np.testing.assert_array_equal(all_samples(run), all_samples(simulation(points, 2_000)))


def test_two_seeds_differ() -> None:
    other = Philox(seed=6, replicates=4)
    assert not np.array_equal(all_samples(simulation(POINTS["philox"], 100)), all_samples(simulation(other, 100)))


@pytest.mark.parametrize("replicates", [2, 3, 16, 100, 511, 512, 1000])
def test_blocks_are_whole_rows_of_points(replicates: int) -> None:
    run = simulation(Philox(seed=5, replicates=replicates), 2_000)
    assert run.block_points % SEGMENT == 0
    assert run.block_points == SEGMENT or run.block_samples <= BLOCK_LANES


def test_moments_do_not_depend_on_the_length_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Multiplication and comparison only, which NumPy rounds alike whatever the length."""
    space = InputSpace(distributions={"a": Uniform(low=1.0, high=2.0)})
    model = Model(function=lambda x: {"y": x.a * np.asarray(YEARS)}, outputs=(Y,), coords=MODEL.coords)
    run = Simulation(model=model, space=space, points=POINTS["philox"], samples=20_003)
    expected = state(run)
    for lanes in (1, 1 << 11, 3000, 1 << 16):
        monkeypatch.setattr(mc.simulation, "BLOCK_LANES", lanes)
        np.testing.assert_array_equal(state(run), expected)


def test_sums_are_taken_around_the_central_future() -> None:
    """Every driver at its median: 1 * e, at 5 % a year; NaN and infinite values have no pivot."""
    (moments, _), *_ = simulation(POINTS["philox"]).plan.parts(np.zeros(10**6, dtype=np.int64), MODEL.outputs[0])
    assert isinstance(moments, Moments)
    np.testing.assert_allclose(moments.pivots, math.e * 1.05 ** np.arange(3.0), rtol=2.0**-11)
    undefined = Model(
        function=lambda x: {"y": x.price * np.array([np.nan, np.inf, 1.0])}, outputs=(Y,), coords=MODEL.coords
    )
    prices = InputSpace(distributions={"price": SPACE.distributions["price"]})
    run = Simulation(model=undefined, space=prices, points=POINTS["philox"], samples=10)
    ((moments, _),) = run.plan.parts(run.plan.empty(), Y)
    assert isinstance(moments, Moments)
    assert moments.pivots == (0.0, 0.0, 1.0)


def test_too_many_samples_for_the_points() -> None:
    with pytest.raises(SettingError, match="use more replicates or points = 'philox'"):
        simulation(POINTS["sobol"], 2**35)


def test_no_samples() -> None:
    with pytest.raises(SettingError, match="samples = 0: must be a whole number, 4 or more"):
        simulation(POINTS["philox"], 0)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ({"cost": 1.0}, r"did not return \['dear', 'parts'\]"),
        ({"cost": 1.0, "dear": 1.0, "parts": {"b": 1.0, "a": 1.0}}, r"output 'parts' has the labels \('b', 'a'\)"),
        ({"cost": 1.0, "dear": {"a": 1.0}, "parts": 1.0}, r"output 'dear' has the labels \('a',\)"),
        (
            {"cost": np.ones(2), "dear": 1.0, "parts": {"a": 1.0, "b": 1.0}},
            r"output 'cost' has trailing shape \(2,\), but its dims say \(3,\)",
        ),
    ],
)
def test_outputs_must_be_as_declared(returned: dict[str, object], message: str) -> None:
    model = Model(function=lambda _: returned, outputs=MODEL.outputs, coords=MODEL.coords)  # type: ignore[arg-type, return-value]
    with pytest.raises(ModelError, match=message):
        Simulation(model=model, space=SPACE, points=POINTS["philox"], samples=10)


def test_an_unknown_input_is_named_with_the_nearest_one() -> None:
    model = Model(function=lambda x: {"y": x.prize}, outputs=(Output(name="y"),))
    with pytest.raises(UnknownInputError, match="'prize' that the run does not have, did you mean 'price'"):
        Simulation(model=model, space=SPACE, points=POINTS["philox"], samples=10)
