# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type"

from dataclasses import replace

import pytest

from mc.inputs import Inputs
from pipelines.tco.case import Case
from pipelines.tco.decision import Decision
from pipelines.tco.spacecraft import LOADS, MASSES, Spacecraft, spacecraft
from pipelines.tco.technology import Technology
from tests.support.central import SCALARS
from tests.support.technologies import ALTERNATIVES, MIXES

DEFAULT = Technology()
BALANCE = Technology(radiator="balance")


def built(technology: Technology = DEFAULT, **changes: float) -> Spacecraft:
    return spacecraft(Case(x=Inputs(SCALARS | changes), technology=technology, decision=Decision()))


@pytest.mark.parametrize("technology", [*ALTERNATIVES.values(), *MIXES.values()], ids=[*ALTERNATIVES, *MIXES])
def test_parts_are_those_that_are_named(technology: Technology) -> None:
    craft = built(technology)
    assert tuple(craft.masses_kg) == MASSES
    assert tuple(craft.loads_w) == LOADS
    assert all(kg >= 0.0 for kg in craft.masses_kg.values())


@pytest.mark.parametrize(("satellite", "computers"), [(4.0, 6.0), (6.0, 4.0)])
def test_without_visits_all_retires_together(satellite: float, computers: float) -> None:
    craft = built(satellite_life_years=satellite, it_life_years=computers)
    assert craft.platform_life == craft.compute_life == 4.0


@pytest.mark.parametrize(("satellite", "expected"), [(10.0, 4.0), (3.0, 3.0)])
def test_visits_exchange_computers_and_leave_the_satellite(satellite: float, expected: float) -> None:
    craft = built(Technology(repair="servicing"), satellite_life_years=satellite, it_life_years=4.0)
    assert craft.platform_life == satellite
    assert craft.compute_life == expected


def test_radiation_ends_the_life_of_computers() -> None:
    """The first kilogram is the reference: 150 rad a year of 300 that are tolerated."""
    assert built(radiation_tolerance_rad=300.0).compute_life == pytest.approx(2.0, rel=1e-14)
    thick = built(radiation_tolerance_rad=300.0, shielding_kg_per_kw=2.0)
    assert thick.compute_life == pytest.approx(2.0 * 2.0**0.71, rel=1e-14)


def test_boards_without_a_shield_are_behind_a_hundredth_of_the_reference() -> None:
    bare, thin = built(shielding_kg_per_kw=0.0), built(shielding_kg_per_kw=0.01)
    assert bare.dose_rad_per_year == thin.dose_rad_per_year == pytest.approx(150.0 * 100.0**0.71, rel=1e-14)
    assert bare.masses_kg["shielding"] == 0.0


def test_an_area_that_is_given_is_the_one_of_the_same_rejection() -> None:
    sized = built(radiator_area_margin=1.0)
    given = built(Technology(radiator="area"), radiator_m2_per_kw=float(sized.radiator_area_m2))
    assert given.radiator_net_w_per_m2 == pytest.approx(sized.radiator_net_w_per_m2, rel=1e-14)
    assert given.radiator_temperature_k == pytest.approx(sized.radiator_temperature_k, rel=1e-14)


def test_in_the_dark_a_balance_is_what_the_temperature_implies() -> None:
    dark = {"radiator_absorptivity": 0.0, "radiator_darkening_per_year": 0.0, "radiator_earth_view": 0.0}
    balanced = built(BALANCE, **dark)
    given = built(radiator_net_w_per_m2=float(balanced.radiator_net_w_per_m2))
    assert given.radiator_temperature_k == pytest.approx(330.0, rel=1e-14)
    assert given.mass_kg == pytest.approx(balanced.mass_kg, rel=1e-14)


def test_a_panel_that_takes_up_more_than_it_emits_is_huge_and_not_negative() -> None:
    craft = built(BALANCE, radiator_temperature_k=220.0, radiator_sink_k=300.0)
    assert craft.radiator_net_w_per_m2 == 10.0
    assert craft.radiator_area_m2 == pytest.approx(craft.load_w / 10.0 * 1.2, rel=1e-14)


def test_a_sunshield_that_stays_folded_shades_nothing_and_weighs_the_same() -> None:
    shield = replace(BALANCE, sunshield=True)
    none, deployed, folded = built(BALANCE), built(shield), built(shield, sunshield_deployed=0.0)
    assert deployed.radiator_area_m2 < none.radiator_area_m2
    assert folded.radiator_area_m2 == none.radiator_area_m2
    extra = folded.masses_kg["radiator"] - none.masses_kg["radiator"]
    assert extra == pytest.approx(0.3 * folded.radiator_area_m2, rel=1e-12)


def test_an_array_carries_what_it_is_sized_for() -> None:
    sized = built()
    assert sized.carried_w == pytest.approx(sized.load_w, rel=1e-14)
    assert sized.carried_mean_w > sized.load_w
    given = built(Technology(array="given"), array_m2_per_kw=2.0 * float(sized.array_area_m2))
    assert given.carried_w == pytest.approx(2.0 * sized.load_w, rel=1e-14)


def test_an_array_of_the_mean_makes_up_for_radiation_too() -> None:
    worn, new = (
        built(Technology(array="mean"), array_remaining_factor=kept, sunlit_fraction=0.6) for kept in (0.8, 1.0)
    )
    assert 0.8 * worn.array_power_w == pytest.approx(new.array_power_w, rel=1e-12)


def test_an_array_for_the_mean_of_the_orbit_falls_short_of_the_longest_eclipse() -> None:
    craft = built(Technology(array="mean", orbit="inclined"), sunlit_fraction=0.6)
    assert craft.carried_w < craft.load_w


def test_an_inclined_orbit_has_longer_eclipses() -> None:
    assert built(Technology(orbit="inclined")).battery_wh > 1.5 * built().battery_wh


@pytest.mark.parametrize("fairing_m3", [100.0, 1_000.0, 1e9])
def test_cargoes_that_share_no_vehicle_are_charged_for_no_less(fairing_m3: float) -> None:
    mixed, apart = built(fairing_m3=fairing_m3), built(Technology(cargo="apart"), fairing_m3=fairing_m3)
    assert mixed.mass_kg == apart.mass_kg
    assert apart.charged_mass_kg >= mixed.charged_mass_kg * (1.0 - 1e-14)
    assert mixed.charged_mass_kg >= mixed.mass_kg
    if fairing_m3 == 1e9:
        assert apart.charged_mass_kg == pytest.approx(apart.mass_kg, rel=1e-14)
