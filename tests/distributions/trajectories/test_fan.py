from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.trajectories.fan import Fan

FAN = Fan(
    years=tuple(range(2026, 2041)),
    elicited_years=(2028, 2036),
    low=(50.0, 20.0),
    median=(80.0, 60.0),
    high=(100.0, 140.0),
    low_probability=0.1,
    high_probability=0.95,
)


def paths(fan: Fan, probabilities: list[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return fan.path({"rank": Draw.from_probability(np.array(probabilities))})


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_exact_at_elicited_quantiles(scale: str) -> None:
    fan = replace(FAN, scale=scale)  # type: ignore[arg-type]
    found = paths(fan, [0.1, 0.5, 0.95])
    np.testing.assert_allclose(found[:, 2], [50.0, 80.0, 100.0], rtol=1e-14)
    np.testing.assert_allclose(found[:, 10], [20.0, 60.0, 140.0], rtol=1e-14)


def test_half_way_quantiles_are_geometric_or_arithmetic_means() -> None:
    levels = [0.1, 0.5, 0.95]
    np.testing.assert_allclose(paths(FAN, levels)[:, 6], np.sqrt([50.0 * 20.0, 80.0 * 60.0, 100.0 * 140.0]), rtol=1e-14)
    linear = replace(FAN, scale="linear")
    np.testing.assert_allclose(paths(linear, levels)[:, 6], [35.0, 70.0, 120.0], rtol=1e-14)


def test_flat_outside_the_elicited_years() -> None:
    found = paths(FAN, [0.01, 0.3, 0.99])
    np.testing.assert_array_equal(found[:, :2], found[:, [2, 2]])
    np.testing.assert_array_equal(found[:, 11:], found[:, [10] * 4])


def test_each_side_is_lognormal() -> None:
    score = NormalDist().inv_cdf(0.02) / NormalDist().inv_cdf(0.1)
    assert paths(FAN, [0.02])[0, 2] == pytest.approx(80.0 * (50.0 / 80.0) ** score, rel=1e-12)


@given(st.lists(st.floats(1e-9, 1 - 1e-9), min_size=2, max_size=5, unique=True))
def test_paths_never_cross(probabilities: list[float]) -> None:
    assert np.all(np.diff(paths(FAN, sorted(probabilities)), axis=0) >= 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"low": (50.0, 60.0)}, "must satisfy low in 2036 < median in 2036 < high in 2036"),
        ({"high": (100.0, 50.0)}, "high in 2036 = 50.0"),
        ({"low": (0.0, 20.0)}, "low in 2028 = 0.0: must be a finite number greater than 0"),
        ({"low": (50.0,)}, "one value for each of elicited_years"),
        ({"elicited_years": (2036, 2028)}, "years that increase"),
        ({"low_probability": 0.5}, "low_probability < one_half < high_probability"),
        ({"scale": "cubic"}, "must be 'log' or 'linear'"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    with pytest.raises(DistributionError, match=message):
        replace(FAN, **change)  # type: ignore[arg-type]


def test_linear_fans_may_be_negative() -> None:
    assert paths(replace(FAN, scale="linear", low=(-50.0, -20.0)), [0.1])[0, 2] == pytest.approx(-50.0)
