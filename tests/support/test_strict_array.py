from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mc.sample_array import SampleArray
from tests.support.strict_array import StrictArray

HOST = np.arange(6.0).reshape(2, 3)


FORBIDDEN: dict[str, Callable[[Any], object]] = {
    "add": lambda device: device + HOST,
    "radd": lambda device: HOST * device,
    "no-dimension": lambda device: device + np.asarray(1.0),
    "where": lambda device: np.where(device > 1.0, device, HOST),
    "out": lambda device: np.add(device, device, out=HOST.copy()),
    "reduce": lambda device: np.add.reduce(device),
    "ufunc": lambda device: np.heaviside(device, 0.0),
    "stack": lambda device: np.stack([device, device]),
    "array": lambda device: np.asarray(device),
    "truth": lambda device: bool(device[0, 0]),
    "float": lambda device: float(device[0, 0]),
    "int": lambda device: int(device[0, 0]),
    "list": lambda device: list(device),
    "len": lambda device: len(device),
}


@pytest.mark.parametrize("forbidden", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_refuses(forbidden: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError):
        forbidden(StrictArray(HOST))


def test_computes_what_numpy_computes() -> None:
    device: Any = StrictArray(HOST)
    constant: Any = np.asarray([1.0, 2.0, 4.0], like=device)
    assert isinstance(constant, StrictArray)
    np.testing.assert_array_equal((device * constant + 1.0).get(), HOST * [1.0, 2.0, 4.0] + 1.0)
    last_and_first: Any = np.cumsum(device, axis=-1)[..., np.array([2, 0])]
    np.testing.assert_array_equal(last_and_first.get(), [[3.0, 0.0], [12.0, 3.0]])


def test_under_samples_constants_go_to_the_device() -> None:
    samples = SampleArray(StrictArray(HOST))  # type: ignore[arg-type]
    result: Any = np.where(samples > 2.0, samples, np.array([10.0, 20.0])).data
    assert isinstance(result, StrictArray)
    np.testing.assert_array_equal(result.get(), [[10.0, 10.0, 10.0], [3.0, 4.0, 5.0]])
