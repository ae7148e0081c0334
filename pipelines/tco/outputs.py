"""What the model returns: every output with its unit, its dimensions and the range of its histogram."""

import math
from functools import partial

from mc.model import EVENT, Output
from pipelines.tco.decision import Decision


def outputs(decision: Decision) -> tuple[Output, ...]:
    """Return the outputs of the model of a decision."""
    return (*_costs(decision), *_breakeven(decision), *_components(), *_plant())


def _costs(decision: Decision) -> tuple[Output, ...]:
    by_year, by_side = ("start_year",), ("side", "start_year")
    cost = partial(Output, unit="USD/kW-year", smallest=2.0**4, largest=2.0**22)
    scale = 2.0 ** math.ceil(math.log2(decision.it_power_kw * decision.service_years))
    present_value = partial(Output, unit="USD", smallest=2.0**2 * scale, largest=2.0**20 * scale)
    ratio = partial(Output, unit="1", dims=by_year, smallest=2.0**-8, largest=2.0**10)
    return (
        cost(name="level_cost_usd_per_kw_year", dims=by_side, long_name="Yearly cost of a delivered kW of IT power"),
        cost(
            name="level_cost_without_it_usd_per_kw_year",
            dims=by_side,
            long_name="Yearly cost of a delivered kW of IT power, its IT hardware being free",
        ),
        Output(
            name="level_cost_usd_per_gpu_hour",
            unit="USD/h",
            dims=by_side,
            smallest=2.0**-6,
            largest=2.0**10,
            long_name="Cost of an hour of an accelerator that is sold",
        ),
        cost(name="gap_usd_per_kw_year", dims=by_year, long_name="Yearly cost in orbit minus on the ground"),
        cost(
            name="gap_without_it_usd_per_kw_year",
            dims=by_year,
            long_name="Yearly cost in orbit minus on the ground, IT hardware being free",
        ),
        ratio(name="cost_ratio", long_name="Yearly cost in orbit over that on the ground"),
        ratio(name="cost_ratio_without_it", long_name="Yearly cost in orbit over that on the ground, IT hardware free"),
        present_value(name="tco_usd", dims=by_side, long_name="Present value of the costs over the service"),
        present_value(name="tco_gap_usd", dims=by_year, long_name="Present value in orbit minus on the ground"),
    )


def _breakeven(decision: Decision) -> tuple[Output, ...]:
    by_year = ("start_year",)
    event = partial(Output, dims=by_year, levels=EVENT)
    years = (*(float(year) for year in decision.start_years), math.inf)
    year = partial(Output, unit="year", levels=years)
    price = partial(Output, unit="USD/kg", dims=by_year, smallest=2.0**-2, largest=2.0**17)
    return (
        event(name="orbit_cheaper", long_name="Orbit costs no more than the ground in the start year"),
        event(name="orbit_preferred", long_name="Orbit costs no more than the ground and the strategic premium"),
        event(name="breakeven_by", long_name="The breakeven year is the start year or before"),
        event(name="breakeven_first_by", long_name="Orbit costs no more in the start year or some year before"),
        event(name="reaches_revenue", long_name="The money lasts until first revenue"),
        event(name="acquired", long_name="The money ends before first revenue, and someone buys the venture"),
        event(name="insolvent", long_name="The money ends before first revenue, and nobody buys the venture"),
        year(name="breakeven_year", long_name="First start year from which orbit costs no more, to the horizon"),
        year(name="breakeven_year_first", long_name="First start year in which orbit costs no more"),
        price(name="breakeven_launch_price_usd_per_kg", long_name="Launch price at which both sides cost the same"),
        price(name="launch_price_usd_per_kg", long_name="Launch price in the start year"),
        Output(
            name="energy_price_usd_per_kwh",
            unit="USD/kWh",
            dims=by_year,
            histogram=False,
            long_name="Energy price on the ground, mean over the service",
        ),
        Output(
            name="orbit_capital_usd_per_kw",
            unit="USD/kW",
            dims=by_year,
            histogram=False,
            long_name="Capital of a delivered kW of IT power in orbit, before replacements",
        ),
    )


def _components() -> tuple[Output, ...]:
    mean = partial(Output, histogram=False)
    found = []
    for side, words in (("orbit", "in orbit"), ("ground", "on the ground")):
        dims = (f"{side}_component", "start_year")
        what = f"cost of a delivered kW of IT power {words}, by component"
        found += [
            mean(name=f"{side}_cost_usd_per_kw_year", unit="USD/kW-year", dims=dims, long_name=f"Yearly {what}"),
            mean(
                name=f"{side}_cost_without_it_usd_per_kw_year",
                unit="USD/kW-year",
                dims=dims,
                long_name=f"Yearly {what}, IT hardware being free",
            ),
            mean(name=f"{side}_tco_usd", unit="USD", dims=dims, long_name=f"Present value {words}, by component"),
            mean(
                name=f"{side}_tco_without_it_usd",
                unit="USD",
                dims=dims,
                long_name=f"Present value {words}, by component, IT hardware being free",
            ),
        ]
    return tuple(found)


def _plant() -> tuple[Output, ...]:
    mean = partial(Output, histogram=False)
    return (
        Output(
            name="launched_mass_kg_per_kw",
            unit="kg/kW",
            smallest=2.0**-4,
            largest=2.0**12,
            long_name="Mass at launch of a kW of nameplate IT power",
        ),
        Output(
            name="radiator_net_w_per_m2",
            unit="W/m2",
            smallest=2.0**2,
            largest=2.0**13,
            long_name="Net heat rejected by a square metre of radiator panel",
        ),
        Output(
            name="array_area_m2_per_kw",
            unit="m2/kW",
            smallest=2.0**-2,
            largest=2.0**10,
            long_name="Area of solar array of a kW of nameplate IT power",
        ),
        mean(name="mass_kg_per_kw", unit="kg/kW", dims=("mass_part",), long_name="Mass at launch, by part"),
        mean(name="load_w_per_kw", unit="W/kW", dims=("load_part",), long_name="Electric load, by part"),
        mean(name="placed_kw_per_kw", unit="1", long_name="Nameplate kW in service for one delivered"),
        mean(name="overbuild", unit="1", long_name="kW launched over a life for one in service"),
        mean(name="goodput", unit="1", long_name="Share of the time in orbit in which work makes progress"),
        mean(name="units", unit="1", long_name="Units in service"),
        mean(name="launched_mass_kg", unit="kg", long_name="Mass of the first deployment"),
        mean(name="launches", unit="1", long_name="Launches of the first deployment"),
        mean(name="array_power_w", unit="W", long_name="Nameplate power of all solar arrays, at the beginning"),
        mean(name="array_area_m2", unit="m2", long_name="Area of all solar arrays"),
        mean(name="radiator_area_m2", unit="m2", long_name="Area of all radiators"),
        mean(name="radiator_temperature_k", unit="K", long_name="Temperature of the radiators"),
        mean(name="peak_rejection_w_per_m2", unit="W/m2", long_name="Net heat rejected at the highest load"),
        mean(name="battery_wh", unit="Wh", long_name="Capacity of all batteries"),
        mean(name="eclipse_minutes_per_orbit", unit="min", long_name="Longest eclipse of the year"),
        mean(name="eclipse_minutes_per_day", unit="min", long_name="Eclipse on the day with the longest"),
        mean(name="sunlit_fraction", unit="1", long_name="Mean share of the time in sunlight"),
        mean(name="dose_rad_per_year", unit="rad/year", long_name="Ionising dose behind the shielding"),
        mean(
            name="silent_errors_per_accelerator_year",
            unit="1/year",
            long_name="Silent data corruptions of an accelerator in orbit, by radiation",
        ),
        mean(name="accelerator_losses_per_year", unit="1/year", long_name="Accelerators lost for good in orbit"),
        mean(name="unit_losses_per_year", unit="1/year", long_name="Units lost"),
        mean(name="served_fraction", unit="1", long_name="Share of the work that the downlink lets through"),
        mean(name="water_t", unit="t", long_name="Water used on the ground over the service"),
        mean(name="check_needed", unit="1", dims=("check",), long_name="Needed, in the unit of the check"),
        mean(name="check_available", unit="1", dims=("check",), long_name="Available, in the unit of the check"),
        Output(name="check_failed", dims=("check",), levels=EVENT, long_name="More is needed than there is"),
    )
