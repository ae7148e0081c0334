"""Every shipped scenario, compiled, against the float64 oracle: sample by sample, output by output."""

import pytest

from mc.expression.node import FLOAT32, FLOAT64, DType
from pipelines.scenario.load import load_scenario, shipped_scenarios
from pipelines.simulation import scenario_simulation
from tests.support.compiled import BOUNDS, assert_agrees, assert_outputs_agree, evaluated

SHIPPED = [name for name, *_ in shipped_scenarios()]


def assert_scenario_agrees(name: str, *precisions: DType) -> None:
    scenario = load_scenario(name, ["run.samples=2048"])
    assert_agrees(scenario.decision, scenario.technology, scenario_simulation(scenario), *precisions)


@pytest.mark.parametrize("name", SHIPPED)
def test_futures_are_those_of_the_oracle(name: str) -> None:
    """In one precision: the other goes the same way, with other constants, and is tried on `baseline`."""
    assert_scenario_agrees(name, FLOAT32, *([FLOAT64] if name == "baseline" else []))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_futures_are_those_of_the_oracle_in_float64(name: str) -> None:
    assert_scenario_agrees(name, FLOAT64)


def test_an_error_of_a_ten_thousandth_is_noticed() -> None:
    run = scenario_simulation(load_scenario("baseline", ["run.samples=2048"]))
    inputs, expected = evaluated(run, None)
    assert_outputs_agree(run, inputs, expected, expected, BOUNDS[FLOAT64])
    wrong = {key: expected[key] * (1.0 + 1e-4) for key in ("launched_mass_kg_per_kw", "orbit_tco_usd", "units")}
    wrong |= {key: 1.0 - expected[key] for key in ("orbit_cheaper", "insolvent", "check_failed")}
    for key, values in wrong.items():
        with pytest.raises(AssertionError, match=key):
            assert_outputs_agree(run, inputs, expected | {key: values}, expected, BOUNDS[FLOAT64])
