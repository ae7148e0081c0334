import pickle

import numpy as np
import pytest
from scipy import stats

import distributions as dist


def test_equality_is_by_name_and_arguments_however_they_were_given() -> None:
    named = dist.Frozen.named("genextreme", c=-0.3, loc=2.0)
    assert named == dist.Frozen(distribution=stats.genextreme(-0.3, 2.0))
    assert hash(named) == hash(dist.Frozen(distribution=stats.genextreme(c=-0.3, loc=2.0)))
    assert named != dist.Frozen.named("genextreme", c=-0.3, loc=2.5)
    assert named != dist.Frozen.named("genpareto", c=-0.3, loc=2.0)
    assert repr(named) == "Frozen(tolerance=1e-06, name='genextreme', arguments=(('c', -0.3), ('loc', 2.0)))"
    assert pickle.loads(pickle.dumps(named)) == named


def test_histograms_are_tabulated_to_a_wider_tolerance() -> None:
    histogram = stats.rv_histogram((np.array([1, 3, 2]), np.array([0.0, 1.0, 2.0, 4.0])), density=False)
    with pytest.raises(dist.DistributionError, match="cannot be tabulated with an error of at most 1e-06"):
        dist.Frozen(distribution=histogram())
    ours = dist.Frozen(distribution=histogram(), tolerance=3e-4)
    p = np.linspace(0.001, 0.999, 999)
    np.testing.assert_allclose(ours.ppf(p), histogram.ppf(p), rtol=3e-4)
    assert ours != dist.Frozen(distribution=stats.rv_histogram((np.array([1]), np.array([0.0, 1.0]))).freeze())


@pytest.mark.parametrize(
    ("family", "parameters", "message"),
    [
        ("genextrem", {}, "family = 'genextrem': is no distribution of scipy.stats, did you mean 'genextreme'?"),
        ("genextreme", {"x": 1.0}, "x = 1.0: is no parameter of scipy.stats.genextreme; it has c, loc, scale"),
        ("genextreme", {}, "scipy.stats.genextreme: needs c; missing is c"),
        ("gamma", {"a": -1.0}, "scipy.stats.gamma: is not defined for a = -1"),
        ("zipf", {"a": 1.5}, "scipy.stats.zipf: has more than 1048576 values that are likely enough to be drawn"),
    ],
)
def test_impossible_ones_are_explained(family: str, parameters: dict[str, float], message: str) -> None:
    with pytest.raises(dist.DistributionError) as error:
        dist.Frozen.named(family, **parameters)
    assert str(error.value).startswith(message)


def test_only_frozen_distributions_are_taken() -> None:
    with pytest.raises(dist.DistributionError, match="must be a frozen distribution of scipy"):
        dist.Frozen(distribution=stats.norm)  # type: ignore[arg-type]
