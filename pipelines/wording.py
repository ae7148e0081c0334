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
    share = f"in {percent(never)} of futures ({frequency(never)}) orbit does not break even by {horizon}"
    if never in {0.0, 1.0}:
        share = f"in all of the simulated futures orbit {'does not break' if never else 'breaks'} even by {horizon}"
    return [
        _answer(brief["p_orbit_cheaper"]["value"], brief["decision_year"], brief["samples"]),
        f"Breakeven {reached}; {share}.",
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
    """A number and half of its 95 % interval, unless that is zero: ``21,865 ± 19``."""
    value, reach = cell["value"], cell["half_width"]
    if not isinstance(value, float):
        return value or "not a number"
    shown = f"{value * scale:,.{digits}f}".replace("-", _MINUS)
    if not isinstance(reach, float):
        return f"{shown} ± ?"
    if not reach:
        return shown
    return f"{shown} ± {fixed(reach, scale, digits)}"


def percent_with_error(cell: Cell) -> str:
    """A probability in percent and half of its 95 % interval, or the ends that it cannot pass.

    A bound where all futures agree by chance.
    """
    value, reach = 100 * cell["value"], 100 * cell["half_width"]
    if not reach:
        return f"{value:g}%"
    digits = max(1, min(6, 1 - int(f"{reach:e}".split("e")[1])))
    if value in {0.0, 100.0}:
        return f"> {100 - reach:.{digits}f}%" if value else f"< {reach:.{digits}f}%"
    if reach > min(value, 100.0 - value):
        low, high = max(value - reach, 0.0), min(value + reach, 100.0)
        return f"{value:.{digits}f}% ({low:.{digits}f} to {high:.{digits}f})"
    return f"{value:.{digits}f}% ± {reach:.{digits}f}"


def year_with_error(cell: Cell, horizon: int) -> str:
    """A year with the ends of its 95 % interval where they differ: ``2044 (2043 to 2045)``, ``not by 2060``."""
    low, value, high = (_year(cell[key], horizon) for key in ("low", "value", "high"))
    return value if low == value == high else f"{value} ({low} to {high})"


def _year(value: float | str | None, horizon: int) -> str:
    if value is None:
        return "not a number"
    return f"not by {horizon}" if isinstance(value, str) else f"{value:.0f}"


_LARGER = {
    "USD": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")),
    "W": ((1e9, " GW"), (1e6, " MW"), (1e3, " kW")),
    "Wh": ((1e9, " GWh"), (1e6, " MWh"), (1e3, " kWh")),
    "kg": ((1e9, " million t"), (1e3, " t")),
    "m2": ((1e6, " km2"),),
}
_UNIT_WORDS = {"1": "", "1/year": " a year", "year": " years", "USD": ""}


def money(largest: float) -> tuple[str, float, int]:
    """Unit for a column of amounts, its scale, and digits, by the largest of them."""
    unit, scale = ("USD bn", 1e-9) if abs(largest) >= 1e9 else ("USD million", 1e-6)
    return unit, scale, 2 if abs(largest) * scale >= 100.0 else 3


def fixed(value: float | None, scale: float = 1.0, digits: int = 0) -> str:
    """A number to a fixed number of digits, which is zero only if the number is."""
    if value is None:
        return "not a number"
    smallest = 10.0**-digits
    if value and abs(value * scale) < smallest / 2:
        return f"{'<' if value > 0.0 else f'>{_MINUS}'}{smallest:.{digits}f}"
    return f"{value * scale:,.{digits}f}".replace("-", _MINUS)


def quantity(cell: Cell | float | None, unit: str) -> str:
    """A number with its unit: ``$5.3 billion``, ``337 ± 1 a year``.

    It has four digits, or as many as half of its 95 % interval leaves. A cell without such a half is exact.
    """
    value, reach = (cell["value"], cell.get("half_width")) if isinstance(cell, Mapping) else (cell, None)
    if not isinstance(value, float):
        return value or "not a number"
    scale, word = next(
        ((size, word) for size, word in _LARGER.get(unit, ()) if abs(value) >= size),
        (1.0, _UNIT_WORDS.get(unit, f" {unit}")),
    )
    if unit == "year" and value == 1.0:
        word = " year"
    shown, error = abs(value / scale), (reach or 0.0) / scale
    digits = max(0, 3 - _exponent(shown)) if shown else 0
    if error:
        digits = min(digits, max(0, -_exponent(error)))
    sign, mark = _MINUS if value < 0.0 else "", "$" if unit == "USD" else ""
    number = f"{shown:,.{digits}f}"
    if error:
        number += f" ± {fixed(error, 1.0, digits)}"
    elif digits:
        number = number.rstrip("0").rstrip(".")
    return f"{sign}{mark}{number}{word}"


def _exponent(value: float) -> int:
    return int(f"{value:e}".split("e")[1])


def check_sentence(name: str, check: Mapping[str, Any]) -> str:
    """What is needed against what there is, and in how many futures it is not enough."""
    unit, words = check["unit"], check["words"]
    share = f", in {_share(check['share'])} futures" if "share" in check else ""
    uncertain = isinstance(check["needed"], Mapping) and check["needed"]["half_width"]
    on_average = " on average" if uncertain else ""
    needed, available = quantity(check["needed"], unit) + on_average, quantity(check["available"], unit)
    return f"{name.replace('_', ' ')}: {words['needed']} {needed} against {available} ({words['available']}){share}"


def _share(cell: Cell) -> str:
    return "all" if cell["value"] == 1.0 else f"{percent_with_error(cell)} of"


def claim_cells(claim: Mapping[str, Any]) -> tuple[str, ...]:
    """Cells of a table of claims: claimed, found, difference, verdict, and where among the futures it lies."""
    unit, difference, place = claim["unit"], claim["difference"], claim.get("percentile")
    tolerance = f"within {100 * claim['tolerance']:g}%"
    return (
        quantity(claim["claimed"], unit),
        quantity(claim["found"], unit),
        "" if difference is None else _signed(difference),
        tolerance if claim["within"] else f"NOT {tolerance}",
        "" if place is None else f"above {percent(place)} of futures",
    )


def _signed(share: float) -> str:
    shown = f"{100 * share:+,.{2 if abs(share) < 10.0 else 0}f}%".replace("-", _MINUS)
    return shown if shown.strip(f"+{_MINUS}0.%") else "0.00%"


def comparison(future: Brief) -> list[str]:
    """Sentences that hold both sides of one future against each other."""
    gap, ratio, per_hour = future["gap_usd_per_kw_year"], future["ratio"], future["level_cost_usd_per_gpu_hour"]
    hours = {side: quantity(cost, "USD/h") for side, cost in per_hour.items()}
    price, even = future["launch_price_usd_per_kg"], future["breakeven_launch_price_usd_per_kg"]
    year, first = (_year(future[key], future["horizon"]) for key in ("breakeven_year", "breakeven_year_first"))
    return [
        *(
            f"orbit / ground{words}: {quantity(ratio[key], '1')}; gap {quantity(gap[key], 'USD/kW-year')}"
            for words, key in (("", "with_it"), (", IT hardware free", "without_it"))
        ),
        f"an hour of an accelerator: {hours['orbit']} in orbit, {hours['ground']} on the ground",
        f"launch price {quantity(price, 'USD/kg')}; both sides cost the same at {quantity(even, 'USD/kg')}",
        f"breakeven year: {year}" + ("" if first == year else f"; first year in which orbit is cheaper: {first}"),
    ]


def parts(what: str, output: Mapping[str, Any]) -> str:
    """One sentence for an output by part, but for what is next to nothing: ``mass: array 12.1, bus 8.4 kg/kW``."""
    values = {name: value for name, value in output["value"].items() if value}
    least = 1e-6 * max(map(abs, values.values()), default=0.0)
    shown = ", ".join(
        f"{name.replace('_', ' ')} {quantity(value, '1')}" for name, value in values.items() if abs(value) > least
    )
    return f"{what}: {shown or '0'} {output['unit']}"
