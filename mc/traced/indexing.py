"""Static indexing as expressions."""

from types import EllipsisType

import numpy as np
import numpy.typing as npt

from mc.expression.node import BOOL, Axis, Gather, Node, constant, select

IndexArray = npt.NDArray[np.intp]


def index(x: Node, items: tuple[int | slice | EllipsisType | npt.NDArray[np.integer] | list[int] | None, ...]) -> Node:
    """Return ``x[items]``; whatever the items are, NumPy itself says where each entry comes from."""
    axes = [np.arange(length).reshape(-1, *(1,) * (len(x.shape) - axis - 1)) for axis, length in enumerate(x.shape)]
    sources = [np.broadcast_to(positions, x.shape)[items] for positions in axes]
    return _gathered(x, np.broadcast_to(np.False_, x.shape)[items].shape, sources)


def _gathered(x: Node, shape: tuple[int, ...], sources: list[IndexArray]) -> Node:
    """Take the entries at `sources`, the position along each axis of `x` for each entry of the result."""
    if x.is_constant:
        return constant(np.broadcast_to(x.attribute[tuple(sources)], shape), x.dtype)
    parts = []
    for positions in sources:
        along = [axis for axis in range(len(shape)) if np.any(np.diff(positions, axis=axis))]
        if len(along) > 1:
            return _gathered_apart(x, shape, sources, along[0])
        parts.append(_part(positions, *along))
    if shape == x.shape and all(part == Axis(axis) or x.shape[axis] == 1 for axis, part in enumerate(parts)):
        return x
    return Node("index", x.dtype, shape, (x,), tuple(parts))


def _part(positions: IndexArray, axis: int | None = None) -> Axis | Gather:
    """Describe positions that differ along one axis of the result, or nowhere."""
    if axis is None:
        return Axis(None, int(positions.flat[0]))
    line = np.moveaxis(positions, axis, -1).reshape(-1, positions.shape[axis])[0]
    start, step = int(line[0]), int(line[1] - line[0])
    if np.all(np.diff(line) == step):
        return Axis(axis, start, step)
    return Gather(axis, tuple(line.tolist()))


def _gathered_apart(x: Node, shape: tuple[int, ...], sources: list[IndexArray], axis: int) -> Node:
    """Gather what an index array of several axes asks for: each entry of `axis` for itself, put together by masks."""
    position = np.arange(shape[axis]).reshape(-1, *(1,) * (len(shape) - axis - 1))
    one = (*shape[:axis], 1, *shape[axis + 1 :])
    result = _gathered(x, one, [positions.take([0], axis=axis) for positions in sources])
    for entry in range(1, shape[axis]):
        row = _gathered(x, one, [positions.take([entry], axis=axis) for positions in sources])
        result = select(constant(position == entry, BOOL), row, result)
    return result
