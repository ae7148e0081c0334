"""Run a model of one's own, in this process."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from distributions.base import Distribution
from distributions.copulas.base import Copula
from distributions.draw import Draw
from distributions.trajectories.base import Trajectory
from mc.inputs import Inputs, InputSpace
from mc.model import Model, Output, OutputValue
from mc.points.registry import make_points
from mc.sample_array import SampleArray
from mc.simulation import Simulation, host_array
from mc.targets import make_target
from mc.targets.reference import Reference

if TYPE_CHECKING:
    import xarray as xr


def simulate(
    model: Model | Callable[[Inputs], Mapping[str, OutputValue]],
    inputs: Mapping[str, Distribution | Trajectory],
    *,
    copula: Copula | None = None,
    samples: int = 2**18,
    seed: int = 0,
    points: Literal["sobol", "philox"] = "sobol",
    replicates: int = 16,
    target: str = "reference",
) -> "xr.DataTree":
    """Draw the inputs, run the model on every sample, and return distributions of its outputs.

    Parameters
    ----------
    model
        A function of `Inputs` in the subset of `mc.subset` that returns named values, or a `Model` that also
        declares units, dimensions and histogram ranges.
    inputs
        A distribution for each scalar input, a trajectory for each input by year.
    copula
        Dependence between the inputs it names.
    samples, seed, points, replicates
        How many futures, and which. The same arguments always give the same bits, and the first half of a run
        of ``2 * n`` samples are the samples of a run of ``n``.
    target
        Where the model runs: ``"reference"`` (NumPy) or ``"cupy"``.

    Returns
    -------
    xarray.DataTree
        As described by `mc.labelled.to_tree`.

    Raises
    ------
    SettingError, ModelError, UnknownInputError, TargetUnavailableError
        Each says what to change.
    """
    from mc.labelled import to_tree

    space = InputSpace(
        distributions={name: value for name, value in inputs.items() if isinstance(value, Distribution)},
        trajectories={name: value for name, value in inputs.items() if isinstance(value, Trajectory)},
        copula=copula,
    )
    declared = model if isinstance(model, Model) else declare(model, space)
    simulation = Simulation(
        model=declared,
        space=space,
        points=make_points(points, seed=seed, replicates=replicates, drivers=space.drivers),
        samples=samples,
    )
    device = make_target(target)
    state = simulation.plan.empty()
    for index in range(simulation.block_count):
        simulation.accumulate(state, index, simulation.evaluate(index, device)[1])
    return to_tree(simulation.plan, state, {"seed": str(seed), "points": points, "target": target})


def declare(function: Callable[[Inputs], Mapping[str, OutputValue]], space: InputSpace) -> Model:
    """Find the outputs of a function by calling it once, on the median of every input."""
    middle = SampleArray(np.full(1, 0.5))
    draw = Draw.from_tails(middle, middle)  # type: ignore[arg-type]  # models are typed as for NumPy arrays
    with np.errstate(all="ignore"):
        result = function(space.realise(dict.fromkeys(space.drivers, draw)))
    outputs: list[Output] = []
    coords: dict[str, tuple[str, ...] | tuple[float, ...]] = {}
    for name, value in result.items():
        axes = {f"{name}_{axis}": labels for axis, labels in enumerate(_axes(value))}
        coords |= axes
        outputs.append(Output(name=name, dims=tuple(axes)))
    return Model(function=function, outputs=tuple(outputs), coords=coords)


def _axes(value: OutputValue) -> list[tuple[str, ...] | tuple[float, ...]]:
    """Coordinates of the trailing axes of an output: labels of mappings, counts along arrays."""
    if isinstance(value, Mapping):
        return [tuple(value), *_axes(next(iter(value.values())))]
    return [tuple(float(index) for index in range(length)) for length in host_array(value, Reference()).shape[:-1]]
