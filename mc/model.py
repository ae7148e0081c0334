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

    def __post_init__(self) -> None:
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
        for name, count in Counter(output.name for output in self.outputs).items():
            if count > 1:
                message = f"{count} outputs are called {name!r}"
                raise SettingError(message)
        for output in self.outputs:
            for dim in output.dims:
                if dim not in self.coords:
                    message = f"output {output.name!r} has a dimension {dim!r} without coordinates"
                    raise SettingError(message)
