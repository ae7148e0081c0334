"""A small model with every kind of output, for comparisons of compiled targets."""

from collections.abc import Mapping

import numpy as np

from distributions.arrays import FloatArray
from distributions.families.lognormal import LogNormal
from distributions.families.uniform import Uniform
from mc.inputs import Inputs, InputSpace
from mc.model import EVENT, Model, Output, OutputValue
from mc.points.registry import make_points
from mc.simulation import Simulation

YEARS = tuple(float(year) for year in range(1, 12))


def model(x: Inputs) -> dict[str, OutputValue]:
    years = np.array(YEARS)
    flow = x.margin * np.exp(x.growth * years) - x.cost
    worth = np.cumsum(flow / (1.0 + x.rate) ** years, axis=-1)
    last_loss = np.max(np.where(worth < 0.0, years, 0.0), axis=-1)
    sides: Mapping[str, FloatArray] = {"gain": np.maximum(worth, 0.0), "loss": np.minimum(worth, 0.0)}
    return {
        "worth": worth[..., -1],
        "by_side": sides,
        "profitable": flow > 0.0,
        "payback_year": np.where(last_loss == years[-1], np.inf, last_loss + 1.0),
        "odd": np.log(x.cost - 0.5) / (x.margin - 1.0) ** 40,  # NaN, and beyond all ends
        "flow_mean": np.mean(flow, axis=-1),
    }


def simulation(points: str = "sobol", *, samples: int, replicates: int = 4, seed: int = 7) -> Simulation:
    """A run of it: narrow and wide bins, moments without a histogram, events, levels with infinity."""
    space = InputSpace(
        distributions={
            "margin": LogNormal(mu=0.0, sigma=0.5),
            "growth": Uniform(low=-0.2, high=0.2),
            "cost": Uniform(low=0.0, high=2.0),
            "rate": Uniform(low=0.03, high=0.1),
        }
    )
    outputs = (
        Output(name="worth"),
        Output(name="by_side", dims=("side", "year"), smallest=2.0**-6, largest=2.0**10),
        Output(name="profitable", dims=("year",), levels=EVENT),
        Output(name="payback_year", levels=(*YEARS, np.inf)),
        Output(name="odd", smallest=2.0**-4, largest=2.0**20),
        Output(name="flow_mean", histogram=False),
    )
    return Simulation(
        model=Model(function=model, outputs=outputs, coords={"side": ("gain", "loss"), "year": YEARS}),
        space=space,
        points=make_points(points, seed=seed, replicates=replicates, drivers=space.drivers),
        samples=samples,
    )
