"""Whatever is written in expressions, vector code computes what they mean, bit for bit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mc.expression.node import (
    FLOAT32,
    FLOAT64,
    INT32,
    UINT32,
    Axis,
    DType,
    Gather,
    Node,
    constant,
    fma,
    maximum,
    minimum,
    select,
    sqrt,
)
from mc.expression.simplify import simplified
from mc.kernel.schedule import schedule
from mc.kernel.sinks import sink
from tests.support.interpret import interpret
from tests.support.vectors import run_on_vectors

POINTS = 32
WORDS = np.array([0x9E3779B9, 0x243F6A88], dtype=np.uint32)
LANE = Node("lane", UINT32, ())
RUN = [Node("word", UINT32, (), (), ("run", k)) for k in range(2)]
FEEDS = {LANE: np.arange(POINTS, dtype=np.uint32), **{word: WORDS[k : k + 1] for k, word in enumerate(RUN)}}

SHAPES = [(), (1,), (5,), (3, 5), (3, 1), (2, 3, 5)]


def starting_points(precision: DType) -> list[Node]:
    """Real values that differ between samples, of several shapes."""
    noise = (LANE ^ RUN[0]) * 0x85EBCA6B
    noise = noise ^ (noise >> 13)
    unit = (noise & 0xFFFF).convert(precision) * 2.0**-12 - 5.0
    years = constant(np.linspace(-1.5, 2.5, 5), precision)
    grid = constant(np.linspace(0.25, 4.0, 15).reshape(3, 5), precision)
    return [unit, unit * years, (unit + 1.0) * grid, LANE.convert(precision) - years]


@st.composite
def graphs(draw: st.DrawFn, precision: DType) -> list[Node]:
    """A few dozen operations on top of each other: arithmetic, slices, gathers, sums, scans, table entries."""
    pool = starting_points(precision)
    for _ in range(draw(st.integers(3, 25))):
        a, b = draw(st.sampled_from(pool)), draw(st.sampled_from(pool))
        pool.append(draw(st.sampled_from([_arithmetic, _rounding, _structure, _table]))(draw, a, b))
    return pool[-draw(st.integers(1, 4)) :]


def _arithmetic(draw: st.DrawFn, a: Node, b: Node) -> Node:
    a, b = _broadcastable(a, b)
    choices: list[Callable[[], Node]] = [
        *(lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: -a, lambda: fma(a, b, a)),
        *(lambda: minimum(a, b), lambda: maximum(a, b), lambda: maximum(a, 0.5), lambda: minimum(b, -0.5)),
        *(lambda: select(a < b, a, b), lambda: select((a >= b) & ~a.equals(b), b, 1.0)),
        *(lambda: select(a.differs(a) | (b > 1.0), a, -b), lambda: a * b + a, lambda: a - a * b),
    ]
    return draw(st.sampled_from(choices))()


def _rounding(draw: st.DrawFn, a: Node, _b: Node) -> Node:
    operation = draw(st.sampled_from(["floor", "ceil", "trunc", "rint", "abs", "sqrt"]))
    return sqrt(a) if operation == "sqrt" else Node(operation, a.dtype, a.shape, (a,))


def _structure(draw: st.DrawFn, a: Node, _b: Node) -> Node:
    if not a.shape or max(a.shape) == 1:
        return Node("index", a.dtype, (*a.shape, 1), (a,), tuple(Axis(k) for k in range(len(a.shape))))
    axis = draw(st.integers(-len(a.shape), -1))
    kind = draw(st.sampled_from(["reduce", "scan", "slice", "gather", "pick", "reverse"]))
    if kind in {"reduce", "scan"}:
        return _accumulation(draw, a, axis, kind)
    at, length = len(a.shape) + axis, a.shape[axis]
    axes: list[Any] = [Axis(k) for k in range(len(a.shape))]
    shape = list(a.shape)
    if kind == "pick":
        axes = [Axis(k if k < at else k - 1) for k in range(len(a.shape))]
        axes[at] = Axis(None, draw(st.integers(0, length - 1)))
        del shape[at]
    elif kind == "gather":
        positions = draw(st.lists(st.integers(0, length - 1), min_size=1, max_size=6))
        axes[at], shape[at] = Gather(at, tuple(positions)), len(positions)
    elif kind == "reverse":
        axes[at] = Axis(at, length - 1, -1)
    else:
        start = draw(st.integers(0, length - 1))
        axes[at], shape[at] = Axis(at, start), length - start
    return Node("index", a.dtype, tuple(shape), (a,), tuple(axes))


def _accumulation(draw: st.DrawFn, a: Node, axis: int, kind: str) -> Node:
    if kind == "scan":
        return Node("scan", a.dtype, a.shape, (a,), (draw(st.sampled_from(["add", "mul"])), axis))
    keep, function = draw(st.booleans()), draw(st.sampled_from(["add", "mul", "min", "max"]))
    reduced = len(a.shape) + axis
    shape = tuple(1 if k == reduced else n for k, n in enumerate(a.shape) if keep or k != reduced)
    return Node("reduce", a.dtype, shape, (a,), (function, axis, keep))


def _table(draw: st.DrawFn, a: Node, _b: Node) -> Node:
    entries = np.array(draw(st.lists(st.floats(-9, 9, width=32), min_size=1, max_size=9)), dtype=a.dtype)
    finite = select(a < 100.0, maximum(a, -100.0), 0.0)
    finite = select(finite.differs(finite), 0.0, finite)
    index = minimum(maximum(finite.convert(INT32), 0), len(entries) - 1)
    return Node("take", a.dtype, a.shape, (index,), entries)


def _broadcastable(a: Node, b: Node) -> tuple[Node, Node]:
    try:
        size = np.prod(np.broadcast_shapes(a.shape, b.shape))
    except ValueError:
        return a, a
    return (a, b) if size <= 500 else (a, a)


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("width", [4, 8, 16, 32])
@settings(max_examples=25)
@given(data=st.data())
def test_vector_code_computes_what_expressions_mean(precision: DType, width: int, data: st.DataObject) -> None:
    roots = simplified(data.draw(graphs(precision)))
    expected = interpret(roots, FEEDS)
    found = run_on_vectors(roots, precision, points=POINTS, words=WORDS, width=width)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_one_loop_needs_is_not_kept() -> None:
    """A chain over the same axis is one loop without an array; a slice of it needs one."""
    unit, by_year, *_ = starting_points(FLOAT32)
    chain = sqrt(by_year * by_year + 1.0) / unit
    total = Node("reduce", FLOAT32, (), (chain,), ("add", -1, False))
    program = schedule([sink(total, (), "raw", 0)])
    assert [stage.domain for stage in program.stages if stage.domain] == [(5,)]
    assert program.stored == ()
    later = Node("index", FLOAT32, (4,), (chain,), (Axis(0, 1),))
    program = schedule([sink(later, (4,), "raw", 0)])
    assert [stage.domain for stage in program.stages if stage.domain] == [(5,), (4,)]
    assert program.stored == (chain,)


def test_work_without_a_year_is_done_once() -> None:
    unit, by_year, *_ = starting_points(FLOAT32)
    program = schedule([sink(by_year * sqrt(unit), (5,), "raw", 0)])
    (loop,) = (stage for stage in program.stages if stage.domain)
    assert "sqrt" not in [node.operation for node in loop.nodes]
