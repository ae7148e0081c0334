"""The comparison of targets: it finds one wrong bit, and counts what it compared."""

import numpy as np
import pytest

from mc.accumulators.base import IntArray
from mc.simulation import Simulation
from mc.targets.base import Evaluation
from mc.targets.reference import Reference
from pipelines.parity import compare_targets, compared
from tests.pipelines.test_ranges import run_of

SAMPLES = 40_000


class OneCount(Reference):
    """Counts one sample too many, in one bin."""

    def accumulate(self, simulation: Simulation, blocks: range, state: IntArray) -> None:
        super().accumulate(simulation, blocks, state)
        state[np.flatnonzero(state)[-1]] ^= 1


class LastBit(Reference):
    """Has another last bit in one value of an output."""

    def evaluate(self, simulation: Simulation, block: int) -> Evaluation:
        evaluation = super().evaluate(simulation, block)
        (values,) = evaluation.outputs["y"]
        values = values.copy()
        values.view(np.int64)[0, 3, 17] ^= 1
        return Evaluation(evaluation.inputs, {"y": [values]})


def test_a_target_gives_its_own_bits() -> None:
    simulation = run_of(SAMPLES)
    found = compared(simulation, Reference(), Reference(), case="itself")
    assert found.different == 0
    assert found.compared == 8 * (simulation.plan.size + 2 * simulation.block_samples)  # one input, one output


def test_one_wrong_bit_is_found() -> None:
    simulation = run_of(SAMPLES)
    for mutant in (OneCount(), LastBit()):
        assert compared(simulation, Reference(), mutant, case="mutant").different == 1


def test_all_points_and_precisions_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a small simulation: tests of the targets compare the shipped scenarios."""
    monkeypatch.setattr("pipelines.parity.scenario_simulation", lambda _: run_of(SAMPLES))
    cases = [comparison.case for comparison in compare_targets("simd", "simd") if not comparison.different]
    assert cases == ["sobol float32", "sobol float64", "philox float32", "philox float64"]
