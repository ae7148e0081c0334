"""What an expression means: its operations done one by one in NumPy, with the rounding that IEEE 754 prescribes."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from mc.expression.node import FOLDED, Axis, Gather, Node
from mc.expression.simplify import topological

Array = npt.NDArray[Any]


def interpret(nodes: Sequence[Node], feeds: Mapping[Node, npt.ArrayLike]) -> list[Array]:
    """Evaluate expressions, one operation after the other.

    Parameters
    ----------
    nodes
        What to evaluate.
    feeds
        Values of the leaves (inputs, ``lane``, ``word``), of shape ``(*trailing, samples)``; the sample axis may have
        one entry.

    Returns
    -------
    list of ndarray
        For each of `nodes` an array of its type, of shape ``(*node.shape, samples)``.

    Raises
    ------
    ValueError
        If a float is converted to an integer that does not hold it, which devices do in different ways.
    """
    values = {node: np.asarray(value) for node, value in feeds.items()}
    for node, value in values.items():
        if value.dtype != node.dtype:
            message = f"{node} was given {value.dtype}"
            raise TypeError(message)
    samples = max((value.shape[-1] for value in values.values()), default=1)
    with np.errstate(all="ignore"):
        for node in topological(nodes):
            if node in values:
                continue
            result = _evaluate(node, [values[operand] for operand in node.operands], samples)
            if result.dtype != node.dtype:
                message = f"{node} became {result.dtype}"
                raise TypeError(message)
            values[node] = result
    return [np.array(np.broadcast_to(values[node], (*node.shape, samples))) for node in nodes]


def leaf(dtype: np.dtype[Any], shape: tuple[int, ...] = ()) -> Node:
    """Make a node without a meaning of its own, to be fed."""
    return Node("leaf", dtype, shape)


def _evaluate(node: Node, operands: list[Array], samples: int) -> Array:  # noqa: PLR0911 - one a kind of node
    attribute = node.attribute
    match node.operation:
        case "constant":
            return np.asarray(attribute)[..., None]
        case "convert":
            return _convert(operands[0], node.dtype)
        case "bitcast":
            return np.ascontiguousarray(operands[0]).view(node.dtype)
        case "index":
            return np.asarray(operands[0][_positions(node, operands[0].ndim - 1)])
        case "reduce":
            function, axis, keepdims = attribute
            last = np.take(_scan(function, operands[0], axis - 1), -1, axis - 1)
            return np.expand_dims(last, axis - 1) if keepdims else last
        case "scan":
            function, axis = attribute
            return _scan(function, operands[0], axis - 1)
        case "take":
            return np.asarray(attribute)[operands[0]]
        case "quad":
            lanes = np.broadcast_shapes(*(operand.shape for operand in operands), (*node.shape, samples))
            groups = [np.broadcast_to(operand, lanes).reshape(*lanes[:-1], -1, 4) for operand in operands]
            return np.stack([group[..., attribute] for group in groups], axis=-1).reshape(lanes)
        case "fma" | "mulhi" | "reverse_bits":
            return _OWN[node.operation](*operands)
        case operation if operation in FOLDED:
            return np.asarray(FOLDED[operation](*operands))
    message = f"{node} has no value of its own; feed it"
    raise ValueError(message)


def _convert(x: Array, dtype: np.dtype[Any]) -> Array:
    result = x.astype(dtype)
    if x.dtype.kind == "f" and dtype.kind in "iu" and not np.array_equal(result.astype(x.dtype), np.trunc(x)):
        message = f"{x[result.astype(x.dtype) != np.trunc(x)][:4]} as {dtype}"
        raise ValueError(message)
    return result


def _positions(node: Node, axes: int) -> tuple[Any, ...]:
    """Index that takes entries from an operand with so many trailing axes, for each entry of the result."""
    positions: list[Any] = []
    for entry in node.attribute[:axes]:
        match entry:
            case Axis(out=None, start=start):
                positions.append(np.full((1,) * len(node.shape), start))
            case Axis(out=int(out), start=start, step=step):
                positions.append(_along(start + step * np.arange(node.shape[out]), out, len(node.shape)))
            case Gather(out=out, positions=chosen):
                positions.append(_along(np.array(chosen), out, len(node.shape)))
    return (*positions, slice(None))


def _along(values: Array, axis: int, ndim: int) -> Array:
    return values.reshape([-1 if i == axis else 1 for i in range(ndim)])


def _scan(function: str, x: Array, axis: int) -> Array:
    entries = list(np.moveaxis(x, axis, 0))
    for i in range(1, len(entries)):
        entries[i] = _STEP[function](entries[i - 1], entries[i])
    return np.stack(entries, axis=axis)


def _smaller(a: Array, b: Array) -> Array:
    return np.asarray(np.where(np.isnan(a), a, np.where(a < b, a, b)) if a.dtype.kind == "f" else np.minimum(a, b))


def _larger(a: Array, b: Array) -> Array:
    return np.asarray(np.where(np.isnan(a), a, np.where(a > b, a, b)) if a.dtype.kind == "f" else np.maximum(a, b))


_STEP: dict[str, Callable[[Array, Array], Array]] = {
    "add": np.add, "mul": np.multiply, "min": _smaller, "max": _larger, "and": np.bitwise_and, "or": np.bitwise_or,
}  # fmt: skip
"""``min`` and ``max`` are those of `mc.expression.node`, with what came before as the first operand."""


def fused_multiply_add(a: Array, b: Array, c: Array) -> Array:
    """``a * b + c`` of one type, rounded once.

    In float32 the product is exact in float64; the sum is rounded there to odd, after which rounding to float32 gives
    what rounding once would have given. In float64 the algorithm of Boldo and Melquiond (2008), Emulation of FMA and
    correctly rounded sums: proved algorithms using rounding to odd, IEEE Transactions on Computers 57(4), 462-471;
    where exponents are extreme, exact fractions.
    """
    if a.dtype == np.float32:
        return _to_odd(*_two_sum(a.astype(np.float64) * b, c.astype(np.float64))).astype(np.float32)
    high, low = _two_product(a, b)
    middle, lowest = _two_sum(c, low)
    top, rest = _two_sum(high, middle)
    result = np.asarray(top + _to_odd(*_two_sum(lowest, rest)))
    plain = a * b + c
    special = (a == 0.0) | (b == 0.0) | ~np.isfinite(a * 0.0 + b * 0.0 + c * 0.0)
    result = np.where(special, plain, result)
    small, large = 2.0**-400, 2.0**400
    tame = (np.abs(a) < large) & (np.abs(b) < large) & (np.abs(c) < large)
    tame &= (np.abs(a) > small) & (np.abs(b) > small) & ((c == 0.0) | (np.abs(c) > small))
    extreme = ~special & ~tame
    if extreme.any():
        extreme, a, b, c = np.broadcast_arrays(extreme, a, b, c)
        result[extreme] = [_exact(*map(float, abc)) for abc in zip(a[extreme], b[extreme], c[extreme], strict=True)]
    return result


def _two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """Sum and its rounding error. Knuth (1997), The Art of Computer Programming 2, theorem 4.2.2 B."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _two_product(a: Array, b: Array) -> tuple[Array, Array]:
    """Product and its rounding error. Dekker (1971), Numerische Mathematik 18, 224-242."""
    product = a * b
    (a_high, a_low), (b_high, b_low) = _halves(a), _halves(b)
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _halves(x: Array) -> tuple[Array, Array]:
    scaled = x * (2.0**27 + 1.0)
    high = scaled - (scaled - x)
    return high, x - high


def _to_odd(rounded: Array, error: Array) -> Array:
    """Round to odd what was rounded to nearest with this error."""
    inexact = np.isfinite(rounded) & (error != 0.0) & ((rounded.view(np.uint64) & np.uint64(1)) == 0)
    return np.where(inexact, np.nextafter(rounded, np.copysign(np.inf, error)), rounded)


def _exact(a: float, b: float, c: float) -> float:
    total = Fraction(a) * Fraction(b) + Fraction(c)
    if total == 0:
        return a * b + c  # the sign of a zero
    try:
        return float(total)
    except OverflowError:
        return float(np.copysign(np.inf, float(total.numerator > 0) - 0.5))


def _high_product(a: Array, b: Array) -> Array:
    """Upper half of the product of integers of twice the width."""
    bits = a.dtype.itemsize * 8
    wide = np.multiply(a.astype(object), b.astype(object)) >> bits
    return np.asarray(wide, dtype=object).astype(a.dtype)


def _reversed_bits(x: Array) -> Array:
    """Bits from last to first."""
    bits = x.dtype.itemsize * 8
    unsigned = np.ascontiguousarray(x).view(f"u{x.dtype.itemsize}")
    result = np.zeros_like(unsigned)
    for i in range(bits):
        result |= (unsigned >> unsigned.dtype.type(i) & unsigned.dtype.type(1)) << unsigned.dtype.type(bits - 1 - i)
    return result.view(x.dtype)


_OWN: dict[str, Callable[..., Array]] = {
    "fma": fused_multiply_add, "mulhi": _high_product, "reverse_bits": _reversed_bits,
}  # fmt: skip
