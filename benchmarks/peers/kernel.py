"""What every way to evaluate the benchmark model provides."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Outcome = Mapping[str, npt.ArrayLike]
"""Outputs of `benchmarks.model.breakeven`, by name."""

Columns = npt.NDArray[np.floating]
"""Inputs of the model, one row for each, as `benchmarks.model.inputs.draw` returns them."""


class AbsentError(Exception):
    """A peer cannot run here; the message is the reason, in a few words."""


def imported(module: str) -> Any:
    """Import a module of a peer.

    Raises
    ------
    AbsentError
        It is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        message = f"{module} is not installed"
        raise AbsentError(message) from None


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
