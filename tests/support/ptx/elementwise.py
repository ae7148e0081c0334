"""What an instruction computes from registers alone: the type of each operand, and a pure function of arrays."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

TYPES: dict[str, np.dtype[Any]] = {
    "pred": np.dtype(np.bool_),
    **{f"{kind}{bits}": np.dtype(f"u{bits // 8}") for kind in "bu" for bits in (8, 16, 32, 64)},
    **{f"s{bits}": np.dtype(f"i{bits // 8}") for bits in (8, 16, 32, 64)},
    "f32": np.dtype(np.float32),
    "f64": np.dtype(np.float64),
}
"""Fundamental types (section 5.2) as NumPy types; bits without a type are unsigned."""


@dataclass(frozen=True, slots=True)
class Elementwise:
    """A function of registers. Types are PTX's names; a function with several results returns a tuple."""

    results: tuple[str, ...]
    operands: tuple[str, ...]
    function: Callable[..., Array | tuple[Array, ...]]


Table = dict[str, Callable[..., Elementwise]]
"""By pattern of a whole opcode: what to call with the pattern's groups."""


def look_up(opcode: str, *tables: Table) -> Elementwise | None:
    """Find what an opcode computes; None if no table knows it."""
    for table in tables:
        for pattern, make in table.items():
            if found := re.fullmatch(pattern, opcode):
                return make(*found.groups())
    return None
