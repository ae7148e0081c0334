"""Words and numbers of the summary, at their edges."""

import pytest

from pipelines.lexicon import frequency, likelihood, percent
from pipelines.wording import (
    check_sentence,
    claim_cells,
    comparison,
    fixed,
    headline,
    money,
    parts,
    percent_with_error,
    quantity,
    with_error,
    year_with_error,
)


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
        (brief(0.995, 0.0, 2028.0), MANY, "in all of the simulated futures orbit breaks even by 2060"),
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
        (1.0, 0.0, "100%"),
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
        (20.4, 0.0, "20"),
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


@pytest.mark.parametrize(
    ("cell", "unit", "shown"),
    [
        (8.2e6, "USD", "$8.2 million"),
        (-69.628e9, "USD", "−$69.63 billion"),
        (3.0e12, "USD", "$3 trillion"),
        (950.0, "USD", "$950"),
        (339.46, "1/year", "339.5 a year"),
        (1.0, "year", "1 year"),
        (2.0983, "year", "2.098 years"),
        (0.0, "USD/kW-year", "0 USD/kW-year"),
        (22_215.4, "USD/kW-year", "22,215 USD/kW-year"),
        (1e9, "W", "1 GW"),
        (2.268e6, "W", "2.268 MW"),
        (84_284_000.0, "kg", "84,284 t"),
        (575.0, "kg", "575 kg"),
        (9.33e6, "m2", "9.33 km2"),
        (147_892.0, "m2", "147,892 m2"),
        (0.05, "1", "0.05"),
        (0.00234012, "USD/h", "0.00234 USD/h"),
        (None, "USD", "not a number"),
        ({"value": 337.2, "half_width": 1.3}, "1/year", "337 ± 1 a year"),
        ({"value": 85.61e9, "half_width": 5.2e7}, "USD", "$85.61 ± 0.05 billion"),
        ({"value": 304.11, "half_width": 0.003}, "K", "304.1 ± <0.1 K"),
        ({"value": 145.0, "half_width": 0.0}, "1/year", "145 a year"),
        ({"value": None, "half_width": None}, "K", "not a number"),
    ],
)
def test_quantities_have_their_unit_and_as_many_digits_as_are_known(cell: object, unit: str, shown: str) -> None:
    assert quantity(cell, unit) == shown  # type: ignore[arg-type]  # all kinds of cells in one table


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0.0, 0, "0"),
        (0.4, 0, "<1"),
        (-0.4, 0, ">−1"),
        (1234.5, 1, "1,234.5"),
        (-3.0, 2, "−3.00"),
        (None, 0, "not a number"),
    ],
)
def test_only_zero_is_shown_as_zero(value: float | None, digits: int, shown: str) -> None:
    assert fixed(value, 1.0, digits) == shown


def test_amounts_have_three_to_five_digits() -> None:
    assert money(262.5e9) == ("USD bn", 1e-9, 2)
    assert money(51.1e9) == ("USD bn", 1e-9, 3)
    assert money(167.2e6) == ("USD million", 1e-6, 2)
    assert money(8.2e6) == ("USD million", 1e-6, 3)


CHECK = {
    "unit": "1/year",
    "words": {"needed": "launches needed", "available": "launches that can be had"},
    "needed": {"value": 337.2, "half_width": 1.3},
    "available": {"value": 145.0, "half_width": 0.0},
    "share": {"value": 0.931, "half_width": 0.0011},
}


def test_a_check_is_a_sentence_with_both_numbers() -> None:
    sentence = "launches: launches needed 337 ± 1 a year on average against 145 a year (launches that can be had)"
    assert check_sentence("launches", CHECK) == f"{sentence}, in 93.10% ± 0.11 of futures"
    assert (
        check_sentence("launches", {**CHECK, "share": {"value": 1.0, "half_width": 0.1}})
        == f"{sentence}, in all futures"
    )
    alone = {key: value for key, value in CHECK.items() if key != "share"} | {"needed": 337.2}
    assert check_sentence("launches", alone) == sentence.replace("337 ± 1 a year on average", "337.2 a year")


@pytest.mark.parametrize(
    ("difference", "within", "percentile", "shown"),
    [
        (0.21714, False, None, ("+21.71%", "NOT within 2%", "")),
        (-0.0190, True, 0.351, ("−1.90%", "within 2%", "above 35% of futures")),
        (-1e-6, True, 0.0, ("0.00%", "within 2%", "above <1% of futures")),
        (1098.14, False, None, ("+109,814%", "NOT within 2%", "")),
        (None, False, None, ("", "NOT within 2%", "")),
    ],
)
def test_claims(difference: float | None, within: bool, percentile: float | None, shown: tuple[str, ...]) -> None:  # noqa: FBT001  # a row of the table
    claim = {"unit": "USD", "claimed": 7e6, "found": 8.52e6, "tolerance": 0.02, "difference": difference}
    cells = claim_cells({**claim, "within": within, "percentile": percentile})
    assert cells == ("$7 million", "$8.52 million", *shown)


def test_both_sides_of_a_future_are_compared() -> None:
    future = {
        "horizon": 2060,
        "ratio": {"with_it": 2.885, "without_it": None},
        "gap_usd_per_kw_year": {"with_it": -12.5, "without_it": 0.0},
        "level_cost_usd_per_gpu_hour": {"orbit": 9.369, "ground": 3.25},
        "launch_price_usd_per_kg": 246.7,
        "breakeven_launch_price_usd_per_kg": -478.5,
        "breakeven_year": "never",
        "breakeven_year_first": 2041.0,
    }
    assert comparison(future) == [
        "orbit / ground: 2.885; gap −12.5 USD/kW-year",
        "orbit / ground, IT hardware free: not a number; gap 0 USD/kW-year",
        "an hour of an accelerator: 9.369 USD/h in orbit, 3.25 USD/h on the ground",
        "launch price 246.7 USD/kg; both sides cost the same at −478.5 USD/kg",
        "breakeven year: not by 2060; first year in which orbit is cheaper: 2041",
    ]


def test_parts_are_told_without_those_that_are_nothing() -> None:
    output = {"unit": "kg/kW", "value": {"compute": 14.152, "platform_other": 0.5, "battery": 0.0, "bus": 3e-7}}
    assert parts("mass", output) == "mass: compute 14.15, platform other 0.5 kg/kW"


def test_an_interval_of_a_chance_ends_at_none_and_at_all() -> None:
    assert percent_with_error({"value": 0.00012, "half_width": 0.00018}) == "0.012% (0.000 to 0.030)"
    assert percent_with_error({"value": 0.9999, "half_width": 0.0002}) == "99.990% (99.970 to 100.000)"
