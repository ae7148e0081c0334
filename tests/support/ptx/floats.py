"""Floating-point instructions (section 9.7.3), rounded to nearest and with subnormals.

NumPy's operations are IEEE's. What is left to do is the one NaN that float32 results have (0x7fffffff), minima and
maxima of NaN and of zeros, and the fused multiply-add. There is nothing for ``.approx`` and ``.ftz``: an engine that
promises bits has no use for them.
"""

from collections.abc import Callable

import numpy as np

from tests.support.ptx.elementwise import TYPES, Array, Elementwise, Table
from tests.support.ptx.fma import fma32, fma64

CANONICAL_NAN = np.array([0x7FFFFFFF], dtype=np.uint32).view(np.float32)


def canonical(values: Array) -> Array:
    """Give every NaN of a float32 result the bits that the hardware gives it."""
    if values.dtype == np.float32:
        nan = np.isnan(values)
        if nan.any():
            return np.where(nan, CANONICAL_NAN, values)
    return values


def _rounded(count: int, function: Callable[..., Array]) -> Callable[[str], Elementwise]:
    return lambda kind: Elementwise((kind,), (kind,) * count, lambda *values: canonical(function(*values)))


def _reciprocal(a: Array) -> Array:
    reciprocal: Array = a.dtype.type(1) / a
    return reciprocal


def _fused(kind: str) -> Elementwise:
    function = fma32 if kind == "f32" else fma64
    return Elementwise((kind,), (kind,) * 3, lambda *values: canonical(function(*values)))


def _extreme(name: str, propagate: str | None, kind: str) -> Elementwise:
    """Minimum or maximum: -0 is less than +0, and one NaN gives the other operand unless ``.NaN`` says otherwise."""
    unsigned = TYPES[f"u{kind[1:]}"]
    closer = np.less if name == "min" else np.greater
    of_zeros = np.bitwise_or if name == "min" else np.bitwise_and

    def extreme(a: Array, b: Array) -> Array:
        a, b = (np.ascontiguousarray(x) for x in np.broadcast_arrays(a, b))
        equal = of_zeros(a.view(unsigned), b.view(unsigned)).view(a.dtype)
        result = np.where(a == b, equal, np.where(closer(a, b) | np.isnan(b), a, b))
        if propagate:
            result = np.where(np.isnan(a), a, np.where(np.isnan(b), b, result))
        return canonical(result)

    return Elementwise((kind,), (kind, kind), extreme)


def _absolute(kind: str) -> Elementwise:
    return Elementwise((kind,), (kind,), np.abs)


def _negated(kind: str) -> Elementwise:
    return Elementwise((kind,), (kind,), np.negative)


def _copy_sign(kind: str) -> Elementwise:
    return Elementwise((kind,), (kind, kind), lambda sign, magnitude: np.copysign(magnitude, sign))


def _test(name: str, kind: str) -> Elementwise:
    smallest = np.finfo(TYPES[kind]).tiny
    tests: dict[str, Callable[[Array], Array]] = {
        "finite": np.isfinite,
        "infinite": np.isinf,
        "number": lambda a: ~np.isnan(a),
        "notanumber": np.isnan,
        "normal": lambda a: np.isfinite(a) & (np.abs(a) >= smallest),
        "subnormal": lambda a: (a != 0) & (np.abs(a) < smallest),
    }
    return Elementwise(("pred",), (kind,), tests[name])


FLOATS: Table = {
    r"add(?:\.rn)?\.(f32|f64)": _rounded(2, np.add),
    r"sub(?:\.rn)?\.(f32|f64)": _rounded(2, np.subtract),
    r"mul(?:\.rn)?\.(f32|f64)": _rounded(2, np.multiply),
    r"div\.rn\.(f32|f64)": _rounded(2, np.divide),
    r"sqrt\.rn\.(f32|f64)": _rounded(1, np.sqrt),
    r"rcp\.rn\.(f32|f64)": _rounded(1, _reciprocal),
    r"fma\.rn\.(f32|f64)": _fused,
    r"(min|max)(?:\.(NaN))?\.(f32|f64)": _extreme,
    r"abs\.(f32|f64)": _absolute,
    r"neg\.(f32|f64)": _negated,
    r"copysign\.(f32|f64)": _copy_sign,
    r"testp\.(finite|infinite|number|notanumber|normal|subnormal)\.(f32|f64)": _test,
}
