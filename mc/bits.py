"""Two casts that NumPy has no function for, over NumPy arrays and over arrays that trace them."""

from typing import Any

import numpy as np
import numpy.typing as npt


def bit_pattern(x: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.unsignedinteger[Any]]:
    """Bits of IEEE numbers as unsigned integers: uint32 of float32, uint64 of float64."""
    values: Any = x  # traced arrays are typed as NumPy's
    return values.view(f"u{x.dtype.itemsize}") if isinstance(values, np.ndarray) else values.bit_pattern()


def as_int32(x: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
    """Integers as int32, which they fit into."""
    values: Any = x
    return values.astype(np.int32) if isinstance(values, np.ndarray) else values.as_int32()
