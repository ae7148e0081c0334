"""Student t copula: correlated scores that share how far out they are."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy import special

from distributions.arrays import FloatArray
from distributions.constraints import Constraint
from distributions.copulas.base import Copula
from distributions.copulas.correlation import correlated, correlation_of_pairs, require_correlation
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.special import normal_quantile
from distributions.tabulated import QuantileTable, shape_table

DEGREES = Constraint("a number from 1 to 1e6 (the larger, the nearer to a Gaussian copula)", lambda df: 1 <= df <= 1e6)

MIXING = "dependence.mixing"
"""The draw that all linked draws share: it stretches them together."""

TOLERANCE = 1e-7
"""Largest `ScoreTable.max_error`: met by 8192 intervals or fewer for any degrees of freedom."""

_FARTHEST = 10.0  # coordinate beyond which scores stay what they are, 9.8 for one degree of freedom


@dataclass(frozen=True, kw_only=True, slots=True)
class StudentTCopula(Copula):
    """Draws that are jointly Student t but for their margins, with `df` degrees of freedom.

    Normal scores with the given correlations are divided by one common ``sqrt(W / df)``, where `W` is chi-square
    distributed, and each takes the rank that it has in its t distribution. Kendall's tau of two draws is
    ``2 / pi * asin(rho)``, as with a Gaussian copula, but extremes come together: even draws that are uncorrelated
    depend on each other there (`tail_dependence`). Demarta and McNeil (2005), The t copula and related copulas,
    International Statistical Review 73(1), 111-129.

    Parameters
    ----------
    names
        Names of the draws.
    correlation
        Correlation matrix of the t variables, in the order of `names`; symmetric and positive definite.
    df
        Degrees of freedom, from 1 (extremes that nearly always come together) to 1e6.

    Notes
    -----
    The rank is computed as a normal score, from a table over a coordinate in which it is nearly straight, with an
    error of at most `max_error` standard deviations; that of the chi-square quantile comes on top of it.
    """

    names: tuple[str, ...] = field()  # field(): the base's property is not a default
    correlation: tuple[tuple[float, ...], ...]
    df: float
    _mixing: QuantileTable = field(init=False, repr=False, compare=False)
    _scores: "ScoreTable" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        DEGREES.check("df", self.df)
        if MIXING in self.names:
            raise DistributionError("names", MIXING, "is a draw of the copula itself")
        require_correlation(self.names, self.correlation)
        object.__setattr__(self, "_mixing", shape_table("chi2", float(self.df)))
        object.__setattr__(self, "_scores", score_table(float(self.df)))

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, str, float]], *, df: float) -> "StudentTCopula":
        """Make a copula from ``(name, other, correlation)``; pairs that are not given are uncorrelated.

        Names are ordered as they first appear.
        """
        names, correlation = correlation_of_pairs(pairs)
        return cls(names=names, correlation=correlation, df=df)

    @property
    def drivers(self) -> tuple[str, ...]:
        return (MIXING,)

    @property
    def max_error(self) -> float:
        """Bound on the error of the linked normal scores, for an exact chi-square draw."""
        return self._scores.max_error

    def tail_dependence(self, name: str, other: str) -> float:
        """Probability of one draw in its far upper tail, given that the other is: the limit, and the same below.

        ``2 t(-sqrt((df + 1) (1 - rho) / (1 + rho)))`` with the t distribution of ``df + 1`` degrees of freedom:
        Embrechts, McNeil and Straumann (2002), Correlation and dependence in risk management, in
        Risk Management: Value at Risk and Beyond (Cambridge), 176-223.
        """
        rho = self.correlation[self.names.index(name)][self.names.index(other)]
        return 2.0 * float(special.stdtr(self.df + 1.0, -math.sqrt((self.df + 1.0) * (1.0 - rho) / (1.0 + rho))))

    def link(self, draws: Mapping[str, Draw]) -> dict[str, Draw]:
        chi_square = self._mixing.quantile(draws[MIXING])
        scores = {name: draw.score for name, draw in correlated(self.names, self.correlation, draws).items()}
        return {name: Draw.from_score(self._scores.score(z, chi_square)) for name, z in scores.items()}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ScoreTable:
    """Normal score of a Student t variable ``t``, as a table over ``sqrt(df log(1 + t^2 / df))``.

    In this coordinate the score is nearly straight for any `df`: Wallace (1959), Bounds on normal approximations to
    Student's and the chi-square distributions, Annals of Mathematical Statistics 30(4), 1121-1130.

    Attributes
    ----------
    df
        Degrees of freedom.
    grid, scores
        Coordinates at even distances from 0 on, and the normal scores there.
    max_error
        Bound on the error of a score within the grid: twice the largest at a midpoint, which bounds it where a score
        has one sense of curvature between neighbours, as in `QuantileTable`.
    """

    df: float
    grid: FloatArray
    scores: FloatArray
    max_error: float

    def score(self, normal: FloatArray, chi_square: FloatArray) -> FloatArray:
        """Score of ``normal / sqrt(chi_square / df)``; traceable."""
        size = np.sqrt(self.df * np.log1p(normal * normal / chi_square))
        tabulated = np.interp(size, self.grid, self.scores)
        return np.where(normal < 0.0, -tabulated, tabulated)


@lru_cache(maxsize=64)
def score_table(df: float) -> ScoreTable:
    """Table of one number of degrees of freedom, made once in a process."""
    intervals = 2**7
    while True:
        fine = np.linspace(0.0, _FARTHEST, 2 * intervals + 1)
        scores = _exact_score(df, fine)
        grid, nodes, middle = fine[::2], scores[::2], scores[1::2]
        max_error = 2.0 * float(np.max(np.abs(0.5 * (nodes[:-1] + nodes[1:]) - middle)))
        if max_error <= TOLERANCE:
            return ScoreTable(df=df, grid=grid, scores=nodes, max_error=max_error)
        intervals *= 2


def _exact_score(df: float, coordinate: FloatArray) -> FloatArray:
    """Normal score at a coordinate: the tail of t is an incomplete beta function of ``exp(-coordinate^2 / df)``."""
    upper = 0.5 * special.betainc(0.5 * df, 0.5, np.exp(-coordinate * coordinate / df))
    return normal_quantile(1.0 - upper, upper)
