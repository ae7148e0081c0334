"""What the emulator's instructions compute, against Python's integers and fractions."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.support.exact import fma, nearest
from tests.support.ptx.conversions import CONVERSIONS
from tests.support.ptx.elementwise import TYPES, look_up
from tests.support.ptx.floats import FLOATS
from tests.support.ptx.integers import INTEGERS

RANDOM = np.random.default_rng(20262)
START = RANDOM.bit_generator.state
Array = npt.NDArray[Any]


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order_of_tests() -> None:
    RANDOM.bit_generator.state = START


def compute(opcode: str, *operands: Array) -> Array:
    elementwise = look_up(opcode, INTEGERS, FLOATS, CONVERSIONS)
    assert elementwise is not None
    assert [operand.dtype for operand in operands] == [TYPES[kind] for kind in elementwise.operands]
    with np.errstate(all="ignore"):
        result = elementwise.function(*operands)
    first: Array = result[0] if isinstance(result, tuple) else result
    assert first.dtype == TYPES[elementwise.results[0]]
    return first


def integers(kind: str, n: int = 300) -> Array:
    """Random bits, few of them set or clear in some, and the ends of the range."""
    dtype = TYPES[kind]
    info = np.iinfo(dtype)
    word = RANDOM.integers(0, 2**64, n, dtype=np.uint64) >> RANDOM.integers(0, 64, n, dtype=np.uint64)
    values = np.where(RANDOM.random(n) < 0.3, ~word, word).astype(dtype)
    ends = [0, 1, info.max, info.min, info.max // 2]
    values[RANDOM.integers(0, n, 60)] = np.repeat(np.array(ends, dtype=dtype), 12)
    return values


def floats(dtype: type[np.floating[Any]], exponents: tuple[int, int], n: int = 400) -> Array:
    """Random mantissas and signs, exponents of two within a range."""
    mantissa = RANDOM.integers(2**52, 2**53, n).astype(np.float64) * RANDOM.choice([-1, 1], n)
    scaled: Array = np.ldexp(mantissa, RANDOM.integers(*exponents, n) - 52).astype(dtype)
    return scaled


def truncated(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


BINARY: dict[str, Callable[[int, int, int], int]] = {
    "add": lambda a, b, _: a + b,
    "sub": lambda a, b, _: a - b,
    "mul.lo": lambda a, b, _: a * b,
    "mul.hi": lambda a, b, bits: a * b >> bits,
    "min": lambda a, b, _: min(a, b),
    "max": lambda a, b, _: max(a, b),
    "div": lambda a, b, _: truncated(a, b) if b else -1,
    "rem": lambda a, b, _: a - truncated(a, b) * b if b else a,
}


@pytest.mark.parametrize("kind", ["u16", "s16", "u32", "s32", "u64", "s64"])
@pytest.mark.parametrize("name", BINARY)
def test_integers(name: str, kind: str) -> None:
    a, b = integers(kind), integers(kind)
    if name == "rem":
        b[b == 0] = 1  # what is left of a division by zero is anything
    bits = int(kind[1:])
    expected = [BINARY[name](x, y, bits) % 2**bits for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    assert compute(f"{name}.{kind}", a, b).view(f"u{bits // 8}").tolist() == expected


@pytest.mark.parametrize("kind", ["u16", "s16", "u32", "s32"])
def test_wide_products(kind: str) -> None:
    a, b = integers(kind), integers(kind)
    wide = f"{kind[0]}{2 * int(kind[1:])}"
    c = integers(wide)
    products = [x * y for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    assert compute(f"mul.wide.{kind}", a, b).tolist() == products
    bits = int(wide[1:])
    expected = [(x + y) % 2**bits for x, y in zip(products, c.tolist(), strict=True)]
    assert compute(f"mad.wide.{kind}", a, b, c).view(f"u{bits // 8}").tolist() == expected


@pytest.mark.parametrize("kind", ["b16", "u16", "s16", "b32", "u32", "s32", "b64", "u64", "s64"])
def test_shifts(kind: str) -> None:
    a, bits = integers(kind), int(kind[1:])
    amount = RANDOM.integers(0, 80, a.size).astype(np.uint32)
    amount[:2] = [bits, 2**32 - 1]
    pairs = list(zip(a.tolist(), amount.tolist(), strict=True))
    assert compute(f"shr.{kind}", a, amount).tolist() == [x >> min(y, 99) for x, y in pairs]
    if kind[0] == "b":
        assert compute(f"shl.{kind}", a, amount).tolist() == [(x << min(y, 99)) % 2**bits for x, y in pairs]


@pytest.mark.parametrize("kind", ["u32", "s32", "u64", "s64"])
def test_bit_fields(kind: str) -> None:
    """Section 9.7.1, bfe and bfi: the pseudocode there, bit by bit."""
    bits = int(kind[1:])
    a, into = integers(kind), integers(f"b{bits}")
    position, length = (RANDOM.integers(0, bits + 9, a.size).astype(np.uint32) for _ in range(2))
    unsigned = a.view(f"u{bits // 8}")
    fields, inserted = [], []
    for x, y, start, count in zip(unsigned.tolist(), into.tolist(), position.tolist(), length.tolist(), strict=True):
        last = min(start + count - 1, bits - 1)
        fill = 0 if kind[0] == "u" or count == 0 else x >> last & 1
        chosen = [x >> (start + i) & 1 if i < count and start + i < bits else fill for i in range(bits)]
        fields.append(sum(bit << i for i, bit in enumerate(chosen)))
        place = range(start, min(start + count, bits))
        merged = [x >> (i - start) & 1 if i in place else y >> i & 1 for i in range(bits)]
        inserted.append(sum(bit << i for i, bit in enumerate(merged)))
    assert compute(f"bfe.{kind}", a, position, length).view(unsigned.dtype).tolist() == fields
    assert compute(f"bfi.b{bits}", unsigned, into, position, length).tolist() == inserted


@pytest.mark.parametrize("bits", [32, 64])
def test_counting_bits(bits: int) -> None:
    a = integers(f"b{bits}")
    values = a.tolist()
    assert compute(f"popc.b{bits}", a).tolist() == [x.bit_count() for x in values]
    assert compute(f"clz.b{bits}", a).tolist() == [bits - x.bit_length() for x in values]
    assert compute(f"brev.b{bits}", a).tolist() == [int(f"{x:0{bits}b}"[::-1], 2) for x in values]
    found = [x.bit_length() - 1 if x else 2**32 - 1 for x in values]
    assert compute(f"bfind.u{bits}", a).tolist() == found
    shifted = [bits - x.bit_length() if x else 2**32 - 1 for x in values]
    assert compute(f"bfind.shiftamt.u{bits}", a).tolist() == shifted
    signed = a.view(f"i{bits // 8}")
    found = [max(x, ~x).bit_length() - 1 if x not in {0, -1} else 2**32 - 1 for x in signed.tolist()]
    assert compute(f"bfind.s{bits}", signed).tolist() == found


def test_any_logic_of_three() -> None:
    a, b, c = (integers("b32", 60) for _ in range(3))
    for table in (0x00, 0x80, 0x96, 0xE8, 0xFE, 0x1B):
        expected = [
            sum((table >> (4 * (x >> i & 1) + 2 * (y >> i & 1) + (z >> i & 1)) & 1) << i for i in range(32))
            for x, y, z in zip(a.tolist(), b.tolist(), c.tolist(), strict=True)
        ]
        assert compute("lop3.b32", a, b, c, np.array([table], dtype=np.uint32)).tolist() == expected


def test_permutation_of_bytes() -> None:
    """Section 9.7.9.7, prmt: a nibble chooses a byte, its highest bit the repetition of the sign."""
    a, b, selector = (integers("b32") for _ in range(3))
    expected = []
    for x, y, choice in zip(a.tolist(), b.tolist(), selector.tolist(), strict=True):
        pool = (y << 32 | x).to_bytes(8, "little")
        nibbles = [choice >> 4 * place & 15 for place in range(4)]
        chosen = [pool[n & 7] if n < 8 else 255 * (pool[n & 7] >> 7) for n in nibbles]
        expected.append(int.from_bytes(bytes(chosen), "little"))
    assert compute("prmt.b32", a, b, selector).tolist() == expected


@pytest.mark.parametrize("mode", ["wrap", "clamp"])
def test_funnel_shifts(mode: str) -> None:
    low, high = integers("b32"), integers("b32")
    amount = RANDOM.integers(0, 70, low.size).astype(np.uint32)
    left, right = [], []
    for x, y, n in zip(low.tolist(), high.tolist(), amount.tolist(), strict=True):
        count = n % 32 if mode == "wrap" else min(n, 32)
        left.append(((y << 32 | x) << count) >> 32 & 0xFFFFFFFF)
        right.append((y << 32 | x) >> count & 0xFFFFFFFF)
    assert compute(f"shf.l.{mode}.b32", low, high, amount).tolist() == left
    assert compute(f"shf.r.{mode}.b32", low, high, amount).tolist() == right


def test_comparisons_of_floats() -> None:
    """Section 9.7.3, setp: those that end in u are true where a NaN is."""
    pairs = [(a, b) for a in (-1.0, -0.0, 0.0, 2.0, np.inf, np.nan) for b in (-0.0, 2.0, np.nan)]
    a, b = np.array(pairs, dtype=np.float32).T.copy()
    operators: dict[str, Callable[[float, float], bool]] = {
        "eq": lambda x, y: x == y,
        "lt": lambda x, y: x < y,
        "le": lambda x, y: x <= y,
        "gt": lambda x, y: x > y,
        "ge": lambda x, y: x >= y,
        "ne": lambda x, y: x < y or x > y,
    }
    unordered = [np.isnan(x) or np.isnan(y) for x, y in pairs]
    for name, operator in operators.items():
        ordered = [operator(x, y) for x, y in pairs]
        assert compute(f"setp.{name}.f32", a, b).tolist() == ordered
        either = [x or y for x, y in zip(ordered, unordered, strict=True)]
        assert compute(f"setp.{name}u.f32", a, b).tolist() == either
    assert compute("setp.nan.f32", a, b).tolist() == unordered
    assert compute("setp.num.f32", a, b).tolist() == [not x for x in unordered]


def test_setp_combines() -> None:
    a, b, c = (
        np.array([1, 2, 3, 4], dtype=np.int32),
        np.array([2], dtype=np.int32),
        np.array([True, False, True, False]),
    )
    elementwise = look_up("setp.lt.and.s32", INTEGERS)
    assert elementwise is not None
    first, second = elementwise.function(a, b, c)
    assert first.tolist() == [True, False, False, False]
    assert second.tolist() == [False, False, True, False]


@pytest.mark.parametrize("exponents", [(-3, 3), (-20, 20), (-80, -50), (-149, -120), (60, 66)])
def test_fma_of_float32(exponents: tuple[int, int]) -> None:
    a, b = floats(np.float32, exponents), floats(np.float32, exponents)
    c = floats(np.float32, (max(2 * exponents[0] - 30, -149), max(min(2 * exponents[1], 127), -120)))
    with np.errstate(over="ignore"):
        c[::2] = -(a * b)[::2]  # cancels but for the error of the product
    finite = np.isfinite(c)
    a, b, c = a[finite], b[finite], c[finite]
    expected = np.array([fma(*operands) for operands in zip(a, b, c, strict=True)])
    np.testing.assert_array_equal(compute("fma.rn.f32", a, b, c).view(np.uint32), expected.view(np.uint32))


@pytest.mark.parametrize("exponents", [(-3, 3), (-50, 50), (-480, -450), (-1074, -500), (500, 520), (450, 512)])
def test_fma_of_float64(exponents: tuple[int, int]) -> None:
    a, b = floats(np.float64, exponents), floats(np.float64, exponents)
    c = floats(np.float64, (max(2 * exponents[0] - 60, -1074), min(2 * exponents[1], 1023)))
    with np.errstate(over="ignore", under="ignore"):
        c[::2] = -(a * b)[::2]
    finite = np.isfinite(c)
    a, b, c = a[finite], b[finite], c[finite]
    expected = np.array([fma(*operands) for operands in zip(a, b, c, strict=True)])
    np.testing.assert_array_equal(compute("fma.rn.f64", a, b, c).view(np.uint64), expected.view(np.uint64))


def test_fma_sees_what_is_just_beside_a_tie() -> None:
    """A square half way between two float32, and a summand far below it: rounding to float64 first would lose it."""
    a = np.array([1 + 2.0**-12], dtype=np.float32)
    low, high = np.float32(1 + 2.0**-11), np.float32(1 + 2.0**-11 + 2.0**-23)
    beside = np.array([-(2.0**-60), 0, 2.0**-60], dtype=np.float32)
    assert compute("fma.rn.f32", a, a, beside).tolist() == [low, low, high]
    assert (a.astype(np.float64) ** 2 + beside).astype(np.float32).tolist() == [low, low, low]


@pytest.mark.parametrize("kind", ["f32", "f64"])
def test_fma_of_special_values(kind: str) -> None:
    special = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan], dtype=TYPES[kind])
    a, b, c = (values.ravel() for values in np.meshgrid(special, special, special))
    with np.errstate(invalid="ignore"):
        expected = a * b + c  # exact for these
    result = compute(f"fma.rn.{kind}", a, b, c)
    np.testing.assert_array_equal(result, expected)
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(result[number]), np.signbit(expected[number]))
    if kind == "f32":
        assert set(result[~number].view(np.uint32).tolist()) == {0x7FFFFFFF}


def test_fma_of_a_product_that_vanishes() -> None:
    """Not zero before it is rounded, so the zero has its sign, whatever the sign of the zero that is added."""
    tiny = np.array([2.0**-600, -(2.0**-600)])
    zero = np.zeros(2)
    result = compute("fma.rn.f64", tiny, tiny[:1], zero)
    np.testing.assert_array_equal(np.signbit(result), [False, True])


def test_fma_of_a_product_that_overflows() -> None:
    """Finite before it is rounded, so it yields to infinity and can be brought back."""
    large = np.array([2.0**600])
    c = np.array([-np.inf, -1.0])
    np.testing.assert_array_equal(compute("fma.rn.f64", large, large, c), [-np.inf, np.inf])
    back = compute("fma.rn.f64", np.array([2.0**512]), np.array([2.0**512]), np.array([-(2.0**1023)]))
    assert back[0] == 2.0**1023


@pytest.mark.parametrize("result", ["f32", "f64"])
@pytest.mark.parametrize("kind", ["s16", "u32", "s32", "u64", "s64"])
def test_integers_to_floats(kind: str, result: str) -> None:
    a = integers(kind)
    for rounding in ("rn", "rz", "rm", "rp"):
        converted = compute(f"cvt.{rounding}.{result}.{kind}", a)
        assert converted.tolist() == [float(directed(Fraction(x), TYPES[result].type, rounding)) for x in a.tolist()]


def test_float64_to_float32() -> None:
    a = np.concatenate(
        [floats(np.float64, (-10, 10)), floats(np.float64, (-152, -126)), floats(np.float64, (126, 130))]
    )
    for rounding in ("rn", "rz", "rm", "rp"):
        converted = compute(f"cvt.{rounding}.f32.f64", a)
        expected = np.array([directed(Fraction(x), np.float32, rounding) for x in a.tolist()])
        np.testing.assert_array_equal(converted.view(np.uint32), expected.view(np.uint32))


def directed(exact: Fraction, dtype: type[np.floating[Any]], rounding: str) -> np.floating[Any]:
    """The neighbour of an exact number on the side that a mode of rounding asks for."""
    value = nearest(exact, dtype)
    error = np.inf * (1 if value > 0 else -1) if np.isinf(value) else Fraction(float(value)) - exact
    down = rounding == "rm" or (rounding == "rz" and exact > 0)
    up = rounding == "rp" or (rounding == "rz" and exact < 0)
    if down and error > 0:
        return dtype(np.nextafter(value, dtype(-np.inf)))
    return dtype(np.nextafter(value, dtype(np.inf))) if up and error < 0 else value


@pytest.mark.parametrize(
    ("kind", "result"), [("f32", "s32"), ("f32", "u64"), ("f64", "u32"), ("f64", "s64"), ("f32", "u16")]
)
def test_floats_to_integers(kind: str, result: str) -> None:
    dtype, limits = TYPES[kind].type, np.iinfo(TYPES[result])
    a = np.concatenate(
        [floats(dtype, (-3, 3)), floats(dtype, (10, 70)), np.array([0.5, 1.5, -2.5, 2.0**64], dtype=dtype)]
    )
    for rounding, function in (("rni", np.rint), ("rzi", np.trunc), ("rmi", np.floor), ("rpi", np.ceil)):
        expected = [min(max(int(function(x)), limits.min), limits.max) for x in a.astype(np.float64).tolist()]
        assert compute(f"cvt.{rounding}.{result}.{kind}", a).tolist() == expected


@pytest.mark.parametrize(
    ("opcode", "bits"),
    [
        ("cvt.rzi.s32.f32", 0),
        ("cvt.rzi.u32.f32", 0),
        ("cvt.rzi.s64.f32", 2**63),
        ("cvt.rzi.s32.f64", 2**31),
        ("cvt.rzi.u64.f64", 2**63),
    ],
)
def test_nan_to_integers(opcode: str, bits: int) -> None:
    """Section 9.7.9.21, cvt: zero unless one of the types has 64 bits."""
    result = compute(opcode, np.array([np.nan], dtype=TYPES[opcode[-3:]]))
    assert result.view(f"u{result.itemsize}")[0] == bits


def test_saturation() -> None:
    a = np.array([-1.0, -0.0, 0.25, 1.0, 7.0, np.nan], dtype=np.float32)
    assert compute("cvt.sat.f32.f32", a).tolist() == [0.0, 0.0, 0.25, 1.0, 1.0, 0.0]
    assert compute("cvt.sat.u8.s32", np.array([-1, 0, 255, 256], dtype=np.int32)).tolist() == [0, 0, 255, 255]
    assert compute("cvt.u8.s32", np.array([-1, 256], dtype=np.int32)).tolist() == [255, 0]


def test_minimum_of_nan() -> None:
    a, b = np.array([np.nan, 1, np.nan], dtype=np.float32), np.array([1, np.nan, np.nan], dtype=np.float32)
    np.testing.assert_array_equal(compute("min.f32", a, b), [1, 1, np.nan])
    np.testing.assert_array_equal(compute("min.NaN.f32", a, b), [np.nan] * 3)
    assert compute("min.f32", a, b)[2].view(np.uint32) == 0x7FFFFFFF


def test_copysign_takes_the_sign_from_its_first_operand() -> None:
    assert compute("copysign.f32", np.array([-1.0], dtype=np.float32), np.array([3.0], dtype=np.float32))[0] == -3.0


@pytest.mark.parametrize("opcode", ["ex2.approx.f32", "add.ftz.f32", "div.full.f32", "add.rz.f32", "cvt.rn.f16.f32"])
def test_what_promises_no_bits_is_not_known(opcode: str) -> None:
    assert look_up(opcode, INTEGERS, FLOATS, CONVERSIONS) is None
