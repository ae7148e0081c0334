"""One future: every number of one sample, or of the central values of all inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray
from mc.model import Model, values_of_one
from pipelines.scenario.scenario import Scenario
from pipelines.tco.model import tco_model


@dataclass(frozen=True, kw_only=True, slots=True)
class Future:
    """Inputs and outputs of one future.

    Attributes
    ----------
    scenario, model
        What was computed.
    inputs
        Scalars and trajectories (by calendar year), by name.
    outputs
        By name, of the output's trailing shape.
    sample
        Its index in a run; None for the central future.
    same_code
        Whether the run was computed with the code that is running now.
    """

    scenario: Scenario
    model: Model
    inputs: Mapping[str, FloatArray]
    outputs: Mapping[str, FloatArray]
    sample: int | None = None
    same_code: bool = True

    def at(self, name: str, **where: object) -> float:
        """Return an output where its dimensions have these coordinates, and in the decision year if none is given."""
        (output,) = (output for output in self.model.outputs if output.name == name)
        where = {"start_year": float(self.scenario.decision.decision_year), **where}
        return float(self.outputs[name][tuple(self.model.coords[dim].index(where[dim]) for dim in output.dims)])


def central_future(scenario: Scenario) -> Future:
    """Compute a scenario once, in float64, with every driver at its median."""
    model, inputs = tco_model(scenario.decision, scenario.technology), scenario.space.central()
    cells = values_of_one(model, model.function(inputs))
    return Future(
        scenario=scenario,
        model=model,
        inputs={name: np.asarray(value) for name, value in inputs.items()},
        outputs={
            output.name: cells[output.name].reshape([len(model.coords[dim]) for dim in output.dims])
            for output in model.outputs
        },
    )


def labelled(value: FloatArray, coords: Sequence[Sequence[object]]) -> object:
    """Nested lists, or mappings where a dimension has text labels; what is never reached is the text ``"never"``."""
    if value.ndim:
        parts = [labelled(part, coords[1:]) for part in value]
        labels = coords[0]
        return dict(zip(map(str, labels), parts, strict=True)) if isinstance(labels[0], str) else parts
    number = float(value)
    if np.isnan(number):
        return None
    return "never" if np.isinf(number) else number
