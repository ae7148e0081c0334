"""The interpreter is an oracle: it is tested against exact rational arithmetic and Python's integers."""

from fractions import Fraction

import numpy as np
import pytest

from mc.expression.node import (
    BOOL,
    FLOAT32,
    FLOAT64,
    INT32,
    UINT32,
    UINT64,
    Axis,
    DType,
    Gather,
    Node,
    apply,
    constant,
    fma,
    maximum,
    minimum,
    select,
)
from tests.support.interpret import fused_multiply_add, interpret, leaf


def test_values_broadcast_as_in_numpy() -> None:
    x, y = leaf(FLOAT64, (3,)), leaf(FLOAT64)
    rows = np.arange(6.0).reshape(3, 2)
    (result,) = interpret([x * y + constant([[1.0], [2.0]], FLOAT64)], {x: rows, y: np.array([10.0, 20.0])})
    assert result.shape == (2, 3, 2)
    np.testing.assert_array_equal(result[1], rows * [10.0, 20.0] + 2.0)


@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
def test_fma_rounds_once(dtype: DType) -> None:
    """Against exact fractions, with sums that nearly cancel and with ties that a rounded product breaks wrongly."""
    rng = np.random.default_rng(5)
    n = 4000
    a, b = (rng.choice([-1.0, 1.0], n) * 2.0 ** rng.uniform(-20, 20, n) for _ in range(2))
    a, b = a.astype(dtype), b.astype(dtype)
    c = (-(a * b) * (1.0 + rng.integers(-2, 3, n) * np.finfo(dtype).eps)).astype(dtype)
    c[::4] = (2.0 ** rng.uniform(-40, 40, n)[::4]).astype(dtype)
    a[:500], b[:500] = 1.0 + 2.0 ** -np.ceil(np.finfo(dtype).nmant / 2 + 1), 1.0 + np.finfo(dtype).eps
    got = fused_multiply_add(a, b, c)
    separate = a * b + c
    exact = np.array([_rounded(Fraction(x) * Fraction(y) + Fraction(z), dtype) for x, y, z in _triples(a, b, c)])
    np.testing.assert_array_equal(got, exact)
    assert np.mean(separate != exact) > 0.3  # two roundings would be noticed


@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
def test_fma_of_extremes(dtype: DType) -> None:
    info = np.finfo(dtype)
    tiny, largest, subnormal = float(info.tiny), float(info.max), float(info.smallest_subnormal)
    cases = [
        *((tiny, 0.5, subnormal), (tiny, float(info.eps), tiny), (largest, 2.0, -largest), (largest, 2.0, 0.0)),
        *((subnormal, 0.5, subnormal), (1.5 * subnormal / subnormal, subnormal, 0.0), (tiny, tiny, largest)),
        *((largest, 1.0, largest * float(info.eps)), (-tiny, tiny, 0.0), (tiny, 1.0 + float(info.eps), -tiny)),
    ]
    a, b, c = np.array(cases, dtype).T
    expected = [_rounded(Fraction(x) * Fraction(y) + Fraction(z), dtype) for x, y, z in _triples(a, b, c)]
    with np.errstate(all="ignore"):
        got = fused_multiply_add(a, b, c)
    np.testing.assert_array_equal(got, np.array(expected, dtype))


@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
def test_fma_of_zeros_infinities_and_nan(dtype: DType) -> None:
    a, b, c = np.array(
        [
            (-0.0, 1.0, -0.0),
            (-0.0, 1.0, 0.0),
            (np.inf, 0.0, 1.0),
            (np.inf, 1.0, -np.inf),
            (2.0, 3.0, np.inf),
            (1, 1, -1),
        ],
        dtype,
    ).T
    with np.errstate(all="ignore"):
        got = fused_multiply_add(a, b, c)
    np.testing.assert_array_equal(got, [-0.0, 0.0, np.nan, np.nan, np.inf, 0.0])
    np.testing.assert_array_equal(np.signbit(got[[0, 1, 5]]), [True, False, False])


@pytest.mark.parametrize("dtype", [INT32, UINT32, UINT64, np.dtype(np.int64)])
def test_integers_are_those_of_python_modulo_their_width(dtype: DType) -> None:
    bits = dtype.itemsize * 8
    rng = np.random.default_rng(6)
    a, b = rng.integers(0, 2**bits, (2, 200), dtype=f"u{dtype.itemsize}").view(dtype)
    x, y = leaf(dtype), leaf(dtype)
    places = constant(7, dtype)
    nodes = [
        x * y,
        x - y,
        Node("mulhi", dtype, (), (x, y)),
        Node("reverse_bits", dtype, (), (x,)),
        x << places,
        x >> places,
    ]
    results = interpret(nodes, {x: a, y: b})
    whole = [(int(p), int(q)) for p, q in zip(a, b, strict=True)]
    expected = [
        [p * q for p, q in whole],
        [p - q for p, q in whole],
        [p * q >> bits for p, q in whole],
        [int(f"{p % 2**bits:0{bits}b}"[::-1], 2) for p, _ in whole],
        [p << 7 for p, _ in whole],
        [p >> 7 for p, _ in whole],
    ]
    for result, values in zip(results, expected, strict=True):
        assert [int(value) % 2**bits for value in result] == [value % 2**bits for value in values]


def test_bits_and_numbers_convert() -> None:
    x = leaf(FLOAT32)
    values = np.array([1.0, -2.75, 2.0**30], np.float32)
    bits, whole, back = interpret([x.bitcast(UINT32), x.convert(INT32), x.convert(INT32).convert(FLOAT64)], {x: values})
    np.testing.assert_array_equal(bits, values.view(np.uint32))
    np.testing.assert_array_equal(whole, [1, -2, 2**30])
    assert back.dtype == np.float64


@pytest.mark.parametrize("value", [2.0**31, np.nan, -np.inf])
def test_conversion_out_of_range_is_refused(value: float) -> None:
    x = leaf(FLOAT32)
    with pytest.raises(ValueError, match="as int32"):
        interpret([x.convert(INT32)], {x: np.array([value], np.float32)})


def test_extremes_keep_nan() -> None:
    x, y = leaf(FLOAT64), leaf(FLOAT64)
    feeds = {x: np.array([np.nan, 1.0, 2.0]), y: np.array([1.0, np.nan, 1.0])}
    smaller, larger, bounded = interpret([minimum(x, y), maximum(x, y), maximum(x, 1.5)], feeds)
    np.testing.assert_array_equal(smaller, [np.nan, np.nan, 1.0])
    np.testing.assert_array_equal(larger, [np.nan, np.nan, 2.0])
    np.testing.assert_array_equal(bounded, [np.nan, 1.5, 2.0])


def test_index_takes_slices_gathers_and_new_axes() -> None:
    x = leaf(FLOAT64, (4, 5))
    values = np.arange(40.0).reshape(4, 5, 2)
    gather = Node("index", FLOAT64, (3, 2), (x,), (Gather(1, (3, 0)), Axis(0, 4, -2)))
    fixed = Node("index", FLOAT64, (1, 5), (x,), (Axis(None, 2), Axis(1)))
    diagonal = Node("index", FLOAT64, (4,), (x,), (Axis(0), Axis(0, 1)))
    got, row, along = interpret([gather, fixed, diagonal], {x: values})
    np.testing.assert_array_equal(got, values[[3, 0]][:, 4::-2].swapaxes(0, 1))
    np.testing.assert_array_equal(row, values[2][None])
    np.testing.assert_array_equal(along, [values[i, i + 1] for i in range(4)])


def test_reductions_and_scans_go_one_by_one() -> None:
    x = leaf(FLOAT32, (2, 3))
    values = np.array([[1e8, 1.0, -1e8], [1.0, 2.0, 3.0]], np.float32)[..., None]
    total = Node("reduce", FLOAT32, (2, 1), (x,), ("add", -1, True))
    largest = Node("reduce", FLOAT32, (3,), (x,), ("max", -2, False))
    running = Node("scan", FLOAT32, (2, 3), (x,), ("mul", -1))
    sums, maxima, products = interpret([total, largest, running], {x: values})
    np.testing.assert_array_equal(sums[..., 0], [[0.0], [6.0]])
    np.testing.assert_array_equal(maxima[..., 0], [1e8, 2.0, 3.0])
    np.testing.assert_array_equal(products[1, :, 0], [1.0, 2.0, 6.0])


def test_take_and_quad() -> None:
    position, lanes = leaf(INT32), leaf(UINT32)
    taken = Node("take", FLOAT64, (), (position,), np.array([5.0, 6.0, 7.0]))
    words = tuple(lanes + constant(100 * w, UINT32) for w in range(4))
    swapped = Node("quad", UINT32, (), words, 2)
    got, quads = interpret(
        [taken, swapped], {position: np.arange(8, dtype=np.int32) % 3, lanes: np.arange(8, dtype=np.uint32)}
    )
    np.testing.assert_array_equal(got, [5.0, 6.0, 7.0, 5.0, 6.0, 7.0, 5.0, 6.0])
    np.testing.assert_array_equal(quads, [2, 102, 202, 302, 6, 106, 206, 306])


def test_truth_values() -> None:
    x = leaf(FLOAT64)
    condition = (x > 1.0) & ~(x > 2.0)
    inside, chosen = interpret([condition, select(condition, x, fma(x, x, 0.5))], {x: np.array([1.0, 1.5, 3.0])})
    assert inside.dtype == BOOL
    np.testing.assert_array_equal(inside, [False, True, False])
    np.testing.assert_array_equal(chosen, [1.5, 1.5, 9.5])


def test_what_has_no_value_is_refused() -> None:
    with pytest.raises(ValueError, match="feed it"):
        interpret([apply("neg", leaf(FLOAT64))], {})


def test_feeds_have_the_type_of_their_node() -> None:
    x = leaf(FLOAT64)
    with pytest.raises(TypeError, match="float32"):
        interpret([x], {x: np.zeros(1, np.float32)})


def _triples(*arrays: np.ndarray) -> list[tuple[float, ...]]:
    return [tuple(map(float, triple)) for triple in zip(*arrays, strict=True)]


def _rounded(value: Fraction, dtype: DType) -> float:
    """Nearest number of a type, halves to even, by the definition."""
    info = np.finfo(dtype)
    if value == 0:
        return 0.0
    size = abs(value)
    exponent = max(size.numerator.bit_length() - size.denominator.bit_length(), info.minexp)
    if exponent > info.minexp and size < Fraction(2) ** exponent:
        exponent -= 1
    spacing = Fraction(2) ** (exponent - info.nmant)
    nearest = round(size / spacing) * spacing
    result = float("inf") if nearest >= Fraction(2) ** info.maxexp else float(nearest)
    return result if value > 0 else -result
