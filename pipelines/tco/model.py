"""The model: a data centre in orbit against the same one on the ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from distributions.arrays import FloatArray
from mc.inputs import Inputs
from mc.model import Model, OutputValue
from mc.sample_array import as_samples
from mc.watched import WatchedInputs
from pipelines.tco import (
    breakeven,
    checks,
    finance,
    funding,
    ground,
    ground_power,
    orbit,
    radiation,
    spacecraft,
    vehicle,
)
from pipelines.tco.case import Case
from pipelines.tco.decision import SIDES, Decision
from pipelines.tco.fleet import Fleet, fleet, flights
from pipelines.tco.inputs import INPUTS
from pipelines.tco.orbit import Risks
from pipelines.tco.outputs import outputs
from pipelines.tco.technology import Technology

PRICE_YEAR = 2026
"""Money is in real US dollars of this year, and costs of hardware that fall through the years fall from it."""

_PRICE_STEP = 1024.0  # USD/kg, over which the slope of the costs is taken: of the size of the costs themselves


def tco_model(decision: Decision, technology: Technology) -> Model:
    """Make the model of a decision.

    Parameters
    ----------
    decision
        Start years, service period and size of the data centre.
    technology
        How both sides are built.

    Returns
    -------
    Model
        Its inputs are `asked_inputs`; paths cover ``decision.calendar_years``.
    """
    return Model(
        function=partial(_outcomes, decision=decision, technology=technology),
        outputs=outputs(decision),
        coords={
            "side": SIDES,
            "start_year": tuple(float(year) for year in decision.start_years),
            "calendar_year": tuple(float(year) for year in decision.calendar_years),
            "orbit_component": orbit.COMPONENTS,
            "ground_component": ground.COMPONENTS,
            "mass_part": spacecraft.MASSES,
            "load_part": spacecraft.LOADS,
            "check": tuple(check.name for check in checks.checks(technology)),
        },
    )


@lru_cache(maxsize=64)
def asked_inputs(decision: Decision, technology: Technology) -> frozenset[str]:
    """Names of the inputs that the model of a decision asks for: which, depends on the technology."""
    years = len(decision.calendar_years)
    values = {spec.name: np.full((years, 1) if spec.by_year else 1, spec.some_value) for spec in INPUTS}
    watched = WatchedInputs(Inputs({name: as_samples(value) for name, value in values.items()}))
    with np.errstate(all="ignore"):
        _outcomes(watched, decision=decision, technology=technology)
    return watched.used


@dataclass(frozen=True, kw_only=True, slots=True)
class _Costs:
    """Both sides, by component, USD/kW-year; what risks of loss cost in orbit."""

    orbit: Mapping[str, FloatArray]
    ground: Mapping[str, FloatArray]
    at_risk: Risks


def _outcomes(x: Inputs, *, decision: Decision, technology: Technology) -> Mapping[str, OutputValue]:
    case = Case(x=x, technology=technology, decision=decision)
    craft = spacecraft.spacecraft(case)
    built = fleet(case, craft)
    launch_price, energy_price = _launch_price(x, technology, decision), _energy_price(x, technology, decision)
    terms = _terms(x, decision, craft)
    in_orbit = partial(orbit.level_costs, case, craft, built, terms)

    def costs(it_cost: FloatArray | float) -> _Costs:
        at_risk = orbit.risks(case, craft, built, it_cost=it_cost, cost_index=terms.cost_index)
        return _Costs(
            orbit=in_orbit(launch_price=launch_price, it_cost=it_cost, at_risk=at_risk),
            ground=ground.level_costs(
                x,
                technology,
                energy_price=energy_price,
                it_cost=it_cost,
                service_years=decision.service_years,
            ),
            at_risk=at_risk,
        )

    parts, without_it = costs(x.it_cost_usd_per_kw), costs(0.0)
    level = {"orbit": finance.total(parts.orbit), "ground": finance.total(parts.ground)}
    bare = {"orbit": finance.total(without_it.orbit), "ground": finance.total(without_it.ground)}
    gap = level["orbit"] - level["ground"]
    per_price = [
        finance.total(in_orbit(launch_price=price, it_cost=0.0, at_risk=parts.at_risk)) for price in (_PRICE_STEP, 0.0)
    ]
    gap_per_price = (per_price[0] - per_price[1]) / _PRICE_STEP
    start_years = decision.start_years
    stays = breakeven.breakeven_year(gap, start_years)
    first = breakeven.breakeven_year_first(gap, start_years)
    present_kw_years = decision.it_power_kw * finance.annuity(decision.real_discount_rate, decision.service_years)
    capital = orbit.capital(
        case,
        craft,
        built,
        launch_price=launch_price,
        it_cost=x.it_cost_usd_per_kw,
        cost_index=terms.cost_index,
    )
    needed, available = checks.needs(case, craft, built, parts.at_risk)
    return {
        "level_cost_usd_per_kw_year": level,
        "level_cost_without_it_usd_per_kw_year": bare,
        "level_cost_usd_per_gpu_hour": {
            side: finance.level_cost_per_gpu_hour(cost, x.it_kw_per_accelerator, x.utilisation)
            for side, cost in level.items()
        },
        "gap_usd_per_kw_year": gap,
        "gap_without_it_usd_per_kw_year": bare["orbit"] - bare["ground"],
        "cost_ratio": _ratio(level["orbit"], level["ground"]),
        "cost_ratio_without_it": _ratio(bare["orbit"], bare["ground"]),
        "tco_usd": {side: cost * present_kw_years for side, cost in level.items()},
        "tco_gap_usd": gap * present_kw_years,
        "orbit_cheaper": breakeven.orbit_cheaper(gap),
        "orbit_preferred": funding.preferred(gap, x.strategic_premium_usd_per_kw_year),
        "breakeven_by": breakeven.reached_by(stays, start_years),
        "breakeven_first_by": breakeven.reached_by(first, start_years),
        **_venture(x, capital.total()),
        "breakeven_year": stays,
        "breakeven_year_first": first,
        "breakeven_launch_price_usd_per_kg": breakeven.breakeven_launch_price(launch_price, gap, gap_per_price),
        "launch_price_usd_per_kg": launch_price,
        "energy_price_usd_per_kwh": energy_price,
        "orbit_capital_usd_per_kw": capital.total(),
        "orbit_cost_usd_per_kw_year": parts.orbit,
        "orbit_cost_without_it_usd_per_kw_year": without_it.orbit,
        "orbit_tco_usd": _scaled(parts.orbit, present_kw_years),
        "orbit_tco_without_it_usd": _scaled(without_it.orbit, present_kw_years),
        "ground_cost_usd_per_kw_year": parts.ground,
        "ground_cost_without_it_usd_per_kw_year": without_it.ground,
        "ground_tco_usd": _scaled(parts.ground, present_kw_years),
        "ground_tco_without_it_usd": _scaled(without_it.ground, present_kw_years),
        **_plant(case, craft, built),
        "check_needed": needed,
        "check_available": available,
        "check_failed": {name: checks.failed(need, available[name]) for name, need in needed.items()},
    }


def _launch_price(x: Inputs, technology: Technology, decision: Decision) -> FloatArray:
    """USD/kg, by start year or the same in all."""
    if technology.launch_price == "by_year":
        price: FloatArray = x.launch_price_usd_per_kg[..., : len(decision.start_years)]
        return price
    cost = vehicle.cost_per_kg(
        x.booster_cost_usd,
        x.ship_cost_usd,
        x.booster_flights,
        x.ship_flights,
        x.flight_operations_usd,
        x.refurbishment_fraction,
        x.payload_kg,
    )
    return vehicle.price_from_cost(cost, x.launch_margin_fraction)


def _energy_price(x: Inputs, technology: Technology, decision: Decision) -> FloatArray:
    """USD/kWh, mean over the service, by start year or the same in all."""
    years = len(decision.start_years)
    if technology.ground_power == "grid":
        return finance.discounted_mean(
            x.electricity_price_usd_per_kwh,
            decision.real_discount_rate,
            start_years=years,
            service_years=decision.service_years,
        )
    return ground_power.energy_price(x, technology)


def _terms(x: Inputs, decision: Decision, craft: spacecraft.Spacecraft) -> orbit.Terms:
    """What the level costs in orbit are reckoned with, by start year."""
    elapsed = np.array(decision.start_years, dtype=float) - PRICE_YEAR
    rate = finance.real_rate(
        finance.fading_premium(x.orbit_cost_of_capital, x.ground_cost_of_capital, elapsed, x.orbit_premium_fade_years),
        x.inflation_per_year,
    )
    return orbit.Terms(
        cost_index=(1.0 - x.platform_cost_decline_per_year) ** elapsed,
        platform_recovery=finance.capital_recovery_factor(rate, craft.platform_life),
        compute_recovery=finance.capital_recovery_factor(rate, craft.compute_life),
        service_recovery=finance.capital_recovery_factor(rate, float(decision.service_years)),
    )


def _venture(x: Inputs, capital_usd_per_kw: FloatArray) -> dict[str, FloatArray]:
    """What becomes of the venture before first revenue, by start year."""
    need = funding.need_usd(capital_usd_per_kw, x.funding_share_before_revenue, x.capital_overrun_fraction)
    outcome = funding.outcome(need, x.funding_usd_per_kw, x.acquirer_appears)
    return {"reaches_revenue": outcome.reaches_revenue, "acquired": outcome.acquired, "insolvent": outcome.insolvent}


def _ratio(orbit_cost: FloatArray, ground_cost: FloatArray) -> FloatArray:
    """Cost in orbit over that on the ground; 1 where both are nothing, and infinite where only the ground's is."""
    free = ground_cost == 0.0
    return np.where(free, np.where(orbit_cost == 0.0, 1.0, np.inf), orbit_cost / np.where(free, 1.0, ground_cost))


def _scaled(parts: Mapping[str, FloatArray], factor: FloatArray | float) -> dict[str, FloatArray]:
    return {name: cost * factor for name, cost in parts.items()}


def _plant(case: Case, craft: spacecraft.Spacecraft, built: Fleet) -> dict[str, OutputValue]:
    """Sizes, rates and totals of what is in orbit, and the water that the ground uses instead."""
    x, decision, placed_kw = case.x, case.decision, built.placed_kw
    ground_kwh = ground.energy_kwh(x, case.technology) * decision.service_years * decision.it_power_kw
    return {
        "launched_mass_kg_per_kw": craft.mass_kg,
        "radiator_net_w_per_m2": craft.radiator_net_w_per_m2,
        "array_area_m2_per_kw": craft.array_area_m2,
        "mass_kg_per_kw": craft.masses_kg,
        "load_w_per_kw": craft.loads_w,
        "placed_kw_per_kw": built.placed,
        "overbuild": built.overbuild,
        "goodput": built.goodput,
        "units": np.ceil(placed_kw / x.unit_it_power_kw),
        "launched_mass_kg": placed_kw * craft.mass_kg,
        "launches": flights(case, craft, built),
        "array_power_w": placed_kw * craft.array_power_w,
        "array_area_m2": placed_kw * craft.array_area_m2,
        "radiator_area_m2": placed_kw * craft.radiator_area_m2,
        "radiator_temperature_k": craft.radiator_temperature_k,
        "peak_rejection_w_per_m2": craft.peak_load_w / craft.radiator_area_m2,
        "battery_wh": placed_kw * craft.battery_wh,
        "eclipse_minutes_per_orbit": craft.eclipse_minutes,
        "eclipse_minutes_per_day": craft.eclipse * 24.0 * 60.0,
        "sunlit_fraction": craft.sunlit,
        "dose_rad_per_year": craft.dose_rad_per_year,
        "silent_errors_per_accelerator_year": radiation.event_rate(
            craft.dose_rad_per_year, x.dose_per_silent_error_rad
        ),
        "accelerator_losses_per_year": built.accelerator_losses_per_year,
        "unit_losses_per_year": built.unit_losses_per_year,
        "served_fraction": craft.served,
        "water_t": ground_kwh * x.water_use_l_per_kwh / 1000.0,
    }
