"""Arrays that trace what is computed with them."""

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from mc.elementary import normal_quantile, normal_tails
from mc.expression.node import BOOL, FLOAT32, INT32, UINT32, UINT64, DType, Node, constant, select
from mc.subset import PRODUCTS
from mc.traced.base import Constant, IndexItem, ModelArray, refusal
from mc.traced.elementwise import elementwise, truth
from mc.traced.indexing import index
from mc.traced.lookup import interpolate, search
from mc.traced.steps import Step
from mc.traced.where import model_line

_FOLDS: Mapping[Callable[..., Any], str] = MappingProxyType({
    np.sum: "add", np.mean: "add", np.cumsum: "add", np.prod: "mul", np.cumprod: "mul",
    np.min: "min", np.max: "max",
})  # fmt: skip

_FOLDS_OF_TRUTH_VALUES: Mapping[Callable[..., Any], str] = MappingProxyType(
    {np.min: "and", np.max: "or", np.any: "or", np.all: "and"}
)

_SPECIAL: Mapping[str, Callable[..., Node | tuple[Node, ...]]] = MappingProxyType(
    {"normal_quantile": normal_quantile, "normal_tails": normal_tails}
)
"""Functions of `distributions.special` that have a method of their own in float32."""

_BITWISE = frozenset({np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.left_shift, np.right_shift})

_LARGEST_COUNT = 2**20
"""Whole constants beyond it are amounts, not counts: a few thousand of them would not fit into int32."""

_BOOL, _WHOLE, _REAL = np.dtype(np.bool_), np.dtype(np.int64), np.dtype(np.float64)


class TracedArray(ModelArray):
    """Values of one quantity in every sample, as the expression that they will be computed by.

    Types are those that NumPy would give, with these in place of its own: the working precision for real numbers of
    any width, int32 for whole numbers. Whole numbers are for counting: so that they do not wrap, their products and
    powers are real, and so is what comes of whole constants beyond 2^20 in size. Unsigned integers, which models never
    see, stay what they are.

    Parameters
    ----------
    node
        The expression of one sample.
    precision
        Type of real numbers; by default that of the expression, if it is real.
    step
        What was done to get it; None for what a model starts with.
    """

    __slots__ = ("node", "precision", "step")

    def __init__(self, node: Node, precision: DType | None = None, step: Step | None = None) -> None:
        if precision is None and not node.is_float:
            message = f"precision of real numbers: must be given for an expression of type {node.dtype}"
            raise ValueError(message)
        self.node = node
        self.precision = node.dtype if precision is None else precision
        self.step = step

    @property
    def shape(self) -> tuple[int, ...]:
        """Trailing shape, without the samples."""
        return self.node.shape

    @property
    def dtype(self) -> DType:
        """Type of the elements."""
        return self.node.dtype

    def __repr__(self) -> str:
        return f"TracedArray(shape={self.shape}, dtype={self.dtype})"

    def bit_pattern(self) -> "TracedArray":
        """Bits of real numbers as unsigned integers of the same width."""
        unsigned = UINT32 if self.dtype == FLOAT32 else UINT64
        return TracedArray(self.node.bitcast(unsigned), self.precision)

    def as_int32(self) -> "TracedArray":
        """Whole numbers as int32, in whose range they are."""
        return TracedArray(self.node.convert(INT32), self.precision)

    def __elementary__(self, name: str, *arguments: Constant) -> Any:  # noqa: ANN401 - see distributions.arrays
        """Compute a special function in float32 by a method of its own; in float64 the NumPy code is traced."""
        if self.precision != FLOAT32 or name not in _SPECIAL:
            return NotImplemented
        result = _SPECIAL[name](*(self._typed(value, FLOAT32) for value in arguments))
        if isinstance(result, Node):
            return TracedArray(result, FLOAT32)
        return tuple(TracedArray(node, FLOAT32) for node in result)

    def _apply(self, ufunc: np.ufunc, operands: "Sequence[TracedArray | Constant]") -> "TracedArray":
        try:
            *types, _ = ufunc.resolve_dtypes((*map(_numpy_type, operands), None))
        except TypeError as error:
            message = f"np.{ufunc.__name__}: {error}"
            raise refusal(message) from None
        graph_types = [self._type(dtype) for dtype in types]
        if set(graph_types) == {INT32} and ufunc not in _BITWISE and (ufunc in PRODUCTS or _any_amount(operands)):
            graph_types = [self.precision] * len(operands)
        nodes = tuple(self._typed(value, dtype) for value, dtype in zip(operands, graph_types, strict=True))
        return self._result(elementwise(ufunc, nodes), ufunc, operands)

    def _where(
        self,
        condition: "TracedArray | Constant",
        where_true: "TracedArray | Constant",
        where_false: "TracedArray | Constant",
    ) -> "TracedArray":
        weak = (value if isinstance(value, int | float) else _numpy_type(value) for value in (where_true, where_false))
        dtype = self._type(np.result_type(*weak))
        if dtype == INT32 and _any_amount((where_true, where_false)):
            dtype = self.precision
        branches = (self._typed(value, dtype) for value in (where_true, where_false))
        node = select(self._typed(condition, BOOL), *branches)
        return self._result(node, np.where, (condition, where_true, where_false))

    def _reduced(self, function: Callable[..., Any], axis: int, *, keepdims: bool) -> "TracedArray":
        node = self._folded(function)
        fold = (_FOLDS_OF_TRUTH_VALUES if node.dtype == BOOL else _FOLDS)[function]
        before, after = self.shape[:axis], self.shape[self.ndim + axis + 1 :]
        shape = (*before, 1, *after) if keepdims else (*before, *after)
        reduced = Node("reduce", node.dtype, shape, (node,), (fold, axis, keepdims))
        if function is np.mean:
            reduced = reduced / self.shape[axis]
        return self._result(reduced, function, (self,), axis=axis, keepdims=keepdims)

    def _scanned(self, function: Callable[..., Any], axis: int) -> "TracedArray":
        node = self._folded(function)
        scanned = Node("scan", node.dtype, self.shape, (node,), (_FOLDS[function], axis))
        return self._result(scanned, function, (self,), axis=axis)

    def _interpolated(self, grid: npt.NDArray[Any], values: npt.NDArray[Any]) -> "TracedArray":
        _require_representable(values, self.precision)
        node = interpolate(self.node, grid, values, self.precision)
        return self._result(node, np.interp, (self,), values=values, whole=not self.node.is_float)

    def _searched(self, table: npt.NDArray[Any], side: str) -> "TracedArray":
        dtype = self._type(np.result_type(_numpy_type(self), table))
        if dtype == INT32 and _any_amount((table,)):
            dtype = self.precision
        return self._result(search(table, self._typed(self, dtype), side), np.searchsorted, (self,))

    def _indexed(self, items: tuple[IndexItem, ...]) -> "TracedArray":
        node = index(self.node, items)
        return self if node is self.node else self._result(node, operator.getitem, (self,), items=items)

    def _folded(self, function: Callable[..., Any]) -> Node:
        """Operand of a reduction or scan, in the type that NumPy does it in."""
        if function in {np.any, np.all}:
            return truth(self.node)
        if function is np.mean or (function in PRODUCTS and self.dtype.kind in "bi"):
            return self.node.convert(self.precision)
        counted = self.dtype == BOOL and function not in _FOLDS_OF_TRUTH_VALUES
        return self.node.convert(INT32) if counted else self.node

    def _result(
        self, node: Node, function: Callable[..., Any], operands: "Sequence[TracedArray | Constant]", **settings: object
    ) -> "TracedArray":
        line = model_line() if function is np.divide else None
        return TracedArray(node, self.precision, Step(function, tuple(operands), settings, line))

    def _type(self, dtype: np.dtype[Any]) -> DType:
        """Type in the graph of what NumPy would have as `dtype`."""
        match dtype.kind:
            case "b":
                return BOOL
            case "f":
                return self.precision
            case "u" if dtype.itemsize >= 4:
                return dtype
            case _:
                return INT32

    def _typed(self, value: "TracedArray | Constant", dtype: DType) -> Node:
        """An operand as an expression of the given type."""
        if isinstance(value, TracedArray):
            return truth(value.node) if dtype == BOOL else value.node.convert(dtype)
        values = np.asarray(float(value) if dtype.kind == "f" and isinstance(value, int) else value)
        if dtype != BOOL:
            _require_representable(values, dtype)
        return constant(values, dtype)


def _numpy_type(value: "TracedArray | Constant") -> Any:  # noqa: ANN401 - a type, or the class of a Python number
    """What NumPy promotes: the type of an array, or the class of a Python number, which takes the type beside it."""
    if isinstance(value, TracedArray):
        return {"f": _REAL, "i": _WHOLE}.get(value.dtype.kind, value.dtype)
    if isinstance(value, np.ndarray | np.generic):
        return _REAL if value.dtype.kind == "f" else value.dtype
    return _BOOL if isinstance(value, bool) else type(value)


def _any_amount(operands: "Sequence[TracedArray | Constant]") -> bool:
    """Whether there is a whole constant too large to be a count."""
    constants = (np.asarray(value) for value in operands if not isinstance(value, TracedArray))
    return any(np.any((c < -_LARGEST_COUNT) | (c > _LARGEST_COUNT)) for c in constants if c.dtype.kind in "iu")


def _require_representable(values: npt.NDArray[Any], dtype: DType) -> None:
    """Raise `ModelError` if finite constants are beyond the range of their type, or a number vanishes in it.

    Entries of arrays may vanish, as those of ``np.exp(-years)`` do.
    """
    limits: Any = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    if not values.size or values.dtype.kind not in "iuf":
        return
    instead = '; run with precision="float64"' if dtype == FLOAT32 else ""
    if dtype == FLOAT32 and values.ndim == 0 and 0 < abs(values) < limits.smallest_normal:
        message = f"the constant {values:g} is too small for {dtype}, {limits.smallest_normal:g} and above{instead}"
        raise refusal(message)
    beyond = values[np.isfinite(values) & ((values < limits.min) | (values > limits.max))]
    if beyond.size:
        message = f"the constant {beyond.flat[0]:g} is beyond the range of {dtype}, {limits.min:g} to {limits.max:g}"
        message += instead
        raise refusal(message)
