"""Rules for what a key may be, as values: one object checks and words the message."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that one value must follow.

    Attributes
    ----------
    allowed
        The rule in words, completing the sentence "must be ...".
    holds
        Whether a value of any type follows it.
    words
        All that is allowed, where that is a few words.
    """

    allowed: str
    holds: Callable[[object], bool]
    words: tuple[str, ...] = ()


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number that float64 holds, and not nan; truth values are none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return not math.isnan(value)
    except OverflowError:  # of an integer
        return False


def is_date(value: object) -> bool:
    """Whether a value is a date of TOML, or the text of one, as in JSON."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return type(value) is date  # a datetime is a date to isinstance


def whole(low: int, high: int) -> Rule:
    """Return the rule for a whole number from `low` to `high`."""
    return Rule(f"a whole number from {low} to {high}", lambda value: type(value) is int and low <= value <= high)


def one_of(*words: str) -> Rule:
    """Return the rule for one of a few words."""
    *most, last = map(repr, words)
    return Rule(f"{', '.join(most)} or {last}" if most else last, lambda value: value in words, words)


TEXT = Rule("text that is not empty", lambda value: isinstance(value, str) and bool(value.strip()))
NAME = Rule("a name of letters, digits, '-' and '_'", lambda value: isinstance(value, str) and _is_name(value))
DATE = Rule("a date such as 2026-11-20", is_date)
NUMBER = Rule("a finite number", lambda value: is_number(value) and math.isfinite(value))
POSITIVE = Rule("a finite number greater than 0", lambda value: is_number(value) and 0 < value < math.inf)
CORRELATION = Rule("a number from -1 to 1", lambda value: is_number(value) and -1 <= value <= 1)
BOOLEAN = Rule("true or false", lambda value: isinstance(value, bool))
TEXTS = Rule(
    "a list of text", lambda value: isinstance(value, list) and all(isinstance(item, str) and item for item in value)
)


def _is_name(value: str) -> bool:
    return (
        bool(value) and value.replace("-", "_").replace("_", "a").isascii() and value.replace("-", "_").isidentifier()
    )
