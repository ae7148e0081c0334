"""What every way to evaluate the benchmark model provides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Outcome = Mapping[str, npt.ArrayLike]
"""Outputs of `benchmarks.model.breakeven`, by name."""

Columns = npt.NDArray[np.floating]
"""Inputs of the model, one row for each, as `benchmarks.model.inputs.draw` returns them."""


class AbsentError(Exception):
    """A peer cannot run here; the message is the reason, in a few words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kernel:
    """The model, made ready for a fixed set of samples.

    Attributes
    ----------
    run
        Evaluates all samples and returns when that is done.
    compile_seconds
        What it took to make `run`, the first call included where that one compiles; 0 where nothing is compiled.
    note
        What a reader of the figures should know.
    """

    run: Callable[[], Outcome]
    compile_seconds: float = 0.0
    note: str = ""
