"""How the coefficients of `mc.elementary` were found: minimax fits whose coefficients are rounded one by one.

``python -m tests.mc.elementary.fit NAME`` prints a table of coefficients, lowest power first, and the base-2 logarithm
of the greatest relative error that each polynomial makes in the function.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import numpy as np

Real = Any  # mpmath has no types
Function = Callable[[Real], Real]


def evaluated(coefficients: Sequence[Real], x: Real) -> Real:
    """Polynomial with coefficients from the lowest power up."""
    return mp.fsum(c * x**p for p, c in enumerate(coefficients))


def remez(f: Function, weight: Function, terms: int, low: Real, high: Real) -> list[Real]:
    """Coefficients of the polynomial whose greatest weighted distance from `f` is least, lowest power first.

    The exchange algorithm of Remez (1934) on a fine grid of Chebyshev nodes.
    """
    n = terms + 1
    count = 40 * n
    grid = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + 0.5) / count) for i in range(count)]
    weights = [abs(weight(x)) for x in grid]
    rows = [[w * x**p for p in range(terms)] for x, w in zip(grid, weights, strict=True)]
    values = [w * f(x) for x, w in zip(grid, weights, strict=True)]
    chosen = [round((count - 1) * (1 - np.cos(np.pi * i / (n - 1))) / 2) for i in range(n)]
    for _ in range(40):
        system = mp.matrix([[*rows[i], (-1) ** k] for k, i in enumerate(chosen)])
        *coefficients, level = mp.lu_solve(system, mp.matrix([values[i] for i in chosen]))
        errors = [v - mp.fdot(row, coefficients) for row, v in zip(rows, values, strict=True)]
        worst = max(map(abs, errors))
        if worst <= abs(level) * (1 + mp.mpf("1e-4")):
            break
        chosen = _alternation(errors, n)
    return list(coefficients)


def _alternation(errors: list[Real], n: int) -> list[int]:
    """Positions of n extremes of alternating signs, the greatest among them."""
    peaks: list[int] = []
    for i, error in enumerate(errors):
        if peaks and error * errors[peaks[-1]] > 0:
            if abs(error) > abs(errors[peaks[-1]]):
                peaks[-1] = i
        else:
            peaks.append(i)
    while len(peaks) > n:
        peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
    return peaks


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """A polynomial to be found.

    Attributes
    ----------
    f
        What it stands for.
    weight
        What its error is multiplied by to give a relative error of the function.
    low, high
        Where it is used, or a little more.
    terms
        Number of coefficients, in float32 and in float64; 0 where it is not used.
    """

    f: Function
    weight: Function
    low: float
    high: float
    terms: tuple[int, int]

    def coefficients(self, dtype: type[np.floating[Any]]) -> list[float]:
        """Coefficients in the type's numbers, lowest power first.

        Those of the minimax polynomial are rounded one by one, lowest power first; after each, the others are moved by
        least squares on Chebyshev nodes so that they make up for the rounding.
        """
        terms = self.terms[dtype is np.float64]
        with mp.workdps(50):
            low, high = mp.mpf(self.low), mp.mpf(self.high)
            result = remez(self.f, self.weight, terms, low, high)
            half = (high - low) / 2
            nodes = [low + half - half * mp.cos(mp.pi * (i + 0.5) / (8 * terms)) for i in range(8 * terms)]
            for p in range(terms):
                lost = result[p] - _rounded(result[p], dtype)
                result[p] -= lost
                if p + 1 < terms:
                    powers = mp.matrix([[self.weight(x) * x**q for q in range(p + 1, terms)] for x in nodes])
                    moves = mp.lu_solve(powers, mp.matrix([self.weight(x) * lost * x**p for x in nodes]))
                    result[p + 1 :] = [c + move for c, move in zip(result[p + 1 :], moves, strict=True)]
            return [float(c) for c in result]

    def error(self, coefficients: Sequence[float], points: int = 1000) -> float:
        """Greatest relative error, on so many points."""
        with mp.workdps(50):
            xs = [self.low + (mp.mpf(self.high) - self.low) * (i + 0.5) / points for i in range(points)]
            return float(max(abs(self.weight(x) * (self.f(x) - evaluated(coefficients, x))) for x in xs))


def _rounded(x: Real, dtype: type[np.floating[Any]]) -> Real:
    """Nearest number of the type, which has more than enough exponents."""
    with mp.workprec(np.finfo(dtype).nmant + 1):
        return +x


def _odd(function: Function, high: float, terms: tuple[int, int]) -> Fit:
    """``(function(x) - x) / x^3`` in ``t = x^2``."""
    return Fit(
        f=lambda t: (function(mp.sqrt(t)) / mp.sqrt(t) - 1) / t,
        weight=lambda t: t * mp.sqrt(t) / function(mp.sqrt(t)),
        low=1e-9,
        high=high**2,
        terms=terms,
    )


def _log1p(low: float, high: float) -> Fit:
    """``(ln(1 + m) - m) / m^2``."""
    return Fit(
        f=lambda m: (mp.log1p(m) - m) / m**2, weight=lambda m: m**2 / mp.log1p(m), low=low, high=high, terms=(9, 20)
    )


_QUARTER = 1.005 * np.pi / 4  # a little more: the reduction rounds
_S = (2**0.5 - 1) / (2**0.5 + 1)

FITS: Mapping[str, Fit] = {
    "exp2": Fit(f=lambda r: (2**r - 1) / r, weight=lambda r: r / 2**r, low=-0.5, high=0.5, terms=(6, 11)),
    "expm1": Fit(
        f=lambda r: (mp.expm1(r) - r) / r**2, weight=lambda r: r**2 / mp.expm1(r),
        low=-0.3467, high=0.6935, terms=(6, 12),
    ),
    "log": _log1p(-0.2929, 0.41422),
    "log1p": _log1p(-0.2501, 0.5001),
    "log of normal": Fit(
        f=lambda m: (mp.log1p(m) - m) / m**2, weight=lambda m: m**2, low=-0.2929, high=0.41422, terms=(7, 0)
    ),
    "atanh": Fit(
        f=lambda t: ((mp.atanh(mp.sqrt(t)) / mp.sqrt(t) - 1) / t - mp.mpf(1) / 3) / t, weight=lambda t: t**2,
        low=1e-7, high=(1.0001 * _S) ** 2, terms=(3, 7),
    ),
    "sin": _odd(mp.sin, _QUARTER, (3, 6)),
    "cos": Fit(
        f=lambda t: (mp.cos(mp.sqrt(t)) - 1 + t / 2) / t**2, weight=lambda t: t**2 / mp.cos(mp.sqrt(t)),
        low=1e-6, high=_QUARTER**2, terms=(3, 6),
    ),
    "tan": _odd(mp.tan, _QUARTER, (7, 14)),
    "atan": _odd(mp.atan, 1.0, (8, 20)),
    "asin": _odd(mp.asin, 0.5, (5, 12)),
    "sinh": _odd(mp.sinh, 1.0, (4, 8)),
    "tanh": _odd(mp.tanh, 0.6, (5, 11)),
}  # fmt: skip


def rational_remez(
    f: Function, weight: Function, degrees: tuple[int, int], grid: Sequence[Real]
) -> tuple[list[Real], list[Real]]:
    """Numerator and denominator, lowest power first, whose ratio has the least weighted error on the grid.

    Exchanges of the points where the error is greatest, as for polynomials; between them the product of the error and
    the denominator is linearised about the last denominator. The first denominator comes from least squares.
    """
    m, n = degrees
    values, weights = [f(x) for x in grid], [weight(x) for x in grid]
    denominators: list[Real] = [mp.mpf(1) for _ in grid]
    chosen = list(range(0, len(grid), 10))
    for step in range(40):
        for _ in range(8):
            rows, right = [], []
            for k, i in enumerate(chosen):
                x, scale = grid[i], denominators[i] / weights[i]
                powers = [x**p / scale for p in range(m + 1)] + [-values[i] * x**p / scale for p in range(1, n + 1)]
                rows.append(powers + ([(-1) ** k] if step else []))
                right.append(values[i] / scale)
            solution = list(mp.lu_solve(mp.matrix(rows), mp.matrix(right)))
            top, bottom = solution[: m + 1], [mp.mpf(1), *solution[m + 1 : m + n + 1]]
            denominators = [evaluated(bottom, x) for x in grid]
        errors = [
            w * (v - evaluated(top, x) / q) for x, v, w, q in zip(grid, values, weights, denominators, strict=True)
        ]
        if step and max(map(abs, errors)) <= abs(solution[-1]) * (1 + mp.mpf("1e-3")):
            break
        chosen = _alternation(errors, m + n + 2)
    return top, bottom


def rounded_ratio(
    f: Function, weight: Function, degrees: tuple[int, int], grid: Sequence[Real]
) -> tuple[list[float], list[float], float]:
    """The ratio in float32, scaled by the number from 1 to 2 that loses least by rounding, and its weighted error."""
    top, bottom = (np.array(list(map(float, part))) for part in rational_remez(f, weight, degrees, grid))
    x = np.array(list(map(float, grid)))
    exact, weights = (np.array([float(value(point)) for point in grid]) for value in (f, weight))
    best = (np.inf, top, bottom)
    for scale in np.linspace(1.0, 2.0, 20001):
        p, q = ((scale * part).astype(np.float32).astype(np.float64) for part in (top, bottom))
        error = float(np.max(weights * np.abs(np.polyval(p[::-1], x) / np.polyval(q[::-1], x) - exact)))
        best = min(best, (error, p, q), key=lambda entry: entry[0])
    return best[1].tolist(), best[2].tolist(), best[0]


def score_ratio(w: Real) -> Real:
    """``score / (lower - upper)`` as a function of ``-ln(4 lower upper)``."""
    tail = mp.exp(-w) / (2 * (1 + mp.sqrt(-mp.expm1(-w))))
    score = mp.sqrt(w)
    for _ in range(60):  # Newton steps on the logarithm of the tail, which is nearly a parabola
        q = mp.erfc(score / mp.sqrt(2)) / 2
        change = mp.log(q / tail) * q * mp.sqrt(2 * mp.pi) * mp.exp(score**2 / 2)
        score += change
        if abs(change) < mp.mpf("1e-25"):
            break
    return score / (1 - 2 * tail)


def mills(z: Real) -> Real:
    """``exp(z^2 / 2) Q(z)``."""
    return mp.exp(z**2 / 2) * mp.erfc(z / mp.sqrt(2)) / 2


_CHEBYSHEV = [(1 - mp.cos(mp.pi * (i + mp.mpf(0.5)) / 500)) / 2 for i in range(500)]

_CENTRE = mp.mpf(float(np.float32(np.sqrt(np.pi / 2.0))))
_FROM_CENTRE = [mp.mpf("86.5") * s**2 + mp.mpf("1e-6") for s in _CHEBYSHEV]

RATIOS: Mapping[str, tuple[Function, Function, tuple[int, int], list[Real]]] = {
    "score": (lambda w: (score_ratio(w) - _CENTRE) / w, lambda w: w / score_ratio(w), (6, 6), _FROM_CENTRE),
    "mills": (mills, lambda z: 1 / mills(z), (4, 5), [mp.mpf("14.45") * s for s in _CHEBYSHEV]),
}


def main() -> None:
    for name in sys.argv[1:] or (*FITS, *RATIOS):
        print(name)  # noqa: T201
        if name in RATIOS:
            top, bottom, error = rounded_ratio(*RATIOS[name])
            print(f"    {_table(top, np.float32)} / {_table(bottom, np.float32)}  2^{np.log2(error):.1f}")  # noqa: T201
            continue
        dtypes: tuple[type[np.floating[Any]], ...] = (np.float32, np.float64)
        for dtype, terms in zip(dtypes, FITS[name].terms, strict=True):
            if terms:
                coefficients = FITS[name].coefficients(dtype)
                error = FITS[name].error(coefficients)
                print(f"    {dtype.__name__}: {_table(coefficients, dtype)}  2^{np.log2(error):.1f}")  # noqa: T201


def _table(coefficients: Sequence[float], dtype: type[np.floating[Any]]) -> str:
    return f"({', '.join(str(dtype(c)) for c in coefficients)})"


if __name__ == "__main__":
    main()
