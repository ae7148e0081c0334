"""The part of NumPy that models are written in: one table, read by every array that stands for samples.

Elementwise ufuncs; ``np.where``; sums, products and extremes over trailing axes; cumulative sums and products;
``np.interp`` and ``np.searchsorted`` on constant tables; static indexing of trailing axes. Nothing whose shape
or length depends on data, so that a model can be compiled. Values are real numbers, truth values where they are
compared, and whole numbers where they are counted; NumPy's rules of promotion hold, except that products and powers of
whole numbers are real, so that they do not wrap. Eagerly called models compute with
float64 and int64, compiled ones with the precision of the run and int32.
"""

import numpy as np

UFUNCS: frozenset[np.ufunc] = frozenset(
    {
        *(np.add, np.subtract, np.multiply, np.divide, np.negative, np.positive, np.power, np.float_power),
        *(np.abs, np.sign, np.sqrt, np.square, np.reciprocal, np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10),
        *(np.log1p, np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.tanh),
        *(np.floor, np.ceil, np.trunc, np.rint, np.minimum, np.maximum, np.fmin, np.fmax),
        *(np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal),
        *(np.logical_and, np.logical_or, np.logical_not, np.logical_xor, np.isnan, np.isfinite, np.isinf),
        *(np.bitwise_and, np.bitwise_or, np.invert),
    }
)
"""Elementwise functions. The bitwise ones are meant for truth values: ``(a < b) & (b < c)``."""

BIT_UFUNCS: frozenset[np.ufunc] = frozenset({np.left_shift, np.right_shift, np.bitwise_xor})
"""Elementwise functions of unsigned integers, which the engine itself uses and models never see."""

REDUCTIONS = frozenset({np.sum, np.prod, np.min, np.max, np.any, np.all, np.mean})
"""Functions that reduce one trailing axis, with ``axis`` counted from the end and optional ``keepdims``."""

SCANS = frozenset({np.cumsum, np.cumprod})
"""Functions that run along one trailing axis, with ``axis`` counted from the end."""

PRODUCTS = frozenset({np.multiply, np.power, np.square, np.prod, np.cumprod})
"""Functions whose results are real numbers where NumPy would have signed integers."""

INSTEAD: dict[str, str] = {
    "concatenate": "return a mapping of named arrays, or use np.where on a constant index",
    "stack": "return a mapping of named arrays",
    "sort": "np.min or np.max along an axis; of samples, quantiles of the result",
    "argmax": "count instead: np.sum(np.cumsum(condition, axis=-1) == 0, axis=-1) is the index of the first true",
    "argmin": "compare with np.min(..., axis=-1, keepdims=True)",
    "median": "quantiles of the result",
    "clip": "np.minimum(np.maximum(x, low), high)",
    "select": "nest np.where",
    "piecewise": "nest np.where",
    "reshape": "keep axes where they are; index with None to add one",
    "matmul": "write small linear algebra out in sums",
    "round": "np.rint",
    "remainder": "x - y * np.floor(x / y)",
    "hypot": "np.sqrt(x * x + y * y)",
}
"""For the functions that are missed most, what to write instead."""
