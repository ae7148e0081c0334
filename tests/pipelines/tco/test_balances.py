"""Energy, heat, mass, money and chances, in every technology; each balance rejects a mutant.

`tests.pipelines.test_compiled_scenarios` asserts them of every shipped scenario, on NumPy and compiled.
"""

from typing import Any, cast

import numpy as np
import pytest

from mc.inputs import Inputs
from pipelines.tco.decision import Decision
from pipelines.tco.model import tco_model
from pipelines.tco.technology import Technology
from tests.support.balances import Values, assert_balanced
from tests.support.central import SCALARS, paths
from tests.support.compiled import evaluated, some_futures
from tests.support.technologies import ALTERNATIVES, MIXES

SHORT = Decision(first_start_year=2030, decision_year=2031, horizon=2033, service_years=3)
TECHNOLOGIES = ALTERNATIVES | MIXES


@pytest.mark.parametrize("name", TECHNOLOGIES)
def test_balanced(name: str) -> None:
    technology = TECHNOLOGIES[name]
    assert_balanced(SHORT, technology, *evaluated(some_futures(technology, SHORT), None), 1e-12)


@pytest.fixture(scope="module")
def future() -> tuple[Values, Values]:
    return evaluated(some_futures(Technology(), SHORT), None)


@pytest.mark.parametrize(
    ("output", "factor", "balance"),
    [
        ("load_w_per_kw", 1.001, "load"),
        ("check_available", 1.001, "energy"),
        ("battery_wh", 1.001, "battery"),
        ("radiator_area_m2", 1.001, "heat"),
        ("mass_kg_per_kw", 1.001, "mass"),
        ("launched_mass_kg", 1.001, "launched mass"),
        ("orbit_cost_usd_per_kw_year", 1.001, "orbit: parts"),
        ("ground_cost_without_it_usd_per_kw_year", 1.001, "ground_without_it: parts"),
        ("ground_tco_usd", 1.001, "ground: present value by part"),
        ("tco_usd", 1.001, "present value"),
        ("gap_without_it_usd_per_kw_year", 1.001, "gap_without_it"),
        ("cost_ratio", 1.001, "ratio"),
        ("level_cost_usd_per_gpu_hour", 1.001, "hour"),
        ("reaches_revenue", 0.5, "outcomes"),
        ("level_cost_without_it_usd_per_kw_year", 10.0, "orbit_without_it: parts"),
        ("goodput", 2.0, "goodput"),
        ("overbuild", 0.5, "overbuild"),
        ("launches", 0.5, "launches"),
        ("sunlit_fraction", 0.5, "darker"),
        ("breakeven_first_by", -1.0, "breakeven_first_by: stays"),
    ],
)
def test_a_mutant_is_rejected(future: tuple[Values, Values], output: str, factor: float, balance: str) -> None:
    x, found = future
    some = found[output] if output != "breakeven_first_by" else np.arange(len(found[output]))[:, None, None] * 1.0
    with pytest.raises(AssertionError, match=balance):
        assert_balanced(SHORT, Technology(), x, found | {output: factor * some}, 1e-12)  # type: ignore[operator]


@pytest.mark.parametrize("name", [name for name, chosen in TECHNOLOGIES.items() if chosen.launch_price == "by_year"])
def test_no_gap_at_the_breakeven_price(name: str) -> None:
    decision = Decision()
    model = tco_model(decision, TECHNOLOGIES[name])

    def outcomes(price: Any) -> Any:
        path = np.append(price, np.ones(decision.service_years - 1))
        changed = SCALARS | paths(decision) | {"launch_price_usd_per_kg": path}
        return model.function(Inputs(cast("Any", changed)))

    price = outcomes(np.full(35, 500.0))["breakeven_launch_price_usd_per_kg"]
    there = outcomes(price)
    size = there["level_cost_usd_per_kw_year"]["ground"]
    np.testing.assert_allclose(there["gap_usd_per_kw_year"] / size, 0.0, atol=1e-11)


def test_no_gap_where_reuse_leads_to_the_breakeven_price() -> None:
    model = tco_model(Decision(), Technology(launch_price="from_reuse"))
    cheap = {"facility_usd_per_kw": 1e5}  # so that a price above zero breaks even

    def outcomes(flight_usd: float) -> Any:
        stages = {"booster_cost_usd": 0.0, "ship_cost_usd": 0.0, "flight_operations_usd": flight_usd}
        return model.function(Inputs(cast("Any", SCALARS | paths(Decision()) | cheap | stages)))

    price = float(outcomes(1e7)["breakeven_launch_price_usd_per_kg"][20])
    assert price > 0.0
    there = outcomes(price * 120_000.0 * 0.5)  # of a flight, half the price being margin
    assert there["launch_price_usd_per_kg"] == pytest.approx(price, rel=1e-12)
    assert there["gap_usd_per_kw_year"][20] == pytest.approx(0.0, abs=1e-6)
