"""Every technology: the costs that formulas give by hand, on all limits finite, traced and compiled the same."""

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import example, given, settings

from distributions.arrays import FloatArray
from mc.expression.node import FLOAT32, FLOAT64
from mc.inputs import Inputs
from mc.sample_array import SampleArray, plain
from mc.traced.array import TracedArray
from mc.traced.zero import require_no_nan_division
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.model import asked_inputs, tco_model
from pipelines.tco.technology import Technology
from tests.mc.traced.support import leaves
from tests.support.central import SCALARS, paths
from tests.support.compiled import assert_agrees, some_futures
from tests.support.interpret import leaf
from tests.support.plain_costs import PlainCosts
from tests.support.technologies import ALTERNATIVES, CHOICES, MIXES, made, technologies

DECISION = Decision()
YEAR = DECISION.start_years.index(2035)
SOME = SCALARS | {
    "bus_units": 4000.0,
    "workload_gb_per_kwh": 200.0,
    "it_life_years": 4.0,
    "replacement_price_factor": 1.5,
}
"""Where more matters than in the central future: learning, the downlink, computers that live less than satellites."""


def by_hand(technology: Technology, values: dict[str, float]) -> tuple[dict[str, dict[str, float]], PlainCosts]:
    path = paths(DECISION)
    factors = [1.05**-age for age in range(1, 11)]
    electricity = path["electricity_price_usd_per_kwh"][YEAR : YEAR + 10].tolist()
    price = sum(map(math.prod, zip(electricity, factors, strict=True))) / sum(factors)
    x = SimpleNamespace(
        **values,
        launch_price_usd_per_kg=float(path["launch_price_usd_per_kg"][YEAR]),
        electricity_price_usd_per_kwh=price,
    )
    costs = PlainCosts(x=x, technology=technology, decision=DECISION, start_year=2035)
    it_cost = values["it_cost_usd_per_kw"]
    return {
        "orbit_cost_usd_per_kw_year": costs.orbit(it_cost),
        "orbit_cost_without_it_usd_per_kw_year": costs.orbit(0.0),
        "ground_cost_usd_per_kw_year": costs.ground(it_cost),
        "ground_cost_without_it_usd_per_kw_year": costs.ground(0.0),
    }, costs


def outcomes(technology: Technology, values: dict[str, Any]) -> Any:
    return tco_model(DECISION, technology).function(Inputs(cast("Any", values | paths(DECISION))))


def assert_costs_by_hand(technology: Technology, values: dict[str, float]) -> None:
    found = outcomes(technology, values)
    expected, costs = by_hand(technology, values)
    for output, parts in expected.items():
        assert tuple(found[output]) == tuple(parts)
        for name, cost in parts.items():
            line = np.broadcast_to(found[output][name], len(DECISION.start_years))[YEAR]
            assert line == pytest.approx(cost, rel=1e-12, abs=1e-9), f"{output}: {name}"
    assert found["launched_mass_kg_per_kw"] == pytest.approx(costs.masses[1], rel=1e-12)
    assert found["placed_kw_per_kw"] == pytest.approx(costs.placed, rel=1e-12)


@pytest.mark.parametrize("technology", [*ALTERNATIVES.values(), *MIXES.values()], ids=[*ALTERNATIVES, *MIXES])
@pytest.mark.parametrize("values", [SCALARS, SOME], ids=["central", "some"])
def test_costs_by_hand(technology: Technology, values: dict[str, float]) -> None:
    assert_costs_by_hand(technology, values)


@settings(max_examples=50)
@given(technology=technologies())
def test_costs_of_any_technology_by_hand(technology: Technology) -> None:
    assert_costs_by_hand(technology, SOME)


def test_a_cost_that_is_off_by_a_hair_is_noticed() -> None:
    expected, _ = by_hand(Technology(), SCALARS)
    found = outcomes(Technology(), SCALARS | {"bus_cost_usd_per_kg": 1000.0 * (1.0 + 1e-10)})
    line = found["orbit_cost_usd_per_kw_year"]["bus"][YEAR]
    assert line != pytest.approx(expected["orbit_cost_usd_per_kw_year"]["bus"], rel=1e-12)


def test_every_choice_is_in_a_mix() -> None:
    everything = {(name, choice) for name, choices in CHOICES.items() for choice in choices}
    assert set().union(*(made(technology) for technology in (Technology(), *MIXES.values()))) == everything


def test_every_input_is_asked_for_by_some_technology() -> None:
    asked = set().union(*(asked_inputs(DECISION, technology) for technology in ALTERNATIVES.values()))
    assert asked == {spec.name for spec in INPUTS}


CORNERS = 200
SCALAR = [spec for spec in INPUTS if not spec.by_year]
NEVER = {"breakeven_year", "breakeven_year_first", "cost_ratio", "cost_ratio_without_it"}
"""Infinite where orbit never breaks even, or where the ground costs nothing."""


def on_limits() -> dict[str, FloatArray]:
    """One sample for each limit of each input, all else as in the central future; then corners where limits meet."""
    limits = {spec.name: [end for end in (spec.low, spec.high) if math.isfinite(end)] for spec in SCALAR}
    rng = np.random.default_rng(5)
    samples = sum(map(len, limits.values())) + CORNERS
    values = {spec.name: np.full(samples, SCALARS[spec.name]) for spec in SCALAR}
    sample = 0
    for name, ends in limits.items():
        values[name][sample : sample + len(ends)] = ends
        values[name][-CORNERS:] = rng.choice(ends, CORNERS)
        sample += len(ends)
    return values


@pytest.mark.parametrize("technology", [*ALTERNATIVES.values(), *MIXES.values()], ids=[*ALTERNATIVES, *MIXES])
def test_finite_on_each_limit_and_where_limits_meet(technology: Technology) -> None:
    limits = {name: SampleArray(value) for name, value in on_limits().items()}
    by_year = {name: SampleArray(path[:, None]) for name, path in paths(DECISION).items()}
    with np.errstate(under="ignore"):
        found = tco_model(DECISION, technology).function(Inputs(cast("Any", limits | by_year)))
    for name, value in leaves(found):
        if name.split("/")[1] not in NEVER:
            finite = np.isfinite(np.asarray(plain(value)))
            assert np.all(finite), (name, np.unique(np.nonzero(~finite)[-1]))


@pytest.mark.parametrize("technology", MIXES.values(), ids=MIXES)
def test_compiled_as_on_numpy(technology: Technology) -> None:
    decision = Decision(first_start_year=2030, decision_year=2031, horizon=2033, service_years=3)
    assert_agrees(decision, technology, some_futures(technology, decision), FLOAT32, FLOAT64)


@settings(max_examples=8)
@given(technology=technologies())
@example(technology=Technology())
def test_any_technology_is_traced_and_divides_nothing_by_nothing(technology: Technology) -> None:
    asked = asked_inputs(DECISION, technology)
    path = (len(DECISION.calendar_years),)
    values = {
        spec.name: TracedArray(leaf(FLOAT32, path if spec.by_year else ())) for spec in INPUTS if spec.name in asked
    }
    found = tco_model(DECISION, technology).function(Inputs(cast("Any", values)))
    outputs = [value for _, value in leaves(found)]
    require_no_nan_division(outputs, values)
    require_no_nan_division(outputs, values, {spec.name for spec in INPUTS if spec.low <= 0.0})
