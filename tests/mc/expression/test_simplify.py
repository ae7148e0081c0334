"""Equal expressions become one, and a product is fused with the sum that alone uses it."""

import numpy as np
import pytest

from mc.expression.node import FLOAT32, Node, constant, fma
from mc.expression.simplify import simplified, topological
from tests.support.interpret import interpret

X, Y, Z = (Node("leaf", FLOAT32, (), (), name) for name in "xyz")
YEARS = constant(np.array([1.25, 1.1, 0.7]), FLOAT32)
FEEDS = {
    node: np.random.default_rng(seed).uniform(1.0, 2.0, 64).astype(np.float32) for seed, node in enumerate((X, Y, Z))
}


def operations(*roots: Node) -> list[str]:
    """What is done to the leaves, in order."""
    return [node.operation for node in topological(simplified(roots)) if node.operation not in {"leaf", "constant"}]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (X * Y + Z, fma(X, Y, Z)),
        (Z + X * Y, fma(X, Y, Z)),
        (X * Y - Z, fma(X, Y, -Z)),
        (Z - X * Y, fma(-X, Y, Z)),
        (X * YEARS - Y, fma(X, YEARS, -Y)),
    ],
    ids=["x y + z", "z + x y", "x y - z", "z - x y", "over years"],
)
def test_a_product_is_fused_with_its_sum(written: Node, meant: Node) -> None:
    (found,) = simplified([written])
    assert found.operation == "fma"
    expected, fused, separate = interpret([meant, found, written], FEEDS)
    np.testing.assert_array_equal(fused, expected)
    assert np.any(fused != separate)  # so that the rounding that is saved shows


def test_two_products_are_both_rounded() -> None:
    """So that equal ones cancel to zero, whatever they were computed from."""
    (found,) = simplified([X * Y - X * Z])
    assert found.operation == "sub"


@pytest.mark.parametrize(
    "roots",
    [
        [X * Y + Z, X * Y],
        [X * Y + Z, X * Y - Z],
        [(X * Y) + (X * Y)],
        [(X * Y) + YEARS],
    ],
    ids=["asked for", "used by two sums", "twice in one sum", "over fewer axes"],
)
def test_a_product_that_more_than_one_entry_of_a_sum_needs_stays(roots: list[Node]) -> None:
    found = simplified(roots)
    assert operations(*roots).count("mul") == 1
    assert "fma" not in operations(*roots)
    for one, other in zip(interpret(found, FEEDS), interpret(roots, FEEDS), strict=True):
        np.testing.assert_array_equal(one, other)


def test_equal_expressions_are_one() -> None:
    one, other = simplified([(X + Y) / Z, (X + Y) / Z])
    assert one is other
    assert operations(X + Y, X + Y, Y + X) == ["add", "add"]  # operands are not put in order
    tables = [constant(values, FLOAT32) for values in ([0.0, 1.0], [0.0, 1.0], [-0.0, 1.0])]
    first, second, third = simplified([X + table for table in tables])
    assert first is second
    assert first is not third  # equal as numbers, and other bits


def test_a_factor_of_one_goes() -> None:
    assert simplified([X * 1.0, 1.0 * X, X / 1.0]) == [X, X, X]
    ones = constant(np.ones(3), FLOAT32)
    kept = [1.0 / X, X * ones, X * 2.0]  # an array of ones gives its axis to a number
    assert [node.operation for node in simplified(kept)] == ["div", "mul", "mul"]


def test_a_deep_graph_is_walked_without_recursion() -> None:
    node = X
    for _ in range(20_000):
        node = node + Y
    (found,) = simplified([node])
    assert sum(1 for _ in topological([found])) == 20_002
