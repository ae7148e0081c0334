"""Integer, logic, shift, selection and comparison instructions (sections 9.7.1, 9.7.6 and 9.7.8)."""

from collections.abc import Callable

import numpy as np

from tests.support.ptx.elementwise import TYPES, Array, Elementwise, Table

_REVERSED = np.array([int(f"{byte:08b}"[::-1], 2) for byte in range(256)], dtype=np.uint8)


def _bits(kind: str) -> int:
    return int(kind[1:])


def _same(count: int, function: Callable[..., Array]) -> Callable[[str], Elementwise]:
    return lambda kind: Elementwise((kind,), (kind,) * count, function)


def _wide(kind: str) -> str:
    return f"{kind[0]}{2 * _bits(kind)}"


def _multiply_wide(kind: str) -> Callable[[Array, Array], Array]:
    wide = TYPES[_wide(kind)]
    return lambda a, b: a.astype(wide) * b.astype(wide)


def _multiply_high(kind: str) -> Callable[[Array, Array], Array]:
    if _bits(kind) < 64:
        wide = _multiply_wide(kind)
        shift = TYPES[_wide(kind)].type(_bits(kind))
        return lambda a, b: (wide(a, b) >> shift).astype(TYPES[kind])
    return _high_64


def _high_64(a: Array, b: Array) -> Array:
    """High words of 64-bit products, by parts of 32 bits; a signed product differs by the operands' signs."""
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    x, y = a.view(np.uint64), b.view(np.uint64)
    middle = (x & low) * (y & low) >> half
    first = (x >> half) * (y & low) + middle
    second = (x & low) * (y >> half) + (first & low)
    high: Array = ((x >> half) * (y >> half) + (first >> half) + (second >> half)).view(a.dtype)
    return high if a.dtype.kind == "u" else high - np.where(a < 0, b, 0) - np.where(b < 0, a, 0)


def _multiply(part: str, kind: str) -> Elementwise:
    if part == "wide":
        return Elementwise((_wide(kind),), (kind, kind), _multiply_wide(kind))
    return Elementwise((kind,), (kind, kind), np.multiply if part == "lo" else _multiply_high(kind))


def _multiply_add(part: str, kind: str) -> Elementwise:
    product = _multiply(part, kind)
    (result,) = product.results
    return Elementwise((result,), (kind, kind, result), lambda a, b, c: np.add(product.function(a, b), c))


def _divide(a: Array, b: Array) -> Array:
    """Quotient towards zero. Division by zero gives all ones, which section 9.7.1 leaves open."""
    x, y = np.abs(a).view(f"u{a.itemsize}"), np.abs(b).view(f"u{a.itemsize}")
    quotient = (x // np.where(y == 0, 1, y).astype(x.dtype)).view(a.dtype)
    if a.dtype.kind == "i":
        quotient = np.where((a < 0) != (b < 0), -quotient, quotient)
    return np.where(b == 0, np.array(-1).astype(a.dtype), quotient)


def _remainder(a: Array, b: Array) -> Array:
    remainder: Array = a - _divide(a, b) * b
    return remainder


def _shift(direction: str, kind: str) -> Elementwise:
    """Shift; amounts of the width and more shift everything out, which NumPy does too."""
    operation: Callable[[Array, Array], Array] = np.left_shift if direction == "shl" else np.right_shift

    def shifted(a: Array, amount: Array) -> Array:
        return operation(a, np.minimum(amount, _bits(kind)).astype(a.dtype))

    return Elementwise((kind,), (kind, "u32"), shifted)


def _funnel_shift(direction: str, mode: str) -> Elementwise:
    def shifted(low: Array, high: Array, amount: Array) -> Array:
        both = high.astype(np.uint64) << np.uint64(32) | low
        count = (amount & 31 if mode == "wrap" else np.minimum(amount, 32)).astype(np.uint64)
        return (both << count >> np.uint64(32) if direction == "l" else both >> count).astype(np.uint32)

    return Elementwise(("b32",), ("b32",) * 3, shifted)


def _logic_of_three(a: Array, b: Array, c: Array, table: Array) -> Array:
    """Any function of three bits, by its truth table of eight."""
    result = np.zeros_like(a | b | c)
    for row in range(8):
        term = [word if row & bit else ~word for word, bit in ((a, 4), (b, 2), (c, 1))]
        result |= np.where(table >> row & 1, term[0] & term[1] & term[2], 0).astype(np.uint32)
    return result


def _permute_bytes(a: Array, b: Array, selector: Array) -> Array:
    a, b, selector = np.broadcast_arrays(a, b, selector)
    pool = np.stack([a, b], axis=-1).view(np.uint8)
    result = np.zeros_like(pool[:, :4])
    for place in range(4):
        chosen = selector >> (4 * place) & 15
        byte = np.take_along_axis(pool, (chosen & 7)[:, None].astype(np.intp), axis=1)[:, 0]
        result[:, place] = np.where(chosen & 8, np.where(byte & 0x80, 0xFF, 0), byte)
    return result.view(np.uint32)[:, 0]


def _extract(kind: str) -> Elementwise:
    bits = _bits(kind)

    def extract(a: Array, position: Array, length: Array) -> Array:
        start, count = position & 0xFF, length & 0xFF
        left = bits - np.minimum(start + count, bits)
        field = a << left.astype(a.dtype) >> np.minimum(left + start, bits).astype(a.dtype)
        extracted: Array = np.where(count == 0, a.dtype.type(0), field)
        return extracted

    return Elementwise((kind,), (kind, "u32", "u32"), extract)


def _insert(kind: str) -> Elementwise:
    def insert(field: Array, into: Array, position: Array, length: Array) -> Array:
        one = into.dtype.type(1)
        start, count = ((word & 0xFF).astype(into.dtype) for word in (position, length))
        mask = (one << count) - one << start
        inserted: Array = into & ~mask | field << start & mask
        return inserted

    return Elementwise((kind,), (kind, kind, "u32", "u32"), insert)


def _reverse(a: Array) -> Array:
    reversed_bits: Array = _REVERSED[a.byteswap()[:, None].view(np.uint8)].view(a.dtype)[:, 0]
    return reversed_bits


def bit_length(a: Array) -> Array:
    """Number of bits of unsigned integers; halves of 32 bits are exact in float64, whose exponent says it."""
    if a.itemsize == 8:
        high = bit_length((a >> np.uint64(32)).astype(np.uint32))
        return np.where(high, high + np.uint32(32), bit_length(a.astype(np.uint32)))
    return np.frexp(a.astype(np.float64))[1].astype(np.uint32)


def _leading_zeros(kind: str) -> Elementwise:
    return Elementwise(("u32",), (kind,), lambda a: np.uint32(_bits(kind)) - bit_length(a))


def _find_leading(shift: str | None, kind: str) -> Elementwise:
    def found(a: Array) -> Array:
        magnitude = np.where(a < 0, ~a, a) if kind[0] == "s" else a
        place = bit_length(magnitude.astype(TYPES[f"u{kind[1:]}"])) - np.uint32(1)  # none is all ones
        return np.where(place < 64, np.uint32(_bits(kind) - 1) - place, place) if shift else place

    return Elementwise(("u32",), (kind,), found)


def _population(kind: str) -> Elementwise:
    return Elementwise(("u32",), (kind,), lambda a: np.bitwise_count(a).astype(np.uint32))


def _logic(name: str, kind: str) -> Elementwise:
    if name == "not":
        return Elementwise((kind,), (kind,), np.invert)
    return Elementwise((kind,), (kind, kind), getattr(np, f"bitwise_{name}"))


_ORDERED: dict[str, Callable[[Array, Array], Array]] = {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}
_UNSIGNED = {"lo": "lt", "ls": "le", "hi": "gt", "hs": "ge"}


def _comparison(name: str, kind: str) -> Callable[[Array, Array], Array]:
    """A comparison; with a NaN the plain ones are false and those that end in u (unordered) are true."""
    if kind[0] != "f":
        return _ORDERED[_UNSIGNED.get(name, name)]
    if name == "num":
        return lambda a, b: ~(np.isnan(a) | np.isnan(b))
    if name == "nan":
        return lambda a, b: np.isnan(a) | np.isnan(b)
    if name.endswith("u"):
        plain = _ORDERED[name[:-1]]
        return lambda a, b: plain(a, b) | np.isnan(a) | np.isnan(b)
    if name == "ne":
        return lambda a, b: (a < b) | (a > b)
    return _ORDERED[name]


def _set_predicate(name: str, combine: str | None, kind: str) -> Elementwise:
    compare = _comparison(name, kind)
    if combine is None:
        return Elementwise(("pred", "pred"), (kind, kind), lambda a, b: (compare(a, b), ~compare(a, b)))
    logic = getattr(np, f"logical_{combine}")

    def both(a: Array, b: Array, c: Array) -> tuple[Array, Array]:
        return logic(compare(a, b), c), logic(~compare(a, b), c)

    return Elementwise(("pred", "pred"), (kind, kind, "pred"), both)


def _set(name: str, combine: str | None, result: str, kind: str) -> Elementwise:
    predicate = _set_predicate(name, combine, kind)
    true = TYPES[result].type(1) if result == "f32" else np.array(-1).astype(TYPES[result])

    def chosen(*operands: Array) -> Array:
        return np.where(predicate.function(*operands)[0], true, true.dtype.type(0))

    return Elementwise((result,), predicate.operands, chosen)


def _select(kind: str) -> Elementwise:
    return Elementwise((kind,), (kind, kind, "pred"), lambda a, b, chosen: np.where(chosen, a, b))


INTEGERS: Table = {
    r"add\.([us](?:16|32|64))": _same(2, np.add),
    r"sub\.([us](?:16|32|64))": _same(2, np.subtract),
    r"mul\.(lo|hi)\.([us](?:16|32|64))": _multiply,
    r"mul\.(wide)\.([us](?:16|32))": _multiply,
    r"mad\.(lo|hi)\.([us](?:16|32|64))": _multiply_add,
    r"mad\.(wide)\.([us](?:16|32))": _multiply_add,
    r"div\.([us](?:16|32|64))": _same(2, _divide),
    r"rem\.([us](?:16|32|64))": _same(2, _remainder),
    r"min\.([us](?:16|32|64))": _same(2, np.minimum),
    r"max\.([us](?:16|32|64))": _same(2, np.maximum),
    r"abs\.(s(?:16|32|64))": _same(1, np.abs),
    r"neg\.(s(?:16|32|64))": _same(1, np.negative),
    r"(and|or|xor|not)\.(pred|b(?:16|32|64))": _logic,
    r"(shl|shr)\.([bus](?:16|32|64))": _shift,
    r"shf\.([lr])\.(wrap|clamp)\.b32": _funnel_shift,
    r"lop3\.b32": lambda: Elementwise(("b32",), ("b32",) * 4, _logic_of_three),
    r"prmt\.b32": lambda: Elementwise(("b32",), ("b32",) * 3, _permute_bytes),
    r"bfe\.([us](?:32|64))": _extract,
    r"bfi\.(b(?:32|64))": _insert,
    r"brev\.(b(?:32|64))": _same(1, _reverse),
    r"popc\.(b(?:32|64))": _population,
    r"clz\.(b(?:32|64))": _leading_zeros,
    r"bfind\.(?:(shiftamt)\.)?([us](?:32|64))": _find_leading,
    r"setp\.([a-z]+)(?:\.(and|or|xor))?\.([busf](?:16|32|64))": _set_predicate,
    r"set\.([a-z]+)(?:\.(and|or|xor))?\.([us]32|f32)\.([busf](?:16|32|64))": _set,
    r"selp\.([busf](?:16|32|64))": _select,
}
