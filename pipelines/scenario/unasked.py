"""What a document describes and the model does not ask for: left out where it is inherited, and else a mistake."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, TypeAlias

from pipelines.scenario.document import Document, Origin
from pipelines.scenario.errors import show_value
from pipelines.scenario.lines import KeyPath
from pipelines.scenario.report import Report
from pipelines.scenario.settings import TECHNOLOGY_RULES, contradictions
from pipelines.tco.decision import Decision
from pipelines.tco.technology import Technology

Asked: TypeAlias = Callable[[Decision, Technology], Collection[str]]
"""Which inputs the model of a decision asks for, with a technology."""

_PAIRS = ("dependence", "pairs")


def asked_of(
    report: Report, known: Sequence[str], asked: Asked, decision: Decision, technology: Technology
) -> list[str]:
    """Return which of the known inputs must be described, and take what is about the others out of the document.

    As long as it is not known how both sides are built, any input may be described, and none must be.
    """
    if report.faulty(("technology",)):
        return [name for name in known if any(report.has(path) for path in _sections(name))]
    if report.faulty(("decision",)):
        decision = Decision()
    wanted = asked(decision, technology)
    unasked = [name for name in known if name not in wanted]
    for path, name in _mentions(report.document, unasked):
        own, described = _own(report.document, path), any(report.faulty(section) for section in _sections(name))
        if own is not None and not described:
            subject = "" if path in _sections(name) else f"{name} is "
            report.add(own, subject + _reason(name, asked, decision, technology))
    report.document = _without(report.document, unasked)
    return [name for name in known if name in wanted]


def _sections(name: str) -> tuple[KeyPath, KeyPath]:
    return ("inputs", name), ("trajectories", name)


def _mentions(document: Document, names: Collection[str]) -> Iterator[tuple[KeyPath, str]]:
    """Every place that is about one of the inputs; their descriptions come first."""
    for name in names:
        yield from ((path, name) for path in _sections(name) if document.at(path) is not None)
    dimensions, pairs = document.at(("dimensions",)), document.at(_PAIRS)
    for driver in dimensions if isinstance(dimensions, dict) else ():
        if (owner := driver.partition(".")[0]) in names:
            yield ("dimensions", driver), owner
    for index in range(len(pairs)) if isinstance(pairs, list) else ():
        between = document.at((*_PAIRS, index, "between"))
        for driver in between if isinstance(between, list) else ():
            if isinstance(driver, str) and (owner := driver.partition(".")[0]) in names:
                yield (*_PAIRS, index), owner


def _own(document: Document, path: KeyPath) -> KeyPath | None:
    """Return the first key at or below `path` that was written by the scenario itself, or on top of it."""
    if not document.origin(path).inherited:
        return path
    below = (inner for inner, origin in document.origins.items() if inner[: len(path)] == path and not origin.inherited)
    return next(below, None)


def _without(document: Document, names: Collection[str]) -> Document:
    mentions = [path for path, _ in _mentions(document, names)]
    pairs = {path[-1] for path in mentions if path[: len(_PAIRS)] == _PAIRS}
    for path in mentions:
        document = document.replaced(path, None, {}) if path[-1] not in pairs else document
    return without_pairs(document, pairs)


def without_pairs(document: Document, left_out: Collection[str | int]) -> Document:
    """Return a document without some pairs of its dependence, by their index; without any, it has none."""
    written = document.at(_PAIRS)
    if not left_out or not isinstance(written, list):
        return document
    kept = [index for index in range(len(written)) if index not in left_out]
    if not kept:
        return document.replaced(_PAIRS[:1], None, {})
    origins: dict[KeyPath, Origin] = {_PAIRS: document.origin(_PAIRS)}
    for new, old in enumerate(kept):
        own = (*_PAIRS, old)
        origins |= {(*_PAIRS, new, *path[3:]): origin for path, origin in document.origins.items() if path[:3] == own}
    return document.replaced(_PAIRS, [written[index] for index in kept], origins)


def _reason(name: str, asked: Asked, decision: Decision, technology: Technology) -> str:
    """Say which choice leaves an input out: the one that would ask for it if it were another, or all that were made."""
    for key, rule in TECHNOLOGY_RULES.items():
        value: object = getattr(technology, key)
        others = [*rule.words, *([not value] if isinstance(value, bool) else [])]
        helping = [
            show_value(other)
            for other in others
            if not contradictions(changed := _with(technology, key, other)) and name in asked(decision, changed)
        ]
        if helping:
            return f"not asked for with technology.{key} = {show_value(value)}, but with {' or '.join(helping)}"
    made = {field.name: getattr(technology, field.name) for field in fields(Technology)}
    chosen = [
        f"technology.{key} = {show_value(value)}" for key, value in made.items() if value != getattr(Technology(), key)
    ]
    return f"not asked for with {', '.join(chosen) or 'the technology as it is by default'}"


def _with(technology: Technology, key: str, value: Any) -> Technology:  # noqa: ANN401  # of the field's own type
    return replace(technology, **{key: value})
