"""Ports of the benchmark model have its results; what is not installed is skipped."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest
from scipy import special

from benchmarks.agreement import require_agreement
from benchmarks.compiled import CompiledFunction, given
from benchmarks.engine import engine_model, simd_model, simd_sampling
from benchmarks.kernels import CPP, contestants
from benchmarks.model.inputs import draw
from benchmarks.peers import native
from benchmarks.peers.kernel import AbsentError, Outcome
from benchmarks.pipelines_of_peers import PIPELINES, true_values
from benchmarks.pipelines_of_peers import require_agreement as require_summary
from mc.points.base import tails
from mc.points.philox import Philox, stream_key
from mc.targets.simd.jit import host

Made = TypeVar("Made")
SAMPLES = 4096
COLUMNS = draw(SAMPLES).astype(np.float32)
NAMES = [name for name in contestants(COLUMNS) if name != CPP]


@pytest.fixture(scope="module")
def reference() -> Outcome:
    return engine_model("reference", COLUMNS).run()


@pytest.fixture(scope="module")
def cpp() -> native.Native:
    return present(native.build)


def present(make: Callable[[], Made]) -> Made:
    try:
        return make()
    except AbsentError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", NAMES)
def test_ports_agree(name: str, reference: Outcome) -> None:
    require_agreement(present(contestants(COLUMNS)[name]).run(), reference)


def test_threads_compute_the_same_bits() -> None:
    one, two = (simd_model(COLUMNS, threads=threads).run() for threads in (1, 2))
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])


def test_compiled_draws_are_ours() -> None:
    names = ("a", "b", "c", "d", "e")
    points = Philox(seed=1, replicates=1)
    expected = np.stack([points.bits(name, 0, SAMPLES, range(1)) for name in names])
    np.testing.assert_array_equal(simd_sampling(names, SAMPLES, scored=False)().view(np.uint32), expected)
    lower, upper = tails(expected)
    scores = np.where(lower < upper, special.ndtri(lower), -special.ndtri(upper))
    np.testing.assert_allclose(simd_sampling(names, SAMPLES, scored=True)(), scores, rtol=1e-6, atol=1e-7)


def test_compiled_functions_refuse_parts_of_vectors() -> None:
    function = CompiledFunction([given(0) + given(1)], host(), 8)
    rows, out = np.arange(32, dtype=np.float32).reshape(2, 16), np.zeros((1, 16), np.float32)
    function(rows, out, range(8, 16))
    assert out[0].tolist() == [0.0] * 8 + (rows[0, 8:] + rows[1, 8:]).tolist()
    with pytest.raises(ValueError, match="whole vectors of 8"):
        function(rows, out, range(4, 16))
    with pytest.raises(ValueError, match="of one length"):
        function(rows, out[:, :8], range(8))


@pytest.mark.parametrize("threads", [1, 2])
def test_cpp_agrees(cpp: native.Native, threads: int, reference: Outcome) -> None:
    require_agreement(cpp.model(COLUMNS, threads=threads).run(), reference)


def test_disagreement_is_noticed(reference: Outcome) -> None:
    npv, year = (np.asarray(reference[name]) for name in ("npv_usd_per_kw", "breakeven_year"))
    with pytest.raises(ValueError, match="present values differ"):
        require_agreement({"npv_usd_per_kw": npv * (1.0 + 1e-3), "breakeven_year": year}, reference)
    with pytest.raises(ValueError, match="present values differ by nan"):
        require_agreement({"npv_usd_per_kw": npv * np.nan, "breakeven_year": year}, reference)
    with pytest.raises(ValueError, match="breakeven years differ"):
        require_agreement({"npv_usd_per_kw": npv, "breakeven_year": np.minimum(year, 15.0)}, reference)


def test_cpp_draws_our_bits(cpp: native.Native) -> None:
    key, points = stream_key(1, "a"), Philox(seed=1, replicates=1)
    bits, scores = np.empty(SAMPLES, np.uint32), np.empty(SAMPLES, np.float32)
    cpp.uniform_bits(key, SAMPLES, bits)
    expected = points.bits("a", 0, SAMPLES, range(1))[0]
    np.testing.assert_array_equal(bits, expected)
    cpp.normals(key, SAMPLES, scores)
    lower, upper = tails(expected)
    np.testing.assert_allclose(scores, np.where(lower < upper, special.ndtri(lower), -special.ndtri(upper)), rtol=1e-6)


def test_operations_are_counted(cpp: native.Native) -> None:
    """By hand: an exponential has 15 instructions, a power of two 11, a logarithm 18; a year three, two and two of them
    and 32 others, the rest of the model less than two years."""
    year = 3 * 15 + 2 * 11 + 2 * 18 + 32
    assert 20 * year < 8 * cpp.instructions_per_sample < 22 * year


@pytest.mark.parametrize("name", PIPELINES)
@pytest.mark.filterwarnings("ignore")  # of the libraries
def test_pipelines_agree(name: str) -> None:
    """Each of four statistics raises a false alarm with a probability of 2e-9: see `SIGMAS`."""
    true = true_values(2**18)
    summary = present(PIPELINES[name])(SAMPLES, 1)
    require_summary(summary, true)
    summary = replace(summary, independent=SAMPLES)
    shifted = replace(summary, mean=summary.mean + 0.3 * float(np.std(true)))
    with pytest.raises(ValueError, match="the mean is"):
        require_summary(shifted, true)
    low, middle, high = summary.quantiles
    with pytest.raises(ValueError, match=r"the quantile 0\.9 is"):
        require_summary(replace(summary, quantiles=(low, middle, 1.3 * high)), true)
