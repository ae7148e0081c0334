"""The compiled target on processors: accurate, and the same bits however the work is cut."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from distributions.copulas.gaussian import GaussianCopula
from distributions.families.constant import Constant
from distributions.families.gamma import Gamma
from distributions.families.lognormal import LogNormal
from distributions.families.normal import Normal
from distributions.families.poisson import Poisson
from distributions.families.triangular import Triangular
from distributions.families.weibull import Weibull
from distributions.trajectories.random_walk import RandomWalk
from mc.expression.node import FLOAT32, FLOAT64, DType
from mc.inputs import Inputs, InputSpace
from mc.model import EVENT, Model, Output
from mc.points.philox import Philox
from mc.points.registry import make_points
from mc.simulation import Simulation
from mc.targets.base import Target
from mc.targets.reference import Reference
from mc.targets.simd.jit import Processor, host
from mc.targets.simd.target import Simd

YEARS = tuple(range(2026, 2038))
PLAIN = Processor(name="x86-64", features="")
AVX2 = Processor(name="x86-64-v3", features="")

needs_x86 = pytest.mark.skipif("avx2" not in host().features, reason="needs a processor with AVX2")
each_precision = pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])


def plant(x: Inputs) -> dict[str, object]:
    """A bit of everything that models do."""
    price = x.price
    yearly = x.energy * price * (1.0 - x.loss) ** np.arange(len(YEARS)) - x.failures * x.repair
    worth = np.cumsum(yearly / (1.0 + x.rate) ** np.arange(1.0, 1.0 + len(YEARS)), axis=-1)
    paid_back = np.sum(worth < x.capital, axis=-1) + 2026.0
    return {
        "npv": worth[..., -1] - x.capital,
        "yearly": {"first": yearly[..., :3], "last": yearly[..., -3:]},
        "dearest": np.max(price, axis=-1),
        "paid_back": np.where(paid_back < 2026.0 + len(YEARS), paid_back, np.inf),
        "profit": worth[..., -1] > x.capital,
        "margin": x.capital / np.where(yearly[..., 0] > 0.5, yearly[..., 0] - 0.5, 0.0),
    }


def simulation(points: str = "sobol", *, samples: int = 5000, replicates: int = 16) -> Simulation:
    space = InputSpace(
        distributions={
            "energy": Normal(mu=12.0, sigma=2.0),
            "loss": Triangular(low=0.003, mode=0.006, high=0.02),
            "rate": LogNormal(mu=-2.7, sigma=0.2),
            "failures": Poisson(rate=0.7),
            "repair": Weibull(shape=1.5, scale=0.3),
            "capital": Gamma(shape=9.0, scale=0.6),
        },
        trajectories={
            "price": RandomWalk(
                years=YEARS, from_year=2026, start=LogNormal(mu=-2.5, sigma=0.3),
                drift_per_year=Normal(mu=0.0, sigma=0.01),
                volatility_per_year=Constant(value=0.1), step_years=4,
            )
        },
        copula=GaussianCopula.from_pairs([("energy", "capital", 0.5), ("price.start", "rate", -0.3)]),
    )  # fmt: skip
    model = Model(
        function=plant,  # type: ignore[arg-type]
        outputs=(
            Output(name="npv"),
            Output(name="yearly", dims=("when", "year")),
            Output(name="dearest", histogram=False),
            Output(name="paid_back", levels=(*(float(year) for year in YEARS), np.inf)),
            Output(name="profit", levels=EVENT),
            Output(name="margin"),
        ),
        coords={"when": ("first", "last"), "year": (0.0, 1.0, 2.0)},
    )
    drivers = space.drivers
    return Simulation(
        model=model,
        space=space,
        points=make_points(points, seed=7, replicates=replicates, drivers=drivers),
        samples=samples,
    )


def state_of(target: Target, run: Simulation, *cuts: int) -> np.ndarray:
    """State of a run, computed in parts that end at `cuts`."""
    state = run.plan.empty()
    ends = [0, *cuts, run.block_count]
    for start, stop in itertools.pairwise(ends):
        target.accumulate(run, range(start, stop), state)
    return state


def values(target: Target, run: Simulation, block: int = 0) -> dict[str, np.ndarray]:
    return {name: np.concatenate(parts) for name, parts in target.evaluate(run, block).outputs.items()}


@each_precision
@pytest.mark.parametrize("points", ["sobol", "philox"])
def test_values_agree_with_the_reference(points: str, precision: DType) -> None:
    """Within a few units in the last place of what is added and subtracted on the way; years but for rounding."""
    run = simulation(points)
    tolerance = {FLOAT32: 3e-5, FLOAT64: 1e-12}[precision]
    expected, found = values(Reference(), run), values(Simd(precision), run)
    for name in ("npv", "yearly", "dearest"):
        scale = 10.0 if name == "npv" else 1.0
        np.testing.assert_allclose(found[name], expected[name], rtol=0.0, atol=tolerance * scale)
    for name in ("paid_back", "profit"):
        assert np.mean(found[name] != expected[name]) <= (0.0 if precision == FLOAT64 else 2e-4)
    inputs = (target.evaluate(run, 0).inputs for target in (Reference(), Simd(precision)))
    for one, other in zip(*(each.items() for each in inputs), strict=True):
        np.testing.assert_allclose(other[1][0], one[1][0], rtol=tolerance, err_msg=one[0])


@each_precision
@pytest.mark.parametrize("samples", [16, 17, 16 * 31, 16 * 33 + 5, 16 * 255, 16 * 257 + 1, 40_000])
def test_the_state_is_what_accumulators_make_of_the_values(precision: DType, samples: int) -> None:
    run, target = simulation(samples=samples), Simd(precision)
    expected = run.plan.empty()
    for block in range(run.block_count):
        run.add(expected, block, target.evaluate(run, block).outputs)
    found = state_of(target, run)
    np.testing.assert_array_equal(found, expected)
    assert found[0] == samples
    assert np.any(np.isinf(values(target, run)["margin"]))  # so that counts of what is not finite are tested as well


@each_precision
@pytest.mark.parametrize("points", ["sobol", "philox"])
def test_bits_do_not_depend_on_how_the_work_is_cut(points: str, precision: DType) -> None:
    run = simulation(points, samples=100_003)
    whole = state_of(Simd(precision), run)
    np.testing.assert_array_equal(state_of(Simd(precision), run, 1, 2, 5), whole)
    target = Simd(precision)
    with ThreadPoolExecutor(4) as threads:
        parts = list(
            threads.map(lambda block: _block_state(target, run, block), reversed(range(run.block_count)))
        )  # fmt: skip
    np.testing.assert_array_equal(np.sum(parts, axis=0), whole)


def _block_state(target: Target, run: Simulation, block: int) -> np.ndarray:
    state = run.plan.empty()
    target.accumulate(run, range(block, block + 1), state)
    return state


@needs_x86
@each_precision
@pytest.mark.parametrize("points", ["sobol", "philox"])
@pytest.mark.parametrize(("processor", "width"), [(PLAIN, 4), (AVX2, 8), (None, 4), (None, 32)])
def test_bits_do_not_depend_on_the_processor_or_the_width_of_vectors(
    points: str, precision: DType, processor: Processor | None, width: int
) -> None:
    run = simulation(points, samples=3_000)
    first, other = Simd(precision), Simd(precision, processor=processor, width=width)
    for name, expected in values(first, run).items():
        np.testing.assert_array_equal(values(other, run)[name].view(np.uint8), expected.view(np.uint8), err_msg=name)
    np.testing.assert_array_equal(state_of(other, run), state_of(first, run))


def test_philox_goes_on_beyond_two_to_the_32() -> None:
    run = simulation("philox", samples=16 * (2**33 + 100), replicates=16)
    block = 2**33 // run.block_points
    found, expected = values(Simd(FLOAT64), run, block), values(Reference(), run, block)
    np.testing.assert_allclose(found["npv"], expected["npv"], rtol=1e-10, atol=1e-10)
    assert isinstance(run.points, Philox)
    first = values(Simd(FLOAT64), run, 0)
    assert not np.any(first["npv"] == found["npv"])


def test_one_bit_of_the_points_is_noticed() -> None:
    """A mutant of the draws changes samples and state: the comparisons above can fail."""
    run, other = simulation(), simulation()
    object.__setattr__(other, "points", make_points("sobol", seed=8, replicates=16, drivers=run.space.drivers))
    assert not np.array_equal(state_of(Simd(), run), state_of(Simd(), other))
