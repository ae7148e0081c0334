"""Where the values of a sample go."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mc.expression.node import Node

SinkKind: TypeAlias = Literal["raw", "moment", "histogram", "level"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sink:
    """One output of a kernel.

    Attributes
    ----------
    kind
        ``raw``: a value as it is. ``moment``: a scaled deviation from a pivot. ``histogram``: the index of a bin,
        int32. ``level``: a value that is one of a few.
    first_cell
        Number of the first cell among all of this kind; the others follow in the order of the trailing shape.
    """

    kind: SinkKind
    first_cell: int


def sink(value: Node, shape: tuple[int, ...], kind: SinkKind, first_cell: int) -> Node:
    """Make a sink for a value, broadcast to `shape`."""
    return Node("sink", value.dtype, shape, (value,), Sink(kind=kind, first_cell=first_cell))
