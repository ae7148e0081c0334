"""What is particular to families of separate values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import distributions as dist


def _upper_tail(p: float) -> dist.Draw:
    return dist.Draw.from_tails(np.asarray(1.0 - p), np.asarray(p))


def test_rare_events_keep_the_precision_of_their_probability() -> None:
    # 1 - 1e-20 is 1 in float64: only the upper tail knows the event.
    rare = dist.Bernoulli(probability=1e-20)
    assert [float(rare.quantile(_upper_tail(p))) for p in (0.9e-20, 1.1e-20)] == [1.0, 0.0]
    several = dist.Poisson(rate=1e-4)
    exceeding = float(stats.poisson(1e-4).sf(3))  # 4e-18
    assert [float(several.quantile(_upper_tail(p))) for p in (0.999 * exceeding, 1.001 * exceeding)] == [4.0, 3.0]


@pytest.mark.parametrize(("probability", "support"), [(0.0, (0.0, 0.0)), (1.0, (1.0, 1.0)), (0.5, (0.0, 1.0))])
def test_certain_events(probability: float, support: tuple[float, float]) -> None:
    ours = dist.Bernoulli(probability=probability)
    assert ours.support == support
    assert ours.ppf([0.1, 0.9]).tolist() == list(support)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_empirical_quantiles_are_the_inverted_cdf(observations: list[float]) -> None:
    ours = dist.Empirical(observations=tuple(observations))
    count = len(observations)
    # At the steps themselves, where rounding could choose the neighbour, and between them.
    p = np.concatenate((np.arange(1, count) / count, (np.arange(count) + 0.37) / count))
    np.testing.assert_array_equal(ours.ppf(p), np.quantile(observations, p, method="inverted_cdf"))
    assert ours.mean == pytest.approx(np.mean(observations), rel=1e-9, abs=1e-6)
    assert ours.variance == pytest.approx(np.var(observations), rel=1e-9, abs=1e-6)


def test_a_value_may_be_switched_off() -> None:
    ours = dist.Categorical(values=(1.0, 2.0, 3.0), probabilities=(0.4, 0.6, 0.0))
    assert ours.support == (1.0, 2.0)
    assert ours.ppf([0.4, 0.41, 1.0 - 1e-16]).tolist() == [1.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("values", "probabilities", "message"),
    [
        ((1.0, 2.0), (0.5,), "must hold one probability for each value, of which there are 2"),
        ((), (), "must hold one probability for each value"),
        ((1.0, 2.0), (0.5, 0.4), "must sum to 1, not to 0.9"),
        ((2.0, 1.0), (0.5, 0.5), r"must satisfy values\[0\] < values\[1\]"),
        ((1.0, 2.0), (1.5, -0.5), "must be a probability from 0 to 1"),
    ],
)
def test_impossible_categories(values: tuple[float, ...], probabilities: tuple[float, ...], message: str) -> None:
    with pytest.raises(dist.DistributionError, match=message):
        dist.Categorical(values=values, probabilities=probabilities)


def test_observations_are_finite_and_there_are_some() -> None:
    with pytest.raises(dist.DistributionError, match="must hold at least one number"):
        dist.Empirical(observations=())
    with pytest.raises(dist.DistributionError, match="must be a finite number"):
        dist.Empirical(observations=(1.0, float("nan")))
