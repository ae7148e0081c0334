"""Every check passes and fails by one input, from the same future; and says nothing where nothing is known."""

import math
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from mc.inputs import Inputs
from pipelines.tco import checks
from pipelines.tco.decision import Decision
from pipelines.tco.model import tco_model
from pipelines.tco.technology import Technology
from tests.support.central import SCALARS, paths

DECISION = Decision()
GIVEN_ARRAY = Technology(array="given")
PIPES = Technology(cooling="loop_heat_pipe")
SUN = Technology(ground_power="solar_storage")

NEEDS: dict[str, tuple[Technology, str, float, float]] = {
    # check: technology, an input, a value with which it passes, and one with which it fails
    "array_in_eclipse": (GIVEN_ARRAY, "array_m2_per_kw", 9.0, 7.0),
    "array_over_year": (GIVEN_ARRAY, "array_m2_per_kw", 7.5, 6.5),
    "peak_power": (Technology(), "peak_power_ratio", 1.2, 1.4),
    "radiator_temperature": (Technology(), "radiator_net_w_per_m2", 800.0, 900.0),
    "launches": (Technology(), "launches_per_year", 1_000.0, 10.0),
    "array_supply": (Technology(), "array_supply_mw_per_year", 2_000.0, 100.0),
    "value_per_launch": (Technology(), "insurance_capacity_usd", 1e9, 1e6),
    "value_in_orbit": (Technology(), "insurance_capacity_usd", 1e12, 1e9),
    "downlink": (Technology(), "workload_gb_per_kwh", 100.0, 200.0),
    "backup_power": (Technology(), "backup_power_usd_per_kw", 11_000.0, 12_000.0),
    "scrap_rate": (Technology(), "accelerator_failure_rate_per_year", 0.05, 0.09),
    "radiator_punctures": (Technology(), "puncture_rate_per_m2_year", 1e-4, 1e-2),
    "heat_pipe_length": (PIPES, "heat_pipe_length_m", 100.0, 1.0),
    "storage": (SUN, "storage_hours", 15.0, 14.0),
}


def check(name: str, technology: Technology, **changes: float) -> tuple[float, float, float]:
    """Needed, available, and whether that failed."""
    found: Any = tco_model(DECISION, technology).function(Inputs(cast("Any", SCALARS | paths(DECISION) | changes)))
    return tuple(float(found[f"check_{what}"][name]) for what in ("needed", "available", "failed"))  # type: ignore[return-value]


@pytest.mark.parametrize("name", NEEDS)
def test_fails_when_more_is_needed_than_there_is(name: str) -> None:
    technology, which, enough, too_much = NEEDS[name]
    passed, failed = (check(name, technology, **{which: value}) for value in (enough, too_much))
    assert passed[2] == 0.0
    assert passed[0] <= passed[1]
    assert failed[2] == 1.0
    assert failed[0] > failed[1]


def test_all_checks_are_tried() -> None:
    assert {check.name for technology in (PIPES, SUN) for check in checks.checks(technology)} == set(NEEDS)


def test_a_radiator_given_by_its_area_has_no_margin_to_check() -> None:
    names = [check.name for check in checks.checks(Technology(radiator="area"))]
    assert names == [name for name in NEEDS if name not in {"radiator_punctures", "heat_pipe_length", "storage"}]


def test_highest_load_heats_the_radiator() -> None:
    """Within the limit at the mean load, and beyond it at one and a half times as much."""
    hot = {"radiator_net_w_per_m2": 800.0}
    assert check("radiator_temperature", Technology(), **hot)[2] == 0.0
    needed, available, failed = check("radiator_temperature", Technology(), peak_power_ratio=1.5, **hot)
    assert needed > available
    assert failed == 1.0


def test_launches_must_keep_the_fleet_up_too() -> None:
    """Brought up in a hundred years, all is due again after five."""
    slow = check("launches", Technology(), deployment_years=100.0)
    slower = check("launches", Technology(), deployment_years=50.0)
    assert slow[0] == slower[0] < check("launches", Technology(), deployment_years=1.0)[0]


def test_longest_night() -> None:
    """Of the sunrise equation, with no refraction."""
    half_day = math.acos(-math.tan(math.radians(33.0)) * math.tan(math.radians(-23.44)))
    assert pytest.approx(24.0 * (1.0 - half_day / math.pi), rel=2e-3) == checks.LONGEST_NIGHT_HOURS


def test_what_is_sized_to_its_need_passes() -> None:
    """Equality but for rounding: what the tolerance is for."""
    needed, available, failed = check("array_in_eclipse", Technology())
    assert needed == pytest.approx(available, rel=1e-12)
    assert failed == 0.0


@pytest.mark.parametrize("excess", [0.0, 0.9, 1.1])
def test_tolerance(excess: float) -> None:
    needed = np.array([1.0, 1e9]) * (1.0 + excess * checks.TOLERANCE)
    assert checks.failed(needed, np.array([1.0, 1e9])).tolist() == [float(excess > 1.0)] * 2


@pytest.mark.parametrize(("needed", "available"), [(math.nan, 1.0), (1.0, math.nan)])
def test_unknown_is_neither(needed: float, available: float) -> None:
    assert math.isnan(checks.failed(np.array(needed), np.array(available)))


def test_nothing_needed_of_nothing_is_no_failure() -> None:
    assert checks.failed(np.array(0.0), np.array(0.0)) == 0.0


def test_needs_by_hand() -> None:
    """Of the checks whose numbers are not costs or sizes tested elsewhere."""
    lost = 1.0 - (1.0 - math.exp(-0.01)) / 0.01  # 20 m2 for five years at 1e-4
    expected = {
        "peak_power": 1000.0 * 1.06 / 0.98 + 500.0,
        "downlink": 0.032,
        "radiator_punctures": 1.0 / (1.0 - lost),
        "scrap_rate": 0.0424 * (1.0 + 2.5 * 0.28 / 5.0),
    }
    available = {
        "downlink": 22.0 * 0.96 / 8.0 * 3600.0 / 77.0,
        "radiator_punctures": 1.2,
        "scrap_rate": 0.95 * 220.0 / 16_384.0 * 365.25 / 54.0,
    }
    for name, value in expected.items():
        assert check(name, Technology(), peak_power_ratio=1.5)[0] == pytest.approx(value, rel=1e-12), name
    for name, value in available.items():
        assert check(name, Technology())[1] == pytest.approx(value, rel=1e-12), name


BEARS = {"compute": 5.0, "failures": 1.0, "maintenance": 2.0, "operations": 3.0, "cost_of_capital": 4.0}


def test_one_sided() -> None:
    ground = {checks.BOTH_SIDES[name]: cost for name, cost in BEARS.items()}
    assert not checks.one_sided(BEARS, ground)
    assert checks.one_sided(BEARS | {"maintenance": 0.0}, ground) == {"maintenance": "ground"}
    assert checks.one_sided(BEARS, ground | {"repairs": 0.0, "compute": 0.0}) == {
        "compute": "orbit",
        "failures": "orbit",
    }
    assert not checks.one_sided(dict.fromkeys(BEARS, 0.0), dict.fromkeys(ground, 0.0))


def test_no_failures_leave_no_rounding_on_one_side() -> None:
    """Rates of zero cost exactly nothing: a rest of a sum would be seen as a cost that one side bears."""
    none = dict.fromkeys(
        (
            *("accelerator_failure_rate_per_year", "hbm_failure_rate_per_year", "satellite_failure_rate_per_year"),
            *("loop_failure_rate_per_year", "common_cause_events", "plant_losses"),
        ),
        0.0,
    )
    interest = {"inflation_per_year": 0.05, "orbit_cost_of_capital": 0.05, "ground_cost_of_capital": 0.05}
    x = Inputs(cast("Any", SCALARS | paths(DECISION) | none | interest))
    for repair in ("none", "replacement", "servicing", "written_off"):
        found: Any = tco_model(DECISION, replace(Technology(), repair=repair)).function(x)
        year = found["orbit_cost_usd_per_kw_year"]
        assert not np.any(year["failures"])
        assert not np.any(year["cost_of_capital"])
