"""The model: a data centre in orbit against the same one on the ground."""

import math
from collections.abc import Mapping
from functools import lru_cache, partial

import numpy as np

from distributions.arrays import FloatArray
from mc.inputs import Inputs
from mc.model import EVENT, Model, Output, OutputValue
from mc.sample_array import as_samples
from mc.watched import WatchedInputs
from pipelines.tco import breakeven, finance, ground, orbit
from pipelines.tco.decision import Decision
from pipelines.tco.inputs import INPUTS
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
        outputs=_outputs(decision),
        coords={
            "side": ("orbit", "ground"),
            "start_year": tuple(float(year) for year in decision.start_years),
            "calendar_year": tuple(float(year) for year in decision.calendar_years),
            "orbit_component": orbit.COMPONENTS,
            "ground_component": ground.COMPONENTS,
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


def _outcomes(x: Inputs, *, decision: Decision, technology: Technology) -> Mapping[str, OutputValue]:
    start_years = decision.start_years
    built = orbit.platform(x)
    launch_price = x.launch_price_usd_per_kg[..., : len(start_years)]
    energy_price = finance.discounted_mean(
        x.electricity_price_usd_per_kwh,
        x.real_discount_rate,
        start_years=len(start_years),
        service_years=decision.service_years,
    )
    elapsed = np.array(start_years, dtype=float) - PRICE_YEAR
    cost_index = (1.0 - x.platform_cost_decline_per_year) ** elapsed
    orbit_rate = finance.real_rate(
        finance.fading_premium(x.orbit_cost_of_capital, x.ground_cost_of_capital, elapsed, x.orbit_premium_fade_years),
        x.inflation_per_year,
    )
    capital_recovery = finance.capital_recovery_factor(orbit_rate, built.life)
    orbit_costs = partial(orbit.level_costs, x, built, capital_recovery=capital_recovery)

    def costs(it_cost: FloatArray | float) -> dict[str, Mapping[str, FloatArray]]:
        return {
            "orbit": orbit_costs(launch_price=launch_price, it_cost=it_cost, cost_index=cost_index),
            "ground": ground.level_costs(
                x,
                technology,
                energy_price=energy_price,
                it_cost=it_cost,
                service_years=decision.service_years,
                goodput=1.0,
            ),
        }

    def orbit_cost_at(launch_price: float) -> FloatArray:
        return finance.total(orbit_costs(launch_price=launch_price, it_cost=0.0, cost_index=1.0))

    parts = costs(x.it_cost_usd_per_kw)
    level = {side: finance.total(components) for side, components in parts.items()}
    without_it = {side: finance.total(components) for side, components in costs(0.0).items()}
    gap = level["orbit"] - level["ground"]
    gap_per_price = (orbit_cost_at(_PRICE_STEP) - orbit_cost_at(0.0)) / _PRICE_STEP
    stays = breakeven.breakeven_year(gap, start_years)
    first = breakeven.breakeven_year_first(gap, start_years)
    present_kw_years = decision.it_power_kw * finance.annuity(x.real_discount_rate, decision.service_years)
    return {
        "level_cost_usd_per_kw_year": level,
        "level_cost_without_it_usd_per_kw_year": without_it,
        "gap_usd_per_kw_year": gap,
        "gap_without_it_usd_per_kw_year": without_it["orbit"] - without_it["ground"],
        "tco_usd": {side: cost * present_kw_years for side, cost in level.items()},
        "tco_gap_usd": gap * present_kw_years,
        "orbit_cheaper": breakeven.orbit_cheaper(gap),
        "breakeven_by": breakeven.reached_by(stays, start_years),
        "breakeven_first_by": breakeven.reached_by(first, start_years),
        "breakeven_year": stays,
        "breakeven_year_first": first,
        "breakeven_launch_price_usd_per_kg": breakeven.breakeven_launch_price(launch_price, gap, gap_per_price),
        "launch_price_usd_per_kg": launch_price,
        "electricity_price_usd_per_kwh": x.electricity_price_usd_per_kwh[..., : len(start_years)],
        "orbit_cost_usd_per_kw_year": parts["orbit"],
        "ground_cost_usd_per_kw_year": parts["ground"],
        "launched_mass_kg_per_kw": built.launched_mass_kg,
        "radiator_net_w_per_m2": x.radiator_net_w_per_m2,
        "array_area_m2_per_kw": built.array_area_m2,
    }


def _outputs(decision: Decision) -> tuple[Output, ...]:
    by_year, by_side = ("start_year",), ("side", "start_year")
    event = partial(Output, dims=by_year, levels=EVENT)
    cost = partial(Output, unit="USD/kW-year", smallest=2.0**4, largest=2.0**22)
    scale = 2.0 ** math.ceil(math.log2(decision.it_power_kw * decision.service_years))
    present_value = partial(Output, unit="USD", smallest=2.0**2 * scale, largest=2.0**20 * scale)
    years = (*(float(year) for year in decision.start_years), math.inf)
    year = partial(Output, unit="year", levels=years)
    price = partial(Output, unit="USD/kg", dims=by_year, smallest=2.0**-2, largest=2.0**17)
    return (
        cost(name="level_cost_usd_per_kw_year", dims=by_side, long_name="Yearly cost of a delivered kW of IT power"),
        cost(
            name="level_cost_without_it_usd_per_kw_year",
            dims=by_side,
            long_name="Yearly cost of a delivered kW of IT power, its IT hardware being free",
        ),
        cost(name="gap_usd_per_kw_year", dims=by_year, long_name="Yearly cost in orbit minus on the ground"),
        cost(
            name="gap_without_it_usd_per_kw_year",
            dims=by_year,
            long_name="Yearly cost in orbit minus on the ground, IT hardware being free",
        ),
        present_value(name="tco_usd", dims=by_side, long_name="Present value of the costs over the service"),
        present_value(name="tco_gap_usd", dims=by_year, long_name="Present value in orbit minus on the ground"),
        event(name="orbit_cheaper", long_name="Orbit costs no more than the ground in the start year"),
        event(name="breakeven_by", long_name="The breakeven year is the start year or before"),
        event(name="breakeven_first_by", long_name="Orbit costs no more in the start year or some year before"),
        year(name="breakeven_year", long_name="First start year from which orbit costs no more, to the horizon"),
        year(name="breakeven_year_first", long_name="First start year in which orbit costs no more"),
        price(name="breakeven_launch_price_usd_per_kg", long_name="Launch price at which both sides cost the same"),
        price(name="launch_price_usd_per_kg", long_name="Launch price in the start year"),
        Output(
            name="electricity_price_usd_per_kwh",
            unit="USD/kWh",
            dims=by_year,
            histogram=False,
            long_name="Electricity price on the ground in the start year",
        ),
        cost(
            name="orbit_cost_usd_per_kw_year",
            dims=("orbit_component", "start_year"),
            histogram=False,
            long_name="Yearly cost of a delivered kW of IT power in orbit, by component",
        ),
        cost(
            name="ground_cost_usd_per_kw_year",
            dims=("ground_component", "start_year"),
            histogram=False,
            long_name="Yearly cost of a delivered kW of IT power on the ground, by component",
        ),
        Output(
            name="launched_mass_kg_per_kw",
            unit="kg/kW",
            smallest=1.0,
            largest=2.0**12,
            long_name="Mass at launch of a kW of nameplate IT power",
        ),
        Output(
            name="radiator_net_w_per_m2",
            unit="W/m2",
            smallest=2.0**4,
            largest=2.0**12,
            long_name="Net heat rejected by a square metre of radiator panel",
        ),
        Output(
            name="array_area_m2_per_kw",
            unit="m2/kW",
            smallest=2.0**-2,
            largest=2.0**10,
            long_name="Area of solar array of a kW of nameplate IT power",
        ),
    )
