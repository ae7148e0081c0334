"""Correlation matrices of named draws: checked, made from pairs, and applied to normal scores."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from distributions.constraints import Constraint
from distributions.draw import Draw
from distributions.errors import DistributionError

Names: TypeAlias = tuple[str, ...]
Matrix: TypeAlias = tuple[tuple[float, ...], ...]

CORRELATION = Constraint("a correlation from -1 to 1", lambda value: -1 <= value <= 1)

_SINGULAR = 1e-10  # a smallest eigenvalue below it leaves the Cholesky factor to rounding
_NEGLIGIBLE = 1e-6  # of the smallest eigenvalue: what a pair must contribute to be named


def require_correlation(names: Names, correlation: Matrix) -> None:
    """Raise `DistributionError` unless it is a correlation matrix of these names, positive definite."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise DistributionError("names", repeated, "each name must be given once")
    if len(correlation) != len(names) or any(len(row) != len(names) for row in correlation):
        raise DistributionError("correlation", correlation, f"must have {len(names)} rows and columns")
    for i, name in enumerate(names):
        if correlation[i][i] != 1.0:
            msg = f"correlation of {name!r} with itself"
            raise DistributionError(msg, correlation[i][i], "must be 1")
        for j, other in enumerate(names[:i]):
            pair = f"correlation of {other!r} and {name!r}"
            CORRELATION.check(pair, correlation[i][j])
            if correlation[i][j] != correlation[j][i]:
                both = (correlation[j][i], correlation[i][j])
                raise DistributionError(pair, both, "must be the same in both directions")
    _require_positive_definite(names, correlation)


def correlation_of_pairs(pairs: Iterable[tuple[str, str, float]]) -> tuple[Names, Matrix]:
    """Names, as they first appear, and their matrix, from ``(name, other, correlation)``; zero where not given."""
    given: dict[frozenset[str], float] = {}
    order: dict[str, None] = {}
    for name, other, rho in pairs:
        pair = frozenset((name, other))
        if name == other:
            msg = f"correlation of {name!r} with itself"
            raise DistributionError(msg, rho, "a pair must have two names")
        if pair in given:
            parameter = f"correlation of {name!r} and {other!r}"
            raise DistributionError(parameter, rho, f"is given before, as {given[pair]!r}")
        given[pair] = rho
        order |= {name: None, other: None}
    rows = tuple(
        tuple(1.0 if name == other else given.get(frozenset((name, other)), 0.0) for other in order) for name in order
    )
    return tuple(order), rows


def correlated(names: Names, correlation: Matrix, draws: Mapping[str, Draw]) -> dict[str, Draw]:
    """Multiply normal scores by the Cholesky factor of the matrix, written out in sums; traceable.

    The first name keeps its draw, and so does each that takes no part of those before it.
    """
    linked = {}
    for i, (name, row) in enumerate(zip(names, _cholesky(correlation), strict=True)):
        before = [(weight, other) for weight, other in zip(row[:i], names, strict=False) if weight]
        if not before:
            linked[name] = draws[name]
            continue
        score = row[i] * draws[name].score
        for weight, other in before:
            score = score + weight * draws[other].score
        linked[name] = Draw.from_score(score)
    return linked


@lru_cache(maxsize=64)
def _cholesky(correlation: Matrix) -> Matrix:
    return tuple(tuple(row) for row in np.linalg.cholesky(np.array(correlation)).tolist())


def _require_positive_definite(names: Names, correlation: Matrix) -> None:
    """Raise `DistributionError` that says which pairs contradict each other, and how far to shrink them.

    The off-diagonal part times ``t`` has smallest eigenvalue ``1 - t * (1 - smallest)``: positive for
    ``t < 1 / (1 - smallest)``. A pair pushes the eigenvalue down by its term in the quadratic form of the
    eigenvector.
    """
    if not names:
        raise DistributionError("names", names, "must hold at least one name")
    eigenvalues, vectors = np.linalg.eigh(np.array(correlation, dtype=np.float64))
    smallest, vector = float(eigenvalues[0]), vectors[:, 0]
    if smallest >= _SINGULAR:
        return
    pairs = ", ".join(
        f"{names[j]!r} and {names[i]!r} ({correlation[i][j]!r})"
        for i in range(len(names))
        for j in range(i)
        if correlation[i][j] * vector[i] * vector[j] < -_NEGLIGIBLE
    )
    raise DistributionError(
        "",
        f"correlations of {pairs}",
        f"cannot hold together: the smallest eigenvalue of the matrix is {smallest:.4g} and must be positive; "
        f"all correlations multiplied by less than {1.0 / (1.0 - smallest):.4g} would do",
    )
