"""Sentences and numbers of the risk summary, from the brief alone."""

from collections.abc import Mapping
from typing import Any

from pipelines.lexicon import frequency, likelihood, percent

Brief = Mapping[str, Any]
Cell = Mapping[str, Any]

_MINUS = "−"


def headline(brief: Brief) -> list[str]:
    """The answer in two sentences, with word, number and frequency; or why there is none."""
    if brief["undefined"]:
        share = f"{brief['undefined']:,} of {brief['samples']:,} futures"
        return [f"No answer: in {share} the gap between orbit and ground is not a number."]
    horizon = brief["horizon"]
    never = 1.0 - brief["p_breakeven_by_horizon"]["value"]
    middle = brief["breakeven_year"]["p50"]["value"]
    reached = f"reaches even odds in {middle:.0f}" if middle != "never" else f"does not reach even odds by {horizon}"
    share = f"{percent(never)} of futures ({frequency(never)})"
    return [
        _answer(brief["p_orbit_cheaper"]["value"], brief["decision_year"], brief["samples"]),
        f"Breakeven {reached}; in {share} orbit does not break even by {horizon}.",
    ]


def _answer(p: float, year: int, samples: int) -> str:
    cheaper = f"cheaper than ground for a {year} start"
    if p in {0.0, 1.0}:
        return f"{'All' if p else 'None'} of the {samples:,} simulated futures make orbit {cheaper}."
    numbers = f"({percent(p)}, {frequency(p)})"
    if not 0.01 <= p <= 0.99:
        return f"{'Almost none' if p < 0.5 else 'Nearly all'} of the simulated futures {numbers} make orbit {cheaper}."
    match likelihood(p):
        case "almost no chance":
            return f"There is almost no chance {numbers} that orbit is {cheaper}."
        case "about even":
            return f"The odds are about even {numbers} that orbit is {cheaper}."
        case word:
            return f"Orbit is {word} {numbers} to be {cheaper}."


def with_error(cell: Cell, scale: float, digits: int) -> str:
    """A number and half of its 95 % interval: ``21,865 ± 19``."""
    value, reach = cell["value"], cell["half_width"]
    if not isinstance(value, float):
        return value or "not a number"
    shown = f"{value * scale:,.{digits}f}".replace("-", _MINUS)
    if not isinstance(reach, float):
        return f"{shown} ± ?"
    smallest = 10.0**-digits
    return f"{shown} ± " + (
        f"{reach * scale:,.{digits}f}" if reach * scale >= smallest / 2 else f"<{smallest:.{digits}f}"
    )


def percent_with_error(cell: Cell) -> str:
    """A probability in percent and half of its 95 % interval; a bound where all futures agree."""
    value, reach = 100 * cell["value"], 100 * cell["half_width"]
    digits = max(1, min(6, 1 - int(f"{reach:e}".split("e")[1])))
    if value in {0.0, 100.0}:
        return f"> {100 - reach:.{digits}f}%" if value else f"< {reach:.{digits}f}%"
    return f"{value:.{digits}f}% ± {reach:.{digits}f}"


def year_with_error(cell: Cell, horizon: int) -> str:
    """A year with the ends of its 95 % interval where they differ: ``2044 (2043 to 2045)``, ``not by 2060``."""

    def words(value: float | str | None) -> str:
        if value is None:
            return "not a number"
        return f"not by {horizon}" if isinstance(value, str) else f"{value:.0f}"

    low, value, high = (words(cell[key]) for key in ("low", "value", "high"))
    return value if low == value == high else f"{value} ({low} to {high})"
