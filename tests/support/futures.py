"""Scenarios as a user runs them, in the one future in which every input has its central value."""

from functools import cache

from pipelines.findings import claim_finding
from pipelines.future import Future, central_future
from pipelines.scenario.load import load_scenario


@cache
def future(name: str, *switches: str, overrides: tuple[str, ...] = ()) -> Future:
    """Compute the central future of a scenario, with switches and rows."""
    return central_future(load_scenario(name, overrides, switches=switches))


def claims_not_met(found: Future) -> set[str]:
    """Names of the author's claims that do not hold."""
    claims = found.scenario.claims
    return {
        name for name, claim in claims.items() if not claim_finding(claim, found.at(claim.output, **claim.at))["within"]
    }


def failed_checks(found: Future) -> set[str]:
    """Names of the checks that a future fails."""
    return {str(name) for name in found.model.coords["check"] if found.at("check_failed", check=name)}
