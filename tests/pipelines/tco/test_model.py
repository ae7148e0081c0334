import math
import pickle
from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributions.arrays import FloatArray
from mc.inputs import Inputs
from mc.model import OutputValue
from mc.sample_array import SampleArray
from pipelines.tco import finance, orbit
from pipelines.tco.case import Case
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
from pipelines.tco.model import asked_inputs, tco_model
from pipelines.tco.spacecraft import spacecraft
from pipelines.tco.technology import Technology
from tests.mc.traced.support import leaves
from tests.support.central import SCALARS, paths
from tests.support.strict_array import StrictArray

DECISION = Decision()
MODEL = tco_model(DECISION, Technology())
SAMPLES = 64


def _outcomes(**changes: object) -> Mapping[str, OutputValue]:
    values = cast("dict[str, FloatArray]", SCALARS | paths(DECISION) | changes)
    return MODEL.function(Inputs(values))


def _random_values() -> dict[str, FloatArray]:
    """All inputs but the altitude differing by up to 15 % between samples, the samples last."""
    rng = np.random.default_rng(20_261_122)
    central = SCALARS | paths(DECISION)
    high = {spec.name: 0.999 * spec.high for spec in INPUTS}
    values = {}
    for name, value in central.items():
        spread = rng.uniform(0.85, 1.15, (*np.shape(value), SAMPLES))
        values[name] = np.minimum(np.asarray(value)[..., None] * spread, high[name])
    return values | {"altitude_km": cast("FloatArray", 650.0)}


def _samples(values: Mapping[str, FloatArray], kind: type[StrictArray] | None = None) -> Inputs:
    wrapped = {
        name: value if np.ndim(value) == 0 else SampleArray(value if kind is None else kind(value))  # type: ignore[arg-type]
        for name, value in values.items()
    }
    return Inputs(wrapped)  # type: ignore[arg-type]  # models are typed as for NumPy arrays


def test_returns_what_it_declares() -> None:
    outcomes = _outcomes()
    assert list(outcomes) == [output.name for output in MODEL.outputs]
    for output in MODEL.outputs:
        value: OutputValue = outcomes[output.name]
        dims = list(output.dims)
        while isinstance(value, Mapping):
            assert tuple(value) == MODEL.coords[dims.pop(0)], output.name
            value = next(iter(value.values()))
        shape = tuple(len(MODEL.coords[dim]) for dim in dims)
        assert np.broadcast_shapes(np.shape(value), shape) == shape, output.name


def test_histograms_are_of_a_sensible_size_and_hold_the_results() -> None:
    values = dict(leaves(MODEL.function(_samples(_random_values()))))
    for output in MODEL.outputs:
        assert math.log2(output.largest / output.smallest) <= 20 or output.levels or not output.histogram
        assert math.frexp(output.smallest)[0] == math.frexp(output.largest)[0] == 0.5
        if output.histogram and not output.levels:
            for name, value in values.items():
                if name.split("/")[1] == output.name:
                    assert np.max(np.abs(value.data)) < output.largest, name
                    assert np.median(np.abs(value.data)) > output.smallest, name


def test_parts_sum_to_the_total_exactly() -> None:
    outcomes = cast("Mapping[str, Mapping[str, FloatArray]]", MODEL.function(_samples(_random_values())))
    for side in ("orbit", "ground"):
        parts = finance.total(outcomes[f"{side}_cost_usd_per_kw_year"])
        np.testing.assert_array_equal(parts.data, outcomes["level_cost_usd_per_kw_year"][side].data)


def test_asks_for_the_same_inputs_whatever_their_values() -> None:
    class Recording(Inputs):
        __slots__ = ()

        def __getattr__(self, name: str) -> FloatArray:
            asked.add(name)
            return super().__getattr__(name)

    asked: set[str] = set()
    MODEL.function(Recording(cast("dict[str, FloatArray]", SCALARS | paths(DECISION))))
    assert asked == asked_inputs(DECISION, Technology())


def test_samples_are_computed_as_each_by_itself() -> None:
    values = _random_values()
    together = dict(leaves(MODEL.function(_samples(values))))
    for sample in range(SAMPLES):
        alone: dict[str, Any] = {
            name: value if np.ndim(value) == 0 else value[..., sample] if value.ndim > 1 else float(value[sample])
            for name, value in values.items()
        }
        for name, value in leaves(MODEL.function(Inputs(alone))):
            found = together[name]
            expected: Any = found.data[..., sample] if isinstance(found, SampleArray) else found
            # differences of costs lose the digits that the costs have in common
            absolute = 1e-2 if name.startswith("/tco_gap") else 1e-7
            np.testing.assert_allclose(value, expected, rtol=1e-11, atol=absolute, err_msg=name)


def test_runs_on_arrays_that_refuse_to_be_mixed_with_numpy() -> None:
    values = _random_values() | {"altitude_km": np.full(SAMPLES, 650.0)}
    plain, strict = (
        dict(leaves(MODEL.function(samples))) for samples in (_samples(values), _samples(values, StrictArray))
    )
    for name, value in plain.items():
        if not isinstance(value, SampleArray):
            assert strict[name] == value, name  # a constant
            continue
        device = strict[name].data
        assert isinstance(device, StrictArray), name
        np.testing.assert_array_equal(device.get(), value.data, err_msg=name)


def test_gap_at_the_breakeven_price_is_zero() -> None:
    price = cast("FloatArray", _outcomes()["breakeven_launch_price_usd_per_kg"])
    there = np.concatenate([price, np.ones(DECISION.service_years - 1)])
    gap = _outcomes(launch_price_usd_per_kg=there)["gap_usd_per_kw_year"]
    np.testing.assert_allclose(cast("FloatArray", gap), 0.0, atol=1e-8)


def test_breakeven_price_does_not_depend_on_the_price() -> None:
    free = _outcomes(launch_price_usd_per_kg=np.zeros(len(DECISION.calendar_years)))
    price = cast("FloatArray", free["breakeven_launch_price_usd_per_kg"])
    np.testing.assert_allclose(price, cast("FloatArray", _outcomes()["breakeven_launch_price_usd_per_kg"]), rtol=1e-11)


def test_prices_are_those_of_the_start_year() -> None:
    price = cast("FloatArray", _outcomes()["launch_price_usd_per_kg"])
    np.testing.assert_array_equal(price, paths(DECISION)["launch_price_usd_per_kg"][:35])


def test_energy_costs_its_mean_over_the_service() -> None:
    path = paths(DECISION)["electricity_price_usd_per_kwh"]
    weights = 1.05 ** -np.arange(1.0, 11.0)
    expected = [np.average(path[year : year + 10], weights=weights) for year in range(35)]
    np.testing.assert_allclose(cast("FloatArray", _outcomes()["energy_price_usd_per_kwh"]), expected, rtol=1e-12)


def test_capital_in_orbit_gets_cheaper_until_the_premium_has_faded() -> None:
    cost = cast("Mapping[str, FloatArray]", _outcomes()["orbit_cost_usd_per_kw_year"])
    assets = (*orbit.COMPONENTS[: orbit.COMPONENTS.index("engineering")], "failures")
    invested = finance.total({name: cost[name] for name in assets}) * 5.0 * 1.07
    once = 1_000.0 + 32.0  # engineering and ground segment of a gigawatt, which last as long as the service
    for year, nominal in ((0, 0.15), (5, 0.13), (15, 0.09), (34, 0.09)):
        rate = (1.0 + nominal) / 1.02 - 1.0
        returns = {life: rate / (1.0 - (1.0 + rate) ** -life) - 1.0 / life for life in (5, 10)}
        expected = invested[year] * returns[5] + once * returns[10]
        assert cost["cost_of_capital"][year] == pytest.approx(expected, rel=1e-12)


def test_platform_hardware_falls_from_the_price_year() -> None:
    later = tco_model(Decision(first_start_year=2030), Technology())
    x = Inputs(cast("dict[str, FloatArray]", SCALARS | paths(Decision(first_start_year=2030))))
    for outcomes, elapsed in ((_outcomes(), np.arange(35)), (later.function(x), np.arange(4, 35))):
        array = cast("Mapping[str, FloatArray]", outcomes["orbit_cost_usd_per_kw_year"])["array"]
        craft = spacecraft(Case(x=x, technology=Technology(), decision=DECISION))
        today = craft.array_power_w * 2.7 / 5.0 * cast("float", outcomes["placed_kw_per_kw"])
        np.testing.assert_allclose(array, today * 0.96**elapsed, rtol=1e-12)


def test_sides_that_share_everything_differ_by_nothing() -> None:
    """Computers only, with one cost of capital, no losses, free launch and free ground: the gap is zero."""
    nothing = (
        *("array_cost_usd_per_w", "radiator_cost_usd_per_m2", "bus_cost_usd_per_kg", "battery_cost_usd_per_wh"),
        *("accelerator_failure_rate_per_year", "satellite_failure_rate_per_year", "hbm_failure_rate_per_year"),
        *("orbit_operations_usd_per_kw_year", "launch_insurance_fraction", "in_orbit_insurance_per_year"),
        *("facility_usd_per_kw", "backup_power_usd_per_kw", "ground_operations_usd_per_kw_year"),
        *("propulsion_cost_usd_per_kw", "unit_overhead_usd", "laser_terminal_cost_usd", "pump_cost_usd_per_kw"),
        *("engineering_usd", "ground_segment_usd", "ground_segment_usd_per_year", "launch_failure_probability"),
        *("vehicle_groundings", "common_cause_events", "loop_failure_rate_per_year", "restart_hours"),
        *("workload_gb_per_kwh", "water_price_usd_per_m3"),
    )
    same = {
        "sdc_redundancy": 1.0,
        "orbit_availability": 0.95,
        "ground_availability": 0.95,
        "orbit_cost_of_capital": 0.09,
    }
    free = {name: np.zeros(len(DECISION.calendar_years)) for name in paths(DECISION)}
    outcomes = _outcomes(**dict.fromkeys(nothing, 0.0), **same, **free)
    np.testing.assert_allclose(cast("FloatArray", outcomes["gap_usd_per_kw_year"]), 0.0, atol=1e-9)
    level = cast("Mapping[str, FloatArray]", outcomes["level_cost_usd_per_kw_year"])["ground"]
    rate = 1.09 / 1.02 - 1.0
    np.testing.assert_allclose(level, 30_000 / 0.95 * rate / (1 - (1 + rate) ** -5), rtol=1e-12)
    without = cast("Mapping[str, FloatArray]", outcomes["level_cost_without_it_usd_per_kw_year"])
    np.testing.assert_allclose([without["orbit"], without["ground"]], 0.0, atol=1e-9)
    np.testing.assert_allclose(cast("FloatArray", outcomes["cost_ratio"]), 1.0, rtol=1e-12)
    np.testing.assert_array_equal(cast("FloatArray", outcomes["cost_ratio_without_it"]), 1.0)


def test_present_value_by_hand() -> None:
    outcomes = _outcomes()
    level = cast("Mapping[str, FloatArray]", outcomes["level_cost_usd_per_kw_year"])["orbit"]
    tco = cast("Mapping[str, FloatArray]", outcomes["tco_usd"])["orbit"]
    np.testing.assert_allclose(tco, level * 1e6 * sum(1.05**-year for year in range(1, 11)), rtol=1e-12)


@given(factor=st.floats(1.0 + 2.0**-30, 10.0))  # nearer to one, rounding decides
def test_dearer_launch_makes_orbit_dearer(factor: float) -> None:
    dearer = _outcomes(launch_price_usd_per_kg=factor * paths(DECISION)["launch_price_usd_per_kg"])
    base = _outcomes()
    for name in ("gap_usd_per_kw_year", "gap_without_it_usd_per_kw_year"):
        assert np.all(cast("FloatArray", dearer[name]) > cast("FloatArray", base[name]))


def test_unknown_cost_gives_no_breakeven_year() -> None:
    outcomes = _outcomes(cell_efficiency=math.nan)
    assert np.isnan(cast("float", outcomes["breakeven_year"]))
    assert np.isnan(cast("float", outcomes["breakeven_year_first"]))


def test_can_be_sent_to_a_worker() -> None:
    copy = pickle.loads(pickle.dumps(MODEL))
    x = Inputs(cast("dict[str, FloatArray]", SCALARS | paths(DECISION)))
    np.testing.assert_array_equal(copy.function(x)["gap_usd_per_kw_year"], MODEL.function(x)["gap_usd_per_kw_year"])
