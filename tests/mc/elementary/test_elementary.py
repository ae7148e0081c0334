"""Elementary functions against wider arithmetic: errors in ulp over the whole range, special values, structure."""

import mpmath as mp
import numpy as np
import pytest

from mc.elementary import ELEMENTARY
from mc.elementary.trigonometric import LARGEST_ANGLE
from mc.expression.node import ELEMENTWISE, FLOAT32, FLOAT64, DType, Node
from mc.expression.simplify import topological
from mc.subset import UFUNCS
from tests.mc.elementary.errors import ACCURACY, Array, ulp_errors, wider
from tests.support.interpret import interpret, leaf

DIRECT = {
    *(np.add, np.subtract, np.multiply, np.divide, np.negative, np.positive, np.abs, np.sqrt, np.floor, np.ceil),
    *(np.trunc, np.rint, np.minimum, np.maximum, np.fmin, np.fmax, np.less, np.less_equal, np.greater, np.equal),
    *(np.greater_equal, np.not_equal, np.logical_and, np.logical_or, np.logical_not, np.logical_xor, np.isnan),
    *(np.isfinite, np.isinf, np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert),
}
"""Ufuncs that are operations, or comparisons and truth values."""

BREAKPOINTS = (
    *(0.0, 0.5, 0.6, 0.75, 1.0, 1.5, 2.0, 0.5**0.5, 2.0**0.5, 0.4375, 4.0, 15.0, 18.0, 25.0, 127.0, 128.0, 150.0),
    *(0.5 * np.log(2.0), 1.5 * np.log(2.0), 87.3, 88.72, 89.41, 103.97, 104.0, 708.4, 709.78, 710.47, 745.13, 1023.0),
    *(1022.0, 1024.0, 1074.0, 1075.0, 8.99, 17.33, 37.4, LARGEST_ANGLE, 2.0**-24, 2.0**-26, 2.0**-53, 2.0**-126),
    *(k * np.pi / 4 for k in range(1, 40)),
    *(k * np.pi / 2 for k in (355, 1001, 31415, 60000, 63000, 63661)),
)


def special(dtype: DType) -> Array:
    """Breakpoints with their neighbours, ends of the range, infinities, NaN; of both signs."""
    info = np.finfo(dtype)
    centres = np.array([*BREAKPOINTS, info.tiny, info.max, info.smallest_subnormal * 3.0], dtype)
    word = f"u{dtype.itemsize}"
    with np.errstate(all="ignore"):
        bits = centres.view(word)[:, None] + np.arange(-4, 5).astype(word)
    sizes = np.concatenate([bits.view(dtype).ravel(), np.array([np.inf, np.nan], dtype)])
    return np.concatenate([sizes, -sizes])


def evaluated(ufunc: np.ufunc, x: Array) -> Array:
    argument = leaf(x.dtype)
    return interpret([ELEMENTARY[ufunc](argument)], {argument: x})[0]


NAMED = [pytest.param(ufunc, id=ufunc.__name__) for ufunc in ACCURACY]


def test_every_function_of_the_subset_is_there() -> None:
    assert set(ELEMENTARY) == UFUNCS - DIRECT
    assert set(ACCURACY) == set(ELEMENTARY) - {np.power, np.float_power, np.square, np.reciprocal, np.sign}


@pytest.mark.parametrize("ufunc", NAMED)
def test_errors_in_single_precision(ufunc: np.ufunc) -> None:
    """Every 16411th number of all; `exhaustive` tries each."""
    sample = np.arange(7, 2**32, 16411, dtype=np.uint64).astype(np.uint32).view(np.float32)
    x = np.concatenate([special(FLOAT32), sample])
    errors = ulp_errors(evaluated(ufunc, x), wider(ufunc, x))
    worst = errors.argmax()
    assert errors[worst] <= ACCURACY[ufunc].single, x[worst]


@pytest.mark.parametrize("ufunc", NAMED)
def test_errors_in_double_precision(ufunc: np.ufunc) -> None:
    rng = np.random.default_rng(11)
    binades = np.ldexp(rng.uniform(1.0, 2.0, 400), rng.integers(-1074, 1024, 400))
    middle = 2.0 ** rng.uniform(-12.0, 12.0, 800)
    x = np.concatenate([special(FLOAT64), binades, -binades, middle, -middle])
    got = evaluated(ufunc, x)
    with np.errstate(all="ignore"):
        expected = np.where(np.abs(x) > ACCURACY[ufunc].largest, np.nan, ufunc(x))  # for NaN, infinities, zeros
    plain = np.isfinite(expected) & (expected != 0.0) & np.isfinite(got)
    np.testing.assert_array_equal(got[~plain], expected[~plain])
    np.testing.assert_array_equal(np.signbit(got[expected == 0.0]), np.signbit(expected[expected == 0.0]))
    with mp.workdps(40):
        errors = [
            _error(ACCURACY[ufunc].exact(mp.mpf(float(a))), mp.mpf(float(b)))
            for a, b in zip(x[plain], got[plain], strict=True)
        ]
    worst = int(np.argmax(errors))
    assert errors[worst] <= ACCURACY[ufunc].double, x[plain][worst]


def _error(exact: mp.mpf, got: mp.mpf) -> float:
    _, exponent = mp.frexp(exact)
    return float(abs(exact - got) / mp.mpf(2) ** (max(exponent, -1021) - 53))


@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("ufunc", NAMED)
def test_graphs_are_elementwise_and_leave_nothing_to_contract(ufunc: np.ufunc, dtype: DType) -> None:
    """A pass that fuses products with sums, and a device that does not, must agree."""
    x = leaf(dtype, (2, 3))
    result = ELEMENTARY[ufunc](x)
    assert (result.shape, result.dtype) == ((2, 3), dtype)
    for node in topological([result]):
        assert node.operation in ELEMENTWISE | {"constant", "leaf"}
        if node.operation in {"add", "sub"} and node.is_float:
            assert "mul" not in {operand.operation for operand in node.operands}
        if node.operation == "convert":
            assert not node.operands[0].is_float  # devices differ beyond the range of integers


@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
@pytest.mark.parametrize("ufunc", [np.sin, np.cos])
def test_sine_is_never_greater_than_one(ufunc: np.ufunc, dtype: DType) -> None:
    """So that its arc exists."""
    quarters = np.arange(-2000, 2001) * np.pi / 2
    x = (quarters[:, None] + np.linspace(-1e-3, 1e-3, 41)).ravel().astype(dtype)
    assert np.all(np.abs(evaluated(ufunc, x)) <= 1.0)


def test_angles_beyond_the_largest_are_not_a_number() -> None:
    x = np.array([LARGEST_ANGLE, np.nextafter(LARGEST_ANGLE, np.inf), np.inf])
    np.testing.assert_array_equal(np.isnan(evaluated(np.sin, x)), [False, True, True])


def test_logarithms_of_powers_of_two_are_exact() -> None:
    for dtype, lowest in ((FLOAT32, -149), (FLOAT64, -1074)):
        exponents = np.arange(lowest, -lowest - 50, dtype=dtype)
        exponents = exponents[exponents < np.finfo(dtype).maxexp]
        np.testing.assert_array_equal(evaluated(np.log2, np.exp2(exponents)), exponents)
        np.testing.assert_array_equal(evaluated(np.exp2, exponents), np.exp2(exponents))


@pytest.mark.parametrize("dtype", [FLOAT32, FLOAT64])
def test_sign_square_and_reciprocal(dtype: DType) -> None:
    x = np.array([-np.inf, -2.5, -0.0, 0.0, 3.0, np.inf, np.nan], dtype)
    with np.errstate(all="ignore"):
        for ufunc in (np.sign, np.square, np.reciprocal):
            np.testing.assert_array_equal(evaluated(ufunc, x), ufunc(x))
    assert not np.signbit(evaluated(np.sign, x)[2:4]).any()


def test_ulp_errors_notice_what_is_wrong() -> None:
    exact = np.array([1.0, 1.0, 2.0**128, 2.0**-149, np.nan, 0.0, 0.0, np.inf])
    got = np.array([1.0 + 2.0**-23, 1.0 - 2.0**-24, np.finfo(np.float32).max, 0.0, 1.0, -0.0, 0.0, np.inf], np.float32)
    np.testing.assert_array_equal(ulp_errors(got, exact), [1.0, 0.5, 1.0, 1.0, np.inf, np.inf, 0.0, 0.0])


def test_shared_tables_are_one_node_each() -> None:
    """A deep graph of the function of a function stays small."""
    x = leaf(FLOAT32)
    node: Node = x
    for _ in range(10):
        node = ELEMENTARY[np.exp](node)
    assert sum(1 for _ in topological([node])) < 10 * 45
