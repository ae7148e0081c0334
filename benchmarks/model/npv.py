"""A present value in one formula of 20 inputs, which every library for uncertainty can express; frozen."""

from collections.abc import Mapping

from benchmarks.model.inputs import median_and_spread
from distributions import Normal, Triangular, Uniform
from distributions.arrays import FloatArray
from distributions.base import Distribution

INPUTS: dict[str, Distribution] = {
    "power_mw": Normal(mu=50.0, sigma=2.0),
    "hall_usd_per_kw": median_and_spread(12000.0, 0.15),
    "grid_usd_per_kw": median_and_spread(900.0, 0.4),
    "land_musd": Uniform(low=5.0, high=20.0),
    "refresh_fraction": Triangular(low=0.02, mode=0.04, high=0.08),
    "rent_usd_per_kw_year": Normal(mu=3600.0, sigma=300.0),
    "rent_growth": Uniform(low=-0.01, high=0.03),
    "utilisation": Triangular(low=0.6, mode=0.85, high=0.95),
    "availability": Uniform(low=0.985, high=0.9999),
    "pue": Triangular(low=1.08, mode=1.2, high=1.5),
    "electricity_usd_per_kwh": median_and_spread(0.07, 0.25),
    "electricity_growth": Uniform(low=-0.01, high=0.03),
    "carbon_usd_per_t": median_and_spread(40.0, 0.5),
    "grid_t_per_kwh": Uniform(low=0.1e-3, high=0.5e-3),
    "staff_usd_per_kw_year": Normal(mu=120.0, sigma=15.0),
    "maintenance_fraction": Triangular(low=0.01, mode=0.02, high=0.04),
    "insurance_fraction": Uniform(low=0.002, high=0.006),
    "tax_fraction": Triangular(low=0.15, mode=0.21, high=0.28),
    "discount_rate": Uniform(low=0.06, high=0.11),
    "life_years": Uniform(low=12.0, high=25.0),
}


def _annuity(growth: str) -> str:
    """Present value of one dollar a year that grows, over the life."""
    return f"(1 - ((1 + {growth}) / (1 + discount_rate)) ^ life_years) / (discount_rate - ({growth}))"


FORMULA = (
    "power_mw * 1000 * ("
    f"(1 - tax_fraction) * (rent_usd_per_kw_year * availability * {_annuity('rent_growth')}"
    f" - 8766 * utilisation * pue * electricity_usd_per_kwh * {_annuity('electricity_growth')}"
    " - (8766 * utilisation * pue * carbon_usd_per_t * grid_t_per_kwh + staff_usd_per_kw_year"
    " + hall_usd_per_kw * (maintenance_fraction + insurance_fraction + refresh_fraction))"
    f" * {_annuity('0')})"
    " - hall_usd_per_kw - grid_usd_per_kw) / 1e6 - land_musd"
)
"""The model in the notation of ExprTk, MUSD."""


def npv(x: Mapping[str, FloatArray]) -> FloatArray:
    """Present value of a data hall, MUSD; `FORMULA` in Python, for numbers and for arrays."""

    def annuity(growth: FloatArray | float) -> FloatArray:
        return (1 - ((1 + growth) / (1 + x["discount_rate"])) ** x["life_years"]) / (x["discount_rate"] - growth)

    hall = x["hall_usd_per_kw"]
    kwh = 8766 * x["utilisation"] * x["pue"]
    yearly = (
        kwh * x["carbon_usd_per_t"] * x["grid_t_per_kwh"]
        + x["staff_usd_per_kw_year"]
        + hall * (x["maintenance_fraction"] + x["insurance_fraction"] + x["refresh_fraction"])
    )
    earned = (
        x["rent_usd_per_kw_year"] * x["availability"] * annuity(x["rent_growth"])
        - kwh * x["electricity_usd_per_kwh"] * annuity(x["electricity_growth"])
        - yearly * annuity(0.0)
    )
    per_kw = (1 - x["tax_fraction"]) * earned - hall - x["grid_usd_per_kw"]
    return x["power_mw"] * 1000 * per_kw / 1e6 - x["land_musd"]
