"""Distributions from elicited quantiles: an expert's percentiles instead of parameters."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from scipy import optimize, special

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, OPEN_PROBABILITY
from distributions.errors import DistributionError
from distributions.families.beta import Beta
from distributions.families.gamma import Gamma
from distributions.families.lognormal import LogNormal
from distributions.families.loguniform import LogUniform
from distributions.families.metalog import Metalog
from distributions.families.normal import Normal
from distributions.families.pert import Pert
from distributions.families.student_t import StudentT
from distributions.families.triangular import Triangular
from distributions.families.uniform import Uniform
from distributions.families.weibull import Weibull

Points: TypeAlias = Sequence[tuple[float, float]]
"""Pairs of probability and quantile, increasing."""

TOLERANCE = 1e-5
"""Accepted distance between a quantile asked for and that of the result, in distances from first to last quantile."""


def from_quantiles(family: type[Distribution], quantiles: Mapping[float, float], **fixed: float) -> Distribution:
    """Make the distribution of a family that has the given quantiles.

    Parameters
    ----------
    family
        With two quantiles: `Uniform`, `LogUniform`, `Normal`, `LogNormal`, `Weibull`, `Gamma`, `Beta` (on fixed
        `low` and `high`), `StudentT` with fixed `df`. With three: `Triangular`, `Pert` (with fixed `shape`),
        `StudentT`. With three or more: `Metalog` (on fixed `low` and `high`, where there are ends); with fewer
        `terms` than quantiles it meets them in least squares alone.
    quantiles
        From probability of not exceeding to value, such as ``{0.05: 10.0, 0.95: 30.0}``.
    **fixed
        Parameters that are given and not elicited.

    Raises
    ------
    DistributionError
        If no distribution of the family has these quantiles, to a tolerance of `TOLERANCE`.
    """
    if family not in ELICITED:
        known = ", ".join(sorted(one.__name__ for one in ELICITED))
        raise DistributionError("family", family.__name__, f"cannot be made from quantiles; these can: {known}")
    for name, value in fixed.items():
        if name not in ELICITED[family]:
            rule = f"cannot be fixed when a {family.__name__} is made from quantiles"
            raise DistributionError(name, value, rule)
    points = sorted(quantiles.items())
    for probability, value in points:
        OPEN_PROBABILITY.check("probability of a quantile", probability)
        FINITE.check(_name(probability), value)
    for (first, lower), (second, upper) in itertools.pairwise(points):
        if not lower < upper:
            raise DistributionError(
                _name(second), upper, f"must be greater than the {_name(first)}, which is {lower!r}"
            )
    _require_count(family, len(points), fixed)
    result = _SOLVERS[family](points, **fixed)
    if isinstance(result, Metalog) and result.terms != len(points):
        return result
    spread = points[-1][1] - points[0][1]
    for probability, value in points:
        found = float(result.ppf(probability))
        if not abs(found - value) <= TOLERANCE * spread + 1e-9 * abs(value):
            rule = f"cannot be met by a {family.__name__}; the nearest found has {found:.6g} there"
            raise DistributionError(_name(probability), value, rule)
    return result


def _require_count(family: type[Distribution], count: int, fixed: Mapping[str, float]) -> None:
    needed = 3 if family in {Metalog, Triangular, Pert} or (family is StudentT and "df" not in fixed) else 2
    if count < needed or (count > needed and family is not Metalog):
        words = "3 quantiles or more" if family is Metalog else f"exactly {needed} quantiles"
        raise DistributionError("", f"a {family.__name__} from quantiles", f"needs {words}, not {count}")


def _name(probability: float) -> str:
    return f"{100.0 * probability:.10g}% quantile"


def _require_above(points: Points, low: float, family: str) -> None:
    probability, value = points[0]
    if not value > low:
        rule = f"must be greater than {low:g}, because a {family} has no values at or below it"
        raise DistributionError(_name(probability), value, rule)


def _line(points: Points, standard: Callable[[float], float]) -> tuple[float, float]:
    """Intercept and slope of the straight line of values over standard quantiles."""
    (p1, q1), (p2, q2) = points
    slope = (q2 - q1) / (standard(p2) - standard(p1))
    return q1 - slope * standard(p1), slope


def _logarithms(points: Points, family: str) -> Points:
    _require_above(points, 0.0, family)
    return [(probability, math.log(value)) for probability, value in points]


def _normal_score(probability: float) -> float:
    return float(special.ndtri(probability))


def _uniform(points: Points) -> Distribution:
    low, width = _line(points, float)
    return Uniform(low=low, high=low + width)


def _log_uniform(points: Points) -> Distribution:
    low, width = _line(_logarithms(points, "log-uniform distribution"), float)
    return LogUniform(low=math.exp(low), high=math.exp(low + width))


def _normal(points: Points) -> Distribution:
    mu, sigma = _line(points, _normal_score)
    return Normal(mu=mu, sigma=sigma)


def _lognormal(points: Points) -> Distribution:
    mu, sigma = _line(_logarithms(points, "lognormal distribution"), _normal_score)
    return LogNormal(mu=mu, sigma=sigma)


def _weibull(points: Points) -> Distribution:
    logarithms = _logarithms(points, "Weibull distribution")
    log_scale, inverse_shape = _line(logarithms, lambda probability: math.log(-math.log1p(-probability)))
    return Weibull(shape=1.0 / inverse_shape, scale=math.exp(log_scale))


def _gamma(points: Points) -> Distribution:
    """Solve the ratio of the quantiles, which falls with the shape, for the shape; then scale."""
    _require_above(points, 0.0, "gamma distribution")
    (p1, q1), (p2, q2) = points

    def log_ratio(log_shape: float) -> float:
        first, second = (float(special.gammaincinv(math.exp(log_shape), p)) for p in (p1, p2))
        return math.log(second) - math.log(max(first, 1e-300))

    least, most = math.log(0.02), math.log(1e8)
    wanted = math.log(q2 / q1)
    if not log_ratio(most) < wanted < log_ratio(least):
        rule = (
            f"must be between {q1 * math.exp(log_ratio(most)):.6g} and {q1 * math.exp(log_ratio(least)):.6g} "
            f"with a {_name(p1)} of {q1:g}, for a gamma distribution with a shape from 0.02 to 1e8"
        )
        raise DistributionError(_name(p2), q2, rule)
    shape = math.exp(optimize.brentq(lambda log_shape: log_ratio(log_shape) - wanted, least, most, xtol=1e-14))
    return Gamma(shape=shape, scale=q2 / float(special.gammaincinv(shape, p2)))


def _beta(points: Points, *, low: float = 0.0, high: float = 1.0) -> Distribution:
    _require_above(points, low, "beta distribution with this `low`")
    if not points[-1][1] < high:
        raise DistributionError(_name(points[-1][0]), points[-1][1], f"must be less than high = {high:g}")
    probabilities = np.array([probability for probability, _ in points])
    shares = np.array([(value - low) / (high - low) for _, value in points])

    def shapes_at(logarithms: FloatArray) -> tuple[float, float]:
        alpha, beta = np.exp(np.clip(logarithms, -6.0, 20.0)).tolist()
        return alpha, beta

    def mismatch(logarithms: FloatArray) -> FloatArray:
        found = special.betaincinv(*shapes_at(logarithms), probabilities)
        return np.asarray(special.logit(np.clip(found, 1e-300, 1.0 - 1e-16)) - special.logit(shares))

    # Start from the mean and the standard deviation of a normal distribution with these quantiles.
    mean, deviation = _line(list(zip(probabilities.tolist(), shares.tolist(), strict=True)), _normal_score)
    mean = min(max(mean, 0.5 * float(shares[0])), 0.5 + 0.5 * float(shares[1]))
    total = max(mean * (1.0 - mean) / deviation**2 - 1.0, 0.5)
    start = np.log([mean * total, (1.0 - mean) * total])
    alpha, beta = shapes_at(optimize.root(mismatch, start, tol=1e-12).x)
    return Beta(alpha=alpha, beta=beta, low=low, high=high)


def _shape_location_scale(
    points: Points, standard: Callable[[float, float], float], shapes: Sequence[float], family: str
) -> tuple[float, float, float]:
    """Solve for the shape where the middle quantile divides the outer two as asked, then for location and scale.

    Parameters
    ----------
    standard
        Quantile function of a shape and a probability, with location 0 and scale 1.
    shapes
        Increasing shapes to look between.
    """
    (p1, q1), (p2, q2), (p3, q3) = points

    def share(shape: float) -> float:
        first, second, third = (standard(shape, probability) for probability in (p1, p2, p3))
        return (second - first) / (third - first)

    wanted = (q2 - q1) / (q3 - q1)
    excess = np.array([share(shape) - wanted for shape in shapes])
    least, most = float(excess.min()) + wanted, float(excess.max()) + wanted
    if most - least < 1e-6:
        rule = f"says nothing about the shape of a {family}; elicit quantiles that are not symmetric about the median"
        raise DistributionError(_name(p2), q2, rule)
    crossings = np.flatnonzero(np.sign(excess[:-1]) * np.sign(excess[1:]) <= 0.0)
    if crossings.size == 0:
        rule = (
            f"must be between {q1 + least * (q3 - q1):.6g} and {q1 + most * (q3 - q1):.6g} for a {family} "
            f"with a {_name(p1)} of {q1:g} and a {_name(p3)} of {q3:g}; it is too skewed"
        )
        raise DistributionError(_name(p2), q2, rule)
    low, high = shapes[crossings[0]], shapes[crossings[0] + 1]
    shape = float(optimize.brentq(lambda shape: share(shape) - wanted, low, high, xtol=1e-14))
    scale = (q3 - q1) / (standard(shape, p3) - standard(shape, p1))
    return shape, q1 - scale * standard(shape, p1), scale


_MODES = np.linspace(0.0, 1.0, 33).tolist()
_LOG_DFS = np.linspace(math.log(0.3), math.log(1e4), 65).tolist()


def _triangular(points: Points) -> Distribution:
    def standard(mode: float, probability: float) -> float:
        return float(Triangular(low=0.0, mode=mode, high=1.0).ppf(probability))

    mode, low, width = _shape_location_scale(points, standard, _MODES, "triangular distribution")
    return Triangular(low=low, mode=low + mode * width, high=low + width)


def _pert(points: Points, *, shape: float = 4.0) -> Distribution:
    def standard(mode: float, probability: float) -> float:
        return float(special.betaincinv(1.0 + shape * mode, 1.0 + shape * (1.0 - mode), probability))

    mode, low, width = _shape_location_scale(points, standard, _MODES, "PERT distribution")
    return Pert(low=low, mode=low + mode * width, high=low + width, shape=shape)


def _student_t(points: Points, *, df: float | None = None) -> Distribution:
    if df is not None:
        location, scale = _line(points, lambda probability: float(special.stdtrit(df, probability)))
        return StudentT(df=df, location=location, scale=scale)

    def standard(log_df: float, probability: float) -> float:
        return float(special.stdtrit(math.exp(log_df), probability))

    log_df, location, scale = _shape_location_scale(points, standard, _LOG_DFS, "Student t distribution")
    return StudentT(df=math.exp(log_df), location=location, scale=scale)


def _metalog(
    points: Points, *, low: float = -math.inf, high: float = math.inf, terms: float | None = None
) -> Distribution:
    probabilities, quantiles = zip(*points, strict=True)
    whole = int(terms) if isinstance(terms, float) and terms.is_integer() else terms
    return Metalog(probabilities=probabilities, quantiles=quantiles, low=low, high=high, terms=whole)  # type: ignore[arg-type]  # checked there


_SOLVERS: Mapping[type[Distribution], Callable[..., Distribution]] = {
    Uniform: _uniform, LogUniform: _log_uniform, Normal: _normal, LogNormal: _lognormal, Weibull: _weibull,
    Gamma: _gamma, Beta: _beta, Triangular: _triangular, Pert: _pert, StudentT: _student_t,
    Metalog: _metalog,
}  # fmt: skip

ELICITED: Mapping[type[Distribution], tuple[str, ...]] = {
    **dict.fromkeys(_SOLVERS, ()), Beta: ("low", "high"), Pert: ("shape",), StudentT: ("df",),
    Metalog: ("low", "high", "terms"),
}  # fmt: skip
"""Families that can be made from quantiles, with the parameters that may be fixed."""
