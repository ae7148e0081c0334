import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from scipy.stats.distributions import rv_frozen

from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.special import normal_tails
from distributions.tabulated import TOLERANCE, QuantileTable

SHAPES = {
    "gamma 2": stats.gamma(2.0),
    "gamma 0.05": stats.gamma(0.05),
    "gamma 1e4": stats.gamma(1e4),
    "beta 0.3, 0.4": stats.beta(0.3, 0.4),
    "beta 500, 3": stats.beta(500.0, 3.0),
    "t 1.5": stats.t(1.5),
    "genextreme -0.3": stats.genextreme(-0.3),
    "genextreme 0.3": stats.genextreme(0.3),
    "weibull_max": stats.weibull_max(2.0),
    "skewnorm": stats.skewnorm(4.0),
    "moved far": stats.gamma(2.0, loc=50.0),
    "f": stats.f(5.0, 7.0),
    "laplace": stats.laplace(),
}


def measured_error(distribution: rv_frozen, table: QuantileTable) -> float:
    """Error as the docstring of `QuantileTable` defines it, from independent quantities, at random scores."""
    first, last = table.scores[0], table.scores[-1]
    scores = np.sort(np.random.default_rng(3).uniform(first, last, 40_001))
    lower, upper = normal_tails(scores)
    with np.errstate(all="ignore"):
        exact = np.where(scores < 0.0, distribution.ppf(lower), distribution.isf(upper))
        density = np.exp(-0.5 * scores**2) / math.sqrt(2.0 * math.pi)
        per_score = density / distribution.dist.pdf(exact, *distribution.args, **distribution.kwds)  # type: ignore[attr-defined]
        per_score = np.where(np.isfinite(per_score), per_score, 0.0)
    low, high = distribution.support()
    distance = np.minimum(exact - low, high - exact)
    if math.isinf(low) and math.isinf(high):
        quartiles = distribution.ppf([0.25, 0.5, 0.75])
        distance = np.hypot(exact - quartiles[1], quartiles[2] - quartiles[0])
    rounding = np.maximum(1e-4 * np.abs(exact), 1e-290)
    size = np.maximum(np.minimum(distance, per_score), rounding)
    return float(np.max(np.abs(table.quantile(Draw.from_score(scores)) - exact) / size))


@pytest.mark.parametrize("distribution", SHAPES.values(), ids=SHAPES)
def test_the_stated_error_bounds_the_error(distribution: rv_frozen) -> None:
    table = QuantileTable.of(distribution)
    assert table.max_error <= TOLERANCE
    # The slope was taken from differences there and from the density here: they differ by less than a hundredth.
    assert measured_error(distribution, table) <= 1.01 * table.max_error


def test_a_wrong_node_breaks_the_bound() -> None:
    distribution = stats.gamma(2.0)
    table = QuantileTable.of(distribution)
    nodes = table.nodes.copy()
    nodes[5000] += 3e-6
    assert measured_error(distribution, replace(table, nodes=nodes)) > 1.01 * table.max_error


def test_looser_tables_are_smaller() -> None:
    distribution = stats.gamma(2.0)
    loose = QuantileTable.of(distribution, 1e-4)
    assert loose.nodes.size < QuantileTable.of(distribution).nodes.size / 7
    assert 1e-6 < measured_error(distribution, loose) <= 1.01 * loose.max_error


def test_tables_reach_to_where_scipy_is_accurate() -> None:
    assert QuantileTable.of(stats.gamma(2.0)).scores[[0, -1]].tolist() == [-8.3, 8.3]
    # SciPy computes isf(q) of weibull_max as ppf(1 - q), which has no digits left beyond 1e-16.
    assert 6.0 < QuantileTable.of(stats.weibull_max(2.0)).scores[-1] < 8.3


def test_values_beyond_the_table_are_its_ends() -> None:
    table = QuantileTable.of(stats.t(5.0))
    far = table.quantile(Draw.from_score(np.array([-30.0, -8.3, 8.3, 30.0])))
    assert far[0] == far[1] == pytest.approx(-far[2])
    assert far[3] == far[2]


def test_what_cannot_be_tabulated_is_refused() -> None:
    two_lumps = stats.rv_histogram((np.array([1, 0, 1]), np.array([0.0, 1.0, 2.0, 3.0])))
    with pytest.raises(DistributionError, match=r"because an error of .* remains at 131073 nodes"):
        QuantileTable.of(two_lumps())
    with pytest.raises(DistributionError, match="its quartiles are not distinct finite numbers"):
        QuantileTable.of(stats.gamma(-1.0))
