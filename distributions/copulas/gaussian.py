"""Gaussian copula: correlated normal scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from distributions.copulas.base import Copula
from distributions.copulas.correlation import correlated, correlation_of_pairs, require_correlation
from distributions.draw import Draw


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
        require_correlation(self.names, self.correlation)

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, str, float]]) -> "GaussianCopula":
        """Make a copula from ``(name, other, correlation)``; pairs that are not given are uncorrelated.

        Names are ordered as they first appear.
        """
        names, correlation = correlation_of_pairs(pairs)
        return cls(names=names, correlation=correlation)

    @property
    def drivers(self) -> tuple[str, ...]:
        return ()

    def link(self, draws: Mapping[str, Draw]) -> dict[str, Draw]:
        return correlated(self.names, self.correlation, draws)
