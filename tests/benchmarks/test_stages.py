"""Kernels of parts of a run compute what the run computes, so that what is timed is its work."""

import numpy as np
import pytest

from benchmarks.stages import ACCUMULATORS, accumulators, values
from mc.simulation import Simulation
from mc.targets.reference import Reference
from mc.targets.simd.target import Simd
from pipelines.scenario.load import load_scenario
from pipelines.simulation import scenario_simulation


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return scenario_simulation(load_scenario("baseline", ["run.samples=4096"]))


def test_values(simulation: Simulation) -> None:
    """Sums of all inputs, in float32 and any order."""
    found = {name: np.array(run()) for name, run in values(simulation).items()}
    bits = sum(simulation.bits(driver, 0) for driver in simulation.space.drivers)
    np.testing.assert_array_equal(found["points"][0].view(np.uint32), bits)
    evaluation = Reference().evaluate(simulation, 0)
    varied = [np.sum(part, axis=0) for parts in evaluation.inputs.values() for part in parts if np.ptp(part)]
    np.testing.assert_allclose(found["trajectories"][1], np.sum(varied, axis=0), rtol=1e-5)
    changed = found["copula"][1] != found["uniforms, independent inverse CDFs"][1]
    assert np.mean(changed) > 0.2  # sums of billions of dollars, in which float32 loses most of what is correlated


def test_accumulators_are_left_out_one_kind_after_the_other(simulation: Simulation) -> None:
    """Parts of the state, except counts that are filled in afterwards from others, are added to by the last run."""
    whole = simulation.plan.empty()
    Simd().accumulate(simulation, range(simulation.block_count), whole)
    states = [run() for run in accumulators(simulation).values()]
    assert len(states) == len(ACCUMULATORS) + 1
    np.testing.assert_array_equal(states[-1], whole)
    nonzero = [np.count_nonzero(state) for state in states]
    assert nonzero == sorted(set(nonzero))
