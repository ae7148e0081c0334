"""What is traced is what NumPy does, in the types that it would have."""

# NumPy's annotations know its own arrays only.
# mypy: disable-error-code="call-overload, arg-type"

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mc.bits import as_int32, bit_pattern
from mc.errors import ModelError
from mc.expression.node import BOOL, FLOAT32, FLOAT64, INT32, UINT32, UINT64, DType
from mc.expression.simplify import topological
from mc.sample_array import SampleArray
from mc.subset import BIT_UFUNCS, REDUCTIONS, SCANS, UFUNCS
from mc.traced.array import TracedArray
from tests.mc.traced.support import Array, by_sample, evaluated
from tests.support.interpret import leaf

RNG = np.random.default_rng(8)
SPECIAL = np.array([-np.inf, -2.5, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 1.5, 3.0, np.inf, np.nan])
PAIRS = np.array(np.meshgrid(SPECIAL, SPECIAL)).reshape(2, -1)

ELEMENTARY = frozenset(
    {
        *(np.power, np.float_power, np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p, np.sin, np.cos),
        *(np.tan, np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.tanh),
    }
)
"""Functions that are rounded otherwise than NumPy's; tests/mc/elementary has their errors."""

BITWISE = frozenset({np.bitwise_and, np.bitwise_or, np.invert})


def name_of(function: Callable[..., object]) -> str:
    return function.__name__


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("ufunc", sorted(UFUNCS - ELEMENTARY - BITWISE, key=name_of), ids=name_of)
def test_ufuncs_of_real_numbers(ufunc: np.ufunc, precision: DType) -> None:
    arguments = dict(zip("xy", PAIRS, strict=False)) if ufunc.nin == 2 else {"x": SPECIAL}

    def function(**given: Array) -> Array:
        return ufunc(*given.values())  # type: ignore[no-any-return]

    result, values = evaluated(function, arguments, precision)
    expected = by_sample(function, arguments, precision)
    assert result.dtype == expected.dtype
    np.testing.assert_array_equal(values, expected)


@pytest.mark.parametrize("ufunc", sorted(ELEMENTARY, key=name_of), ids=name_of)
def test_elementary_functions(ufunc: np.ufunc) -> None:
    arguments = dict(zip("xy", RNG.uniform(0.05, 0.95, (ufunc.nin, 50)), strict=False))

    def function(**given: Array) -> Array:
        return ufunc(*given.values())  # type: ignore[no-any-return]

    np.testing.assert_allclose(evaluated(function, arguments)[1], by_sample(function, arguments), rtol=1e-14)


NAMES: dict[str, Callable[..., Any]] = {
    "sum of truth values": lambda a, b: (a > 0) + (b > 0),
    "product of truth values": lambda a, b: (a > 0) * (b > 0),
    "truth values counted": lambda a, b: (a > 0) + 1 + (b > 0),
    "truth values weighted": lambda a, b: (a > 0) * b,
    "order of truth values": lambda a, b: (a > 0) <= (b > 0),
    "equal truth values": lambda a, b: (a > 0) == (b > 0),
    "unequal truth values": lambda a, b: (a > 0) != (b > 0),
    "bitwise": lambda a, b: ((a > 0) & (b > 0)) | ~(a > 0),
    "logic of numbers": lambda a, b: np.logical_xor(a, b),
    "not a number": lambda a, b: np.logical_not(a - b),
    "larger truth value": lambda a, b: np.maximum(a > 0, b > 0),
    "counts": lambda n, b: n + n + 2 + (b > 0),
    "counts and numbers": lambda n, b: n * 0.5 + b,
    "counts divided": lambda n, b: (n + 5) / (n + 9) + 0 * b,
    "counts compared": lambda n, b: (n > 2) & (n < b),
    "size of counts": lambda n, b: np.abs(n) + np.floor(n) + np.sign(n) + (b > 0),
    "finite counts": lambda n, b: np.isfinite(n) & ~np.isnan(n) & ~np.isinf(n) & (b > 0),
    "whole constants": lambda a, b: a * np.arange(3)[0] + np.int64(2) * b,
    "where of numbers": lambda a, b: np.where(a > b, a, 1),
    "where of counts": lambda n, b: np.where(b > 0, n, -1),
    "where of constants": lambda a, b: np.where(a > b, 1, 0),
    "where of truth values": lambda a, b: np.where(a > b, a > 0, np.True_),
    "where mixes": lambda a, b: np.where(a > b, a > 0, 0.5),
    "where by number": lambda a, b: np.where(a, b, 2.0),
    "square": lambda a, b: a**2 + b,
    "powers of one year": lambda n, b: n ** np.array([1]) + b ** np.array([2.0]),
    "inverse cube": lambda a, b: a**-3 + b,
    "power of nought": lambda a, b: a**0 * b,
}


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("name", NAMES)
def test_types_are_those_of_numpy(name: str, precision: DType) -> None:
    function = NAMES[name]
    names = function.__code__.co_varnames
    samples = {
        "a": np.array([-1.0, 0.0, 0.25, 0.5, 2.0]),
        "n": np.array([-3, 0, 1, 2, 7]),
        "b": np.array([0.5, 0.0, 0.5, -2.0, 4.0]),
    }
    arguments = {key: samples[key] for key in names}
    result, values = evaluated(function, arguments, precision)
    expected = by_sample(function, arguments, precision)
    kinds = {"b": BOOL, "i": INT32, "f": precision}
    assert result.dtype == kinds[expected.dtype.kind]
    rounding = 2.0**-50 if precision == FLOAT64 else 2.0**-21  # a power is two products here
    np.testing.assert_allclose(values, expected, rtol=rounding)


@pytest.mark.parametrize("kind", ["real", "whole", "truth"])
@pytest.mark.parametrize("function", sorted(REDUCTIONS | SCANS, key=name_of), ids=name_of)
@pytest.mark.parametrize("axis", [-1, -2])
def test_axes_count_from_the_end(function: np.ufunc, axis: int, kind: str) -> None:
    x = {
        "real": RNG.uniform(-1, 1, (4, 3, 6)),
        "whole": RNG.integers(-3, 4, (4, 3, 6)),
        "truth": RNG.random((4, 3, 6)) < 0.6,
    }[kind]
    settings: list[dict[str, bool]] = (
        [{}, {"keepdims": True}] if name_of(function) not in {"cumsum", "cumprod"} else [{}]
    )
    for keywords in settings:
        result, values = evaluated(lambda x, k=keywords: function(x, axis=axis, **k), {"x": x})
        expected = by_sample(lambda x, k=keywords: function(x, axis=axis, **k), {"x": x})
        assert result.shape == expected.shape[:-1]
        product = name_of(function) in {"prod", "cumprod"}
        assert result.dtype.kind == ("f" if product else expected.dtype.kind)
        np.testing.assert_allclose(values, expected, rtol=1e-14, atol=1e-15)


def test_trailing_shapes_broadcast() -> None:
    x, path, table = RNG.random(4), RNG.random((3, 4)), RNG.random((2, 3, 4))
    years = np.arange(3.0)

    def function(x: Array, path: Array, table: Array) -> Any:
        return x * path + table - years

    arguments = {"x": x, "path": path, "table": table}
    result, values = evaluated(function, arguments)
    assert result.shape == (2, 3)
    np.testing.assert_array_equal(values, by_sample(function, arguments))


def test_small_powers_are_products() -> None:
    for exponent in (-4, -1, 0, 1, 2, 3, np.full(3, 2.0)):
        operations = {node.operation for node in topological([(TracedArray(leaf(FLOAT32)) ** exponent).node])}
        assert operations <= {"leaf", "mul", "div", "constant"}


def test_working_precision_is_that_of_the_inputs() -> None:
    for precision in (FLOAT32, FLOAT64):
        x = TracedArray(leaf(precision))
        for result in (x + np.float64(0.1), x * np.float32(0.1), (x > 0) * 0.5, np.where(x > 0, 1.0, 0.0), x * 3):
            assert result.dtype == precision


def test_constants_that_the_precision_does_not_hold() -> None:
    x = TracedArray(leaf(FLOAT32))
    with pytest.raises(ModelError, match=r"test_array.py:\d+: the constant 1e\+39 is beyond the range of float32"):
        _ = x * 1e39
    for small in (1e-39, -1e-300, np.float64(5e-324)):
        with pytest.raises(ModelError, match=r'is too small for float32, .*; run with precision="float64"'):
            _ = x * small
    assert (x * np.exp(-np.array([0.0, 90.0, 900.0]))).dtype == FLOAT32
    assert (x < np.inf).dtype == BOOL
    for value in (1e39, 1e-39, 5e-324):
        assert (TracedArray(leaf(FLOAT64)) * value).dtype == FLOAT64
    with pytest.raises(ModelError, match=r"test_array.py:\d+: a whole number beyond the range of float64"):
        _ = x * 10**400


AMOUNTS: dict[str, Callable[..., Any]] = {
    "whole constants": lambda a: np.where(a > 1.5, 2_000_000_000, 1_500_000_000) + np.where(a > 1.2, 1_000_000_000, 0),
    "a constant added": lambda a: (a > 1.5) + 2**31,
    "an array added": lambda a: (a > 1.5) + np.array([2**31 - 1, 0])[0],
    "a count weighted": lambda a: np.sum(np.arange(20) < (a * 10)[..., None], axis=-1) * 250_000_000,
    "a product": lambda a: np.prod(np.where((a > 1.5)[..., None], np.full(40, 3), 2), axis=-1),
    "powers": lambda a: np.square(np.where(a > 1.5, 99_999, 3)) + np.where(a > 1.5, 2, 3) ** 40,
    "products": lambda a: np.where(a > 1.5, 99_999, 3) * np.where(a > 1.2, 99_999, 3),
    "beyond int64": lambda a: (a > 1.5) * 10**20 + a * 10**20,
}


@pytest.mark.parametrize("name", AMOUNTS)
def test_amounts_do_not_wrap(name: str) -> None:
    a = np.array([0.5, 1.25, 1.75, 2.0])
    result, values = evaluated(AMOUNTS[name], {"a": a})
    assert result.dtype == FLOAT64
    expected = AMOUNTS[name](SampleArray(a)).data
    assert expected.dtype.itemsize == 8
    np.testing.assert_allclose(values, expected, rtol=2.0**-50)


def test_the_size_of_counts_is_no_operation_of_its_own() -> None:
    node = np.abs(TracedArray(leaf(INT32), FLOAT32)).node  # type: ignore[attr-defined]
    assert "abs" not in {part.operation for part in topological([node])}


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64])
def test_bits(precision: DType) -> None:
    x = np.array([1.0, -2.5, 0.0, np.inf])
    shift: Any = {FLOAT32: np.uint32(23), FLOAT64: np.uint64(52)}[precision]

    def exponent(x: Any) -> Any:
        return as_int32(bit_pattern(x) >> shift) & np.int32(0xFF)

    result, values = evaluated(exponent, {"x": x}, precision)
    assert result.dtype == INT32
    np.testing.assert_array_equal(values, exponent(x.astype(precision)))
    pattern = TracedArray(leaf(precision)).bit_pattern()
    assert pattern.dtype == {FLOAT32: UINT32, FLOAT64: UINT64}[precision]
    assert (pattern ^ pattern.dtype.type(1)).dtype == pattern.dtype


@pytest.mark.parametrize("ufunc", sorted(BIT_UFUNCS, key=name_of), ids=name_of)
def test_models_have_no_bits(ufunc: np.ufunc) -> None:
    with pytest.raises(ModelError, match="cannot be compiled"):
        ufunc(TracedArray(leaf(INT32), FLOAT32), 1)


def test_an_expression_without_real_numbers_needs_a_precision() -> None:
    with pytest.raises(ValueError, match="must be given for an expression of type int32"):
        TracedArray(leaf(INT32))
