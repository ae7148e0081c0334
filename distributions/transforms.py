"""Coordinates in which quantile functions, drawn over normal scores, are smooth and nearly straight."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from distributions.arrays import FloatArray

_TINY = 1e-300  # distances from an end of the support below this are taken as this


class Coordinate(ABC):
    """An increasing map of a support onto the real line."""

    @abstractmethod
    def forward(self, x: FloatArray) -> FloatArray:
        """Coordinate of the value `x`."""

    @abstractmethod
    def inverse(self, t: FloatArray) -> FloatArray:
        """Value at the coordinate `t`; traceable."""

    @abstractmethod
    def slope(self, x: FloatArray) -> FloatArray:
        """Derivative of the value by the coordinate, at the value `x`: the distance that errors are relative to."""


@dataclass(frozen=True, slots=True)
class Identity(Coordinate):
    """The value itself: for unbounded supports without heavy tails."""

    def forward(self, x: FloatArray) -> FloatArray:  # noqa: D102 - documented once, in Coordinate
        return x

    def inverse(self, t: FloatArray) -> FloatArray:  # noqa: D102
        return t

    def slope(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return np.ones_like(x)


@dataclass(frozen=True, slots=True)
class LogAbove(Coordinate):
    """Logarithm of the distance above `low`: for supports without an upper end."""

    low: float

    def forward(self, x: FloatArray) -> FloatArray:  # noqa: D102 - documented once, in Coordinate
        return np.log(np.maximum(x - self.low, _TINY))

    def inverse(self, t: FloatArray) -> FloatArray:  # noqa: D102
        return self.low + np.exp(t)

    def slope(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return np.maximum(x - self.low, _TINY)


@dataclass(frozen=True, slots=True)
class LogBelow(Coordinate):
    """Minus the logarithm of the distance below `high`: for supports without a lower end."""

    high: float

    def forward(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return -np.log(np.maximum(self.high - x, _TINY))

    def inverse(self, t: FloatArray) -> FloatArray:  # noqa: D102
        return self.high - np.exp(-t)

    def slope(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return np.maximum(self.high - x, _TINY)


@dataclass(frozen=True, slots=True)
class Logit(Coordinate):
    """Logarithm of the ratio of the distances from both ends: for bounded supports."""

    low: float
    high: float

    def forward(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return np.log(np.maximum(x - self.low, _TINY)) - np.log(np.maximum(self.high - x, _TINY))

    def inverse(self, t: FloatArray) -> FloatArray:  # noqa: D102
        # A ratio of 1e300 stays finite, and above about 40 the second term no longer counts.
        return self.low + (self.high - self.low) / (1.0 + np.exp(-t))

    def slope(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return np.maximum((x - self.low) * ((self.high - x) / (self.high - self.low)), _TINY)


@dataclass(frozen=True, slots=True)
class Asinh(Coordinate):
    """Inverse hyperbolic sine about `centre`: straight within `scale` of it, logarithmic in both tails."""

    centre: float
    scale: float

    def forward(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return np.arcsinh((x - self.centre) / self.scale)

    def inverse(self, t: FloatArray) -> FloatArray:  # noqa: D102
        return self.centre + self.scale * np.sinh(t)

    def slope(self, x: FloatArray) -> FloatArray:  # noqa: D102
        return np.hypot(x - self.centre, self.scale)


def coordinate_for(support: tuple[float, float], quartiles: tuple[float, float, float]) -> Coordinate:
    """Choose the coordinate by which ends of the support are finite."""
    low, high = support
    if math.isfinite(low):
        return Logit(low, high) if math.isfinite(high) else LogAbove(low)
    if math.isfinite(high):
        return LogBelow(high)
    lower, middle, upper = quartiles
    return Asinh(middle, upper - lower)
