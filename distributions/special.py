"""Normal distribution and quantile functions in the traceable subset, accurate in both tails."""

import numpy as np

from distributions.arrays import FloatArray, elementary

# Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37(3), 477-484; numerators and denominators
# from the highest power down.
_CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
_FAR_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0),
)  # fmt: skip

_TINY = 5e-324  # keeps the logarithm of a probability of zero finite; its quantile is about -38.5


def _horner(coefficients: tuple[float, ...], x: FloatArray) -> FloatArray:
    total = coefficients[0] * x + coefficients[1]
    for coefficient in coefficients[2:]:
        total = total * x + coefficient
    return total


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: FloatArray) -> FloatArray:
    return _horner(coefficients[0], x) / _horner(coefficients[1], x)


@elementary
def normal_quantile(lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Quantile of the standard normal distribution, with full relative precision in both tails.

    Parameters
    ----------
    lower, upper
        Probability of not exceeding, and of exceeding, the result; of one shape, with ``lower + upper == 1``.

    Returns
    -------
    FloatArray
        Normal scores, of the same shape; relative error about 1e-15 down to probabilities of 1e-300.

    Notes
    -----
    Wichura (1988), algorithm AS 241.
    """
    tail = np.minimum(lower, upper)
    centred = lower - 0.5
    centre = centred * _ratio(_CENTRE, 0.180625 - centred * centred)
    root = np.sqrt(-np.log(np.maximum(tail, _TINY)))
    outside = np.where(root <= 5.0, _ratio(_TAIL, root - 1.6), _ratio(_FAR_TAIL, root - 5.0))
    return np.where(np.abs(centred) <= 0.425, centre, np.where(lower < upper, -outside, outside))


# Cody (1969), Rational Chebyshev approximations for the error function, Mathematics of Computation 23,
# 631-637; coefficients of his CALERF, numerators and denominators from the highest power down.
_ERF_NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
     3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)  # fmt: skip
_ERFC_MIDDLE = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
     1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
     3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)  # fmt: skip
_ERFC_FAR = (
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
     1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2,
     2.33520497626869185e-3),
)  # fmt: skip

_INVERSE_SQRT_2 = 0.7071067811865475244
_INVERSE_SQRT_PI = 0.56418958354775628695


_INVERSE_SQRT_2_PI = 0.3989422804014326779


def normal_density(score: FloatArray) -> FloatArray:
    """Density of the standard normal distribution; of the shape of `score`."""
    return _INVERSE_SQRT_2_PI * np.exp(-0.5 * score**2)


@elementary
def normal_tails(score: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Probabilities of not exceeding, and of exceeding, a standard normal score.

    Parameters
    ----------
    score
        Normal scores, any shape.

    Returns
    -------
    lower, upper
        Of the same shape. Each keeps its full relative precision (about 1e-15) where it is the small one.

    Notes
    -----
    ``lower = erfc(-score / sqrt(2)) / 2`` by Cody (1969). The square in the exponent is split at a multiple of
    1/16, as he does, so that its rounding does not cost the tail its precision.
    """
    size = np.minimum(np.abs(score), 40.0)
    coarse = np.floor(size * 16.0) * 0.0625
    gauss = np.exp(-0.5 * coarse * coarse) * np.exp(-0.5 * (size - coarse) * (size + coarse))
    y = size * _INVERSE_SQRT_2
    square = y * y
    inverse_square = 1.0 / np.maximum(square, 0.25)
    near = 1.0 - y * _ratio(_ERF_NEAR, square)
    middle = gauss * _ratio(_ERFC_MIDDLE, y)
    far = gauss * (_INVERSE_SQRT_PI - inverse_square * _ratio(_ERFC_FAR, inverse_square)) / np.maximum(y, 0.5)
    tail = 0.5 * np.where(y <= 0.46875, near, np.where(y <= 4.0, middle, far))
    return np.where(score < 0.0, tail, 1.0 - tail), np.where(score < 0.0, 1.0 - tail, tail)
