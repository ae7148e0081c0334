"""Gaussian copula: correlated normal scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from distributions.constraints import Constraint
from distributions.copulas.base import Copula
from distributions.draw import Draw
from distributions.errors import DistributionError

CORRELATION = Constraint("a correlation from -1 to 1", lambda value: -1 <= value <= 1)

_SINGULAR = 1e-10  # a smallest eigenvalue below it leaves the Cholesky factor to rounding
_NEGLIGIBLE = 1e-6  # of the smallest eigenvalue: what a pair must contribute to be named


@dataclass(frozen=True, kw_only=True, slots=True)
class GaussianCopula(Copula):
    """Draws whose normal scores are jointly normal.

    Two linked draws with correlation ``rho`` of their normal scores have rank correlation (Spearman)
    ``6 / pi * asin(rho / 2)`` and Kendall's tau ``2 / pi * asin(rho)``, whatever their distributions (Kruskal
    1958, Journal of the American Statistical Association 53, 814-861).

    Parameters
    ----------
    names
        Names of the draws; the first keeps its draw, and each later one takes part of those before it.
    correlation
        Correlation matrix of the normal scores, in the order of `names`; symmetric and positive definite.
    """

    names: tuple[str, ...] = field()  # field(): the base's property is not a default
    correlation: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        repeated = sorted({name for name in self.names if self.names.count(name) > 1})
        if repeated:
            raise DistributionError("names", repeated, "each name must be given once")
        if len(self.correlation) != len(self.names) or any(len(row) != len(self.names) for row in self.correlation):
            raise DistributionError("correlation", self.correlation, f"must have {len(self.names)} rows and columns")
        for i, name in enumerate(self.names):
            if self.correlation[i][i] != 1.0:
                msg = f"correlation of {name!r} with itself"
                raise DistributionError(msg, self.correlation[i][i], "must be 1")
            for j, other in enumerate(self.names[:i]):
                pair = f"correlation of {other!r} and {name!r}"
                CORRELATION.check(pair, self.correlation[i][j])
                if self.correlation[i][j] != self.correlation[j][i]:
                    both = (self.correlation[j][i], self.correlation[i][j])
                    raise DistributionError(pair, both, "must be the same in both directions")
        _require_positive_definite(self.names, self.correlation)

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, str, float]]) -> "GaussianCopula":
        """Make a copula from ``(name, other, correlation)``; pairs that are not given are uncorrelated.

        Names are ordered as they first appear.
        """
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
            tuple(1.0 if name == other else given.get(frozenset((name, other)), 0.0) for other in order)
            for name in order
        )
        return cls(names=tuple(order), correlation=rows)

    def link(self, draws: Mapping[str, Draw]) -> dict[str, Draw]:
        """Multiply the normal scores by the Cholesky factor of the correlation matrix, written out in sums."""
        linked = {}
        for i, (name, row) in enumerate(zip(self.names, _cholesky(self.correlation), strict=True)):
            before = [(weight, other) for weight, other in zip(row[:i], self.names, strict=False) if weight]
            if not before:
                linked[name] = draws[name]
                continue
            score = row[i] * draws[name].score
            for weight, other in before:
                score = score + weight * draws[other].score
            linked[name] = Draw.from_score(score)
        return linked


@lru_cache(maxsize=64)
def _cholesky(correlation: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in np.linalg.cholesky(np.array(correlation)).tolist())


def _require_positive_definite(names: tuple[str, ...], correlation: tuple[tuple[float, ...], ...]) -> None:
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
