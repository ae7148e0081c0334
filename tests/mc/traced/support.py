"""Traced arrays beside the NumPy arrays that they stand for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from mc.expression.node import FLOAT64, INT32, DType, Node
from mc.traced.array import TracedArray
from tests.support.interpret import interpret, leaf

Array = npt.NDArray[Any]


def leaves(outcome: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Arrays that a model returned, by their path: ``/output/label``."""
    if isinstance(outcome, Mapping):
        for label, part in outcome.items():
            yield from leaves(part, f"{name}/{label}")
    else:
        yield name, outcome


def traced_like(values: Array, precision: DType) -> TracedArray:
    """Make an input for values ``(*trailing, samples)``: real ones of the precision, whole ones int32."""
    dtype = {"f": precision, "i": INT32}.get(values.dtype.kind, values.dtype)
    return TracedArray(leaf(dtype, values.shape[:-1]), precision)


def evaluated(
    function: Callable[..., Any], arguments: Mapping[str, Array], precision: DType = FLOAT64
) -> tuple[TracedArray, Array]:
    """Trace a function of named arrays ``(*trailing, samples)``, and compute the expression that it gave."""
    inputs = {name: traced_like(values, precision) for name, values in arguments.items()}
    result = function(**inputs)
    feeds: dict[Node, npt.ArrayLike] = {
        array.node: arguments[name].astype(array.dtype) for name, array in inputs.items()
    }
    (values,) = interpret([result.node], feeds)
    return result, values


def by_sample(function: Callable[..., Any], arguments: Mapping[str, Array], precision: DType = FLOAT64) -> Array:
    """Call the same function on plain NumPy arrays, one sample after the other."""
    real = {
        name: values.astype(precision) if values.dtype.kind == "f" else values for name, values in arguments.items()
    }
    samples = next(iter(real.values())).shape[-1]
    with np.errstate(all="ignore"):
        results = [
            function(**{name: values[..., sample] for name, values in real.items()}) for sample in range(samples)
        ]
    return np.stack(results, axis=-1)
