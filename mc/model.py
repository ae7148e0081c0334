"""A model, the outputs that it declares, and what it returned against them."""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from mc.errors import ModelError, SettingError
from mc.inputs import Inputs
from mc.sample_array import SampleArray

OutputValue: TypeAlias = "FloatArray | Mapping[str, OutputValue]"
"""An array, or a mapping from the labels of a leading dimension to values of the rest."""


EVENT = (0.0, 1.0)
"""Levels of an output that happens or does not."""

RESERVED = frozenset({"quantile", "kind", "bin", "bounds", "outside", "sample"})
"""Names of dimensions of results."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """One named result of a model.

    Attributes
    ----------
    name, unit, long_name
        As they appear in results.
    dims
        Names of the trailing axes, outermost first. A leading dimension with text labels is returned by the model
        as a mapping from label to value, one with numbers as a trailing axis of the array; an array that does not
        vary along an axis may leave it out.
    levels
        The values that an ordinal output can take, increasing; ``(0.0, 1.0)`` makes it an event. Empty for a
        real number.
    histogram
        Whether a real output has a histogram (and with it quantiles), or only moments.
    smallest, largest
        For the histogram: magnitudes below `smallest` fall in one bin around zero, those of `largest` and above
        are counted as beyond. Powers of two.
    """

    name: str
    unit: str = "1"
    long_name: str = ""
    dims: tuple[str, ...] = ()
    levels: tuple[float, ...] = ()
    histogram: bool = True
    smallest: float = 2.0**-20
    largest: float = 2.0**50

    @property
    def result_names(self) -> tuple[str, ...]:
        """Names that results have for this output: see `mc.labelled.to_tree`."""
        name = self.name
        if self.levels == EVENT:
            return name, f"p_{name}", f"p_{name}_mcse", f"{name}_nan_count"
        if self.levels:
            tables = (f"{name}_probability", f"{name}_cumulative_probability")
            return (
                name,
                f"{name}_level",
                *(t + end for t in tables for end in ("", "_mcse")),
                *_ends(name),
                f"{name}_nan_count",
            )
        estimates = (name, f"{name}_mean", f"{name}_sd")
        return *estimates, *(e + "_mcse" for e in estimates), *_ends(name), f"{name}_count"

    def __post_init__(self) -> None:
        if not self.name or "/" in self.name or self.name in RESERVED:
            message = f"an output cannot be called {self.name!r}"
            raise SettingError(message)
        if any(not low < high for low, high in itertools.pairwise(self.levels)):
            message = f"output {self.name!r}: levels = {self.levels!r}: must increase"
            raise SettingError(message)
        for key in ("smallest", "largest"):
            value = getattr(self, key)
            if not (0.0 < value < math.inf and math.frexp(value)[0] == 0.5):
                message = f"output {self.name!r}: {key} = {value!r}: must be a power of two"
                raise SettingError(message)
        if self.smallest >= self.largest:
            message = f"output {self.name!r}: smallest = {self.smallest!r} must be less than largest = {self.largest!r}"
            raise SettingError(message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A function of inputs, with its declared outputs.

    Attributes
    ----------
    function
        Plain NumPy in the subset of `mc.subset`: uncertain inputs in, a mapping from output names to values out.
    outputs
        What the function returns, in the order of the results.
    coords
        Labels (text) or coordinates (numbers) of every dimension that outputs name.
    """

    function: Callable[[Inputs], Mapping[str, OutputValue]]
    outputs: tuple[Output, ...]
    coords: Mapping[str, tuple[str, ...] | tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, count in Counter(name for output in self.outputs for name in output.result_names).items():
            if count > 1:
                message = f"results would hold {name!r} {count} times: rename an output"
                raise SettingError(message)
        for output in self.outputs:
            for dim in output.dims:
                if dim not in self.coords:
                    message = f"output {output.name!r} has a dimension {dim!r} without coordinates"
                    raise SettingError(message)


def _ends(name: str) -> tuple[str, str]:
    return f"{name}_low", f"{name}_high"


Leaf = tuple[FloatArray | float, tuple[int, ...]]
"""Samples or a constant, and the trailing shape that it stands for: consecutive cells of an output."""


def laid_out(model: Model, result: Mapping[str, OutputValue]) -> dict[str, list[Leaf]]:
    """Return the arrays of every output in the order of its cells, by output name.

    Raises
    ------
    ModelError
        The model returned something else than it declares.
    """
    require_named(result)
    declared = {output.name for output in model.outputs}
    if set(result) != declared:
        message = (
            f"the model returned {sorted(set(result) - declared)} that are not declared as outputs, "
            f"and did not return {sorted(declared - set(result))}"
        )
        raise ModelError(message)
    return {output.name: list(_leaves(model, output, output.dims, result[output.name])) for output in model.outputs}


def values_of_one(model: Model, result: Mapping[str, OutputValue]) -> dict[str, FloatArray]:
    """Return the cells of every output by its name, of a model that was called on one NumPy sample."""
    return {
        name: np.concatenate([np.broadcast_to(_number(value), trailing).reshape(-1) for value, trailing in leaves])
        for name, leaves in laid_out(model, result).items()
    }


def _leaves(model: Model, output: Output, dims: tuple[str, ...], value: OutputValue) -> Iterator[Leaf]:
    if isinstance(value, Mapping):
        labels = model.coords[dims[0]] if dims else ()
        if tuple(value) != labels:
            message = f"output {output.name!r} has the labels {tuple(value)}, but its dims say {labels}"
            raise ModelError(message)
        for item in value.values():
            yield from _leaves(model, output, dims[1:], item)
        return
    trailing = tuple(len(model.coords[dim]) for dim in dims)
    if 0 in trailing:
        message = f"output {output.name!r} has no entries: its dims say {trailing}"
        raise ModelError(message)
    shape = trailing_shape(value)
    if len(shape) > len(trailing) or any(
        length not in {1, of} for length, of in zip(reversed(shape), reversed(trailing), strict=False)
    ):
        message = f"output {output.name!r} has trailing shape {shape}, but its dims say {trailing}"
        raise ModelError(message)
    yield value, trailing


def _number(value: FloatArray | float) -> FloatArray:
    samples: object = value  # models are typed as for NumPy arrays
    values = samples.data[..., 0] if isinstance(samples, SampleArray) else np.asarray(value)
    require_numbers(values)
    return np.asarray(values, dtype=np.float64)


def require_named(result: object) -> None:
    """Raise `ModelError` unless a model returned a mapping that is not empty."""
    if not isinstance(result, Mapping) or not result:
        message = (
            f"a model returns its outputs by name, as {{'cost_usd': cost}}; this one returned a {type(result).__name__}"
        )
        raise ModelError(message)


def require_numbers(values: npt.NDArray[np.generic]) -> None:
    """Raise `ModelError` unless an array is of numbers or truth values."""
    if values.dtype.kind not in "biuf":
        message = (
            f"a model returns numbers and arrays of numbers; this one returned {values.reshape(-1)[:3].tolist()!r}"
        )
        raise ModelError(message)


def trailing_shape(value: FloatArray | float) -> tuple[int, ...]:
    """Shape of samples or of a constant, without the samples."""
    return value.shape if hasattr(value, "shape") else np.shape(value)  # arrays over samples give the trailing one
