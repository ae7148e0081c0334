"""Where the numbers of an input come from: asked of every input, in the same words."""

from typing import Any, get_args, get_type_hints

from pipelines.scenario.lines import KeyPath
from pipelines.scenario.report import Report
from pipelines.scenario.rules import DATE, TEXT, one_of
from pipelines.scenario.scenario import Fact
from pipelines.tco.inputs import InputSpec

_TYPES = get_type_hints(Fact)
KIND = one_of(*get_args(_TYPES["kind"]))
FACT_RULES = {
    "unit": TEXT,
    "source": TEXT,
    "as_of": DATE,
    "class": KIND,
    "evidence": one_of(*get_args(_TYPES["evidence"])),
    "group": TEXT,
}
"""Keys of the provenance of an input. ``class`` is `Fact.kind`, a word that Python keeps to itself."""


def read_fact(report: Report, path: KeyPath, spec: InputSpec) -> Fact | None:
    """Return the provenance of one input, or note what is wrong with it."""
    good = report.read(path, FACT_RULES, required=FACT_RULES, closed=False)
    if "unit" in good and good["unit"] != spec.unit:
        report.add((*path, "unit"), f"this input is in {spec.unit!r}")
    if len(good) < len(FACT_RULES):
        return None
    words: dict[str, Any] = {key: str(value).strip() for key, value in good.items()}  # a date becomes its ISO text
    return Fact(kind=words.pop("class"), **words)
