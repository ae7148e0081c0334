"""What holds for every trajectory."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from distributions.draw import Draw, median_draw
from distributions.errors import DistributionError
from distributions.families.constant import Constant
from distributions.families.lognormal import LogNormal
from distributions.families.uniform import Uniform
from distributions.trajectories.base import Trajectory
from distributions.trajectories.fan import Fan
from distributions.trajectories.jumps import Jumps
from distributions.trajectories.mean_reversion import MeanReversion
from distributions.trajectories.random_walk import RandomWalk
from distributions.trajectories.regime import Regime
from distributions.trajectories.registry import TRAJECTORIES
from distributions.trajectories.wright import Wright
from mc.sample_array import SampleArray
from tests.support.strict_array import StrictArray

YEARS = tuple(range(2026, 2041))

WRIGHT = Wright(
    years=YEARS,
    from_year=2023,
    start_price=LogNormal(mu=7.5, sigma=0.2),
    start_mass=400.0,
    learning_rate=Uniform(low=0.15, high=0.24),
    initial_mass=Constant(value=6000.0),
    annual_mass=LogNormal(mu=7.8, sigma=0.1),
    growth=Uniform(low=0.1, high=0.6),
    growth_until=2034,
    hold_after=2037,
    floor=Constant(value=100.0),
)
FAN = Fan(years=YEARS, elicited_years=(2027, 2035), low=(50.0, 20.0), median=(80.0, 60.0), high=(100.0, 140.0))
WALK = RandomWalk(
    years=YEARS,
    from_year=2026,
    start=LogNormal(mu=0.0, sigma=0.3),
    drift_per_year=Uniform(low=-0.01, high=0.02),
    volatility_per_year=Constant(value=0.1),
    step_years=4,
)
REGIME = Regime(
    years=YEARS,
    base=WRIGHT,
    probability=0.4,
    year=Uniform(low=2027.0, high=2045.0),
    factor=LogNormal(mu=0.4, sigma=0.2),
)
REVERSION = MeanReversion(
    years=YEARS,
    from_year=2024,
    start=LogNormal(mu=0.0, sigma=0.3),
    long_run_level=LogNormal(mu=0.5, sigma=0.1),
    half_life_years=Uniform(low=1.0, high=5.0),
    volatility_per_year=Uniform(low=0.1, high=0.3),
    step_years=5,
)
JUMPS = Jumps(
    years=YEARS,
    base=FAN,
    from_year=2023,
    rate_per_year=Uniform(low=0.05, high=0.2),
    factor=LogNormal(mu=0.5, sigma=0.2),
    half_life_years=Uniform(low=0.5, high=3.0),
    step_years=7,
)
TRAJECTORY = {
    "wright": WRIGHT,
    "fan": FAN,
    "random_walk": WALK,
    "regime": REGIME,
    "mean_reversion": REVERSION,
    "jumps": JUMPS,
}
STEPPED = pytest.mark.parametrize(
    "trajectory", [WRIGHT, WALK, REVERSION, JUMPS], ids=["wright", "random_walk", "mean_reversion", "jumps"]
)


def test_registry_is_complete() -> None:
    assert {name: type(path) for name, path in TRAJECTORY.items()} == TRAJECTORIES


@pytest.mark.parametrize("trajectory", TRAJECTORY.values(), ids=TRAJECTORY.keys())
class TestContract:
    def test_numbers_arrays_and_samples_agree(self, trajectory: Trajectory) -> None:
        n, rng = 40, np.random.default_rng(2)
        p = {driver: rng.random(n) for driver in trajectory.drivers}
        arrays = trajectory.path({driver: Draw.from_probability(p[driver]) for driver in p})
        samples = trajectory.path({driver: Draw.from_probability(SampleArray(p[driver])) for driver in p})  # type: ignore[arg-type]
        singles = [
            trajectory.path({driver: Draw.from_probability(float(p[driver][i])) for driver in p})  # type: ignore[arg-type]
            for i in range(n)
        ]
        assert arrays.shape == (n, len(YEARS))
        np.testing.assert_array_equal(cast("SampleArray", samples).data, arrays.T)
        np.testing.assert_array_equal(singles, arrays)
        device = {driver: Draw.from_probability(SampleArray(StrictArray(p[driver]))) for driver in p}  # type: ignore[arg-type]
        np.testing.assert_array_equal(cast("SampleArray", trajectory.path(device)).data.get(), arrays.T)  # type: ignore[attr-defined]

    def test_median_path(self, trajectory: Trajectory) -> None:
        path = trajectory.path(dict.fromkeys(trajectory.drivers, median_draw()))
        assert path.shape == (len(YEARS),)
        assert np.all(path > 0.0)

    @pytest.mark.parametrize("years", [(), (2026, 2028), (2027, 2026)])
    def test_years_increase_by_one(self, trajectory: Trajectory, years: tuple[int, ...]) -> None:
        arguments = {name: getattr(trajectory, name) for name in type(trajectory).__dataclass_fields__}  # type: ignore[attr-defined]
        with pytest.raises(DistributionError, match="years that increase by one"):
            type(trajectory)(**{**arguments, "years": years})

    def test_years_are_required(self, trajectory: Trajectory) -> None:
        arguments = {name: getattr(trajectory, name) for name in type(trajectory).__dataclass_fields__}  # type: ignore[attr-defined]
        del arguments["years"]
        with pytest.raises(TypeError, match="years"):
            type(trajectory)(**arguments)


@pytest.mark.parametrize("trajectory", [WRIGHT, WALK, REGIME, REVERSION], ids=["wright", "walk", "regime", "reversion"])
def test_years_have_the_same_values_whatever_the_first(trajectory: Trajectory) -> None:
    """Draws go by the names of drivers: those of a step belong to its year."""
    rng = np.random.default_rng(3)
    draws = {driver: Draw.from_probability(rng.random(20)) for driver in trajectory.drivers}
    later = _from_2030(trajectory)
    assert later.drivers == trajectory.drivers
    np.testing.assert_array_equal(later.path(draws), trajectory.path(draws)[:, 4:])


def _from_2030(trajectory: Trajectory) -> Trajectory:
    years = YEARS[4:]
    base = {"base": _from_2030(trajectory.base)} if isinstance(trajectory, Regime) else {}
    return replace(trajectory, years=years, **base)  # type: ignore[type-var]  # a dataclass


@STEPPED
@pytest.mark.parametrize("from_year", [2027, 1825])
def test_years_before_the_path_is_built(
    trajectory: Wright | RandomWalk | MeanReversion | Jumps, from_year: int
) -> None:
    with pytest.raises(DistributionError, match="must be 2026, the first year of the path, or at most 200 years"):
        replace(trajectory, from_year=from_year)


def test_drivers_are_the_uncertain_fields() -> None:
    assert WRIGHT.drivers == ("start_price", "learning_rate", "annual_mass", "growth")
    assert FAN.drivers == ("rank",)
    assert WALK.drivers == ("start", "drift_per_year", "step_2030", "step_2034", "step_2038", "step_2042")
    assert REVERSION.drivers == (
        *("start", "long_run_level", "half_life_years", "volatility_per_year"),
        *("step_2029", "step_2034", "step_2039", "step_2044"),
    )
    assert JUMPS.drivers == (
        *("base.rank", "rate_per_year", "half_life_years"),
        *("occurs_2030", "factor_2030", "occurs_2037", "factor_2037"),
    )
    assert REGIME.drivers == (*(f"base.{driver}" for driver in WRIGHT.drivers), "occurs", "year", "factor")
