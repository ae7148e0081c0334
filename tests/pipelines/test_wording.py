"""Words and numbers of the summary, at their edges."""

import pytest

from pipelines.lexicon import frequency, likelihood, percent
from pipelines.wording import headline, percent_with_error, with_error, year_with_error


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.0, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.35, "unlikely"),
        (0.5, "about even"),
        (0.55, "likely"),
        (0.94, "very likely"),
        (0.95, "almost certain"),
    ],
)
def test_words_follow_icd_203(p: float, word: str) -> None:
    assert likelihood(p) == word


@pytest.mark.parametrize(
    ("p", "shown", "often"),
    [
        (0.0, "<1%", "none of them"),
        (0.0007, "<1%", "1 in 1,400"),
        (0.049, "5%", "1 in 20"),
        (0.35, "35%", "7 in 20"),
        (0.96, "96%", "24 in 25"),
        (0.99, "99%", "99 in 100"),
        (0.996, ">99%", "249 in 250"),
        (1.0, ">99%", "all of them"),
    ],
)
def test_no_percentage_claims_certainty(p: float, shown: str, often: str) -> None:
    assert percent(p) == shown
    assert frequency(p) == often


def brief(p: float, never: float, middle: object, undefined: int = 0) -> dict[str, object]:
    return {
        "samples": 1000,
        "undefined": undefined,
        "decision_year": 2035,
        "horizon": 2060,
        "p_orbit_cheaper": {"value": p},
        "p_breakeven_by_horizon": {"value": 1.0 - never},
        "breakeven_year": {"p50": {"value": middle}},
    }


NONE = "None of the 1,000 simulated futures make orbit"
FEW, MANY = (
    "Almost none of the simulated futures (<1%, 1 in 250)",
    "Nearly all of the simulated futures (>99%, 199 in 200)",
)


@pytest.mark.parametrize(
    ("given", "first", "second"),
    [
        (brief(0.0, 1.0, "never"), NONE, "does not reach even odds by 2060"),
        (brief(0.004, 0.9, "never"), FEW, "90% of futures (18 in 20)"),
        (brief(0.03, 0.9, "never"), "There is almost no chance (3%, 1 in 33) that orbit", "does not reach even odds"),
        (brief(0.35, 0.2, 2044.0), "Orbit is unlikely (35%, 7 in 20) to be cheaper", "reaches even odds in 2044"),
        (brief(0.5, 0.2, 2035.0), "The odds are about even (50%, 10 in 20)", "in 20% of futures (4 in 20)"),
        (brief(0.995, 0.0, 2028.0), MANY, "<1% of futures (none of them)"),
        (brief(1.0, 0.0, 2026.0), "All of the 1,000 simulated futures make orbit cheaper", "even odds in 2026"),
    ],
)  # fmt: skip
def test_headline(given: dict[str, object], first: str, second: str) -> None:
    answer, breakeven = headline(given)
    assert answer.startswith(first)
    assert second in breakeven


def test_without_numbers_there_is_no_headline() -> None:
    assert headline(brief(0.0, 1.0, None, undefined=3)) == [
        "No answer: in 3 of 1,000 futures the gap between orbit and ground is not a number."
    ]


@pytest.mark.parametrize(
    ("value", "reach", "shown"),
    [
        (0.0, 3e-6, "< 0.00030%"),
        (1.0, 3e-6, "> 99.99970%"),
        (1.0, 4.6e-5, "> 99.9954%"),
        (0.35, 0.0014, "35.00% ± 0.14"),
        (0.007, 0.00027, "0.700% ± 0.027"),
    ],
)
def test_chances(value: float, reach: float, shown: str) -> None:
    assert percent_with_error({"value": value, "half_width": reach}) == shown


@pytest.mark.parametrize(
    ("value", "reach", "shown"),
    [
        (21864.7, 19.2, "21,865 ± 19"),
        (-389.2, 0.2, "−389 ± <1"),
        (5.0, None, "5 ± ?"),
        ("beyond the histogram", None, "beyond the histogram"),
        (None, None, "not a number"),
    ],
)
def test_numbers(value: object, reach: object, shown: str) -> None:
    assert with_error({"value": value, "half_width": reach}, 1.0, 0) == shown


@pytest.mark.parametrize(
    ("low", "value", "high", "shown"),
    [
        (2044.0, 2044.0, 2044.0, "2044"),
        (2043.0, 2044.0, "never", "2044 (2043 to not by 2060)"),
        ("never", "never", "never", "not by 2060"),
        (None, None, None, "not a number"),
    ],
)
def test_years(low: object, value: object, high: object, shown: str) -> None:
    assert year_with_error({"low": low, "value": value, "high": high}, 2060) == shown
