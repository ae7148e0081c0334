"""Divisions of zero by zero, found before a model runs."""

import pickle
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from distributions.base import Distribution
from mc.errors import ModelError
from mc.traced.array import TracedArray
from mc.traced.possible import NEITHER, TRUTH_VALUE, Possible, after, of_constant
from mc.traced.steps import Step

Exclusion: TypeAlias = tuple[int, str]
"""A value, by number, and the field of `Possible` that a condition rules out for it."""
State: TypeAlias = tuple[int, frozenset[Exclusion]]
"""A value, by number, under the conditions of the calls of ``np.where`` that it is a branch of."""

_POINTS: Mapping[str, tuple[float, ...]] = {"zero": (0.0,), "infinite": (np.inf, -np.inf)}
_CONJUNCTIONS = frozenset({np.logical_and, np.bitwise_and})
_DISJUNCTIONS = frozenset({np.logical_or, np.bitwise_or})
_NEGATIONS = frozenset({np.logical_not, np.invert})

_MOST_EXCLUSIONS = 4  # that are remembered within each other: there are combinatorially many states


@dataclass(frozen=True, slots=True, eq=False)
class _Value:
    """A value of the model. `operands` are numbers, None for a constant; without a step it is an input."""

    shape: tuple[int, ...]
    is_truth: bool
    step: Step | None
    operands: tuple[int | None, ...]
    can_be_zero: bool


def require_no_nan_division(
    outputs: Iterable[object], inputs: Mapping[str, object], zero_inputs: Collection[str] = ()
) -> None:
    """Raise `ModelError` if a model divides zero by zero, or infinity by infinity, in more than single points.

    Two continuous values are never both exactly zero. A number of events can be, a truth value, a value clipped at
    zero, a branch of ``np.where``. What ``np.where(d == 0, ...)``, ``np.where(d > 0, ...)`` and the like keep away
    from zero cannot. The analysis is silent where it does not know.

    Parameters
    ----------
    outputs
        What the model returned; what is not traced is passed over.
    inputs
        What the model was given, by name; how that was computed is not looked at.
    zero_inputs
        Names of the inputs that `can_be_zero`.
    """
    values, roots = _numbered(outputs, inputs, zero_inputs)
    suspects, possible = _nan_divisions(values, roots, frozenset())
    if not suspects:
        return
    excludable = frozenset((number, kind) for (number, _), p in possible.items() for kind in _kinds(p))
    for line, kind in _nan_divisions(values, roots, excludable)[0]:
        test = "d == 0" if kind == "zero" else "np.isinf(d)"
        message = (
            f"this division n / d is NaN where n and d are both {kind}, as they can be; "
            f"write np.where({test}, value, n / np.where({test}, 1, d))"
        )
        raise ModelError(message if line is None else f"{line}: {message}")


def can_be_zero(family: Distribution) -> bool:
    """Whether zero is among the separate values of a distribution."""
    return family.discrete and bool(family.cdf(0.0) > family.cdf(-np.finfo(np.float64).smallest_subnormal))


def _numbered(
    outputs: Iterable[object], inputs: Mapping[str, object], zero_inputs: Collection[str]
) -> tuple[list[_Value], list[int]]:
    """All values, each after its operands, and the numbers of the outputs; equal expressions have one number."""
    given = {id(value): name for name, value in inputs.items()}
    arrays = [output for output in outputs if isinstance(output, TracedArray)]
    numbers: dict[int, int] = {}
    known: dict[Hashable, int] = {}
    values: list[_Value] = []
    for array in _in_order(arrays, given):
        step = None if id(array) in given else array.step
        operands = () if step is None else tuple(numbers.get(id(operand)) for operand in step.operands)
        key = id(array) if step is None else (step.function, operands, _constants(step))
        if key not in known:
            known[key] = len(values)
            zero = given.get(id(array)) in zero_inputs
            values.append(_Value(array.shape, array.dtype.kind == "b", step, operands, zero))
        numbers[id(array)] = known[key]
    return values, [numbers[id(array)] for array in arrays]


def _in_order(outputs: Iterable[TracedArray], given: Collection[int]) -> Iterator[TracedArray]:
    seen: set[int] = set()
    stack = [(output, False) for output in outputs]
    while stack:
        array, done = stack.pop()
        if done:
            yield array
        elif id(array) not in seen:
            seen.add(id(array))
            stack.append((array, True))
            if array.step is not None and id(array) not in given:
                stack.extend((operand, False) for operand in array.step.operands if isinstance(operand, TracedArray))


def _constants(step: Step) -> bytes:
    constants = [None if isinstance(operand, TracedArray) else operand for operand in step.operands]
    return pickle.dumps((constants, dict(step.settings)))


def _nan_divisions(
    values: Sequence[_Value], roots: Iterable[int], excludable: frozenset[Exclusion]
) -> tuple[list[tuple[str | None, str]], dict[State, Possible]]:
    """Lines of divisions that can be NaN, and of what; and what is possible for each state."""
    possible: dict[State, Possible] = {}
    found: list[tuple[str | None, str]] = []
    stack: list[State] = [(root, frozenset()) for root in roots]
    while stack:
        state = stack[-1]
        needs = _needs(values, state, excludable)
        missing = [need for need in needs if need is not None and need not in possible]
        if state not in possible and missing:
            stack.extend(missing)
            continue
        stack.pop()
        if state in possible:
            continue
        value, step = values[state[0]], values[state[0]].step
        operands = [
            of_constant(step.operands[position]) if need is None else possible[need]
            for position, need in enumerate(needs)
            if step is not None
        ]
        possible[state] = _result(value, operands, {kind for number, kind in state[1] if number == state[0]})
        if step is not None and step.function is np.divide:
            both = Possible(operands[0].zero & operands[1].zero, operands[0].infinite & operands[1].infinite)
            found.extend((step.line, kind) for kind in _kinds(both))
    return found, possible


def _result(value: _Value, operands: Sequence[Possible], excluded: Collection[str]) -> Possible:
    if value.step is None:
        found = Possible(np.full((), value.can_be_zero), NEITHER.infinite)
    else:
        found = TRUTH_VALUE if value.is_truth else after(value.step, operands)
    return found._replace(**{kind: getattr(NEITHER, kind) for kind in excluded}).broadcast(value.shape)


def _needs(values: Sequence[_Value], state: State, excludable: frozenset[Exclusion]) -> list[State | None]:
    """States of the operands of a value; None for constants."""
    number, excluded = state
    value = values[number]
    if value.step is None:
        return []
    by_entry = isinstance(value.step.function, np.ufunc) or value.step.function is np.where
    if not by_entry or any(known == number for known, _ in excluded):
        excluded = frozenset()  # conditions hold entry by entry; and nothing below a known value is asked for more
    conditions = [excluded] * len(value.operands)
    if value.step.function is np.where and value.operands[0] is not None:
        for position, truth in ((1, True), (2, False)):
            more = excluded | (_excluded(values, value.operands[0], truth=truth) & excludable)
            conditions[position] = more if len(more) <= _MOST_EXCLUSIONS else excluded
    return [
        None if operand is None else (operand, condition)
        for operand, condition in zip(value.operands, conditions, strict=True)
    ]


def _excluded(values: Sequence[_Value], number: int, *, truth: bool) -> frozenset[Exclusion]:
    """What is ruled out where a condition is true, or where it is false."""
    step, operands = values[number].step, values[number].operands
    if step is None:
        return frozenset()
    traced = [operand for operand in operands if operand is not None]
    if step.function in _NEGATIONS and values[traced[0]].is_truth:
        return _excluded(values, traced[0], truth=not truth)
    if step.function in (_CONJUNCTIONS if truth else _DISJUNCTIONS):
        return frozenset().union(*(_excluded(values, operand, truth=truth) for operand in traced))
    if not isinstance(step.function, np.ufunc) or not values[number].is_truth or len(traced) > 1:
        return frozenset()

    def outcome(point: float) -> Any:  # noqa: ANN401 - truth values of any shape
        return step.function(*(c if o is None else point for c, o in zip(step.operands, operands, strict=True)))

    return frozenset(
        (traced[0], kind)
        for kind, points in _POINTS.items()
        if all(np.all(outcome(point) != truth) for point in points)
    )


def _kinds(possible: Possible) -> list[str]:
    return [kind for kind in _POINTS if np.any(getattr(possible, kind))]
