"""Monte Carlo engine: uncertain inputs in, distributions of outputs out.

>>> import distributions as dist
>>> import mc
>>> model = lambda x: {"margin_usd": x.revenue_usd - x.cost_usd}
>>> inputs = {"revenue_usd": dist.Normal(mu=12.0, sigma=2.0), "cost_usd": dist.Normal(mu=10.0, sigma=1.0)}
>>> result = mc.simulate(model, inputs, samples=4096)
>>> bool(abs(result["summary"]["margin_usd_mean"] - 2.0) < 1e-3)
True
"""

import distributions.errors  # noqa: F401 - a foreign package called `distributions` fails here, and not deep in a run
from mc.errors import ModelError, SettingError, TargetUnavailableError, UnknownInputError
from mc.in_process import simulate
from mc.inputs import Inputs, InputSpace
from mc.model import Model, Output

__all__ = [
    "InputSpace",
    "Inputs",
    "Model",
    "ModelError",
    "Output",
    "SettingError",
    "TargetUnavailableError",
    "UnknownInputError",
    "simulate",
]
