"""The 30 inputs of the benchmark model, and draws of them; frozen with it."""

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from distributions import LogNormal, Normal, Triangular, Uniform
from distributions.base import Distribution
from distributions.draw import Draw
from mc.inputs import Inputs, InputSpace
from mc.points.base import tails
from mc.points.philox import Philox
from mc.sample_array import as_samples


def median_and_spread(value: float, sigma: float) -> LogNormal:
    """Lognormal distribution of a median, `sigma` being the standard deviation of the logarithm."""
    return LogNormal(mu=math.log(value), sigma=sigma)


INPUTS: dict[str, Distribution] = {
    # launch
    "launch_price_usd_per_kg": median_and_spread(1500.0, 0.35),
    "launch_floor_usd_per_kg": median_and_spread(40.0, 0.5),
    "learning_rate": Triangular(low=0.10, mode=0.18, high=0.28),
    "fleet_growth_per_year": Normal(mu=0.45, sigma=0.08),
    "fleet_saturation": median_and_spread(60.0, 0.6),
    "experience_years": Uniform(low=2.0, high=4.0),
    "new_launcher_years": Uniform(low=2.0, high=12.0),
    "new_launcher_factor": Triangular(low=0.2, mode=0.35, high=0.8),
    # platform
    "cell_efficiency": Triangular(low=0.22, mode=0.29, high=0.34),
    "array_degradation_per_year": Uniform(low=0.005, high=0.03),
    "array_kg_per_m2": Triangular(low=1.0, mode=1.5, high=3.0),
    "array_usd_per_w": median_and_spread(3.0, 0.5),
    "radiator_temperature_k": Normal(mu=325.0, sigma=6.0),
    "radiator_emissivity": Uniform(low=0.80, high=0.92),
    "radiator_kg_per_m2": median_and_spread(5.0, 0.3),
    "it_kg_per_kw": Triangular(low=5.0, mode=8.0, high=14.0),
    "bus_mass_fraction": Uniform(low=0.15, high=0.30),
    "power_overhead": Uniform(low=0.05, high=0.20),
    "life_years": Uniform(low=6.0, high=12.0),
    "failure_rate_per_year": median_and_spread(0.04, 0.4),
    "platform_decline_per_year": Uniform(low=0.01, high=0.06),
    "maintenance_fraction_per_year": Triangular(low=0.01, mode=0.02, high=0.05),
    # finance
    "cost_of_capital": Normal(mu=0.075, sigma=0.008),
    "orbit_premium": Uniform(low=0.02, high=0.10),
    "premium_fade_years": Uniform(low=5.0, high=15.0),
    # ground
    "electricity_usd_per_kwh": median_and_spread(0.08, 0.2),
    "electricity_growth_per_year": Normal(mu=0.01, sigma=0.012),
    "pue": Triangular(low=1.08, mode=1.2, high=1.5),
    "ground_usd_per_kw": median_and_spread(13000.0, 0.15),
    "carbon_usd_per_t": median_and_spread(40.0, 0.5),
}


def draw(samples: int, seed: int = 1) -> npt.NDArray[np.float64]:
    """Values of the inputs, of shape ``(30, samples)``, in the order of `INPUTS`."""
    points = Philox(seed=seed, replicates=1)
    draws = {name: Draw.from_tails(*tails(points.bits(name, 0, samples, range(1))[0])) for name in INPUTS}
    return np.stack(list(InputSpace(distributions=INPUTS).realise(draws).values()))


def as_inputs(rows: Iterable[npt.NDArray[np.floating]]) -> Inputs:
    """Rows of `draw`, in any precision, as a model sees them."""
    return Inputs({name: as_samples(row) for name, row in zip(INPUTS, rows, strict=True)})  # type: ignore[arg-type]
