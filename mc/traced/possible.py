"""What can be exactly zero, or infinite: a step from what is possible for its operands to its result."""

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from mc.traced.steps import Step

BoolArray: TypeAlias = npt.NDArray[np.bool_]

_VANISHES_WITH_FIRST = frozenset(
    {
        *(np.divide, np.negative, np.positive, np.abs, np.sign, np.sqrt, np.square, np.expm1, np.log1p),
        *(np.sin, np.tan, np.arcsin, np.arctan, np.sinh, np.tanh),
    }
)
_INFINITE_WITH_ANY = frozenset({np.add, np.subtract, np.multiply})
_INFINITE_WITH_FIRST = frozenset({np.divide, np.negative, np.positive, np.abs, np.sqrt, np.square})
_ROUNDINGS = frozenset({np.floor, np.ceil, np.trunc, np.rint})
_LARGER = frozenset({np.maximum, np.fmax})
_SMALLER = frozenset({np.minimum, np.fmin})


class Possible(NamedTuple):
    """Whether each entry of a value can be exactly zero, or infinite, in more than single points.

    Where nothing is known, it is taken not to be.
    """

    zero: BoolArray
    infinite: BoolArray

    def broadcast(self, shape: tuple[int, ...]) -> "Possible":
        """Give both the shape of the value."""
        return Possible(np.broadcast_to(self.zero, shape), np.broadcast_to(self.infinite, shape))


NEITHER = Possible(np.zeros((), dtype=bool), np.zeros((), dtype=bool))
TRUTH_VALUE = Possible(np.ones((), dtype=bool), np.zeros((), dtype=bool))


def of_constant(constant: npt.ArrayLike) -> Possible:
    """What a constant is."""
    values = np.asarray(constant)
    return Possible(values == 0, np.isinf(values))


def after(step: Step, operands: Sequence[Possible]) -> Possible:
    """What is possible for the result of a step; it broadcasts to the shape of the result."""
    if step.function is np.where:
        condition, (x, y) = step.operands[0], operands[1:]
        if isinstance(condition, np.ndarray | bool | np.bool_):
            return Possible(np.where(condition, x.zero, y.zero), np.where(condition, x.infinite, y.infinite))
        return Possible(x.zero | y.zero, x.infinite | y.infinite)
    if step.function in _RULES:
        return _RULES[step.function](operands[0], **step.settings)
    return Possible(_zero(step, [x.zero for x in operands]), _infinite(step, [x.infinite for x in operands]))


def _zero(step: Step, zero: Sequence[BoolArray]) -> BoolArray:
    function: Any = step.function
    if function in _ROUNDINGS:
        return np.True_  # type: ignore[return-value]  # broadcasts
    if function in {np.add, np.subtract}:
        return zero[0] & zero[1]
    if function is np.multiply:
        return zero[0] | zero[1]
    if function in {np.power, np.float_power}:
        return zero[0] & ~_constant_is(np.less_equal, step.operands[1])
    if function in _LARGER | _SMALLER:
        away = np.greater if function in _LARGER else np.less
        return (zero[0] | zero[1]) & ~_constant_is(away, step.operands[0]) & ~_constant_is(away, step.operands[1])
    return zero[0] if function in _VANISHES_WITH_FIRST else NEITHER.zero


def _infinite(step: Step, infinite: Sequence[BoolArray]) -> BoolArray:
    function: Any = step.function
    if function in _INFINITE_WITH_ANY:
        return infinite[0] | infinite[1]
    if function in _LARGER | _SMALLER:
        return infinite[0] & infinite[1]
    return infinite[0] if function in _INFINITE_WITH_FIRST else NEITHER.infinite


def _constant_is(comparison: np.ufunc, operand: object) -> BoolArray:
    """Where an operand is a constant that compares so with zero."""
    return comparison(operand, 0) if isinstance(operand, int | float | np.ndarray | np.generic) else NEITHER.zero


def _indexed(x: Possible, *, items: tuple[Any, ...]) -> Possible:
    return Possible(x.zero[items], x.infinite[items])


def _summed(x: Possible, **axis: Any) -> Possible:  # noqa: ANN401 - as np.sum has it
    return Possible(np.all(x.zero, **axis), np.any(x.infinite, **axis))


def _chosen(x: Possible, **axis: Any) -> Possible:  # noqa: ANN401
    return Possible(np.any(x.zero, **axis), np.any(x.infinite, **axis))


def _running_sum(x: Possible, *, axis: int) -> Possible:
    return Possible(np.logical_and.accumulate(x.zero, axis), np.logical_or.accumulate(x.infinite, axis))


def _running_product(x: Possible, *, axis: int) -> Possible:
    return Possible(np.logical_or.accumulate(x.zero, axis), np.logical_or.accumulate(x.infinite, axis))


def _counted(x: Possible) -> Possible:  # noqa: ARG001 - whatever is counted
    return TRUTH_VALUE


def _interpolated(x: Possible, *, values: npt.NDArray[Any], whole: bool) -> Possible:  # noqa: ARG001
    zero = values == 0
    possible = np.any(zero) if whole else zero[0] or zero[-1] or np.any(zero[1:] & zero[:-1])
    return Possible(np.asarray(possible), NEITHER.infinite)


_RULES: Mapping[Callable[..., Any], Callable[..., Possible]] = MappingProxyType({
    operator.getitem: _indexed, np.sum: _summed, np.mean: _summed, np.prod: _chosen, np.min: _chosen, np.max: _chosen,
    np.cumsum: _running_sum, np.cumprod: _running_product, np.searchsorted: _counted, np.interp: _interpolated,
})  # fmt: skip
