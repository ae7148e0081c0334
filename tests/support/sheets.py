"""A published sheet that is short enough to be reckoned by hand."""

from collections.abc import Mapping
from pathlib import Path

_VALUES = {
    "it_cost_usd_per_kw": ("USD/kW", 20_000.0),
    "facility_usd_per_kw": ("USD/kW", 12_000.0),
    "facility_life_years": ("year", 20.0),
    "it_life_years": ("year", 4.0),
    "satellite_life_years": ("year", 5.0),
    "system_kg_per_kw": ("kg/kW", 40.0),
    "orbit_operations_usd_per_kw_year": ("USD/kW-year", 150.0),
    "ground_availability": ("1", 0.8),
    "launches_per_year": ("1/year", 2.0),
}
_FACTS = 'source = "By hand."\nas_of = 2026-11-22\nclass = "judgement"\nevidence = "high"\ngroup = "sheet"\n'
_HEAD = """\
[scenario]
name = "sheet"
title = "A sheet"
description = '''
First paragraph,
in two lines.

Second.
'''
extends = ["baseline", "catalogue/sheet/published"]

[decision]
decision_year = 2030
service_years = 10
it_power_kw = 40_000.0

[technology]
mass = "given"

[trajectories.launch_price_usd_per_kg]
value = 100.0
unit = "USD/kg"
"""
REMARKS = """\
[remarks]
orbit.cooling = "More efficient (no figure)."
orbit.enclosure = "About equal."
ground.enclosure = "About equal."
ground.launch = "None."
"""


def write_sheet(path: Path, values: Mapping[str, tuple[str, float]] | None = None, more: str = "") -> Path:
    """Write a scenario of 40 MW for 10 years in which nothing is uncertain; `values` (unit and value) come on top.

    A kW in orbit is 20,000 USD of computers and 4,000 of launch, over the 4 years of the computers, and 150 a year;
    one on the ground is 20,000 over 4 years and 12,000 over 20, for each 0.8 that are available.
    """
    inputs = [
        f'[inputs.{name}]\nunit = "{unit}"\nvalue = {value}\n{_FACTS}'
        for name, (unit, value) in {**_VALUES, **(values or {})}.items()
    ]
    path.write_text("\n".join([_HEAD + _FACTS, *inputs, more]), encoding="utf-8")
    return path
