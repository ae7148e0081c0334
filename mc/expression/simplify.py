"""Passes over a whole graph: one node for equal expressions, and fused multiply-adds.

They run once, before any device is chosen, so that all devices do the same operations and give the same bits.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np

from mc.expression.node import Node


def topological(roots: Sequence[Node]) -> Iterator[Node]:
    """All nodes that `roots` need, each after its operands."""
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, done = stack.pop()
        if done:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((operand, False) for operand in reversed(node.operands) if operand not in seen)


def simplified(roots: Sequence[Node]) -> list[Node]:
    """Equivalent roots: equal expressions shared, fused multiply-adds formed.

    A product that only one sum uses, and that varies over the same axes as the sum, is fused with it: one rounding
    less. Nothing else is reordered or rounded otherwise than it was written.
    """
    return _contracted(_shared(roots))


def _shared(roots: Sequence[Node]) -> list[Node]:
    """Value numbering: nodes with the same operation on the same operands become one."""
    numbered: dict[Hashable, Node] = {}
    new: dict[Node, Node] = {}
    for node in topological(roots):
        operands = tuple(new[operand] for operand in node.operands)
        alias = _alias(node, operands)
        if alias is not None:
            new[node] = alias
            continue
        key = (node.operation, node.dtype, node.shape, operands, _key(node.attribute))
        if key not in numbered:
            same = operands == node.operands
            numbered[key] = node if same else Node(node.operation, node.dtype, node.shape, operands, node.attribute)
        new[node] = numbered[key]
    return [new[root] for root in roots]


def _key(attribute: Any) -> Hashable:  # noqa: ANN401 - as Node has it
    return (
        (attribute.dtype.str, attribute.shape, attribute.tobytes()) if isinstance(attribute, np.ndarray) else attribute
    )


def _alias(node: Node, operands: tuple[Node, ...]) -> Node | None:
    """Return the operand that a node is equal to: ``x * 1``, ``x / 1``."""
    if node.operation in {"mul", "div"}:
        for one, other in ((operands[1], operands[0]), (operands[0], operands[1])):
            if one.is_constant and other.shape == node.shape and np.all(one.attribute == 1):
                return other
            if node.operation == "div":
                break
    return None


def _contracted(roots: Sequence[Node]) -> list[Node]:
    order = list(topological(roots))
    uses = Counter(operand for node in order for operand in node.operands)
    uses.update(roots)
    new: dict[Node, Node] = {}
    for node in order:
        operands = tuple(new[operand] for operand in node.operands)
        fused = _fused(node, uses) if node.operation in {"add", "sub"} and node.is_float else None
        if fused is not None:
            product, addend, sign, addend_sign = fused
            a, b = (new[factor] for factor in product.operands)
            c = new[addend]
            a = -a if sign < 0 else a
            c = -c if addend_sign < 0 else c
            new[node] = Node("fma", node.dtype, node.shape, (a, b, c))
        elif operands == node.operands:
            new[node] = node
        else:
            new[node] = Node(node.operation, node.dtype, node.shape, operands, node.attribute)
    return [new[root] for root in roots]


def _fused(node: Node, uses: Counter[Node]) -> tuple[Node, Node, int, int] | None:
    """Product, addend and their signs, if a sum or difference can be fused."""
    left, right = node.operands
    if left.operation == right.operation == "mul":
        return None  # equal products must cancel, which they do only if both are rounded
    subtracted = -1 if node.operation == "sub" else 1
    for product, addend, sign, addend_sign in ((left, right, 1, subtracted), (right, left, subtracted, 1)):
        if product.operation == "mul" and uses[product] == 1 and np.prod(product.shape) == np.prod(node.shape):
            return product, addend, sign, addend_sign
    return None
