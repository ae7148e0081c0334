"""The array that eagerly called models see: the subset works as in NumPy. tests/mc/traced has what is refused."""

# NumPy's annotations know its own arrays only.
# mypy: disable-error-code="call-overload, arg-type"

from collections.abc import Callable

import numpy as np
import pytest

from mc.sample_array import SampleArray
from mc.subset import REDUCTIONS, SCANS, UFUNCS

SAMPLES = 5
RNG = np.random.default_rng(7)


def name_of(function: Callable[..., object]) -> str:
    return function.__name__


def array(*trailing: int) -> SampleArray:
    return SampleArray(RNG.uniform(0.5, 1.5, (*trailing, SAMPLES)))


def by_sample(value: SampleArray) -> np.ndarray:
    """Samples first: what plain NumPy would hold for each sample apart."""
    return np.moveaxis(value.data, -1, 0)


@pytest.mark.parametrize("ufunc", sorted(UFUNCS, key=name_of), ids=name_of)
def test_ufuncs_agree_with_numpy_sample_by_sample(ufunc: np.ufunc) -> None:
    logical = ufunc.__name__.startswith(("bitwise", "logical", "invert"))
    arguments = [SampleArray(RNG.random((3, SAMPLES)) < 0.5) if logical else array(3) for _ in range(ufunc.nin)]
    with np.errstate(invalid="ignore"):
        result = ufunc(*arguments)
        for sample in range(SAMPLES):
            expected = ufunc(*(by_sample(argument)[sample] for argument in arguments))
            np.testing.assert_array_equal(by_sample(result)[sample], expected)


@pytest.mark.parametrize("function", sorted(REDUCTIONS | SCANS, key=name_of), ids=name_of)
@pytest.mark.parametrize("axis", [-1, -2])
def test_axes_count_from_the_end(function: np.ufunc, axis: int) -> None:
    x = array(4, 3)
    result = function(x, axis=axis)
    for sample in range(SAMPLES):
        np.testing.assert_allclose(by_sample(result)[sample], function(by_sample(x)[sample], axis=axis), rtol=1e-15)


def test_scalars_years_and_tables_broadcast_as_trailing_shapes() -> None:
    scalar, path, table = array(), array(3), array(2, 3)
    years = np.arange(3.0)
    result = scalar * path + table - years
    assert result.shape == (2, 3)
    for sample in range(SAMPLES):
        expected = by_sample(scalar)[sample] * by_sample(path)[sample] + by_sample(table)[sample] - years
        np.testing.assert_array_equal(by_sample(result)[sample], expected)


def test_a_sum_over_years_meets_a_scalar_without_keepdims() -> None:
    """The mistake that would make samples x samples with plain (samples, 1) arrays."""
    assert (np.sum(array(20), axis=-1) - array()).shape == ()


@pytest.mark.parametrize("table_length", [3, SAMPLES])
def test_constant_tables_of_any_length_are_never_taken_for_samples(table_length: int) -> None:
    table = np.arange(float(table_length))
    assert (array() * table).shape == (table_length,)


@pytest.mark.parametrize(
    ("item", "shape"),
    [
        ((Ellipsis, 0), (4,)),
        ((Ellipsis, slice(1, None)), (4, 2)),
        ((0,), (3,)),
        ((Ellipsis, None), (4, 3, 1)),
        ((None, Ellipsis), (1, 4, 3)),
        ((Ellipsis, np.array([[0, 1], [1, 2]])), (4, 2, 2)),
        ((slice(None, None, -1),), (4, 3)),
    ],
)
def test_static_indexing_means_what_it_means_in_numpy(item: tuple[object, ...], shape: tuple[int, ...]) -> None:
    x = array(4, 3)
    result = x[item]  # type: ignore[index]
    assert result.shape == shape
    for sample in range(SAMPLES):
        np.testing.assert_array_equal(by_sample(result)[sample], by_sample(x)[sample][item])


def test_where_interp_and_searchsorted() -> None:
    x = array(3)
    grid, values = np.array([0.0, 1.0, 2.0]), np.array([0.0, 10.0, 0.0])
    between = np.interp(x, grid, values)
    np.testing.assert_array_equal(between.data, np.interp(x.data, grid, values))
    np.testing.assert_array_equal(np.searchsorted(grid, x).data, np.searchsorted(grid, x.data))
    np.testing.assert_array_equal(np.where(x > 1.0, x, 0.0).data, np.where(x.data > 1.0, x.data, 0.0))


def test_everything_is_computed_in_64_bits() -> None:
    x = array(3)
    condition = x > 1.0
    for result in (
        np.exp(condition),
        condition * np.float32(0.1),
        condition + np.array([0.1, 0.2, 0.3], dtype=np.float32),
        np.where(condition, np.float32(0.1), np.float32(0.2)),
        x * np.float32(0.1),
        condition * 3,
        (condition + 1) ** -1,
    ):
        assert result.dtype == np.float64
    for result in (condition + np.int8(127), np.where(condition, np.int8(100), np.int8(1)) + np.int8(100)):
        assert result.dtype == np.int64
        assert np.min(result.data) > 0
    np.testing.assert_array_equal(np.exp(condition).data, np.exp(condition.data.astype(float)))
    np.testing.assert_array_equal(np.prod(np.where(condition, 2**40, 2**40), axis=-1).data, 2.0**120)
