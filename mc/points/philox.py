"""Pseudorandom points: the counter-based generator Philox4x32-10."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from mc.expression.node import UINT32, Node, apply, constant, select
from mc.points.base import LANE, TILE, Points, require_range, require_settings, word

ROUNDS = 10
_MULTIPLIERS = np.array([0xD2511F53, 0xCD9E8D57], dtype=np.uint64)
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_WORD = np.array(32, dtype=np.uint64)
_LOW = np.array(0xFFFFFFFF, dtype=np.uint64)


def philox(counter: npt.NDArray[np.uint64], key: int) -> npt.NDArray[np.uint32]:
    """Encrypt counters with Philox4x32-10.

    Parameters
    ----------
    counter
        Counters of four 32-bit words, of shape ``(4, n)``.
    key
        The two key words, the first one in the low 32 bits.

    Returns
    -------
    ndarray
        Four random words for each counter, of shape ``(n, 4)``.

    Notes
    -----
    Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11. Words 0 and 1, and
    words 2 and 3, share a 64-bit integer, so that a product (high word, low word) needs no taking apart.
    """
    n = counter.shape[1]
    state = ((counter[0::2] << _WORD) | counter[1::2]).ravel()
    product = np.empty_like(state)
    multipliers = np.repeat(_MULTIPLIERS, n)
    (first, second), (first_product, second_product) = state.reshape(2, n), product.reshape(2, n)
    for first_key, second_key in _round_keys(key):
        np.right_shift(state, _WORD, product)
        np.multiply(product, multipliers, product)
        np.left_shift(state, _WORD, state)
        np.bitwise_xor(first, second_product, first)
        np.bitwise_xor(first, first_key, first)
        np.bitwise_xor(second, first_product, second)
        np.bitwise_xor(second, second_key, second)
    words = np.empty((n, 4), dtype=np.uint32)
    words[:, 0], words[:, 1] = first >> _WORD, first & _LOW
    words[:, 2], words[:, 3] = second >> _WORD, second & _LOW
    return words


@lru_cache(maxsize=4096)
def _round_keys(key: int) -> npt.NDArray[np.uint64]:
    """Keys of all rounds in the high words, of shape ``(rounds, 2, 1)``."""
    words = (key & 0xFFFFFFFF, key >> 32)
    rounds = [
        [(word + i * step) % 2**32 << 32 for word, step in zip(words, _KEY_STEPS, strict=True)] for i in range(ROUNDS)
    ]
    return np.array(rounds, dtype=np.uint64)[..., None]


def trace_philox(counter: tuple[Node, Node, Node, Node], key: tuple[Node, Node]) -> tuple[Node, Node, Node, Node]:
    """Encrypt a counter as `philox` does, as expressions.

    Written apart, because a kernel has the upper half of a product as an operation, and NumPy is quicker with two words
    in one integer.
    """
    x0, x1, x2, x3 = counter
    first_key, second_key = key
    for _ in range(ROUNDS):
        first, second = (constant(int(multiplier), UINT32) for multiplier in _MULTIPLIERS)
        x0, x1, x2, x3 = (
            apply("mulhi", x2, second) ^ x1 ^ first_key,
            x2 * second,
            apply("mulhi", x0, first) ^ x3 ^ second_key,
            x0 * first,
        )
        first_key, second_key = first_key + _KEY_STEPS[0], second_key + _KEY_STEPS[1]
    return x0, x1, x2, x3


@lru_cache(maxsize=4096)
def stream_key(seed: int, name: str) -> int:
    """64-bit key of a named stream: BLAKE2b of the seed (8 bytes, little-endian) and the name in UTF-8."""
    digest = hashlib.blake2b(seed.to_bytes(8, "little") + name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@dataclass(frozen=True, kw_only=True, slots=True)
class Philox(Points):
    """Pseudorandom points; each driver has a stream of its own, keyed by its name.

    A new driver leaves the draws of all others as they were. Point ``i`` of replicate ``r`` is word ``i % 4`` of
    the counter ``(i // 4, r)``.

    Parameters
    ----------
    seed
        From 0 to 2^64 - 1.
    replicates
        Number of independent replicates.
    """

    seed: int
    replicates: int = field(default=16)

    def __post_init__(self) -> None:
        require_settings(self.seed, self.replicates)

    @property
    def capacity(self) -> int:
        return 2**64

    def bits(self, driver: str, first_point: int, points: int, replicates: range) -> npt.NDArray[np.uint32]:
        require_range(self, first_point, points, replicates)
        first, end = first_point // 4, (first_point + points + 3) // 4
        index = np.uint64(first) + np.arange(end - first, dtype=np.uint64)
        counter = np.zeros((4, len(replicates), end - first), dtype=np.uint64)
        counter[0], counter[1] = index & _LOW, index >> _WORD
        counter[2] = np.array(replicates, dtype=np.uint64)[:, None]
        words = philox(counter.reshape(4, -1), stream_key(self.seed, driver))
        skipped = first_point % 4
        return words.reshape(len(replicates), -1)[:, skipped : skipped + points]

    def trace_bits(self, drivers: Sequence[str]) -> dict[str, Node]:
        # Four neighbouring points are words of one counter. Each of them encrypts it for another of four drivers, and
        # then they exchange words.
        counter = (
            word("tile", 0) + (LANE >> 2),  # without a carry, as tiles are aligned
            word("tile", 1),
            word("replicate", 0),
            constant(0, UINT32),
        )
        bits = {}
        for start in range(0, len(drivers), 4):
            group = drivers[start : start + 4]
            columns = [2 * (start + min(place, len(group) - 1)) for place in range(4)]
            low, high = (_by_lane([word("run", column + half) for column in columns]) for half in (0, 1))
            words = trace_philox(counter, (low, high))
            bits.update({driver: Node("quad", UINT32, (), words, place) for place, driver in enumerate(group)})
        return bits

    def run_words(self, drivers: Sequence[str]) -> npt.NDArray[np.uint32]:
        keys = [stream_key(self.seed, driver) for driver in drivers]
        return np.array([half for key in keys for half in (key & 0xFFFFFFFF, key >> 32)], dtype=np.uint32)

    def tile_words(self, drivers: Sequence[str], tiles: range) -> npt.NDArray[np.uint32]:  # noqa: ARG002 - the same for all
        first = np.array([tile * (TILE // 4) for tile in tiles], dtype=np.uint64)
        return np.stack([first & _LOW, first >> _WORD], axis=-1).astype(np.uint32)

    def replicate_words(self, drivers: Sequence[str]) -> npt.NDArray[np.uint32]:  # noqa: ARG002
        return np.arange(self.replicates, dtype=np.uint32)[:, None]


def _by_lane(words: Sequence[Node]) -> Node:
    """Take one of four words by the position of a point in its counter."""
    zeroth, first, second, third = words
    odd, upper = (LANE & 1).differs(0), (LANE & 2).differs(0)
    return select(upper, select(odd, third, second), select(odd, first, zeroth))
