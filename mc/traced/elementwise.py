"""Elementwise functions of NumPy as expressions."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from mc.elementary import ELEMENTARY
from mc.expression.node import BOOL, INT32, Node, absolute, apply, constant, is_nan, maximum, minimum, select
from mc.traced.base import refusal

_OPERATIONS: Mapping[np.ufunc, str] = MappingProxyType({
    np.add: "add", np.subtract: "sub", np.multiply: "mul", np.divide: "div", np.negative: "neg",
    np.sqrt: "sqrt", np.floor: "floor", np.ceil: "ceil", np.trunc: "trunc", np.rint: "rint",
    np.less: "lt", np.less_equal: "le", np.greater: "gt", np.greater_equal: "ge", np.equal: "eq",
    np.not_equal: "ne", np.bitwise_and: "and", np.bitwise_or: "or", np.bitwise_xor: "xor", np.invert: "not",
    np.left_shift: "shl", np.right_shift: "shr",
})  # fmt: skip

_OF_TRUTH_VALUES: Mapping[np.ufunc, str] = MappingProxyType({
    np.add: "or", np.maximum: "or", np.fmax: "or", np.logical_or: "or",
    np.multiply: "and", np.minimum: "and", np.fmin: "and", np.logical_and: "and",
    np.not_equal: "xor", np.logical_xor: "xor", np.logical_not: "not",
})  # fmt: skip
"""What NumPy means by them for truth values, where it is not what it means for numbers."""

_LOGIC = frozenset({np.logical_and, np.logical_or, np.logical_xor, np.logical_not})

_ORDER = frozenset({np.less, np.less_equal, np.greater, np.greater_equal, np.equal})

_OF_WHOLE_NUMBERS_UNCHANGED = frozenset({np.positive, np.floor, np.ceil, np.trunc})


def elementwise(ufunc: np.ufunc, operands: tuple[Node, ...]) -> Node:
    """Apply a ufunc of `mc.subset` to expressions of the type that NumPy computes in."""
    if ufunc in _LOGIC:
        operands = tuple(truth(operand) for operand in operands)
    first = operands[0]
    if first.dtype == BOOL and ufunc in _OF_TRUTH_VALUES:
        return apply(_OF_TRUTH_VALUES[ufunc], *operands)
    if first.dtype == BOOL and ufunc in _ORDER:
        operands = tuple(operand.convert(INT32) for operand in operands)
    if ufunc in _DERIVED:
        return _DERIVED[ufunc](*operands)
    if ufunc in _OPERATIONS:
        unchanged = not first.is_float and ufunc in _OF_WHOLE_NUMBERS_UNCHANGED
        return first if unchanged else apply(_OPERATIONS[ufunc], *operands)
    return ELEMENTARY[ufunc](*operands)


def truth(x: Node) -> Node:
    """Whether a number is not zero, which NaN is not either."""
    return x if x.dtype == BOOL else x.differs(0)


def _reciprocal(x: Node) -> Node:
    if not x.is_float:
        raise refusal("np.reciprocal of whole numbers is 0 for most; write 1.0 / x")
    return ELEMENTARY[np.reciprocal](x)


def _power(x: Node, exponent: Node) -> Node:
    if not x.is_float:
        raise refusal("np.power of unsigned integers; write x * 1.0")
    return ELEMENTARY[np.power](x, exponent)


def _abs(x: Node) -> Node:
    if x.is_float:
        return absolute(x)
    return select(x < 0, -x, x) if x.dtype == INT32 else x


def _fmin(a: Node, b: Node) -> Node:
    return select(is_nan(b) | (a < b), a, b) if a.is_float else minimum(a, b)


def _fmax(a: Node, b: Node) -> Node:
    return select(is_nan(b) | (a > b), a, b) if a.is_float else maximum(a, b)


def _is_nan(x: Node) -> Node:
    return is_nan(x) if x.is_float else constant(np.zeros(x.shape), BOOL)


def _is_infinite(x: Node) -> Node:
    return absolute(x).equals(np.inf) if x.is_float else constant(np.zeros(x.shape), BOOL)


def _is_finite(x: Node) -> Node:
    return absolute(x) < np.inf if x.is_float else constant(np.ones(x.shape), BOOL)


def _positive(x: Node) -> Node:
    return x


_DERIVED: Mapping[np.ufunc, Callable[..., Node]] = MappingProxyType({
    np.positive: _positive, np.abs: _abs, np.reciprocal: _reciprocal,
    np.power: _power, np.float_power: _power, np.isnan: _is_nan, np.isinf: _is_infinite, np.isfinite: _is_finite,
    np.minimum: minimum, np.maximum: maximum, np.fmin: _fmin, np.fmax: _fmax,
})  # fmt: skip
