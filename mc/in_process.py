"""Run a model of one's own, in this process."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from distributions.base import Distribution
from distributions.copulas.base import Copula
from distributions.families.constant import Constant
from distributions.trajectories.base import Trajectory
from mc.errors import SettingError
from mc.inputs import Inputs, InputSpace
from mc.model import EVENT, Model, Output, OutputValue, require_named, require_numbers, trailing_shape
from mc.points.registry import make_points
from mc.sample_array import plain
from mc.simulation import Simulation, called_eagerly, pilot_inputs
from mc.targets import COMPILED, Precision, TargetName, make_target

if TYPE_CHECKING:
    import xarray as xr

INTERRUPTIBLE_SAMPLES = 1 << 22
"""Samples that are computed at a time: in between, a user's interruption is heard."""


def simulate(
    model: Model | Callable[[Inputs], Mapping[str, OutputValue]],
    inputs: Mapping[str, Distribution | Trajectory | float],
    *,
    copula: Copula | None = None,
    samples: int = 2**18,
    seed: int = 0,
    points: Literal["sobol", "philox"] = "sobol",
    replicates: int = 16,
    target: TargetName = "simd",
    precision: Precision | None = None,
) -> "xr.DataTree":
    """Draw the inputs, run the model on every sample, and return distributions of its outputs.

    Parameters
    ----------
    model
        A function of `Inputs` in the subset of `mc.subset` that returns named values, or a `Model` that also
        declares units, dimensions and histogram ranges.
    inputs
        A distribution or a number for each scalar input, a trajectory for each input by year.
    copula
        Dependence between the inputs it names.
    samples, seed, points, replicates
        How many futures, and which. The same arguments always give the same bits, and the first half of a run
        of ``2 * n`` samples are the samples of a run of ``n``.
    target
        Where the model runs: ``"simd"``, compiled for this processor; ``"cuda"``, the same bits on an NVIDIA GPU;
        ``"reference"``, called on NumPy arrays in float64, and ``"cupy"``, on CuPy arrays.
    precision
        ``"float32"``, which holds seven digits and is the default where there is a choice, or ``"float64"``.

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

    space = _space(inputs, copula)
    precision = precision or ("float32" if target in COMPILED else "float64")
    simulation = Simulation(
        model=model if isinstance(model, Model) else declare(model, space, precision),
        space=space,
        points=make_points(points, seed=seed, replicates=replicates, drivers=space.drivers),
        samples=samples,
    )
    state = simulation.plan.empty()
    made, blocks = make_target(target, precision), range(simulation.block_count)
    step = max(1, INTERRUPTIBLE_SAMPLES // simulation.block_samples)
    for first in blocks[::step]:
        made.accumulate(simulation, blocks[first : first + step], state)
    attrs = {"seed": str(seed), "points": points, "target": target, "precision": precision}
    return to_tree(simulation.plan, state, attrs)


def _space(inputs: Mapping[str, object], copula: Copula | None) -> InputSpace:
    distributions: dict[str, Distribution] = {}
    trajectories: dict[str, Trajectory] = {}
    for name, value in inputs.items():
        match value:
            case Distribution():
                distributions[name] = value
            case Trajectory():
                trajectories[name] = value
            case int() | float():
                distributions[name] = Constant(value=float(value))
            case _:
                message = (
                    f"input {name!r} is a {type(value).__name__}: must be a distribution, a trajectory or a number"
                )
                raise SettingError(message)
    return InputSpace(distributions=distributions, trajectories=trajectories, copula=copula)


def declare(
    function: Callable[[Inputs], Mapping[str, OutputValue]], space: InputSpace, precision: Precision = "float64"
) -> Model:
    """Find the outputs of a function by calling it once, on a thousand samples.

    Histograms reach 20 octaves beyond the largest and the smallest size that an output has there, as far as the
    precision goes, and over 120 octaves at most; truth values are events.
    """
    real = np.finfo(precision)
    least, most = float(real.tiny), 2.0 ** (int(real.maxexp) - 1)
    result = called_eagerly(function, pilot_inputs(space))
    require_named(result)
    outputs: list[Output] = []
    coords: dict[str, tuple[str, ...] | tuple[float, ...]] = {}
    for name, value in result.items():
        axes = {f"{name}_{axis}": labels for axis, labels in enumerate(_axes(value))}
        coords |= axes
        leaves = [plain(leaf) for leaf in _leaves(value)]
        for leaf in leaves:
            require_numbers(leaf)
        if all(leaf.dtype == np.bool_ for leaf in leaves):
            outputs.append(Output(name=name, dims=tuple(axes), levels=EVENT))
            continue
        sizes = np.abs(np.concatenate([np.asarray(leaf, dtype=np.float64).reshape(-1) for leaf in leaves]))
        sizes = sizes[np.isfinite(sizes) & (sizes > 0.0)]
        low, high = (float(np.min(sizes)), float(np.max(sizes))) if sizes.size else (1.0, 1.0)
        top = math.frexp(high)[1]
        bottom = max(math.frexp(low)[1] - _MARGIN, top + _MARGIN - _MOST_OCTAVES)
        largest = min(math.ldexp(1.0, min(top + _MARGIN, 1023)), max(math.ldexp(1.0, top - 1), most))
        smallest = max(math.ldexp(1.0, max(bottom, -1022)), min(math.ldexp(1.0, top - 2), least))
        outputs.append(Output(name=name, dims=tuple(axes), smallest=smallest, largest=largest))
    return Model(function=function, outputs=tuple(outputs), coords=coords)


_MARGIN = 20
"""Octaves of a histogram beyond what was seen on either side."""

_MOST_OCTAVES = 120


def _axes(value: OutputValue) -> list[tuple[str, ...] | tuple[float, ...]]:
    """Coordinates of the trailing axes of an output: labels of mappings, counts along arrays."""
    if isinstance(value, Mapping):
        return [tuple(value), *_axes(next(iter(value.values())))]
    return [tuple(float(index) for index in range(length)) for length in trailing_shape(value)]


def _leaves(value: OutputValue) -> Iterator[object]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _leaves(part)
    else:
        yield value
