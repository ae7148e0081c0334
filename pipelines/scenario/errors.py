"""What is wrong with a scenario, said so that it can be put right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from distributions.errors import did_you_mean
from pipelines.scenario.lines import KeyPath

_WIDEST_VALUE = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    where
        ``file:line``, or the origin of what has no line.
    key
        The key, with dots; empty where a file is at fault as a whole.
    value
        The value as it is shown; empty where there is none.
    message
        What is allowed.
    """

    where: str
    key: str
    value: str
    message: str

    def __str__(self) -> str:
        subject = f"{self.key} = {self.value}" if self.value else self.key
        return ": ".join(part for part in (self.where, subject, self.message) if part)


class ScenarioError(Exception):
    """A scenario with problems: all of them at once, and nothing was run.

    Attributes
    ----------
    label
        The scenario, as the user called it.
    problems
        At least one.
    """

    def __init__(self, label: str, problems: Sequence[Problem]) -> None:
        super().__init__(label, problems)
        self.label = label
        self.problems = tuple(problems)

    def __str__(self) -> str:
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        return "\n  ".join((f"error: {self.label} has {count} (nothing was run)", *map(str, self.problems)))


class ScenarioNotFoundError(Exception):
    """Neither a shipped scenario nor a row nor a file.

    Attributes
    ----------
    reference
        What was asked for.
    shipped
        What comes with the package: scenarios, or rows if it is called like one.
    rows
        Whether these are rows.
    """

    def __init__(self, reference: str, shipped: Sequence[str], *, rows: bool = False) -> None:
        super().__init__(reference, shipped)
        self.reference = reference
        self.shipped = tuple(shipped)
        self.rows = rows

    def __str__(self) -> str:
        return f"error: {self.reference!r}: {self.advice} (nothing was run)"

    @property
    def advice(self) -> str:
        """What was looked for, and what there is."""
        if self.rows:
            hint = did_you_mean(self.reference, self.shipped)
            return f"no such file or row{hint} (orbital-risk scenarios --rows lists them)"
        shipped = ", ".join(self.shipped) or "none"
        return f"no such file or shipped scenario{did_you_mean(self.reference, self.shipped)} (shipped: {shipped})"


def show_key(path: KeyPath) -> str:
    """Return a path as it is written in TOML: ``dependence.pairs[0].between``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", part)
            text += ("." if text else "") + (part if bare else repr(part))
    return text


def show_value(value: object) -> str:
    """Return a value as it is written in TOML, shortened; tables and lists of them are shown as nothing."""
    match value:
        case dict():
            return ""
        case bool():
            text = "true" if value else "false"
        case list() | tuple():
            text = f"[{', '.join(map(show_value, value))}]" if not any(isinstance(item, dict) for item in value) else ""
        case date():
            text = value.isoformat()
        case _:
            text = repr(value)
    return text if len(text) <= _WIDEST_VALUE else f"{text[: _WIDEST_VALUE - 3]}..."
