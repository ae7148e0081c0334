from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mc.errors import SettingError
from mc.points.philox import Philox, philox, stream_key
from tests.support.statistics import FALSE_ALARM_RATE

Bits = npt.NDArray[np.uint32]

# Random123 1.14, tests/kat_vectors, lines "philox4x32 10": counter, key, result.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_known_answers(counter: str, key: str, answer: str) -> None:
    low, high = words(key)
    assert philox(np.array(words(counter), dtype=np.uint64)[:, None], low | high << 32).tolist() == [words(answer)]


def test_counter_layout() -> None:
    point, replicate = 4 * 2**33 + 3, 5
    counter = np.array([[(point // 4) % 2**32], [point // 4 >> 32], [replicate], [0]], dtype=np.uint64)
    expected = philox(counter, stream_key(7, "capex"))[0, point % 4]
    assert Philox(seed=7).bits("capex", point, 1, range(replicate, replicate + 1)) == expected


@given(
    first=st.one_of(st.integers(0, 50), st.integers(2**32 - 50, 2**32 + 50), st.integers(2**64 - 300, 2**64 - 100)),
    cut=st.integers(0, 60),
    points=st.integers(60, 99),
)
def test_any_cut_gives_the_same_bits(first: int, cut: int, points: int) -> None:
    source = Philox(seed=1, replicates=3)
    whole = source.bits("a", first, points, range(3))
    parts = [source.bits("a", first, cut, range(3)), source.bits("a", first + cut, points - cut, range(3))]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)
    np.testing.assert_array_equal(source.bits("a", first, points, range(1, 3)), whole[1:])


def test_the_last_point_exists_and_no_other() -> None:
    assert Philox(seed=1).bits("a", 2**64 - 1, 1, range(16)).shape == (16, 1)
    with pytest.raises(SettingError, match="has points 0 to 18446744073709551615"):
        Philox(seed=1).bits("a", 2**64 - 1, 2, range(16))


def linear_congruential(count: int) -> Bits:
    """The generator of Numerical Recipes (1992), section 7.1: its low bits have short periods."""
    bits, state = np.empty(count, dtype=np.uint32), 1
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        bits[i] = state
    return bits


def serial_p_value(bits: Bits, digit: int) -> float:
    """Two-sided chi-square test that pairs of neighbours are uniform in four binary digits from `digit` up."""
    digits = (bits >> np.uint32(digit)) & np.uint32(15)
    counts = np.bincount(digits[0::2] * np.uint32(16) + digits[1::2], minlength=256)
    upper = stats.chisquare(counts).pvalue
    return float(2 * min(upper, 1 - upper))


@pytest.mark.parametrize("digit", [0, 14, 28])
@pytest.mark.parametrize(
    "order", [lambda bits: bits.ravel(), lambda bits: bits.T.ravel()], ids=["points", "replicates"]
)
def test_uniform_in_pairs(digit: int, order: Callable[[Bits], Bits]) -> None:
    bits = Philox(seed=20, replicates=16).bits("capex", 0, 4096, range(16))
    assert serial_p_value(order(bits), digit) > FALSE_ALARM_RATE


def test_uniform_in_pairs_rejects_a_linear_congruential_generator() -> None:
    assert serial_p_value(linear_congruential(65536), 0) < FALSE_ALARM_RATE


def test_streams_differ_by_name_and_seed_only() -> None:
    draws = [Philox(seed=s, replicates=1).bits(d, 0, 8, range(1)).tolist() for s in (1, 2) for d in ("a", "b")]
    assert len({str(draw) for draw in draws}) == 4


@pytest.mark.parametrize(("seed", "replicates"), [(-1, 16), (2**64, 16), (0, 0)])
def test_settings(seed: int, replicates: int) -> None:
    with pytest.raises(SettingError, match="must be from"):
        Philox(seed=seed, replicates=replicates)
