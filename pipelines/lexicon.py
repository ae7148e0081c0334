"""Words for probabilities, never without the number."""

from bisect import bisect_right

_BANDS = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)
_WORDS = ("almost no chance", "very unlikely", "unlikely", "about even", "likely", "very likely", "almost certain")


def likelihood(probability: float) -> str:
    """Word for a probability: ICD 203 (2015), Analytic Standards, figure 1; seven bands that do not overlap."""
    return _WORDS[bisect_right(_BANDS, probability)]


def percent(probability: float) -> str:
    """Percentage in whole numbers that never claims certainty: ``<1%``, ``35%``, ``>99%``."""
    if probability < 0.01:
        return "<1%"
    return ">99%" if probability > 0.99 else f"{100 * probability:.0f}%"


def frequency(probability: float) -> str:
    """Frequency that goes with a probability: ``7 in 20``, or ``1 in 40`` below one in twenty."""
    if probability <= 0:
        return "none of them"
    if probability < 0.05:
        return f"1 in {float(f'{1 / probability:.2g}'):,.0f}"
    if probability > 0.975:
        return "nearly all" if probability > 0.99 else "39 in 40"
    return f"{20 * probability:.0f} in 20"
