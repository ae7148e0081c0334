"""What a model did to get a value, one step after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One call of NumPy by a model.

    Attributes
    ----------
    function
        The ufunc or function; ``operator.getitem`` for indexing.
    operands
        The arrays that it was applied to: traced ones and constants.
    settings
        What else it was given.
    line
        ``FILE:LINE`` of the model, of divisions.
    """

    function: Callable[..., Any]
    operands: tuple[Any, ...]
    settings: Mapping[str, Any]
    line: str | None
