"""Greatest errors of the elementary functions, by trying all numbers of float32 and many of float64.

``python -m tests.mc.elementary.exhaustive [--stride N] [NAME ...]`` prints a line a function; it needs g++ and, for
float64, a long double with more digits. All functions take about an hour. The results stand in the docstrings.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mc.elementary import ELEMENTARY
from mc.expression.node import FLOAT32, FLOAT64
from mc.expression.simplify import topological
from tests.mc.elementary.errors import ACCURACY, ulp_errors, wider
from tests.mc.elementary.native import compiled
from tests.support.interpret import leaf

Array = npt.NDArray[Any]

_BLOCK = 2**20
_SAMPLES = 10_000_000


def all_single(stride: int) -> Iterator[Array]:
    """Every number of float32, or every so-many-th."""
    for first in range(0, 2**32, _BLOCK * stride):
        numbers = np.arange(first, min(first + _BLOCK * stride, 2**32), stride, dtype=np.uint64)
        yield numbers.astype(np.uint32).view(np.float32)


def many_double(stride: int) -> Iterator[Array]:
    """Random numbers of float64: half of them from all binades, half between 2^-12 and 2^12 of either sign."""
    rng = np.random.default_rng(20)
    for _ in range(0, _SAMPLES, 2 * _BLOCK * stride):
        yield rng.integers(0, 2**64, _BLOCK, dtype=np.uint64).view(np.float64)
        yield rng.choice([-1.0, 1.0], _BLOCK) * 2.0 ** rng.uniform(-12.0, 12.0, _BLOCK)


def greatest(function: Callable[[Array], list[Array]], ufunc: np.ufunc, blocks: Iterator[Array]) -> tuple[float, float]:
    """Greatest error, and where it is."""
    worst, where = 0.0, np.nan
    for x in blocks:
        errors = ulp_errors(function(x)[0], wider(ufunc, x))
        if errors.max() > worst:
            worst, where = float(errors.max()), float(x[errors.argmax()])
    return worst, where


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--stride", type=int, default=1)
    arguments = parser.parse_args()
    for ufunc in ACCURACY:
        if arguments.names and ufunc.__name__ not in arguments.names:
            continue
        for dtype, blocks in ((FLOAT32, all_single), (FLOAT64, many_double)):
            x = leaf(dtype)
            result = ELEMENTARY[ufunc](x)
            with tempfile.TemporaryDirectory() as folder:
                worst, where = greatest(compiled([result], [x], Path(folder)), ufunc, blocks(arguments.stride))
            kinds = Counter(node.operation for node in topological([result]) if node.operands)
            del kinds["bitcast"]  # costs nothing
            counts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
            line = f"{ufunc.__name__:8} {dtype} {worst:.3f} ulp at {where!r}; {kinds.total()}: {counts}"
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
