# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type"

import math

import numpy as np
import pytest

from mc.inputs import Inputs
from pipelines.tco import ground
from pipelines.tco.case import Case
from pipelines.tco.decision import Decision
from pipelines.tco.fleet import Fleet, fleet, flights
from pipelines.tco.spacecraft import spacecraft
from pipelines.tco.technology import Technology
from tests.support.central import SCALARS
from tests.support.statistics import FALSE_ALARM_RATE

PERFECT = {
    "accelerator_failure_rate_per_year": 0.0,
    "hbm_failure_rate_per_year": 0.0,
    "satellite_failure_rate_per_year": 0.0,
    "loop_failure_rate_per_year": 0.0,
    "common_cause_events": 0.0,
    "plant_losses": 0.0,
    "vehicle_groundings": 0.0,
    "restart_hours": 0.0,
    "orbit_availability": 1.0,
    "sdc_redundancy": 1.0,
}


def case(technology: Technology, changes: dict[str, float]) -> Case:
    return Case(x=Inputs(SCALARS | changes), technology=technology, decision=Decision())


def built(technology: Technology = Technology(), **changes: float) -> Fleet:  # noqa: B008 - it is frozen
    made = case(technology, changes)
    return fleet(made, spacecraft(made))


@pytest.mark.parametrize("architecture", ["distributed", "monolithic"])
@pytest.mark.parametrize("repair", ["none", "replacement", "servicing", "written_off"])
def test_where_nothing_fails_what_is_launched_is_delivered(architecture: str, repair: str) -> None:
    found = built(Technology(architecture=architecture, repair=repair), **PERFECT)
    assert found.placed == pytest.approx(1.0, rel=1e-15)
    assert found.overbuild == 1.0


@pytest.mark.parametrize(
    ("name", "value", "placed"),
    [
        ("orbit_availability", 0.8, 1.25),
        ("sdc_redundancy", 1.2, 1.2),
        ("workload_gb_per_kwh", 2.0 * 22.0 * 0.96 * 450.0 / 77.0, 2.0),  # twice the downlink's
        ("restart_hours", 8766.0 / (8.0 * (0.17 + 150.0 / 130.0)), 2.0),  # as long as the work between two
    ],
)
def test_what_is_not_delivered_is_placed_in_addition(name: str, value: float, placed: float) -> None:
    assert built(**PERFECT | {name: value}).placed == pytest.approx(placed, rel=1e-12)


def test_radiation_interrupts_in_orbit_only() -> None:
    x = Inputs(SCALARS | {"restart_hours": 1.0})
    hours = 8766.0 / 8.0
    assert ground.goodput(x) == pytest.approx(hours / (hours + 0.17), rel=1e-14)
    assert built(restart_hours=1.0).goodput == pytest.approx(hours / (hours + 0.17 + 150.0 / 130.0), rel=1e-14)


def test_losses_of_units_add_up() -> None:
    assert built().unit_losses_per_year == pytest.approx(0.03 + 0.0063 + 0.055 / 10.0, rel=1e-14)
    assert built(Technology(architecture="monolithic")).unit_losses_per_year == 0.1


def test_visits_spare_what_they_mend() -> None:
    rate = 1.3 * 0.0424 * (1.0 + 2.5 * 0.28 / 5.0) * (1.0 - 0.8) + 0.03 + 0.0063 + 0.0055
    expected = 5.0 * rate / (1.0 - math.exp(-5.0 * rate))
    assert built(Technology(repair="servicing")).overbuild == pytest.approx(expected, rel=1e-14)


def test_a_plant_that_is_lost_wastes_half_a_life_on_average() -> None:
    """Losses at random times in a service of many lives, each plant built again at once: share of lives not lived."""
    rng = np.random.default_rng(20_261_122)
    life, rate, histories, years = 5.0, 0.02, 4_000, 50.0
    wasted = np.zeros(histories)
    for history in range(histories):
        lost = rng.uniform(0.0, years, rng.poisson(rate * years))
        wasted[history] = np.sum(life - lost % life) / years  # lives from the beginning on, as if never lost
    expected = built(Technology(architecture="monolithic"), **PERFECT | {"plant_losses": 10.0 * rate}).overbuild
    error = np.std(wasted) / math.sqrt(histories)
    deviations = math.sqrt(-2.0 * math.log(FALSE_ALARM_RATE / 2.0))  # bounds a normal tail
    assert abs(np.mean(wasted) - (expected - 1.0)) < deviations * error
    assert abs(np.mean(wasted) - 2.0 * (expected - 1.0)) > deviations * error


@pytest.mark.parametrize(
    ("technology", "share"),
    [
        (Technology(units=2, units_needed=1), 0.9),
        (Technology(workload="training", units=2, units_needed=1), 0.5 * (1.0 - 0.01)),
        (Technology(workload="training", units=2, units_needed=2), 0.81),
        (Technology(architecture="monolithic", units=2, units_needed=1), 1.0 - 0.01),
        (Technology(architecture="monolithic", workload="training", units=2, units_needed=2), 0.81),
    ],
)
def test_units_that_work_as_one(technology: Technology, share: float) -> None:
    found = built(technology, **PERFECT | {"unit_availability": 0.9})
    assert 1.0 / found.placed == pytest.approx(share, rel=1e-12)


def test_units_that_are_never_all_there_cost_a_finite_sum() -> None:
    hopeless = Technology(workload="training", units=600, units_needed=590)
    assert built(hopeless, **PERFECT | {"unit_availability": 0.01}).placed == pytest.approx(1e6, rel=1e-12)


def test_replacements_on_their_way_are_missing() -> None:
    found = built(Technology(repair="replacement"), **PERFECT | {"satellite_failure_rate_per_year": 0.5})
    assert found.placed == pytest.approx(1.25, rel=1e-14)  # half a year for each two of service


def test_launches_are_whole_for_each_cargo() -> None:
    counts = []
    for technology in (Technology(), Technology(cargo="apart")):
        made = case(technology, {"payload_kg": 1e9, "fairing_m3": 1e9})
        craft = spacecraft(made)
        counts.append(float(flights(made, craft, fleet(made, craft))))
    assert counts == [1.0, 3.0]
