"""The same kernels by NVRTC on the emulator, for every architecture, and by g++ on the host: equal to the oracles."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mc.points.philox import philox
from mc.targets.cuda.nvrtc import ARCHITECTURES
from tests.support.cuda_on_host.module import needs_compiler
from tests.support.exact import fma
from tests.support.executors import Emulated, Executor, OnHost
from tests.support.ptx.machine import ExecutionError

SOURCE = Path(__file__).with_name("kernels.cu").read_text()
BLOCK = 96
SIZES = (0, 1, 31, 33, 1000)
RANDOM = np.random.default_rng(20261)
START = RANDOM.bit_generator.state


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order_of_tests() -> None:
    RANDOM.bit_generator.state = START


@pytest.fixture(scope="module", params=[*ARCHITECTURES, pytest.param("host", marks=needs_compiler)])
def executor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Executor:
    if request.param == "host":
        return OnHost(SOURCE, tmp_path_factory.mktemp("host"))
    pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="NVRTC comes with the extra cuda12")
    return Emulated(SOURCE, request.param)


def run(executor: Executor, name: str, n: int, *arguments: npt.NDArray[Any] | np.generic) -> None:
    executor.launch(name, max(1, -(-n // BLOCK)), BLOCK, [np.uint32(n), *arguments], shared_bytes=16)


def assert_same_bits(actual: npt.NDArray[Any], expected: npt.NDArray[Any]) -> None:
    """Equal bits, but for NaNs, whose bits no standard defines."""
    assert actual.dtype == expected.dtype
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.isnan(actual), ~number)
    unsigned = f"u{actual.itemsize}"
    np.testing.assert_array_equal(actual[number].view(unsigned), expected[number].view(unsigned))


def floats_of_every_kind(dtype: type[np.floating[Any]], n: int) -> npt.NDArray[Any]:
    """Random bits, so all exponents, subnormals and NaNs too; and the values where things go wrong."""
    info = np.finfo(dtype)
    special = [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, info.tiny, info.smallest_subnormal, info.max, info.min]
    size = 4 if dtype is np.float32 else 8
    values = RANDOM.integers(0, 2 ** (8 * size), n, dtype=f"u{size}").view(dtype)
    values[: len(special) ** 2 : len(special)][: len(special)] = np.array(special, dtype=dtype)[:n]
    return values


def test_philox_known_answer(executor: Executor) -> None:
    """Random123, kat_vectors: philox4x32 10 rounds, counter 0, key 0."""
    words = np.zeros((1, 4), dtype=np.uint32)
    run(executor, "philox", 1, np.uint32(0), np.uint32(0), words)
    np.testing.assert_array_equal(words, [[0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]])


@pytest.mark.parametrize("n", SIZES)
def test_philox(executor: Executor, n: int) -> None:
    words = np.zeros((n, 4), dtype=np.uint32)
    run(executor, "philox", n, np.uint32(5), np.uint32(7), words)
    counter = np.zeros((4, n), dtype=np.uint64)
    counter[0] = np.arange(n)
    np.testing.assert_array_equal(words, philox(counter, 5 | 7 << 32))


@pytest.mark.parametrize(("dtype", "ulp"), [(np.float32, 10), (np.float64, 3)])
def test_exp(executor: Executor, dtype: type[np.floating[Any]], ulp: int) -> None:
    x = np.linspace(-80, 80, 999).astype(dtype)
    y = np.zeros_like(x)
    run(executor, "exp_float" if dtype is np.float32 else "exp_double", x.size, x, y)
    np.testing.assert_array_max_ulp(y, np.exp(x.astype(np.float64)).astype(dtype), ulp)


def test_fused_operations_round_once(executor: Executor) -> None:
    """The two kernels step by step, with fractions."""
    x = np.linspace(-80, 80, 99)
    single, double = np.zeros(99, dtype=np.float32), np.zeros(99)
    run(executor, "exp_float", x.size, x.astype(np.float32), single)
    run(executor, "exp_double", x.size, x, double)
    np.testing.assert_array_equal(single, [exp_float(value) for value in x.astype(np.float32)])
    np.testing.assert_array_equal(double, [exp_double(value) for value in x])


def exp_float(x: np.float32) -> np.float32:
    f = np.float32
    k = np.rint(x * f(1.44269504))
    r = fma(k, f(1.42860677e-6), fma(k, f(-0.693148613), x))
    p = f(1) / f(720)
    for coefficient in (f(1) / f(120), f(1) / f(24), f(1) / f(6), f(0.5), f(1), f(1)):
        p = fma(p, r, coefficient)
    return f(p * np.ldexp(f(1), int(k)))


def exp_double(x: np.float64) -> np.float64:
    k = np.rint(x * 1.4426950408889634)
    r = fma(k, np.float64(-1.9082149292705877e-10), fma(k, np.float64(-0.6931471803691238), x))
    p = np.float64(1)
    for term in range(18, 0, -1):
        p = fma(p, r / term, np.float64(1))
    return np.float64(p * np.ldexp(1.0, int(k)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_arithmetic_is_that_of_ieee(executor: Executor, dtype: type[np.floating[Any]]) -> None:
    x, y = floats_of_every_kind(dtype, 2000), floats_of_every_kind(dtype, 2000)[::-1].copy()
    results = np.zeros((2000, 8), dtype=dtype)
    run(executor, "arithmetic_float" if dtype is np.float32 else "arithmetic_double", 2000, x, y, results)
    with np.errstate(all="ignore"):
        one = np.ones(1, dtype=dtype)
        expected = np.stack(
            [x + y, x - y, x * y, x / y, np.sqrt(x), one / y, np.fmin(x, y), np.fmax(x, y)], axis=-1, dtype=dtype
        )
    assert_same_bits(results, expected)


def test_zeros_are_ordered(executor: Executor) -> None:
    """IEEE 754-2019, minimumNumber: -0 is less than +0 (NumPy's does not say)."""
    x, y = np.array([0.0, -0.0], dtype=np.float32), np.array([-0.0, 0.0], dtype=np.float32)
    results = np.zeros((2, 8), dtype=np.float32)
    run(executor, "arithmetic_float", 2, x, y, results)
    np.testing.assert_array_equal(np.signbit(results[:, 6:]), [[True, False], [True, False]])


def test_nothing_is_fused_or_flushed(executor: Executor) -> None:
    x, y = RANDOM.standard_normal((2, 1000)).astype(np.float32)
    z = -(x * y)
    x[0], y[0], z[0] = 2.0**-100, 2.0**-40, 0  # a subnormal product
    results = np.ones(1000, dtype=np.float32)
    run(executor, "unfused", 1000, x, y, z, results)
    np.testing.assert_array_equal(results, np.where(np.arange(1000) == 0, np.float32(2.0**-140), 0))


@pytest.mark.parametrize("n", SIZES)
def test_divergent_loops(executor: Executor, n: int) -> None:
    """First terms of OEIS A006577, and a loop in Python."""
    steps = np.zeros(n, dtype=np.uint32)
    run(executor, "collatz", n, steps)
    np.testing.assert_array_equal(steps[:10], [0, 1, 7, 2, 5, 8, 16, 3, 19, 6][:n])
    np.testing.assert_array_equal(steps, [collatz(i + 1) for i in range(n)])


def collatz(value: int) -> int:
    return 0 if value == 1 else 1 + collatz(3 * value + 1 if value % 2 else value // 2)


@pytest.mark.parametrize("n", SIZES)
def test_histogram(executor: Executor, n: int) -> None:
    x = RANDOM.lognormal(size=n).astype(np.float32)
    counts = np.zeros(65, dtype=np.uint64)
    executor.launch("histogram", 3, BLOCK, [np.uint32(n), x, np.uint32(0), counts], shared_bytes=4)
    expected = np.bincount(x.view(np.uint32) >> 20 & 63, minlength=64)
    np.testing.assert_array_equal(counts, [*expected, n])


def test_a_wrong_kernel_is_noticed(executor: Executor) -> None:
    x = RANDOM.lognormal(size=1000).astype(np.float32)
    counts = np.zeros(65, dtype=np.uint64)
    executor.launch("histogram", 3, BLOCK, [np.uint32(1000), x, np.uint32(1 << 18), counts], shared_bytes=4)
    assert (counts[:64] != np.bincount(x.view(np.uint32) >> 20 & 63, minlength=64)).any()


@pytest.mark.parametrize("n", SIZES)
def test_atomics(executor: Executor, n: int) -> None:
    total, extremes = np.zeros(1, dtype=np.uint64), np.array([50, 50], dtype=np.int32)
    tickets = np.zeros(n + 1, dtype=np.uint32)
    run(executor, "atomics", n, total, extremes, tickets)
    assert int(total[0]) == sum(0xFFFFFFF0 + i for i in range(n))
    np.testing.assert_array_equal(extremes, [min(50, 101 - n) if n else 50, 100 if n else 50])
    np.testing.assert_array_equal(np.sort(tickets[:n]), np.arange(n))
    assert tickets[n] == n


@pytest.mark.parametrize("n", SIZES)
def test_warps(executor: Executor, n: int) -> None:
    x = RANDOM.integers(-100, 100, n).astype(np.int32)
    results = np.zeros((n, 8), dtype=np.int32)
    run(executor, "warps", n, x, results)
    for first in range(0, n, 32):
        warp, own = x[first : first + 32].tolist(), results[first : first + 32]
        lanes = range(len(warp))
        ballot = sum((value > 0) << lane for lane, value in enumerate(warp))
        np.testing.assert_array_equal(own[:, 0], sum(warp))
        np.testing.assert_array_equal(own[:, 1], np.cumsum(warp))
        np.testing.assert_array_equal(own[:, 2].view(np.uint32), ballot)
        np.testing.assert_array_equal(own[:, 3], [warp[lane ^ 1] if lane ^ 1 in lanes else 0 for lane in lanes])
        np.testing.assert_array_equal(own[:, 4], [[value & 3 for value in warp].index(value & 3) for value in warp])
        np.testing.assert_array_equal(own[:, 5], (7 in warp) + 2 * (max(warp) < 90))
        np.testing.assert_array_equal(own[:, 6], sum(warp))
        odd = sum(value & 1 for value in warp[::2])
        known = [lane for lane in lanes if lane % 2 == 0 or lane ^ 2 in lanes]
        expected = [warp[lane ^ 2] if lane % 2 else odd for lane in known]
        np.testing.assert_array_equal(own[known, 7], expected)


def test_bits(executor: Executor) -> None:
    n = 1000
    x, y = RANDOM.integers(0, 2**32, (2, n), dtype=np.uint32)
    x[:4], y[:4] = [0, 2**32 - 1, 2**31, 1], [0, 2**32 - 1, 2**31, 2**31 - 1]
    results = np.zeros((n, 16), dtype=np.uint32)
    run(executor, "bits", n, x, y, results)
    expected = [[value % 2**32 for value in bits(a, b)] for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    np.testing.assert_array_equal(results, expected)


def bits(a: int, b: int) -> list[int]:
    """The kernel `bits` on Python's integers."""
    signed_a, signed_b = (value - 2**32 if value >= 2**31 else value for value in (a, b))
    wide, divisor = a << 32 | b, b | 1
    signed_divisor = divisor - 2**32 if divisor >= 2**31 else divisor
    quotient = abs(signed_a) // abs(signed_divisor) * (1 if (signed_a < 0) == (signed_divisor < 0) else -1)
    return [
        int(f"{a:032b}"[::-1], 2),
        a.bit_count(),
        32 - a.bit_length(),
        (a & -a).bit_length(),
        a * b >> 32,
        signed_a * signed_b >> 32,
        ((b << 32 | a) << b % 32) >> 32,
        (b << 32 | a) >> a % 32,
        wide * wide >> 96,
        int(f"{wide:064b}"[::-1], 2),
        64 - wide.bit_length(),
        a // divisor,
        quotient,
        a % divisor,
        signed_a >> b % 32,
        (a & b) ^ (~a | b << 3) ^ (a >> 5 & b),
    ]


def test_conversions(executor: Executor) -> None:
    edges = [0.5, 1.5, 2.5, -0.5, -1.5, 2.0**31, -(2.0**31), 2.0**31 - 128, 2.0**32, 2.0**63, -(2.0**63), 2.0**64, 1e30]
    x = np.array(
        [*edges, *np.negative(edges), 0.0, -0.0, np.inf, -np.inf, *RANDOM.normal(0, 1e9, 500)], dtype=np.float32
    )
    y = np.where(np.isinf(x), x, x.astype(np.float64) * (1 + 2.0**-40))
    n = x.size
    results, floats = np.zeros((n, 12), dtype=np.int64), np.zeros((n, 6), dtype=np.float32)
    run(executor, "conversions", n, x, y, results, floats)
    modes: tuple[tuple[npt.NDArray[Any], np.ufunc, type[np.integer[Any]]], ...] = (
        (x, np.rint, np.int32),
        (x, np.trunc, np.int32),
        (x, np.floor, np.int32),
        (x, np.ceil, np.int32),
        (x, np.rint, np.uint32),
        (x, np.trunc, np.int64),
        (x, np.rint, np.uint64),
        (y, np.rint, np.int32),
        (y, np.trunc, np.uint32),
        (y, np.floor, np.int64),
        (y, np.ceil, np.uint64),
        (y, np.rint, np.int64),
    )
    for column, (values, rounding, dtype) in enumerate(modes):
        expected = [nearest(value, dtype) for value in rounding(values.astype(np.float64))]
        assert results[:, column].tolist() == [(value + 2**63) % 2**64 - 2**63 for value in expected], column
    with np.errstate(over="ignore", invalid="ignore"):
        expected_floats = [
            results[:, 0].astype(np.float32),
            results[:, 5].astype(np.float32),
            results[:, 6].view(np.uint64).astype(np.float32),
            y.astype(np.float32),
            np.floor(x) + np.ceil(x),
            np.trunc(x) + np.rint(x),
        ]
    assert_same_bits(floats, np.stack(expected_floats, axis=-1))


def nearest(value: float, dtype: type[np.integer[Any]]) -> int:
    limits = np.iinfo(dtype)
    if np.isinf(value):
        return int(limits.max if value > 0 else limits.min)
    return int(min(max(int(value), limits.min), limits.max))


@pytest.mark.parametrize("n", SIZES)
def test_storage(executor: Executor, n: int) -> None:
    x = RANDOM.integers(-3000, 3000, n).astype(np.int16)
    layout = np.dtype([("shift", "u1"), ("scale", "i2"), ("weight", "f8", 3)], align=True)
    choice = np.array([(2, -7, (1.5, -2.5, 1e15))], dtype=layout)[0]
    y = np.zeros(n, dtype=np.int64)
    run(executor, "storage", n, choice, x, y)
    assert y.tolist() == [storage(i, value) for i, value in enumerate(x.tolist())]


def storage(i: int, x: int) -> int:
    """The kernel `storage` on Python's integers."""
    local = [x * (-1, 2, -3, 4, -5, 6)[(i + k) % 6] >> 2 for k in range(8)]
    total = i + (sum(local[i & 3 : (i & 3) + 4]) if i % 2 else 100 * x)
    cases = {
        0: -total,
        1: -7 * total,
        2: total << 40,
        3: total + (1, -2, 10**15)[i % 3],
        4: (total + 128) % 256 - 128,
        5: total + sum(local),
    }
    return cases.get(x & 7, total)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_out_of_bounds_is_noticed(architecture: str) -> None:
    pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="NVRTC comes with the extra cuda12")
    emulated = Emulated(SOURCE, architecture)
    x, y = np.ones(33, dtype=np.float32), np.zeros(33, dtype=np.float32)
    run(emulated, "copy", 33, np.uint32(0), x, y)
    np.testing.assert_array_equal(y, x)
    with pytest.raises(ExecutionError, match=r"outside of every buffer at 0x\w+ by thread \(33, 0, 0\) .* ld\.global"):
        run(emulated, "copy", 33, np.uint32(1), x, y)
