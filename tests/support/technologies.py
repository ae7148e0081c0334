"""Technologies to try a model with: each choice by itself, all of them in a few mixes, any of them."""

from dataclasses import fields, replace
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from pipelines.tco.technology import Technology

CHOICES: dict[str, tuple[Any, ...]] = {
    name: get_args(kind) or (False, True) for name, kind in get_type_hints(Technology).items() if kind is not int
}

UNITS = ((0, 0), (8, 8), (10, 8), (600, 590))
"""Units, and those of them that are needed."""

ALTERNATIVES: dict[str, Technology] = {
    "default": Technology(),
    **{
        f"{name}={choice}": replace(Technology(), **{name: choice})
        for name, choices in CHOICES.items()
        for choice in choices[1:]
    },
    "sunshield": Technology(radiator="balance", sunshield=True),
    **{f"{k} of {n}": Technology(units=n, units_needed=k, workload="training") for n, k in UNITS[1:]},
    "k of n, inference": Technology(units=10, units_needed=8),
}
"""One choice at a time."""

MIXES: dict[str, Technology] = {
    "plant": Technology(
        architecture="monolithic",
        workload="training",
        array="mean",
        radiator="balance",
        sunshield=True,
        repair="servicing",
        launch_price="from_reuse",
        ground_power="gas",
        time_value=True,
        units=10,
        units_needed=8,
    ),
    "sheet": Technology(
        orbit="inclined",
        array="given",
        mass="given",
        platform_cost="given",
        radiator="area",
        repair="written_off",
        ground_power="solar_storage",
    ),
    "swarm": Technology(cooling="loop_heat_pipe", repair="replacement", cargo="apart", units=600, units_needed=590),
}
"""Every choice is made in one of them, or is the default's."""


def technologies() -> st.SearchStrategy[Technology]:
    """Any technology that a scenario can have."""
    chosen = {name: st.sampled_from(choices) for name, choices in CHOICES.items()}
    return st.tuples(st.fixed_dictionaries(chosen), st.sampled_from(UNITS)).map(
        lambda made: _sensible(Technology(**made[0], units=made[1][0], units_needed=made[1][1]))
    )


def _sensible(technology: Technology) -> Technology:
    return replace(technology, sunshield=technology.sunshield and technology.radiator == "balance")


def made(technology: Technology) -> set[tuple[str, object]]:
    """Choices of a technology, but for numbers of units."""
    return {(field.name, getattr(technology, field.name)) for field in fields(technology) if field.name in CHOICES}
