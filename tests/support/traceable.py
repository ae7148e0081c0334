"""A function of a subsystem on floats, on arrays of samples, and traced."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mc.expression.node import FLOAT32, FLOAT64
from mc.sample_array import SampleArray
from tests.mc.traced.support import evaluated


def assert_traceable(function: Callable[..., Any], *, float32: float = 2e-6, **arguments: npt.ArrayLike) -> None:
    """Assert that a function says the same of Python floats, of arrays, of samples, and of what records it.

    `arguments` are values by sample; `float32` is the relative error allowed there.
    """
    values = {name: np.asarray(samples, dtype=np.float64) for name, samples in arguments.items()}
    by_float = [
        function(**dict(zip(values, sample, strict=True)))
        for sample in zip(*map(np.ndarray.tolist, values.values()), strict=True)
    ]
    assert all(np.isfinite(by_float))
    np.testing.assert_allclose(function(**values), by_float, rtol=1e-14)
    samples = function(**{name: SampleArray(array) for name, array in values.items()})
    np.testing.assert_allclose(samples.data, by_float, rtol=1e-14)
    for precision, rtol in ((FLOAT64, 1e-12), (FLOAT32, float32)):
        traced, result = evaluated(function, values, precision)
        assert traced.shape == ()
        assert result.dtype == precision
        np.testing.assert_allclose(result, by_float, rtol=rtol)
