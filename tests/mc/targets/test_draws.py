"""Whatever draws become values by, all targets compute: compiled ones bit for bit what its expression means."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from distributions.copulas.student_t import StudentTCopula
from distributions.draw import Draw
from mc.expression.node import FLOAT32, FLOAT64, UINT32, DType, Node
from mc.expression.simplify import simplified
from mc.inputs import Inputs, InputSpace
from mc.model import Model, Output, OutputValue
from mc.points.base import tails
from mc.points.registry import make_points
from mc.simulation import Simulation
from mc.targets.cuda.target import Cuda
from mc.targets.reference import Reference
from mc.targets.simd.target import Simd
from mc.traced.array import TracedArray
from tests.distributions.families.cases import DISTRIBUTIONS
from tests.distributions.trajectories.test_contract import JUMPS, REVERSION, TRAJECTORY
from tests.mc.traced.test_distributions import COPULAS
from tests.support.interpret import interpret
from tests.support.samples import assert_same_samples
from tests.support.standin_cupy import StandinGpu
from tests.support.vectors import run_on_vectors

POINTS, DRAWS = 64, 8
WORDS = np.random.default_rng(3).integers(2**32, size=DRAWS, dtype=np.uint32)
LANE = Node("lane", UINT32, ())
RUN = [Node("word", UINT32, (), (), ("run", k)) for k in range(DRAWS)]
FEEDS = {LANE: np.arange(POINTS, dtype=np.uint32), **{word: WORDS[k : k + 1] for k, word in enumerate(RUN)}}


def draws(names: Iterable[str], precision: DType) -> dict[str, Draw]:
    """Draws of hashed bits, each of its own."""
    found = {}
    for name, word in zip(names, RUN, strict=False):
        bits = (LANE ^ word) * 0x85EBCA6B
        bits = (bits ^ (bits >> 13)) * 0xC2B2AE35
        found[name] = Draw.from_tails(*tails(TracedArray(bits ^ (bits >> 16), precision)))  # type: ignore[arg-type]
    return found


def families(precision: DType) -> list[Any]:
    return [one.quantile(draws("x", precision)["x"]) for one in DISTRIBUTIONS.values() if not one.is_constant]


def trajectories(precision: DType) -> list[Any]:
    return [one.path(draws(one.drivers, precision)) for one in TRAJECTORY.values()]


def copulas(precision: DType) -> list[Any]:
    linked = (one.link(draws((*one.names, *one.drivers), precision)) for one in COPULAS.values())
    return [tail for each in linked for draw in each.values() for tail in (draw.lower, draw.upper)]


@pytest.mark.parametrize("width", [4, 16])
@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64], ids=str)
@pytest.mark.parametrize("kind", [families, trajectories, copulas])
def test_vector_code_computes_what_expressions_mean(kind: Any, precision: DType, width: int) -> None:
    roots = simplified([value.node for value in kind(precision)])
    expected = interpret(roots, FEEDS)
    found = run_on_vectors(roots, precision, points=POINTS, words=WORDS, width=width)
    assert sum(np.ptp(one) > 0.0 for one in found) >= len(found) - 1  # rare events may all be absent
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, np.broadcast_to(other, one.shape))
        assert np.all(np.isfinite(one))


def simulation() -> Simulation:
    """A run of families, paths and a copula whose draws are linked by tables."""
    years = (2026, 2027, 2028)
    families = {name: DISTRIBUTIONS[name] for name in ("metalog", "metalog, bounded", "metalog, five terms")}
    base = replace(REVERSION, years=years, step_years=2)
    space = InputSpace(
        distributions={f"x{k}": one for k, one in enumerate(families.values())},
        trajectories={"path": replace(JUMPS, years=years, base=base, step_years=2)},
        copula=StudentTCopula.from_pairs([("x0", "x1", 0.6), ("x2", "path.base.start", -0.4)], df=3.0),
    )

    def model(x: Inputs) -> dict[str, OutputValue]:
        return {"total": x.x0 + x.x1 + x.x2 + np.sum(x.path, axis=-1)}

    return Simulation(
        model=Model(function=model, outputs=(Output(name="total"),), coords={}),
        space=space,
        points=make_points("sobol", seed=3, replicates=2, drivers=space.drivers),
        samples=66,
    )


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64], ids=str)
def test_gpu_code_gives_the_bits_of_simd(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, precision: DType) -> None:
    pytest.importorskip("cupy_backends.cuda.libs.nvrtc", reason="there is no NVRTC for this machine")
    StandinGpu().install(monkeypatch, tmp_path)
    run = simulation()
    assert_same_samples(Cuda(precision).evaluate(run, 0), Simd(precision).evaluate(run, 0))


@pytest.mark.parametrize("precision", [FLOAT32, FLOAT64], ids=str)
def test_values_agree_with_the_reference(precision: DType) -> None:
    run = simulation()
    expected, found = (target.evaluate(run, 0).outputs["total"] for target in (Reference(), Simd(precision)))
    np.testing.assert_allclose(found, expected, rtol={FLOAT32: 2e-5, FLOAT64: 1e-12}[precision])
