"""A model and the outputs that it declares."""

import itertools
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from distributions.arrays import FloatArray
from mc.errors import SettingError
from mc.inputs import Inputs

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
