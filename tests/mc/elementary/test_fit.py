"""The tables of coefficients in the sources are those of the fits, with the errors that are stated beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from mc.elementary import exponential, hyperbolic, inverse_trigonometric, logarithm, normal, powers, trigonometric
from mc.expression.node import FLOAT32, FLOAT64, DType
from tests.mc.elementary.fit import FITS, RATIOS, evaluated

TABLES: Mapping[str, tuple[Mapping[DType, Sequence[float]], float, float]] = {
    "exp2": (exponential._TWO_TO, -28.0, -57.3),
    "expm1": (exponential._EXPM1, -27.5, -59.9),
    "log": (logarithm._LOG, -27.8, -56.7),
    "log1p": (logarithm._LOG1P, -27.5, -56.7),
    "log of normal": ({FLOAT32: normal._LOG}, -24.6, np.nan),
    "atanh": (powers._ATANH, -36.7, -66.2),
    "sin": (trigonometric._SIN, -27.8, -57.8),
    "cos": (trigonometric._COS, -32.8, -63.8),
    "tan": (trigonometric._TAN, -29.3, -55.9),
    "atan": (inverse_trigonometric._ATAN, -25.8, -57.5),
    "asin": (inverse_trigonometric._ASIN, -27.6, -55.9),
    "sinh": (hyperbolic._SINH, -31.3, -62.5),
    "tanh": (hyperbolic._TANH, -28.4, -57.7),
}


@pytest.mark.parametrize("name", FITS)
def test_tables_have_the_errors_that_are_stated(name: str) -> None:
    tables, single, double = TABLES[name]
    for dtype, bound in ((FLOAT32, single), (FLOAT64, double)):
        if dtype in tables:
            coefficients = [float(np.array(c, dtype)) for c in tables[dtype]]
            assert np.log2(FITS[name].error(coefficients, points=150)) <= bound


@pytest.mark.parametrize("name", ["exp2", "sin"])
def test_fits_give_the_tables(name: str) -> None:
    dtypes: tuple[type[np.floating[Any]], ...] = (np.float32, np.float64)
    for dtype in dtypes:
        table = [float(dtype(c)) for c in TABLES[name][0][np.dtype(dtype)]]
        assert FITS[name].coefficients(dtype) == table


@pytest.mark.parametrize(
    ("name", "top", "bottom", "bound"),
    [("score", normal._SCORE, normal._SCORE_DIVISOR, -23.6), ("mills", normal._MILLS, normal._MILLS_DIVISOR, -26.7)],
)
def test_ratios_have_the_errors_that_are_stated(
    name: str, top: Sequence[float], bottom: Sequence[float], bound: float
) -> None:
    f, weight, _, grid = RATIOS[name]
    p, q = ([float(np.float32(c)) for c in part] for part in (top, bottom))
    error = max(weight(x) * abs(evaluated(p, x) / evaluated(q, x) - f(x)) for x in grid[::5])
    assert np.log2(float(error)) <= bound
