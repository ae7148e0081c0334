"""Metalog distribution: a smooth quantile function through elicited quantiles."""

import math
from dataclasses import dataclass, field
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.constraints import FINITE, NOT_NAN, OPEN_PROBABILITY, require_increasing
from distributions.draw import Draw
from distributions.errors import DistributionError
from distributions.transforms import Coordinate, Identity, LogAbove, LogBelow, Logit

Coefficients = tuple[tuple[float, ...], tuple[float, ...]]
"""Of the polynomials of location and of scale in ``p - 1/2``, constant first."""

_FARTHEST_LOGIT = 700.0  # the tail probability there is 1e-304

# Expectations are sums over logits sinh(t) at equal steps of t, which converge exponentially.
_STEPS = np.arange(-768, 769) / 64.0
_NODES = np.sinh(_STEPS)
_LOG_WEIGHTS = (
    np.log(np.cosh(_STEPS) / 64.0) - np.abs(_NODES) - 2.0 * np.log1p(np.exp(-np.abs(_NODES)))
)  # of the logistic density


@dataclass(frozen=True, kw_only=True, slots=True)
class Metalog(Distribution):
    """A logistic distribution whose location and scale are polynomials in the probability.

    On a coordinate ``t(x)`` of the support (``x`` itself, ``log(x - low)``, ``-log(high - x)``, or
    ``log((x - low) / (high - x))``) the quantile function is, with ``c = p - 1/2`` and ``L = log(p / (1 - p))``,

        ``t = (a1 + a4 c + a5 c^2 + a7 c^3 + ...) + (a2 + a3 c + a6 c^2 + a8 c^3 + ...) L``.

    Its coefficients solve the linear equations that the given quantiles pose, in least squares where there are fewer
    terms than quantiles. Keelin (2016), The metalog distributions, Decision Analysis 13(4), 243-277.

    Parameters
    ----------
    probabilities, quantiles
        Increasing, one quantile for each probability of not exceeding it; two or more.
    low, high
        Ends of the support; infinite where there is none.
    terms
        Number of coefficients, 2 (a logistic distribution) or more; by default one for each quantile.

    Raises
    ------
    DistributionError
        If the quantile function would not increase everywhere: with where it falls, and what would do.
    """

    probabilities: tuple[float, ...]
    quantiles: tuple[float, ...]
    low: float = -math.inf
    high: float = math.inf
    terms: int | None = None
    _coordinate: Coordinate = field(init=False, repr=False, compare=False)
    _coefficients: Coefficients = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check_points()
        count = len(self.quantiles) if self.terms is None else self.terms
        if type(count) is not int or not 2 <= count <= len(self.quantiles):
            rule = f"must be a whole number from 2 to {len(self.quantiles)}, the number of quantiles"
            raise DistributionError("terms", self.terms, rule)
        coordinate = _coordinate_on(self.low, self.high)
        fit = _fit(np.array(self.probabilities), count)
        solved = fit @ coordinate.forward(np.array(self.quantiles))
        for name, value in {
            "terms": count, "_coordinate": coordinate, "_coefficients": _split(solved.tolist()),
        }.items():  # fmt: skip
            object.__setattr__(self, name, value)
        if _falling(self._coefficients) is not None:
            self._refuse(fit)

    def _check_points(self) -> None:
        if len(self.probabilities) < 2 or len(self.quantiles) != len(self.probabilities):
            rule = f"must hold one number for each of two or more probabilities, which are {len(self.probabilities)}"
            raise DistributionError("quantiles", self.quantiles, rule)
        for probability, value in zip(self.probabilities, self.quantiles, strict=True):
            OPEN_PROBABILITY.check("probabilities", probability)
            FINITE.check("quantiles", value)
        require_increasing(
            strictly=True, **{f"probabilities[{i}]": value for i, value in enumerate(self.probabilities)}
        )
        NOT_NAN.check("low", self.low)
        NOT_NAN.check("high", self.high)
        quantiles = {f"quantiles[{i}]": value for i, value in enumerate(self.quantiles)}
        require_increasing(strictly=True, low=self.low, **quantiles, high=self.high)

    def _refuse(self, fit: FloatArray) -> NoReturn:
        """Say where the quantile function falls, and which middle quantile or number of terms would do."""
        ways = []
        middle = int(np.argmin(np.abs(np.array(self.probabilities) - 0.5)))
        coordinates = self._coordinate.forward(np.array(self.quantiles))
        least, most = _feasible_range(fit, coordinates, middle)
        if least < most:
            ends = self._coordinate.inverse(np.array([least, most]))
            ways.append(
                f"a {100.0 * self.probabilities[middle]:.10g}% quantile between {ends[0]:.6g} and {ends[1]:.6g}"
            )
        for terms in range(len(fit) - 1, 1, -1):
            fewer = _fit(np.array(self.probabilities), terms) @ coordinates
            if _falling(_split(fewer.tolist())) is None:
                ways.append(f"terms = {terms} (a fit in least squares)")
                break
        place = _place(*(_falling(self._coefficients, _FINE_GRID) or (math.nan, math.nan)))
        rule = f"allow no metalog distribution of {len(fit)} terms, as its density would be negative {place}"
        raise DistributionError("quantiles", self.quantiles, f"{rule}; what would do: {', or '.join(ways)}")

    def quantile(self, draw: Draw) -> FloatArray:
        # Of the two logarithms each tail has one that matters, and its full precision.
        logit = np.log(draw.lower) - np.log(draw.upper)
        return self._coordinate.inverse(_at(self._coefficients, draw.lower - 0.5, logit))

    def cdf(self, x: npt.ArrayLike) -> FloatArray:
        """Probability of not exceeding `x`, by bisection of the logit to the last digit."""
        values = np.asarray(x, dtype=np.float64)
        target = self._coordinate.forward(values)
        before, after = np.full(values.shape, -_FARTHEST_LOGIT), np.full(values.shape, _FARTHEST_LOGIT)
        for _ in range(64):
            logit = 0.5 * (before + after)
            reached = _at_logit(self._coefficients, logit) >= target
            before, after = np.where(reached, before, logit), np.where(reached, logit, after)
        inside = 1.0 / (1.0 + np.exp(-after))
        return np.where(values <= self.low, 0.0, np.where(values >= self.high, 1.0, inside))

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def mean(self) -> float:
        """Expectation, to about 1e-12; infinite where a tail is too heavy for one."""
        above, below = self._tail_powers
        if above >= 1.0 or below >= 1.0:
            return math.inf if above >= 1.0 else -math.inf
        middle = self.median
        return middle + self._expectation(middle, 1)

    @property
    def variance(self) -> float:
        """Variance, to about 1e-12; infinite, or nan without a mean, where a tail is too heavy for one."""
        heaviest = max(self._tail_powers)
        if heaviest >= 0.5:
            return math.inf if heaviest < 1.0 else math.nan
        return self._expectation(self.mean, 2)

    @property
    def _tail_powers(self) -> tuple[float, float]:
        """Powers of the inverse tail probabilities that values grow with above and below: 0 if slower than any."""
        above = math.isfinite(self.low) and math.isinf(self.high)
        below = math.isfinite(self.high) and math.isinf(self.low)
        scale = self._coefficients[1]
        return float(above * _polynomial(scale, 0.5)), float(below * _polynomial(scale, -0.5))

    def _expectation(self, centre: float, power: int) -> float:
        """Expectation of ``(x - centre) ** power``, with the weight within the power lest far tails overflow."""
        share = _LOG_WEIGHTS / power
        coordinate = _at_logit(self._coefficients, _NODES)
        weight = np.exp(share)
        if math.isfinite(self.low) == math.isfinite(self.high):
            with np.errstate(over="ignore"):  # of Logit's exponential, on the way to an end
                parts = (self._coordinate.inverse(coordinate) - centre) * weight
        elif math.isfinite(self.low):
            parts = (self.low - centre) * weight + np.exp(coordinate + share)
        else:
            parts = (self.high - centre) * weight - np.exp(share - coordinate)
        return float(np.sum(parts**power))


def _coordinate_on(low: float, high: float) -> Coordinate:
    if math.isfinite(low):
        return Logit(low, high) if math.isfinite(high) else LogAbove(low)
    return LogBelow(high) if math.isfinite(high) else Identity()


def _split(coefficients: list[float]) -> Coefficients:
    """Part ``a1, a2, ...`` into location ``a1, a4, a5, a7, ...`` and scale ``a2, a3, a6, a8, ...``."""
    location = [a for k, a in enumerate(coefficients, 1) if _is_location(k)]
    scale = [a for k, a in enumerate(coefficients, 1) if not _is_location(k)]
    return tuple(location), tuple(scale)


def _is_location(k: int) -> bool:
    return k in {1, 4} or (k > 4 and k % 2 == 1)


def _fit(probabilities: FloatArray, terms: int) -> FloatArray:
    """Matrix ``(terms, quantiles)`` from coordinates of quantiles to coefficients, in least squares."""
    centred, logit = probabilities - 0.5, np.log(probabilities) - np.log1p(-probabilities)
    powers = {True: 0, False: 0}
    columns = []
    for k in range(1, terms + 1):
        is_location = _is_location(k)
        columns.append(centred ** powers[is_location] * (1.0 if is_location else logit))
        powers[is_location] += 1
    return np.linalg.pinv(np.stack(columns, axis=-1), rcond=1e-14)


def _polynomial(coefficients: tuple[float, ...], x: FloatArray | float) -> FloatArray:
    total: FloatArray = coefficients[-1]  # type: ignore[assignment]  # a float is an array of no dimension
    for coefficient in coefficients[-2::-1]:
        total = total * x + coefficient
    return total


def _derivative(coefficients: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(power * a for power, a in enumerate(coefficients) if power) or (0.0,)


def _at(coefficients: Coefficients, centred: FloatArray, logit: FloatArray) -> FloatArray:
    """Coordinate at a probability, given less one half and as logit; traceable."""
    location, scale = coefficients
    return _polynomial(location, centred) + _polynomial(scale, centred) * logit


def _at_logit(coefficients: Coefficients, logit: FloatArray) -> FloatArray:
    return _at(coefficients, 0.5 * np.tanh(0.5 * logit), logit)


def _slope(coefficients: Coefficients, logit: FloatArray) -> FloatArray:
    """Derivative of the coordinate by the logit; its limits at the ends are the scales there."""
    location, scale = coefficients
    centred = 0.5 * np.tanh(0.5 * logit)
    density = 0.25 / np.cosh(0.5 * logit) ** 2
    changing = _polynomial(_derivative(location), centred) + _polynomial(_derivative(scale), centred) * logit
    return _polynomial(scale, centred) + density * changing


_GRID = np.linspace(-40.0, 40.0, 801)  # of logits: beyond it a slope is its limit, to rounding
_FINE_GRID = np.linspace(-40.0, 40.0, 8001)
_STEEPEST = 2.0 / 1.1996786402577338  # 2 / x where x tanh x = 1: Keelin's 1.66711


def _falling(coefficients: Coefficients, grid: FloatArray = _GRID) -> tuple[float, float] | None:
    """Return first and last probability where the quantile function does not increase, or None.

    With three terms the slope is ``a2 + a3 h(p)`` and the largest ``|h|`` is known in closed form; otherwise the
    slope is looked at on a grid of logits, finely around its lowest points.
    """
    location, scale = coefficients
    if len(location) == 1 and len(scale) <= 2 and _STEEPEST * scale[0] > abs((*scale, 0.0)[1]):
        return None
    slopes = _slope(coefficients, grid)
    lowest = np.flatnonzero((slopes[1:-1] <= slopes[:-2]) & (slopes[1:-1] <= slopes[2:])) + 1
    near = (grid[lowest, None] + (grid[1] - grid[0]) * np.linspace(-1.0, 1.0, 201)).ravel()
    logits = np.sort(np.concatenate((grid, near)))
    falls = logits[~(_slope(coefficients, logits) > 0.0)]
    if len(location) == 1 and len(scale) == 2 and not falls.size:  # touches zero between two points of the grid
        falls = np.array([-math.copysign(2.0 * 1.1996786402577338, scale[1])])
    if not falls.size:
        return None
    first, last = (1.0 / (1.0 + np.exp(-falls[[0, -1]]))).tolist()
    return first, last


def _place(first: float, last: float) -> str:
    if first < 1e-12:
        return f"below the probability {last:.3g}"
    if last > 1.0 - 1e-12:
        return f"above the probability {first:.3g}"
    return f"between the probabilities {first:.4g} and {last:.4g}"


def _feasible_range(fit: FloatArray, coordinates: FloatArray, index: int) -> tuple[float, float]:
    """Range of one quantile's coordinate in which slopes are positive with the others as they are."""
    rest = coordinates.copy()
    rest[index] = 0.0
    fixed = _slope(_split((fit @ rest).tolist()), _FINE_GRID)
    gain = _slope(_split(fit[:, index].tolist()), _FINE_GRID)
    bounds = -fixed / np.where(gain == 0.0, 1.0, gain)
    least = float(np.max(bounds[gain > 0.0], initial=-math.inf))
    most = float(np.min(bounds[gain < 0.0], initial=math.inf))
    return least, most
