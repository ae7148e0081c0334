"""Every shipped scenario, compiled, against the float64 oracle: sample by sample, output by output."""

import pytest

from mc.expression.node import FLOAT32, FLOAT64
from mc.simulation import Simulation
from pipelines.scenario.load import load_scenario, shipped_scenarios
from pipelines.simulation import scenario_simulation
from tests.support.compiled import BOUNDS, assert_agrees, assert_outputs_agree, evaluated

SHIPPED = [name for name, *_ in shipped_scenarios()]


def simulation(name: str) -> Simulation:
    return scenario_simulation(load_scenario(name, ["run.samples=2048"]))


@pytest.mark.parametrize("name", SHIPPED)
def test_futures_are_those_of_the_oracle(name: str) -> None:
    """In one precision: the other takes the same way, of other constants, and is tried on `baseline`."""
    assert_agrees(simulation(name), FLOAT32, *([FLOAT64] if name == "baseline" else []))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_futures_are_those_of_the_oracle_in_float64(name: str) -> None:
    assert_agrees(simulation(name), FLOAT64)


@pytest.mark.parametrize("key", ["launched_mass_kg_per_kw", "orbit_cost_usd_per_kw_year", "units", "orbit_cheaper"])
def test_an_error_of_a_ten_thousandth_is_noticed(key: str) -> None:
    run = simulation("baseline")
    inputs, expected = evaluated(run, None)
    assert_outputs_agree(run, inputs, expected, expected, BOUNDS[FLOAT64])
    wrong = 1.0 - expected[key] if key == "orbit_cheaper" else expected[key] * (1.0 + 1e-4)
    with pytest.raises(AssertionError, match=key):
        assert_outputs_agree(run, inputs, expected | {key: wrong}, expected, BOUNDS[FLOAT32])
