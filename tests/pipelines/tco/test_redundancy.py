# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type"

from functools import partial

import numpy as np
import pytest
from scipy import stats

from mc.expression.node import FLOAT32
from pipelines.tco import redundancy
from tests.mc.traced.support import evaluated
from tests.support.statistics import FALSE_ALARM_RATE

STRUCTURES = [(1, 1), (10, 8), (81, 70), (100, 90), (100, 3), (4000, 3600), (4000, 512), (100_000, 99_900)]


def around(n: int, k: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Both ends, and probabilities that leave k of n within four standard deviations."""
    share = k / n
    width = 4.0 * np.sqrt(share * (1.0 - share) / n)
    return np.concatenate([[0.0, 1.0], np.clip(np.linspace(share - width, share + width, 41), 0.0, 1.0)]).astype(
        np.float32
    )


def test_two_of_three_by_hand() -> None:
    assert redundancy.k_of_n(0.9, 3, 2) == pytest.approx(0.9**3 + 3.0 * 0.9**2 * 0.1, rel=1e-14)
    assert redundancy.k_of_n(0.0, 3, 2) == pytest.approx(0.0, abs=1e-30)
    assert redundancy.k_of_n(1.0, 3, 2) == 1.0


@pytest.mark.parametrize(("n", "k"), STRUCTURES)
def test_k_of_n_is_the_tail_of_the_binomial_distribution(n: int, k: int) -> None:
    p = around(n, k).astype(np.float64)
    np.testing.assert_allclose(redundancy.k_of_n(p, n, k), stats.binom.sf(k - 1, n, p), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(("n", "k"), STRUCTURES)
def test_k_of_n_in_float32(n: int, k: int) -> None:
    """The error that the docstring states, of probabilities that are float32 themselves."""
    p = around(n, k)
    _, values = evaluated(partial(redundancy.k_of_n, n=n, k=k), {"p": p}, FLOAT32)
    error = np.max(np.abs(values - stats.binom.sf(k - 1, n, p.astype(np.float64))))
    assert error < (5e-6 if n <= 100 else 2e-4)


def test_more_units_help_and_a_higher_need_does_not() -> None:
    assert redundancy.k_of_n(0.9, 82, 70) > redundancy.k_of_n(0.9, 81, 70) > redundancy.k_of_n(0.9, 81, 71)


@pytest.mark.parametrize(("n", "k"), [(3, 0), (3, 4), (0, 0)])
def test_impossible_structures_are_refused(n: int, k: int) -> None:
    with pytest.raises(ValueError, match="is not 1 <= k <= n"):
        redundancy.k_of_n(0.9, n, k)


def test_long_sums_are_refused() -> None:
    assert 0.0 < redundancy.k_of_n(0.5, 1023, 512) < 1.0
    with pytest.raises(ValueError, match="513 terms, more than 512"):
        redundancy.k_of_n(0.5, 1025, 513)


def test_all_or_nothing_delivers_what_it_needs_when_it_can() -> None:
    assert redundancy.delivered_share(1.0, 10, 8) == pytest.approx(0.8, rel=1e-14)
    # without spares, ten units that must all work deliver less than ten that work alone
    assert redundancy.delivered_share(0.95, 10, 10) == pytest.approx(0.95**10, rel=1e-13)
    # a spare costs a tenth of the capacity, and is worth it
    assert 0.95**10 < redundancy.delivered_share(0.95, 10, 9) < 0.95


def test_goodput_by_hand() -> None:
    assert redundancy.goodput(0.0, 1e5, 10.0) == 1.0
    assert redundancy.goodput(1.0, 8766.0, 1.0) == pytest.approx(0.5, rel=1e-14)


def progress(rate_per_hour: float, restart_hours: float) -> tuple[float, float]:
    """Mean and standard error of the share of progress of simulated jobs, by batches of interruptions."""
    rng = np.random.default_rng(20)
    up = rng.exponential(1.0 / rate_per_hour, (400, 500)).sum(axis=-1)
    shares = up / (up + 500 * restart_hours)
    return float(np.mean(shares)), float(np.std(shares, ddof=1) / np.sqrt(400))


def test_goodput_is_the_share_of_simulated_jobs() -> None:
    """A batch's ratio is biased by 1/500 of its variance, a tenth of the standard error here."""
    mean, error = progress(0.3, 0.5)
    allowed = float(stats.norm.isf(FALSE_ALARM_RATE / 2.0)) * error
    assert abs(redundancy.goodput(0.3 * 8766.0 / 1000.0, 1000.0, 0.5) - mean) < allowed
    # a mutant without renewal: interruptions that come while the job is down as well
    assert abs(1.0 - 0.3 * 0.5 - mean) > allowed
