"""Conversions between numbers (section 9.7.9.21, cvt)."""

from fractions import Fraction
from typing import Any

import numpy as np

from tests.support.ptx.elementwise import TYPES, Array, Elementwise, Table
from tests.support.ptx.floats import canonical

_TO_INTEGRAL = {"rni": np.rint, "rzi": np.trunc, "rmi": np.floor, "rpi": np.ceil}


def _convert(rounding: str | None, saturate: str | None, result: str, kind: str) -> Elementwise:
    if result[0] != "f":
        function = _float_to_integer if kind[0] == "f" else _integer_to_integer
    elif kind[0] == "f":
        function = _float_to_float
    else:
        function = _integer_to_float
    return Elementwise(
        (result,), (kind,), lambda a: function(a, TYPES[result], rounding or "", saturate=saturate is not None)
    )


def _integer_to_integer(a: Array, result: np.dtype[Any], rounding: str, *, saturate: bool) -> Array:
    assert not rounding
    if saturate:
        limits, own = np.iinfo(result), np.iinfo(a.dtype)
        a = np.clip(a, max(limits.min, own.min), min(limits.max, own.max))
    return a.astype(result)


def _float_to_integer(a: Array, result: np.dtype[Any], rounding: str, *, saturate: bool) -> Array:
    """Round to an integral value, then to the nearest that the type has; saturation goes without saying.

    NaN gives zero, or the highest bit alone where one of the two types has 64 bits.
    """
    del saturate
    limits = np.iinfo(result)
    integral = _TO_INTEGRAL[rounding](a).astype(np.float64)
    below, above = integral <= float(limits.min), integral >= float(limits.max + 1)
    converted = np.where(below | above | np.isnan(a), 0.0, integral).astype(result)
    of_nan = 1 << (8 * result.itemsize - 1) if 8 in {a.itemsize, result.itemsize} else 0
    for where, value in ((below, limits.min), (above, limits.max), (np.isnan(a), of_nan)):
        converted = np.where(where, np.array([value % 2**64], dtype=np.uint64).astype(result), converted)
    return converted


def _float_to_float(a: Array, result: np.dtype[Any], rounding: str, *, saturate: bool) -> Array:
    if rounding in _TO_INTEGRAL:
        a, rounding = _TO_INTEGRAL[rounding](a), ""
    nearest = a.astype(result)
    if rounding in {"rz", "rm", "rp"}:
        nearest = _directed(nearest, nearest.astype(np.float64) - a, rounding)
    if saturate:
        nearest = np.where(np.isnan(nearest), 0, np.clip(nearest, 0, 1)).astype(result) + result.type(0)
    return canonical(nearest)


def _integer_to_float(a: Array, result: np.dtype[Any], rounding: str, *, saturate: bool) -> Array:
    nearest = a.astype(result)
    if rounding in {"rz", "rm", "rp"}:
        errors = [float(Fraction(float(x)) - int(n)) for x, n in zip(nearest, a, strict=True)]
        nearest = _directed(nearest, np.array(errors), rounding)
    return np.clip(nearest, 0, 1) if saturate else nearest


def _directed(nearest: Array, error: Array, rounding: str) -> Array:
    """Step back by one where rounding to nearest went the wrong way; `error` has the sign of what it added."""
    too_high = error > 0 if rounding == "rm" else (error > 0) & (nearest > 0) if rounding == "rz" else np.False_
    too_low = error < 0 if rounding == "rp" else (error < 0) & (nearest < 0) if rounding == "rz" else np.False_
    infinite = nearest.dtype.type(np.inf)
    nearest = np.where(too_high, np.nextafter(nearest, -infinite), nearest)
    return np.where(too_low, np.nextafter(nearest, infinite), nearest)


_KIND = r"\.([us](?:8|16|32|64)|f32|f64)"
CONVERSIONS: Table = {rf"cvt(?:\.(rn|rz|rm|rp|rni|rzi|rmi|rpi))?(?:\.(sat))?{_KIND}{_KIND}": _convert}
