"""Normal distribution and quantile functions in float32, accurate in both tails; those of float64 need no others."""

from mc.elementary.constants import LN_2, LOG2_E, parts
from mc.elementary.exponential import two_to, whole_shift
from mc.elementary.formats import polynomial
from mc.elementary.logarithm import number_of_exponent, reduced_normal
from mc.expression.node import Node, absolute, fma, maximum, minimum, select

_LOG = (-0.50000584, 0.3333526, -0.2496147, 0.1988833, -0.17326018, 0.16335285, -0.100340806)
"""``(ln(1 + m) - m) / m^2`` for ``1/sqrt(2) <= 1 + m < sqrt(2)``, minimax for the absolute error: 2^-24.7."""

_CENTRE = 1.2533141  # sqrt(pi / 2)
_SCORE = (0.4591033, 0.075019374, 0.015465124, 0.0014698276, 0.00012377478, 1.3968072e-06, 1.2265415e-09)
_SCORE_DIVISOR = (1.3992, 0.15902013, 0.053240504, 0.004249518, 0.0004874942, 1.30197295e-05, 4.5594742e-08)
"""``(score / (lower - upper) - _CENTRE) / w`` as a ratio of polynomials in ``w = -ln(4 lower upper)`` from 0 to 86.5,
minimax for the relative error of the score: 2^-23.7. Of all multiples of both polynomials, this one loses least by
rounding."""

_MILLS = (0.622825, 0.54584235, 0.22815827, 0.05058495, 0.005123062)
_MILLS_DIVISOR = (1.24565, 2.08557, 1.4975299, 0.58456224, 0.12680574, 0.012841462)
"""``exp(z^2 / 2) Q(z)`` as a ratio of polynomials for z from 0 to 14.4, in the same way: 2^-26.8."""


def normal_quantile(lower: Node, upper: Node) -> Node:
    """Quantile of the standard normal distribution, from both tail probabilities, in float32.

    Its error is 1.2e-7 up to a score of 1/2, and then relative: 2.9e-7 up to 2.5, 3.4e-7 up to 6.5 (the scores of
    points), 4.5e-7 up to 13.06, which is the score of zero and of all probabilities below 2^-128. Found with 10^6
    random ones.

    The score divided by ``upper - lower`` is a smooth function of ``w = -ln(4 lower upper)``, which grows like
    ``sqrt(2 w)``: Giles (2010), Approximating the erfinv function, GPU Computing Gems. Here it is one rational function
    over the whole range, found by a rational Remez algorithm: all its coefficients are positive, and it costs less than
    his square root and two polynomials.
    """
    both = maximum(lower * 4.0 * upper, 2.0**-126)
    m, minus_k = reduced_normal(both, 0.5**0.5)
    log1p = fma(m * m, polynomial(m, _LOG), m)
    w = fma(minus_k, float(LN_2) * -number_of_exponent(both), -log1p)
    return (lower - upper) * fma(w, polynomial(w, _SCORE) / polynomial(w, _SCORE_DIVISOR), _CENTRE)


def normal_tails(score: Node) -> tuple[Node, Node]:
    """Probabilities of not exceeding, and of exceeding, a standard normal score, in float32.

    The smaller one is within 3.6 ulp up to a score of 1, 5.2 ulp up to 6 and 6.4 ulp beyond; the greater one within 2.
    Found with 10^6 random scores.

    ``exp(-z^2 / 2)``, with the square in two floats, times a rational function with positive coefficients: Cody (1969),
    Rational Chebyshev approximations for the error function, Mathematics of Computation 23, 631-637, has the form.
    """
    size = minimum(absolute(score), 15.0)
    square = size * size
    square_low = fma(size, size, -square)
    high, low = parts(-LOG2_E / 2, score.dtype, 2)
    shift = whole_shift(score)
    shifted = fma(square, high, shift)
    remainder = fma(square_low, high, fma(square, low, fma(square, high, shift - shifted)))
    mills = polynomial(size, _MILLS) / polynomial(size, _MILLS_DIVISOR)
    tail = two_to(shifted, remainder, mills)
    negative = score < 0.0
    return select(negative, tail, 1.0 - tail), select(negative, 1.0 - tail, tail)
