"""Divisions that can be zero by zero, and those that cannot."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from distributions.families.bernoulli import Bernoulli
from distributions.families.categorical import Categorical
from distributions.families.normal import Normal
from distributions.families.poisson import Poisson
from mc.errors import ModelError
from mc.expression.node import FLOAT32
from mc.inputs import Inputs
from mc.traced.array import TracedArray
from mc.traced.zero import can_be_zero, require_no_nan_division
from tests.support.interpret import leaf

Case = Callable[[Any], Any]

NAN: dict[str, Case] = {
    "counts": lambda x: x.failures / x.units,
    "count over itself": lambda x: x.failures / x.failures,
    "constant": lambda x: 0.0 / x.units,
    "clipped": lambda x: np.maximum(x.a, 0.0) / np.maximum(x.b, 0.0),
    "clipped above": lambda x: np.minimum(x.a, 0.0) / x.units,
    "truth values": lambda x: (x.a > 1.0) / (x.b > 1.0),
    "branches": lambda x: np.where(x.a > 1.0, x.b, 0.0) / x.units,
    "floors": lambda x: np.floor(x.a) / np.trunc(x.b),
    "products": lambda x: (x.failures * x.a) / (x.b * x.units),
    "sums": lambda x: (x.failures + x.units) / (x.units + x.failures),
    "sum over years": lambda x: np.sum(x.path * x.failures, axis=-1) / x.units,
    "one year": lambda x: (x.path * np.array([1.0, 0.0, 1.0])) / (x.path * np.array([1.0, 0.0, 2.0])),
    "that year": lambda x: (x.path * np.array([1.0, 0.0, 1.0]))[..., 1] / x.units,
    "running": lambda x: np.cumsum(x.path * np.array([0.0, 1.0, 1.0]), axis=-1) / x.units,
    "interpolated": lambda x: np.interp(x.a, [0.0, 1.0], [0.0, 5.0]) / x.units,
    "looked up": lambda x: np.interp(np.searchsorted([0.0], x.a), [0, 1], [0.0, 5.0]) / x.units,
    "another value guarded": lambda x: x.failures / np.where(x.failures == 0, 1.0, x.units),
    "guarded elsewhere": lambda x: x.failures / np.where(x.units == 1.0, 1.0, x.units),
    "guarded the wrong way": lambda x: np.where(x.units == 0, x.failures / x.units, 1.0),
    "guarded in another year": lambda x: np.where(x.units * [1, 2] == 0, 1, x.units / (x.units * [1, 2])[..., ::-1]),
    "infinite": lambda x: np.where(x.a > 0.0, np.inf, x.a) / np.where(x.b > 0.0, np.inf, x.b),
}

ORDINARY: dict[str, Case] = {
    "continuous": lambda x: x.a / x.b,
    "continuous over itself": lambda x: (x.a - x.b) / (x.a - x.b),
    "count over continuous": lambda x: x.failures / x.b,
    "continuous over count": lambda x: x.a / x.units,
    "guarded denominator": lambda x: np.where(x.units == 0, 0.0, x.failures / np.where(x.units == 0, 1, x.units)),
    "guarded division": lambda x: np.where(x.units == 0, 0.0, x.failures / x.units),
    "guarded by a comparison": lambda x: np.where(x.units > 0, x.failures / x.units, 0.0),
    "guarded by another": lambda x: np.where(np.less(0.5, x.units), x.failures / x.units, 0.0),
    "guarded by its negation": lambda x: np.where(~(x.units > 0), 0.0, x.failures / x.units),
    "guarded by two": lambda x: np.where((x.a > 0.0) & (x.units != 0), x.failures / x.units, 0.0),
    "guarded in one of two": lambda x: np.where((x.a > 0.0) | (x.units == 0), 0.0, x.failures / x.units),
    "guarded expression": lambda x: np.where(x.units * 2.0 == 0, 0.0, x.failures / (x.units * 2.0)),
    "guarded within": lambda x: np.where(x.units == 0, 0.0, np.where(x.a > 0, x.failures / (3.0 * x.units), 1.0)),
    "guarded twice": lambda x: np.where(
        x.units == 0, 0.0, np.where(x.failures == 0, 0.0, x.units / (x.units * x.failures))
    ),
    "guarded year by year": lambda x: np.where(x.units * [1, 2] == 0, 1.0, (x.failures * [1, 2]) / (x.units * [1, 2])),
    "clipped above zero": lambda x: x.failures / np.maximum(x.units, 1.0),
    "moved from zero": lambda x: x.failures / (x.units + 1.0),
    "exponential": lambda x: x.failures / np.exp(x.units),
    "positive table": lambda x: x.failures / np.interp(x.units, [0.0, 1.0], [1.0, 2.0]),
    "no year in common": lambda x: (x.path * np.array([1.0, 0.0, 1.0])) / (x.path * np.array([0.0, 1.0, 1.0])),
    "another year": lambda x: (x.path * np.array([1.0, 0.0, 1.0]))[..., 2] / x.units,
    "running sum": lambda x: np.cumsum(x.path * np.array([1.0, 0.0, 0.0]), axis=-1) / x.units,
    "to the zeroth power": lambda x: x.failures**0 / x.units,
    "finite": lambda x: np.where(np.isinf(x.last), 1.0, x.last / x.last),
    "infinite numerator": lambda x: np.where(x.a > 0.0, np.inf, x.a) / x.b,
    "not used": lambda x: [x.failures / x.units, x.a][1],
}  # fmt: skip


def inputs() -> dict[str, TracedArray]:
    numbers: dict[str, Any] = {name: TracedArray(leaf(FLOAT32)) for name in ("a", "b", "units", "failures")}
    last = np.where(numbers["a"] > 0.0, np.inf, numbers["a"])
    return numbers | {"path": TracedArray(leaf(FLOAT32, (3,))), "last": last}


def check(case: Case) -> None:
    values = inputs()
    given = {name: value for name, value in values.items() if name != "last"}
    require_no_nan_division([case(Inputs(values))], given, {"units", "failures"})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAN)
def test_both_can_be_zero(name: str) -> None:
    kind, test = ("infinite", "np.isinf(d)") if name == "infinite" else ("zero", "d == 0")
    line = NAN[name].__code__.co_firstlineno
    message = (
        f"{__file__}:{line}: this division n / d is NaN where n and d are both {kind}, as they can be; "
        f"write np.where({test}, value, n / np.where({test}, 1, d))"
    )
    with pytest.raises(ModelError, match=f"^{re.escape(message)}$"):
        check(NAN[name])


@pytest.mark.parametrize("name", ORDINARY)
def test_not_both(name: str) -> None:
    check(ORDINARY[name])


def test_what_an_input_was_computed_from_is_not_looked_at() -> None:
    clipped: Any = np.maximum(TracedArray(leaf(FLOAT32)), 0.0)
    require_no_nan_division([clipped / clipped], {"x": clipped})
    with pytest.raises(ModelError, match="both zero"):
        require_no_nan_division([clipped / clipped], {})


def test_outputs_may_be_numbers() -> None:
    require_no_nan_division([1.0, np.zeros(3)], {"x": 0.0}, {"x"})


def test_long_models_are_walked_without_recursion_and_without_combinations() -> None:
    values: Any = inputs()
    stock = values["units"]
    for _ in range(400):
        stock = np.where(stock > 0.0, stock * values["a"], np.where(values["failures"] == 0, 0.0, stock))
    with pytest.raises(ModelError, match="both zero"):
        require_no_nan_division([stock / stock], values, {"units", "failures"})
    require_no_nan_division([np.where(stock == 0, 0.0, stock / stock)], values, {"units", "failures"})


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        (Bernoulli(probability=0.1), True),
        (Bernoulli(probability=1.0), False),
        (Poisson(rate=3.0), True),
        (Categorical(values=(-1.0, 0.0), probabilities=(0.5, 0.5)), True),
        (Categorical(values=(-1.0, 1.0), probabilities=(0.5, 0.5)), False),
        (Normal(mu=0.0, sigma=1.0), False),
    ],
)
def test_families_with_zero(family: Any, *, expected: bool) -> None:
    assert can_be_zero(family) is expected
