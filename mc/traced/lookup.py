"""Interpolation and search in constant tables, as expressions without branches."""

import operator
from functools import reduce

import numpy as np
import numpy.typing as npt

from mc.expression.node import INT32, DType, Node, apply, constant, fma, is_nan, maximum, minimum, select

_FEW = 8
"""Entries that are compared one by one; longer tables are searched by halving."""

_UNIFORM = 4.0 * np.finfo(np.float64).eps
"""How far positions may be from evenly spaced ones, relative to the largest: what rounding leaves of them."""


def interpolate(x: Node, grid: npt.NDArray[np.generic], values: npt.NDArray[np.generic], dtype: DType) -> Node:
    """``np.interp(x, grid, values)`` for an increasing grid: constant beyond its ends, NaN where `x` is.

    Parameters
    ----------
    x
        Real or whole numbers.
    grid, values
        Constant table.
    dtype
        Type of the result and, unless `x` is whole, of the computation.

    Returns
    -------
    Node
        For whole numbers on a grid 0, 1, 2, ... the entry itself.

        On an even grid, the interpolated value at ``x + d`` with ``|d| <= u (4 |x - c| + |c| + step)``, where `u` is
        the unit roundoff of `dtype` (2^-24 or 2^-53) and `c` the point of the grid nearest to 0. Counting from `c`,
        not from the first point, keeps a long table around 0 as accurate as `x` itself.

        On another grid, the interpolated value on the grid rounded to `dtype`.

        On top of it, an entry and its difference to the next are rounded to `dtype` once each, and the result once.
    """
    points, table = grid.astype(np.float64), values.astype(np.float64)
    last = len(points) - 1
    if not x.is_float and np.array_equal(points, np.arange(last + 1)):
        whole = x.convert(INT32)
        return take(table, minimum(maximum(whole, 0), last), dtype)
    x = x.convert(dtype)
    step = (points[-1] - points[0]) / max(last, 1)
    even = points[0] + step * np.arange(last + 1)
    differences = np.append(np.diff(table), 0.0)
    if last and np.all(np.abs(points - even) <= _UNIFORM * np.max(np.abs(points))):
        origin = int(np.argmin(np.abs(points)))
        position = _within((x - points[origin]) * (1.0 / step), -origin, last - origin)
        whole = apply("floor", position)
        index, distance = whole.convert(INT32) + origin, position - whole
    else:
        inside = _within(x, points[0], points[-1])
        index = search(points[1:], inside, "right")
        distance = inside - take(points, index, dtype)
        differences[:-1] /= np.diff(points)
    result = fma(distance, take(differences, index, dtype), take(table, index, dtype))
    return select(is_nan(x), x, result)


def search(table: npt.NDArray[np.generic], x: Node, side: str) -> Node:
    """``np.searchsorted(table, x, side)``: the number of entries before `x`, which are all before NaN; int32."""
    size = len(table)

    def before(entries: Node) -> Node:
        return ~(x < entries) if side == "right" else ~(x <= entries)

    if size <= _FEW:
        counts = [before(constant(entry, x.dtype)).convert(INT32) for entry in table]
        return reduce(operator.add, counts) if counts else constant(np.zeros(x.shape), INT32)
    # Probes run up to the next power of two. What is beyond the table is never before a number, except infinity.
    halvings = size.bit_length()
    beyond = np.inf if x.is_float else np.iinfo(x.dtype).max
    padded = np.append(table, np.full(2**halvings - 1 - size, beyond))
    count = constant(np.zeros(x.shape), INT32)
    for step in (2**k for k in reversed(range(halvings))):
        probe = take(padded, count + (step - 1), x.dtype)
        count = select(before(probe), count + step, count)
    return minimum(count, size)


def take(table: npt.NDArray[np.generic], index: Node, dtype: DType) -> Node:
    """Entries of a table at positions within it."""
    entries = constant(table, dtype)
    if index.is_constant:
        return constant(entries.attribute[index.attribute], dtype)
    return Node("take", dtype, index.shape, (index,), entries.attribute)


def _within(x: Node, low: float, high: float) -> Node:
    """`x` brought into a range; `low` where it is NaN."""
    above = select(x > low, x, low)
    return select(above < high, above, high)
