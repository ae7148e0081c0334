"""The metalog distribution against Keelin (2016) and closed forms."""

import itertools
import math
import re
from functools import partial

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.families.metalog import Metalog

P = np.array([1e-9, 1e-4, 0.02, 0.1, 0.3, 0.5, 0.6, 0.9, 0.999, 1.0 - 1e-9])
HALF_POINT = 0.5 * (1.0 - 1.66711 * 0.4)  # Keelin's k, the least share of the median, at 10 % and 90 %


def symmetric_triplet(alpha: float, low: float, middle: float, high: float) -> np.ndarray:
    """Quantiles at `P` by the closed form of the symmetric-percentile triplet of Keelin (2016)."""
    odds = math.log((1.0 - alpha) / alpha)
    share = (middle - low) / (high - low)
    a2 = 0.5 * (high - low) / odds
    a3 = (1.0 - 2.0 * share) * (high - low) / ((1.0 - 2.0 * alpha) * odds)
    logit = np.log(P / (1.0 - P))
    return middle + a2 * logit + a3 * (P - 0.5) * logit


@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.25])
def test_symmetric_triplets_have_their_closed_form(alpha: float) -> None:
    at = (alpha, 0.5, 1.0 - alpha)
    one, two, three = quantiles = (10.0, 25.0, 50.0)
    unbounded = Metalog(probabilities=at, quantiles=quantiles)
    np.testing.assert_allclose(unbounded.ppf(P), symmetric_triplet(alpha, one, two, three), rtol=1e-12)
    below = Metalog(probabilities=at, quantiles=quantiles, low=5.0)
    logs = symmetric_triplet(alpha, *np.log([one - 5.0, two - 5.0, three - 5.0]))
    np.testing.assert_allclose(below.ppf(P), 5.0 + np.exp(logs), rtol=1e-12)
    above = Metalog(probabilities=at, quantiles=quantiles, high=90.0)
    logs = symmetric_triplet(alpha, *-np.log([90.0 - one, 90.0 - two, 90.0 - three]))
    np.testing.assert_allclose(above.ppf(P), 90.0 - np.exp(-logs), rtol=1e-12)
    both = Metalog(probabilities=at, quantiles=quantiles, low=5.0, high=90.0)
    logits = symmetric_triplet(alpha, *(math.log((x - 5.0) / (90.0 - x)) for x in (one, two, three)))
    np.testing.assert_allclose(both.ppf(P), 5.0 + 85.0 / (1.0 + np.exp(-logits)), rtol=1e-12)


def ten_terms(p: np.ndarray) -> np.ndarray:
    """Keelin's quantile function written out to ten terms, with some coefficients."""
    c, logit = p - 0.5, np.log(p / (1.0 - p))
    location = 1.0 + 0.3 * c - 0.5 * c**2 + 0.9 * c**3 + 0.7 * c**4  # a1, a4, a5, a7, a9
    scale = 1.2 + 0.4 * c + 0.5 * c**2 - 0.8 * c**3 + 0.2 * c**4  # a2, a3, a6, a8, a10
    return np.asarray(location + scale * logit)


def test_terms_are_those_of_keelin() -> None:
    p = np.array([0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95, 0.99])
    metalog = Metalog(probabilities=tuple(p.tolist()), quantiles=tuple(ten_terms(p).tolist()))
    assert metalog.terms == 10
    np.testing.assert_allclose(metalog.ppf(P), ten_terms(P), rtol=1e-9)


def test_fewer_terms_fit_in_least_squares() -> None:
    p, q = np.array([0.1, 0.3, 0.5, 0.8]), np.array([1.0, 2.0, 4.0, 5.0])
    line = stats.linregress(np.log(p / (1.0 - p)), q)
    fitted = Metalog(probabilities=tuple(p), quantiles=tuple(q), terms=2)
    np.testing.assert_allclose(fitted.ppf(P), line.intercept + line.slope * np.log(P / (1.0 - P)), rtol=1e-12)


def test_tails_keep_their_precision() -> None:
    metalog = Metalog(probabilities=(0.05, 0.5, 0.95), quantiles=(60.0, 200.0, 600.0), low=0.0)
    tail = 1e-40
    high = float(metalog.quantile(Draw.from_tails(np.array(1.0), np.array(tail))))
    with mp.workdps(60):
        logs = [mp.log(x) for x in (60, 200, 600)]
        odds = mp.log(mp.mpf(19))
        a2, a3 = (logs[2] - logs[0]) / 2 / odds, (logs[0] + logs[2] - 2 * logs[1]) / (mp.mpf("0.9") * odds)
        p = 1 - mp.mpf(tail)
        exact = mp.exp(logs[1] + (a2 + a3 * (p - mp.mpf("0.5"))) * mp.log(p / mp.mpf(tail)))
    assert high == pytest.approx(float(exact), rel=1e-12)
    assert metalog.cdf(metalog.quantile(Draw.from_tails(np.array(tail), np.array(1.0)))) == pytest.approx(tail)


def test_moments_in_closed_form() -> None:
    """Of three terms: ``a1 + a3 / 2`` and ``pi^2 / 3 a2^2 + (1 / 12 + pi^2 / 36) a3^2`` (Keelin 2016)."""
    a1, a2, a3 = 2.0, 1.5, -0.9
    p = np.array([0.2, 0.6, 0.9])
    q = a1 + (a2 + a3 * (p - 0.5)) * np.log(p / (1.0 - p))
    metalog = Metalog(probabilities=tuple(p.tolist()), quantiles=tuple(q.tolist()))
    assert metalog.mean == pytest.approx(a1 + 0.5 * a3, rel=1e-13)
    expected = math.pi**2 / 3.0 * a2**2 + (1.0 / 12.0 + math.pi**2 / 36.0) * a3**2
    assert metalog.variance == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("shape", "finite"), [(2.001, 2), (1.5, 1), (0.9, 0)])
def test_moments_of_heavy_tails(shape: float, finite: int) -> None:
    """Two terms above `low` are log-logistic, and its mirror image below `high`."""
    fisk = stats.fisk(shape, scale=2.0)
    p = (0.2, 0.7)
    q = fisk.ppf(p).tolist()
    above = Metalog(probabilities=p, quantiles=tuple(q), low=0.0)
    below = Metalog(probabilities=(0.3, 0.8), quantiles=(-q[1], -q[0]), high=0.0)
    if finite:
        assert above.mean == pytest.approx(fisk.mean(), rel=1e-12)
    else:
        assert above.mean == math.inf
    assert below.mean == pytest.approx(-above.mean, rel=1e-12)
    variance = {2: fisk.var(), 1: math.inf, 0: math.nan}[finite]
    assert [above.variance, below.variance] == pytest.approx([variance] * 2, rel=1e-11, nan_ok=True)


def test_moments_of_bounded_ones() -> None:
    uniform = Metalog(probabilities=(0.1, 0.9), quantiles=(0.1, 0.9), low=0.0, high=1.0)  # logit of p is logistic
    assert uniform.mean == pytest.approx(0.5, rel=1e-14)
    assert uniform.variance == pytest.approx(1.0 / 12.0, rel=1e-13)


def refused(**arguments: object) -> str:
    with pytest.raises(DistributionError) as caught:
        Metalog(**arguments)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_three_terms_are_feasible_as_keelin_says(side: float) -> None:
    at = (0.1, 0.5, 0.9)
    edge = 0.5 + side * (0.5 - HALF_POINT)  # his constants have five digits and six
    Metalog(probabilities=at, quantiles=(0.0, edge - side * 2e-6, 1.0))
    message = refused(probabilities=at, quantiles=(0.0, edge + side * 2e-6, 1.0))
    place, way = message.partition("; ")[::2]
    assert re.search("(above|between|below) the probabilit", place)
    least, most = (float(x) for x in re.findall(r"quantile between (\S+) and ([\d.]+\d)", way)[0])
    assert (least, most) == pytest.approx((HALF_POINT, 1.0 - HALF_POINT), abs=2e-6)


def test_a_refusal_says_where_and_what_would_do() -> None:
    at = {"probabilities": (0.05, 0.25, 0.5, 0.75, 0.95), "quantiles": (0.0, 1.0, 5.0, 5.1, 20.0)}
    message = refused(**at)
    assert message == (
        "quantiles = (0.0, 1.0, 5.0, 5.1, 20.0): allow no metalog distribution of 5 terms, as its density would be "
        "negative below the probability 0.709; what would do: a 50% quantile between 1.49253 and 2.37287, or terms = 4 "
        "(a fit in least squares)"
    )
    assert Metalog(**at, terms=4).terms == 4  # type: ignore[arg-type]
    for median in (1.4926, 2.3728):
        Metalog(probabilities=at["probabilities"], quantiles=(0.0, 1.0, median, 5.1, 20.0))
    for median in (1.4924, 2.3730):
        refused(probabilities=at["probabilities"], quantiles=(0.0, 1.0, median, 5.1, 20.0))


@settings(max_examples=25)
@given(steps=st.lists(st.floats(0.01, 1.0), min_size=4, max_size=6), low=st.sampled_from([0.0, -math.inf]))
def test_what_is_accepted_or_advised_increases(steps: list[float], low: float) -> None:
    make = partial(
        Metalog,
        probabilities=tuple(np.linspace(0.05, 0.95, len(steps)).tolist()),
        quantiles=tuple(itertools.accumulate(steps)),
        low=low,
    )
    try:
        metalog = make()
    except DistributionError as error:
        (terms,) = re.findall(r"terms = (\d)", str(error))
        metalog = make(terms=int(terms))
    dense = 1.0 / (1.0 + np.exp(-np.linspace(-30.0, 30.0, 5_001)))
    values = metalog.quantile(Draw.from_tails(dense, dense[::-1]))
    assert np.all(np.diff(values) >= -1e-12 * np.abs(values[1:]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantiles": (1.0, 2.0)}, r"must hold one number for each of two or more probabilities, which are 3"),
        ({"probabilities": (0.1, 0.5, 1.0)}, r"probabilities = 1\.0: must be a probability greater than 0"),
        ({"probabilities": (0.1, 0.1, 0.9)}, r"must satisfy probabilities\[0\] < probabilities\[1\]"),
        ({"quantiles": (1.0, 3.0, 2.0)}, r"quantiles\[2\] = 2\.0: must satisfy low < quantiles\[0\] <"),
        ({"low": 1.0}, r"quantiles\[0\] = 1\.0: must satisfy low <"),
        ({"high": 4.0}, r"high = 4\.0: must satisfy"),
        ({"low": math.nan}, r"low = nan: must be a number"),
        ({"terms": 4}, r"terms = 4: must be a whole number from 2 to 3, the number of quantiles"),
        ({"terms": 1}, r"terms = 1: must be a whole number from 2 to 3"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    good = {"probabilities": (0.1, 0.5, 0.9), "quantiles": (1.0, 2.0, 4.0)}
    assert re.search(message, refused(**{**good, **change}))
