import math

import pytest

from mc.model import EVENT, Output
from pipelines.tco.decision import Decision
from pipelines.tco.outputs import outputs

SMALL, LARGE = Decision(it_power_kw=10.0, service_years=5), Decision(it_power_kw=5e6)


def test_says_what_each_is() -> None:
    declared = outputs(Decision())
    assert all(output.long_name for output in declared)
    assert len({output.name for output in declared}) == len({output.long_name for output in declared}) == len(declared)


@pytest.mark.parametrize("output", outputs(Decision()), ids=lambda output: output.name)
def test_unit_is_that_of_the_name(output: Output) -> None:
    """A name that ends in a unit has it."""
    endings = {
        "usd_per_kw_year": "USD/kW-year",
        "usd_per_kw": "USD/kW",
        "usd_per_kg": "USD/kg",
        "usd_per_kwh": "USD/kWh",
        "usd_per_gpu_hour": "USD/h",
        "_usd": "USD",
        "w_per_m2": "W/m2",
        "m2_per_kw": "m2/kW",
        "_w_per_kw": "W/kW",
        "kg_per_kw": "kg/kW",
        "_kg": "kg",
        "_m2": "m2",
        "_k": "K",
        "_wh": "Wh",
        "_t": "t",
        "_w": "W",
        "_year": "1/year",
        "rad_per_year": "rad/year",
        "breakeven_year": "year",
    }
    name, unit = output.name, output.unit
    for ending, expected in sorted(endings.items(), key=lambda item: -len(item[0])):
        if name.endswith(ending):
            assert unit == expected
            break


@pytest.mark.parametrize("decision", [SMALL, LARGE])
def test_histograms_of_present_values_follow_the_size_of_the_data_centre(decision: Decision) -> None:
    """Costs of 100 to 100,000 USD/kW-year are within them."""
    by_name = {output.name: output for output in outputs(decision)}
    for name in ("tco_usd", "tco_gap_usd"):
        size = decision.it_power_kw * decision.service_years
        assert by_name[name].smallest <= 50.0 * size
        assert by_name[name].largest >= 1e5 * size
        assert math.frexp(by_name[name].smallest)[0] == math.frexp(by_name[name].largest)[0] == 0.5


def test_events_are_counted() -> None:
    events = {output.name for output in outputs(Decision()) if output.levels == EVENT}
    assert events == {
        *("orbit_cheaper", "orbit_preferred", "breakeven_by", "breakeven_first_by"),
        *("reaches_revenue", "acquired", "insolvent", "check_failed"),
    }


def test_breakeven_years_are_start_years_or_never() -> None:
    for output in outputs(Decision(horizon=2036)):
        if output.name.startswith("breakeven_year"):
            assert output.levels == (*(float(year) for year in range(2026, 2037)), math.inf)
