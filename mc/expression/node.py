"""Typed expressions: what one sample's values are computed from, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

DType: TypeAlias = np.dtype[Any]

BOOL: DType = np.dtype(np.bool_)
INT32: DType = np.dtype(np.int32)
UINT32: DType = np.dtype(np.uint32)
UINT64: DType = np.dtype(np.uint64)
FLOAT32: DType = np.dtype(np.float32)
FLOAT64: DType = np.dtype(np.float64)

Number: TypeAlias = "float | int | bool | np.generic"

FOLDED: dict[str, Callable[..., Any]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative, "abs": np.abs,
    "sqrt": np.sqrt, "floor": np.floor, "ceil": np.ceil, "trunc": np.trunc, "rint": np.rint,
    "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal,
    "ne": np.not_equal, "and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor,
    "not": np.invert, "shl": np.left_shift, "shr": np.right_shift, "select": np.where,
}  # fmt: skip
"""Operations that NumPy does with the same rounding, so that constants can be computed beforehand."""

COMPARISONS = frozenset({"lt", "le", "gt", "ge", "eq", "ne"})

ELEMENTWISE = frozenset({*FOLDED, "fma", "mulhi", "reverse_bits", "convert", "bitcast"})
"""Operations that work on each entry alone, all of them exact or correctly rounded.

``add sub mul div neg abs sqrt fma floor ceil trunc rint`` of floats, as IEEE 754 has them; ``add sub mul mulhi neg
and or xor not shl shr reverse_bits`` of integers, modulo their width (``shr`` keeps the sign of signed ones); ``and or
xor not`` of truth values; comparisons, false where an operand is NaN, except ``ne``; ``select`` (condition, value
where true, value where false); ``convert`` between types, floats to integers towards zero and only within their
range; ``bitcast`` between types of one width.
"""

STRUCTURAL = frozenset({"constant", "index", "reduce", "scan", "take", "lane", "word", "quad", "sink"})
"""The other operations.

``constant``
    `attribute` is the array.
``index``
    `attribute` is one `Axis` or `Gather` for every axis of the operand.
``reduce``, ``scan``
    `attribute` is ``(function, axis, keepdims)`` and ``(function, axis)``: the function is ``add mul min max and or``,
    the axis negative; done one entry after the other.
``take``
    Entries of the one-dimensional constant `attribute` at the int32 operand, which is within range.
``lane``
    Position of the sample's point in its tile, uint32.
``word``
    A uint32 that all lanes share: `attribute` is ``(array, column)``; the array is ``"tile"``, ``"replicate"`` or
    ``"run"``, by whichever the words differ.
``quad``
    Transposes four operands among four neighbouring lanes: lane ``4 q + w`` gets what lane ``4 q + attribute`` has in
    its operand ``w``.
``sink``
    Where a value goes: `attribute` is a `mc.kernel.sinks.Sink`.
"""


@dataclass(frozen=True, slots=True)
class Axis:
    """Entries ``start + step * i`` of an axis, `i` being the index along axis `out` of the result; None: fixed."""

    out: int | None
    start: int = 0
    step: int = 1


@dataclass(frozen=True, slots=True)
class Gather:
    """Entries ``positions[i]`` of an axis, `i` being the index along axis `out` of the result."""

    out: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation on values of a sample.

    Attributes
    ----------
    operation
        One of `ELEMENTWISE` or `STRUCTURAL`.
    dtype, shape
        Type and trailing shape of the result: truth values, integers of 32 or 64 bits, or real numbers of either
        precision. Operands of elementwise operations broadcast as in NumPy.
    operands
        What it works on, in the order of the operation's mathematics.
    attribute
        What else it needs, by operation.
    """

    operation: str
    dtype: DType
    shape: tuple[int, ...]
    operands: tuple["Node", ...] = ()
    attribute: Any = None

    def __repr__(self) -> str:
        return f"Node({self.operation}, {self.dtype}, {self.shape})"

    def __bool__(self) -> bool:
        raise TypeError("an expression has no truth value")

    @property
    def is_constant(self) -> bool:
        """Whether it is a number or an array that is known."""
        return self.operation == "constant"

    @property
    def is_float(self) -> bool:
        """Whether its values are real numbers."""
        return self.dtype.kind == "f"

    def __add__(self, other: "Node | Number") -> "Node":
        return apply("add", self, other)

    def __radd__(self, other: Number) -> "Node":
        return apply("add", other, self)

    def __sub__(self, other: "Node | Number") -> "Node":
        return apply("sub", self, other)

    def __rsub__(self, other: Number) -> "Node":
        return apply("sub", other, self)

    def __mul__(self, other: "Node | Number") -> "Node":
        return apply("mul", self, other)

    def __rmul__(self, other: Number) -> "Node":
        return apply("mul", other, self)

    def __truediv__(self, other: "Node | Number") -> "Node":
        return apply("div", self, other)

    def __rtruediv__(self, other: Number) -> "Node":
        return apply("div", other, self)

    def __neg__(self) -> "Node":
        return apply("neg", self)

    def __and__(self, other: "Node | Number") -> "Node":
        return apply("and", self, other)

    def __or__(self, other: "Node | Number") -> "Node":
        return apply("or", self, other)

    def __xor__(self, other: "Node | Number") -> "Node":
        return apply("xor", self, other)

    def __invert__(self) -> "Node":
        return apply("not", self)

    def __lshift__(self, other: "Node | Number") -> "Node":
        return apply("shl", self, other)

    def __rshift__(self, other: "Node | Number") -> "Node":
        return apply("shr", self, other)

    def __lt__(self, other: "Node | Number") -> "Node":
        return apply("lt", self, other)

    def __le__(self, other: "Node | Number") -> "Node":
        return apply("le", self, other)

    def __gt__(self, other: "Node | Number") -> "Node":
        return apply("gt", self, other)

    def __ge__(self, other: "Node | Number") -> "Node":
        return apply("ge", self, other)

    def equals(self, other: "Node | Number") -> "Node":
        """Whether values are equal; ``==`` compares nodes."""
        return apply("eq", self, other)

    def differs(self, other: "Node | Number") -> "Node":
        """Whether values differ, which NaN always does."""
        return apply("ne", self, other)

    def convert(self, dtype: DType) -> "Node":
        """Return the number in another type; of a float only what is in range is defined."""
        if dtype == self.dtype:
            return self
        if self.is_constant:
            return constant(self.attribute, dtype)
        return Node("convert", dtype, self.shape, (self,))

    def bitcast(self, dtype: DType) -> "Node":
        """Return the same bits read as another type of the same width."""
        if self.is_constant:
            return constant(self.attribute.view(dtype), dtype)
        return Node("bitcast", dtype, self.shape, (self,))


def constant(value: npt.ArrayLike, dtype: DType) -> Node:
    """Make an expression of a number or an array."""
    with np.errstate(over="ignore"):
        values = np.array(value).astype(dtype)
    values.setflags(write=False)
    return Node("constant", dtype, values.shape, (), values)


def apply(operation: str, *operands: "Node | Number") -> Node:
    """Make an elementwise operation; numbers take the type of the expressions beside them.

    What consists of constants alone is computed at once.
    """
    like = next(value for value in reversed(operands) if isinstance(value, Node))
    nodes = tuple(value if isinstance(value, Node) else constant(value, like.dtype) for value in operands)
    values = nodes[1:] if operation == "select" else nodes
    if any(node.dtype != values[0].dtype for node in values):
        message = f"{operation} of {', '.join(str(node.dtype) for node in nodes)}"
        raise TypeError(message)
    dtype = BOOL if operation in COMPARISONS else values[0].dtype
    if operation in FOLDED and all(node.is_constant for node in nodes):
        with np.errstate(all="ignore"):
            return constant(FOLDED[operation](*(node.attribute for node in nodes)), dtype)
    shape = np.broadcast_shapes(*(node.shape for node in nodes))
    return Node(operation, dtype, shape, nodes)


def fma(a: Node, b: "Node | Number", c: "Node | Number") -> Node:
    """``a * b + c``, rounded once."""
    return apply("fma", a, b, c)


def select(condition: Node, where_true: "Node | Number", where_false: "Node | Number") -> Node:
    """Take one of two values, which are both computed."""
    return apply("select", condition, where_true, where_false)


def sqrt(x: Node) -> Node:
    """Square root, correctly rounded."""
    return apply("sqrt", x)


def rint(x: Node) -> Node:
    """Nearest whole number, halves to even."""
    return apply("rint", x)


def absolute(x: Node) -> Node:
    """Absolute value."""
    return apply("abs", x)


def is_nan(x: Node) -> Node:
    """Whether a value is NaN."""
    return x.differs(x)


def minimum(a: Node, b: "Node | Number") -> Node:
    """Return the smaller value; NaN if either is."""
    return _extreme("lt", a, b)


def maximum(a: Node, b: "Node | Number") -> Node:
    """Return the larger value; NaN if either is."""
    return _extreme("gt", a, b)


def _extreme(comparison: str, a: Node, b: "Node | Number") -> Node:
    other = b if isinstance(b, Node) else constant(b, a.dtype)
    if a.is_constant:
        a, other = other, a
    known = other.is_constant and not np.any(np.isnan(other.attribute))
    if known or not a.is_float:  # where the comparison fails because of NaN, that is taken
        return select(apply(comparison, other, a), other, a)
    return select(is_nan(a), a, select(apply(comparison, a, other), a, other))
