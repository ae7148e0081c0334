"""Loop fusion: which operations share a loop over trailing axes, and what has to be kept between loops.

Operations over the same axes run in one loop, and a value that only this loop needs never leaves a register. A value
is kept in an array of the sample only where another loop, a slice or a gather reads it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from mc.expression.node import Axis, Node
from mc.expression.simplify import topological

Domain: TypeAlias = tuple[int, ...]
"""Lengths of the axes that a loop runs over, those of length 1 left out; ``()`` is straight-line code."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Operations in order, in one loop nest."""

    domain: Domain
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A kernel's work on one sample.

    Attributes
    ----------
    stages
        In the order in which they run.
    stored
        The values that are kept in arrays, beside the results of reductions.
    """

    stages: tuple[Stage, ...]
    stored: tuple[Node, ...]


def domain_of(node: Node) -> Domain:
    """Return the loop nest that computes a node: for a reduction, that of what it reduces."""
    shape = node.operands[0].shape if node.operation == "reduce" else node.shape
    return tuple(length for length in shape if length != 1)


def is_alias(node: Node) -> bool:
    """Whether an `index` node only adds or drops axes of length 1."""
    if node.operation == "reduce":
        return prod(node.operands[0].shape) == prod(node.shape)
    if node.operation != "index":
        return False
    (operand,) = node.operands
    if prod(operand.shape) == 1:
        return True
    longest = [axis for axis, length in zip(node.attribute, operand.shape, strict=True) if length != 1]
    whole = all(
        isinstance(axis, Axis) and axis.out is not None and (axis.start, axis.step) == (0, 1) for axis in longest
    )
    order = [axis.out for axis in longest if isinstance(axis, Axis) and axis.out is not None]
    return whole and order == sorted(order) and domain_of(node) == domain_of(operand)


def reduces(node: Node) -> bool:
    """Whether a node is known only when its loop is done."""
    return node.operation == "reduce" and not is_alias(node)


def _result_domain(node: Node) -> Domain:
    return tuple(length for length in node.shape if length != 1)


def crosses(operand: Node, node: Node) -> bool:
    """Whether `operand` must be complete, in a loop before, when `node` reads it."""
    if operand.is_constant:
        return False
    if reduces(operand):
        return True
    if _result_domain(operand) == ():
        return False
    if node.operation == "index":
        return not is_alias(node)
    return _result_domain(operand) != domain_of(node)


def schedule(sinks: Sequence[Node]) -> Program:
    """Arrange all operations that `sinks` need.

    A node's level is the number of loops that must be complete before it. Sinks run as early as they can, and
    everything else as late as its uses allow, so that values live short.
    """
    order = [node for node in topological(sinks) if not node.is_constant]
    earliest: dict[Node, int] = {}
    for node in order:
        operands = [operand for operand in node.operands if not operand.is_constant]
        earliest[node] = max((earliest[operand] + crosses(operand, node) for operand in operands), default=0)
    level: dict[Node, int] = {node: earliest[node] for node in sinks}
    for node in reversed(order):
        level.setdefault(node, earliest[node])
        for operand in node.operands:
            if not operand.is_constant:
                latest = level[node] - crosses(operand, node)
                level[operand] = min(level.get(operand, latest), latest)
    groups: dict[tuple[int, Domain], list[Node]] = defaultdict(list)
    for node in order:
        groups[level[node], domain_of(node)].append(node)
    # Of one level, straight-line code comes first: loops of the same level may read it.
    keys = sorted(groups, key=lambda key: (key[0], len(key[1]), key[1]))
    return Program(tuple(Stage(key[1], tuple(groups[key])) for key in keys), tuple(_stored(order, level)))


def _stored(order: Sequence[Node], level: dict[Node, int]) -> list[Node]:
    """Nodes over axes that are read outside of their own loop."""
    kept: dict[Node, None] = {}
    for node in order:
        for operand in node.operands:
            if operand.is_constant or _result_domain(operand) == () or reduces(operand):
                continue
            if level[operand] != level[node] or domain_of(operand) != domain_of(node):
                kept[operand] = None
    return list(kept)
