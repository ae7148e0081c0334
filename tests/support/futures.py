"""One future of a scenario: every driver at its median."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from pipelines.scenario.load import load_scenario
from pipelines.tco.model import tco_model


def central_future(name: str, *overrides: str, switches: Sequence[str] = ()) -> Mapping[str, float]:
    """Return the outputs of a scenario's central future, at the decision year.

    Parameters
    ----------
    name
        Of a shipped scenario, or path of a file.
    overrides, switches
        As of `load_scenario`.

    Returns
    -------
    Mapping
        Values by name of the output, and of its coordinate if it has more than the start year:
        ``"cost_ratio"``, ``"level_cost_usd_per_kw_year.orbit"``, ``"check_failed.launches"``.
    """
    return _future(name, overrides, tuple(switches))


@cache
def _future(name: str, overrides: tuple[str, ...], switches: tuple[str, ...]) -> Mapping[str, float]:
    scenario = load_scenario(name, overrides, switches=switches)
    decision = scenario.decision
    found = tco_model(decision, scenario.technology).function(scenario.space.central())
    year = decision.start_years.index(decision.decision_year)
    flat: dict[str, float] = {}
    for output, value in found.items():
        parts = (
            {f"{output}.{label}": part for label, part in value.items()}
            if isinstance(value, Mapping)
            else {output: value}
        )
        for label, part in parts.items():
            by_year = np.asarray(part)
            flat[label] = float(by_year[year] if by_year.ndim else by_year)
    return flat
