"""Words for probabilities, never without the number."""

from bisect import bisect_right

_BANDS = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)
_WORDS = ("almost no chance", "very unlikely", "unlikely", "about even", "likely", "very likely", "almost certain")


def likelihood(probability: float) -> str:
    """Word for a probability: ICD 203 (2015), Analytic Standards; seven bands that do not overlap."""
    return _WORDS[bisect_right(_BANDS, probability)]


def percent(probability: float) -> str:
    """Percentage in whole numbers that never claims certainty: ``<1%``, ``35%``, ``>99%``."""
    if probability < 0.01:
        return "<1%"
    return ">99%" if probability > 0.99 else f"{100 * probability:.0f}%"


def frequency(probability: float) -> str:
    """Frequency that goes with a probability: ``7 in 20``; ``1 in 40`` and ``39 in 40`` near the ends."""
    if probability in {0.0, 1.0}:
        return "all of them" if probability else "none of them"
    rarer = min(probability, 1.0 - probability)
    if rarer >= 0.05:
        return f"{20 * probability:.0f} in 20"
    of = float(f"{1 / rarer:.2g}")
    return f"1 in {of:,.0f}" if probability < 0.5 else f"{of - 1:,.0f} in {of:,.0f}"
