"""What no array of samples does: the same words for eager and traced arrays, with the line of the model."""

# NumPy's annotations know its own arrays only.
# mypy: disable-error-code="call-overload, arg-type"

import inspect
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mc.errors import ModelError, UnknownInputError
from mc.expression.node import FLOAT32
from mc.inputs import Inputs
from mc.sample_array import SampleArray
from mc.traced.array import TracedArray
from tests.support.interpret import leaf


def eager(*trailing: int) -> Any:
    return SampleArray(np.ones((*trailing, 5)))


def traced(*trailing: int) -> Any:
    return TracedArray(leaf(FLOAT32, trailing))


KINDS = [eager, traced]

REFUSALS: list[tuple[Callable[[Any], object], str]] = [
    (lambda x: 1 if x > 1 else 0, "use np.where"),
    (lambda x: float(x), "use the NumPy function"),
    (lambda x: range(x), "float() or math.*"),
    (lambda x: np.sort(x), "np.sort cannot be compiled"),
    (lambda x: np.clip(x, 0, 1), "np.minimum(np.maximum(x, low), high)"),
    (lambda x: np.argmax(x, axis=-1), "np.cumsum(condition, axis=-1) == 0"),
    (lambda x: np.concatenate([x, x]), "mapping of named arrays"),
    (lambda x: np.nonzero(x), "np.nonzero cannot be compiled"),
    (lambda x: np.unique(x), "np.unique cannot be compiled"),
    (lambda x: np.where(x > 1), "np.where cannot be compiled"),
    (lambda x: np.add.reduce(x), "np.add.reduce cannot be compiled"),
    (lambda x: np.sum(x), "over axis None of trailing shape (3,): count the axis from the end"),
    (lambda x: np.sum(x, axis=0), "over axis 0 of trailing shape (3,): count the axis from the end"),
    (lambda x: np.sum(x, axis=-2), "count the axis from the end, from -1 to -1"),
    (lambda x: np.sum(x, axis=(-1,)), "over axis (-1,) of trailing shape (3,): count the axis from the end"),
    (lambda x: np.asarray(x), "takes them out of the model"),
    (lambda x: x + "1", "a str cannot be mixed with samples"),
    (lambda x: x + np.array(["1"]), "a str_ cannot be mixed with samples"),
    (lambda x: x[x > 1], "np.where or np.interp"),
    (lambda x: x[0, 0], "2 indices into an array of trailing shape (3,)"),
    (lambda x: x[..., 12], "index 12 is out of bounds"),
    (lambda x: x[1.5], "only integers"),
    (lambda x: x[..., 3:3], "no entries of trailing shape (3,) are at this index"),
    (lambda x: x[..., np.zeros(3, dtype=bool)], "no entries of trailing shape (3,)"),
    (lambda x: x[True], "indexing by truth values"),
    (lambda x: x[np.ones((3, 5), dtype=bool)], "use np.where, or a mask of one axis"),
    (lambda x: x.__setitem__(0, 1.0), "np.where on a constant mask"),
    (lambda x: list(x), "array arithmetic"),
    (lambda x: np.interp(1.0, np.arange(3.0), x), "np.interp cannot be compiled"),
    (lambda x: np.interp(x, [0.0, 2.0, 1.0], [0.0, 1.0, 2.0]), "np.interp: the table must have one axis and increase"),
    (lambda x: np.interp(x, [0.0, 1.0, np.inf], [0.0, 1.0, 2.0]), "np.interp: the table must be finite"),
    (lambda x: np.interp(x, [0.0, 1.0, 2.0], [0.0, np.nan, 2.0]), "the table must be finite"),
    (lambda x: np.searchsorted([0.0, 2.0, 1.0], x), "np.searchsorted: the table must have one axis"),
    (lambda x: np.exp(x, out=np.empty(3)), "assigning in place cannot be compiled"),
    (lambda x: np.exp(x, dtype=np.float32), "only positional arrays"),
    (lambda x: np.searchsorted(np.arange(3.0), x, sorter=[0, 1, 2]), "np.searchsorted cannot be compiled"),
    (lambda x: x.__iadd__(1.0), "write x = np.add(x, y)"),
    (lambda x: len(x[0]), "a scalar input has no length"),
]  # fmt: skip


@pytest.mark.parametrize("array", KINDS, ids=["eager", "traced"])
@pytest.mark.parametrize(("act", "advice"), REFUSALS)
def test_refused_with_advice_and_line(act: Callable[[Any], object], advice: str, array: Callable[..., Any]) -> None:
    line = f"{__file__}:{inspect.getsourcelines(act)[1]}: "
    with pytest.raises(ModelError, match=f"^{re.escape(line)}.*{re.escape(advice)}"):
        act(array(3))


@pytest.mark.parametrize("array", KINDS, ids=["eager", "traced"])
def test_methods_are_refused_with_the_function_to_use(array: Callable[..., Any]) -> None:
    with pytest.raises(AttributeError, match=r"test_refusals\.py:\d+: .*" + re.escape("use np.sum(x, axis=-1)")):
        array(3).sum()


def test_kinds_do_not_mix() -> None:
    with pytest.raises(ModelError, match="a SampleArray cannot be mixed with samples"):
        traced() + eager()


def test_types_that_numpy_has_no_loop_for() -> None:
    with pytest.raises(ModelError, match=r"test_refusals\.py:\d+: np\.subtract: numpy boolean subtract"):
        (traced() > 0) - (traced() > 1)


def test_the_reciprocal_of_whole_numbers_is_refused() -> None:
    with pytest.raises(ModelError, match="of whole numbers"):
        np.reciprocal(np.searchsorted(np.arange(3.0), traced()))


def test_an_unknown_input_is_named_with_the_line_that_asks_for_it() -> None:
    def model(x: Inputs) -> object:
        return x.capx + 1.0

    line = inspect.getsourcelines(model)[1] + 1
    expected = (
        f"{__file__}:{line}: the model asks for an input 'capx' that the run does not have, did you mean 'capex'?"
    )
    with pytest.raises(UnknownInputError, match=re.escape(expected)):
        model(Inputs({"capex": traced()}))
