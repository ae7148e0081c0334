"""Constant arrays of a kernel, passed as arguments instead of written into its text."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mc.expression.node import BOOL, INT32, UINT32, DType

Constants = npt.NDArray[np.generic]


class Tables:
    """Constant arrays, one after the other by type; equal ones are kept once.

    Parameters
    ----------
    precision
        Type of the real numbers.
    """

    def __init__(self, precision: DType) -> None:
        self._precision = precision
        self._parts: dict[DType, list[Constants]] = {precision: [], INT32: [], UINT32: []}
        self._sizes: dict[DType, int] = dict.fromkeys(self._parts, 0)
        self._offsets: dict[tuple[DType, bytes], int] = {}

    def add(self, values: Constants) -> tuple[DType, int]:
        """Keep an array; return the table that it is in and its offset there. Truth values become int32."""
        dtype = INT32 if values.dtype == BOOL else values.dtype
        flat = np.ascontiguousarray(values, dtype=dtype).reshape(-1)
        key = (dtype, flat.tobytes())
        if key not in self._offsets:
            self._offsets[key] = self._sizes[dtype]
            self._parts[dtype].append(flat)
            self._sizes[dtype] += flat.size
        return dtype, self._offsets[key]

    def arrays(self) -> Iterator[Constants]:
        """The tables: of real numbers, of int32, of uint32; none is empty."""
        for dtype, parts in self._parts.items():
            yield np.concatenate([*parts, np.zeros(1, dtype=dtype)])
