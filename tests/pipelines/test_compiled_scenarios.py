"""Shipped scenarios, compiled, against the float64 oracle: sample by sample, output by output."""

import pytest

from mc.expression.node import FLOAT32, FLOAT64
from mc.simulation import Simulation
from pipelines.scenario.load import load_scenario, shipped_scenarios
from pipelines.simulation import scenario_simulation
from pipelines.tco.decision import Decision
from pipelines.tco.technology import Technology
from tests.support.compiled import (
    BOUNDS,
    assert_agrees,
    assert_outputs_agree,
    assert_some_agree,
    evaluated,
    some_futures,
)

SHIPPED = [name for name, *_ in shipped_scenarios()]


def scenario_run(name: str, *overrides: str) -> tuple[Decision, Technology, Simulation]:
    scenario = load_scenario(name, ["run.samples=2048", *overrides])
    return scenario.decision, scenario.technology, scenario_simulation(scenario)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "baseline"])
def test_some_futures_are_those_of_the_oracle(name: str) -> None:
    assert_some_agree(*scenario_run(name))


def test_futures_of_the_baseline_are_those_of_the_oracle() -> None:
    """Of a whole block, in the first twenty start years; the slow test has all years."""
    assert_agrees(*scenario_run("baseline", "decision.horizon=2045"), FLOAT32, FLOAT64)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_futures_are_those_of_the_oracle(name: str) -> None:
    assert_agrees(*scenario_run(name), FLOAT32, FLOAT64)


def test_an_error_of_a_ten_thousandth_is_noticed() -> None:
    decision = Decision(first_start_year=2034, decision_year=2035, horizon=2036, service_years=3)
    run = some_futures(Technology(), decision)
    inputs, expected = evaluated(run, None)
    assert_outputs_agree(run, inputs, expected, expected, BOUNDS[FLOAT64])
    wrong = {key: expected[key] * (1.0 + 1e-4) for key in ("launched_mass_kg_per_kw", "orbit_tco_usd", "units")}
    wrong |= {key: 1.0 - expected[key] for key in ("orbit_cheaper", "insolvent", "check_failed")}
    for key, values in wrong.items():
        with pytest.raises(AssertionError, match=key):
            assert_outputs_agree(run, inputs, expected | {key: values}, expected, BOUNDS[FLOAT64])
