"""Elementary functions as expressions: the same bits wherever the operations of IEEE 754 are.

Nothing but elementwise operations, with fused multiply-adds written out, no table and no branch. In all of them NaN
gives NaN, arguments outside the domain give NaN, overflow gives infinity and underflow is gradual. Greatest errors are
stated for float32 and float64, in units in the last place (ulp) of the exact result: in float32 they were found by
trying all numbers, in float64 by trying 10^7 random ones, half of them from all binades
(`tests.mc.elementary.exhaustive`).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from mc.elementary.algebraic import reciprocal, sign, square
from mc.elementary.exponential import exp, exp2, expm1
from mc.elementary.hyperbolic import cosh, sinh, tanh
from mc.elementary.inverse_trigonometric import arccos, arcsin, arctan
from mc.elementary.logarithm import log, log1p, log2, log10
from mc.elementary.normal import normal_quantile, normal_tails
from mc.elementary.powers import power
from mc.elementary.trigonometric import cos, sin, tan
from mc.expression.node import Node

__all__ = ["ELEMENTARY", "normal_quantile", "normal_tails"]

ELEMENTARY: Mapping[np.ufunc, Callable[..., Node]] = MappingProxyType({
    np.exp: exp, np.exp2: exp2, np.expm1: expm1, np.log: log, np.log2: log2, np.log10: log10, np.log1p: log1p,
    np.power: power, np.float_power: power, np.square: square, np.reciprocal: reciprocal, np.sign: sign,
    np.sin: sin, np.cos: cos, np.tan: tan, np.arcsin: arcsin, np.arccos: arccos, np.arctan: arctan,
    np.sinh: sinh, np.cosh: cosh, np.tanh: tanh,
})  # fmt: skip
"""What computes a ufunc of NumPy on floats; signs and squares, of whole numbers too."""
