"""Power of the data centre on the ground: from the grid, from a gas plant of its own, or from Sun and storage."""

from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray, constant
from mc.inputs import Inputs
from pipelines.tco.finance import HOURS_PER_YEAR
from pipelines.tco.technology import Technology

_BTU_PER_MMBTU = 1e6
_W_PER_KW = 1000.0
_HOURS_PER_DAY = 24.0


def fuel_usd_per_kwh(heat_rate_btu_per_kwh: FloatArray, gas_price_usd_per_mmbtu: FloatArray) -> FloatArray:
    """Fuel for a kilowatt-hour of electricity, USD/kWh: ``heat rate * price / 1e6``."""
    return heat_rate_btu_per_kwh * gas_price_usd_per_mmbtu / _BTU_PER_MMBTU


def gas_plant_usd_per_kw(usd_per_kw: FloatArray, load_kw: FloatArray, reserve: FloatArray) -> FloatArray:
    """Gas plant, USD for each kW of IT power.

    McCalip (2025), economics of orbital vs terrestrial data centers, math.js, with a reserve of 1: price of the
    plant times PUE.

    Parameters
    ----------
    usd_per_kw
        Price of the plant, USD per kW of its own.
    load_kw
        Electric load for each kW of IT power: the PUE.
    reserve
        Capacity installed over the load, so that it is carried while an engine is serviced.
    """
    return usd_per_kw * load_kw * reserve


def solar_power(
    load: FloatArray, capacity_factor: FloatArray, stored: FloatArray, efficiency: FloatArray
) -> FloatArray:
    """Nameplate power of a solar field that carries a continuous load together with its storage.

    Balance of energy over a day: what goes through the storage is generated ``1 / efficiency`` times.

    Parameters
    ----------
    load
        Continuous electric load, in any unit of power; the result has the same.
    capacity_factor
        Output over nameplate power, mean over the time that the field is sized for: a year, or its darkest month.
    stored
        Part of the load that goes through the storage.
    efficiency
        What the storage gives out over what it takes in.
    """
    return load * (1.0 + stored * (1.0 / efficiency - 1.0)) / capacity_factor


def solar_storage_usd_per_kw(
    load_kw: FloatArray,
    *,
    capacity_factor: FloatArray,
    solar_usd_per_w: FloatArray,
    storage_hours: FloatArray,
    storage_usd_per_kwh: FloatArray,
    storage_efficiency: FloatArray,
) -> FloatArray:
    """Solar field and storage that carry a load around the clock, USD for each kW of IT power.

    Parameters
    ----------
    load_kw
        Electric load for each kW of IT power: the PUE.
    capacity_factor, storage_efficiency
        As in `solar_power`.
    solar_usd_per_w
        Solar field, USD per W of nameplate power.
    storage_hours
        Hours that full storage carries the load; of a day, as many hours are taken to be carried by it.
    storage_usd_per_kwh
        Storage, USD per kWh given out.
    """
    stored = np.minimum(storage_hours / _HOURS_PER_DAY, 1.0)
    field_kw = solar_power(load_kw, capacity_factor, stored, storage_efficiency)
    return field_kw * solar_usd_per_w * _W_PER_KW + load_kw * storage_hours * storage_usd_per_kwh


def level_usd_per_kwh(
    usd_per_kw: FloatArray, *, capital_charge: FloatArray, capacity_factor: FloatArray, fuel: FloatArray
) -> FloatArray:
    """Level cost of electricity, USD/kWh, from a plant of its own.

    Short, Packey and Holt (1995), A Manual for the Economic Evaluation of Energy Efficiency and Renewable Energy
    Technologies, NREL/TP-462-5173: yearly capital charge over yearly energy, and fuel.

    Parameters
    ----------
    usd_per_kw
        Plant, USD per kW.
    capital_charge
        Capital recovery and upkeep, 1/year, as a fraction of that.
    capacity_factor
        Energy delivered in a year over that of the kW running all the time.
    fuel
        USD/kWh.
    """
    return usd_per_kw * capital_charge / (HOURS_PER_YEAR * capacity_factor) + fuel


def energy_price(x: Inputs, technology: Technology) -> FloatArray:
    """What a kilowatt-hour costs beside the plant, USD/kWh, where power does not come from the grid."""
    if technology.ground_power == "gas":
        return fuel_usd_per_kwh(x.heat_rate_btu_per_kwh, x.gas_price_usd_per_mmbtu)
    return constant(0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plant:
    """Power plant of the data centre's own.

    Attributes
    ----------
    usd_per_kw
        Capital, USD for each kW of IT power.
    life_years
        Its life, years.
    load_factor
        Energy drawn in a year over that of full load all the time.
    """

    usd_per_kw: FloatArray
    life_years: FloatArray
    load_factor: FloatArray


def plant(x: Inputs, technology: Technology) -> Plant | None:
    """Return the power plant of a technology; `None` on the grid."""
    match technology.ground_power:
        case "grid":
            return None
        case "gas":
            return Plant(
                usd_per_kw=gas_plant_usd_per_kw(x.gas_plant_usd_per_kw, x.pue, x.gas_plant_reserve),
                life_years=x.gas_plant_life_years,
                load_factor=x.gas_plant_capacity_factor,
            )
        case "solar_storage":
            usd_per_kw = solar_storage_usd_per_kw(
                x.pue,
                capacity_factor=x.solar_capacity_factor,
                solar_usd_per_w=x.solar_usd_per_w,
                storage_hours=x.storage_hours,
                storage_usd_per_kwh=x.storage_usd_per_kwh,
                storage_efficiency=x.storage_round_trip_efficiency,
            )
            return Plant(usd_per_kw=usd_per_kw, life_years=x.solar_storage_life_years, load_factor=constant(1.0))
