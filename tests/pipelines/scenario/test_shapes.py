"""Distributions by many percentiles, paths and copulas, as they are read from files: what they become, and faults."""

import pytest

import distributions as dist
from distributions.copulas.student_t import MIXING
from pipelines.scenario.errors import ScenarioError
from tests.pipelines.scenario.small import GOOD, check
from tests.pipelines.scenario.test_check import again

TRIANGULAR = 'distribution = "triangular"\nlow = 0.28\nmode = 0.30\nhigh = 0.34\n'
METALOG = 'distribution = "metalog"\np5 = 0.28\np50 = 0.30\np95 = 0.34\nlow = 0.1\nhigh = 0.5\n'
WALK = GOOD[GOOD.index('trajectory = "random_walk"') : GOOD.index('unit = "USD/kg"')]
REVERSION = """\
trajectory = "mean_reversion"
from_year = 2026
start = { distribution = "lognormal", p5 = 900.0, p95 = 3600.0 }
long_run_level = 500.0
half_life_years = { distribution = "uniform", low = 2.0, high = 6.0 }
volatility_per_year = 0.2
step_years = 3
"""
JUMPS = """\
trajectory = "jumps"
from_year = 2026
rate_per_year = 0.1
factor = { distribution = "lognormal", p5 = 1.1, p95 = 2.5 }
half_life_years = 1.5
base = { trajectory = "fan", elicited_years = [2026], low = [900.0], median = [1800.0], high = [3600.0] }
"""
STUDENT = 'copula = "student_t"\ndf = 4'


def written(**changes: str) -> str:
    """Return the good scenario with a new distribution, trajectory or copula."""
    text = GOOD
    for before, after in {
        TRIANGULAR: changes.get("distribution", TRIANGULAR),
        WALK: changes.get("trajectory", WALK),
        'copula = "gaussian"': changes.get("copula", 'copula = "gaussian"'),
    }.items():
        assert before in text
        text = text.replace(before, after)
    return text


def test_a_metalog_distribution() -> None:
    space = check(written(distribution=METALOG)).space
    assert space.distributions["cell_efficiency"] == dist.Metalog(
        probabilities=(0.05, 0.5, 0.95), quantiles=(0.28, 0.30, 0.34), low=0.1, high=0.5
    )
    assert check(written(distribution=METALOG + "terms = 2\n")).space.distributions["cell_efficiency"] == dist.Metalog(
        probabilities=(0.05, 0.5, 0.95), quantiles=(0.28, 0.30, 0.34), low=0.1, high=0.5, terms=2
    )


def test_mean_reversion() -> None:
    scenario = check(written(trajectory=REVERSION))
    assert scenario.space.trajectories["launch_price_usd_per_kg"] == dist.MeanReversion(
        years=scenario.decision.calendar_years,
        from_year=2026,
        start=dist.from_quantiles(dist.LogNormal, {0.05: 900.0, 0.95: 3600.0}),
        long_run_level=dist.Constant(value=500.0),
        half_life_years=dist.Uniform(low=2.0, high=6.0),
        volatility_per_year=dist.Constant(value=0.2),
        step_years=3,
    )


def test_jumps() -> None:
    scenario = check(written(trajectory=JUMPS))
    years = scenario.decision.calendar_years
    assert scenario.space.trajectories["launch_price_usd_per_kg"] == dist.Jumps(
        years=years,
        base=dist.Fan(years=years, elicited_years=(2026,), low=(900.0,), median=(1800.0,), high=(3600.0,)),
        from_year=2026,
        rate_per_year=dist.Constant(value=0.1),
        factor=dist.from_quantiles(dist.LogNormal, {0.05: 1.1, 0.95: 2.5}),
        half_life_years=dist.Constant(value=1.5),
    )
    for_good = check(written(trajectory=JUMPS.replace("half_life_years = 1.5\n", "")))
    path = for_good.space.trajectories["launch_price_usd_per_kg"]
    assert isinstance(path, dist.Jumps)
    assert path.half_life_years is None


def test_a_student_t_copula_has_a_dimension_of_its_own() -> None:
    scenario = check(written(copula=STUDENT))
    names = ("cell_efficiency", "array_cost_usd_per_w")
    assert scenario.space.copula == dist.StudentTCopula.from_pairs([(*names, 0.5)], df=4.0)
    assert scenario.space.drivers[-1] == MIXING
    before = check(GOOD).dimensions
    assert {name: scenario.dimensions[name] for name in before} == before
    assert MIXING in scenario.dimensions
    fixed = check(written(copula=STUDENT).replace("pue = 7", f'"{MIXING}" = 9'))
    assert fixed.dimensions[MIXING] == 9
    # Without anything to link there is nothing to draw.
    alone = check(written(copula=STUDENT), ["inputs.cell_efficiency.value=0.3"])
    assert MIXING not in alone.space.drivers


EFFICIENCY, PRICE = "inputs.cell_efficiency", "trajectories.launch_price_usd_per_kg"
FAULTS = {
    "no degrees of freedom": (
        {"copula": 'copula = "student_t"'},
        "[dependence]",
        "dependence.df: missing, must be a number from 1 to 1e6",
    ),
    "degrees of freedom": (
        {"copula": 'copula = "student_t"\ndf = 0.5'},
        "df = 0.5",
        "dependence.df = 0.5: must be a number from 1 to 1e6 (the larger, the nearer to a Gaussian copula)",
    ),
    "degrees of freedom of a Gaussian copula": (
        {"copula": 'copula = "gaussian"\ndf = 4'},
        "df = 4",
        "dependence.df = 4: unknown key",
    ),
    "too few percentiles": (
        {"distribution": METALOG.replace("p50 = 0.30\n", "")},
        f"[{EFFICIENCY}]",
        f"{EFFICIENCY}: a Metalog from quantiles: needs 3 quantiles or more, not 2",
    ),
    "percentiles without a metalog": (
        {"distribution": METALOG.replace("0.30", "0.2801")},
        f"[{EFFICIENCY}]",
        f"{EFFICIENCY}: quantiles = (0.28, 0.2801, 0.34): allow no metalog distribution of 3 terms, as its density",
    ),
    "terms": (
        {"distribution": METALOG + "terms = 4\n"},
        "terms = 4",
        f"{EFFICIENCY}.terms = 4: must be a whole number from 2 to 3, the number of quantiles",
    ),
    "misspelt percentile": (
        {"distribution": METALOG + "term = 2\n"},
        "term = 2",
        f"{EFFICIENCY}.term = 2: cannot be combined with percentiles of a metalog distribution, did you mean 'terms'?",
    ),
    "half-life of nothing": (
        {"trajectory": REVERSION.replace('{ distribution = "uniform", low = 2.0, high = 6.0 }', "0.0")},
        f"[{PRICE}]",
        f"{PRICE}: median of half_life_years = 0.0: must be a finite number greater than 0",
    ),
    "misspelt field": (
        {"trajectory": REVERSION.replace("long_run_level", "longrun_level")},
        "longrun_level",
        f"{PRICE}.longrun_level = 500.0: unknown key, did you mean 'long_run_level'?",
    ),
    "no base": (
        {"trajectory": JUMPS[: JUMPS.index("base")]},
        f"[{PRICE}]",
        f"{PRICE}.base: missing",
    ),
    "rate": (
        {"trajectory": JUMPS.replace("rate_per_year = 0.1", "rate_per_year = -0.1")},
        f"[{PRICE}]",
        f"{PRICE}: rate_per_year = Constant(value=-0.1): must be 0 or greater; its values lie from -0.1 to -0.1",
    ),
    "base of another kind": (
        {"trajectory": JUMPS.replace('"fan"', '"fun"')},
        "base =",
        f"{PRICE}.base.trajectory = 'fun': unknown trajectory, did you mean 'fan'?",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named_with_its_line(name: str) -> None:
    changes, place, expected = FAULTS[name]
    text = written(**changes)
    line = 1 + text[: text.index(place)].count("\n")
    with pytest.raises(ScenarioError) as caught:
        check(text)
    found = [str(problem) for problem in caught.value.problems]
    assert any(problem.startswith(f"scenario.toml:{line}: {expected}") for problem in found), "\n".join(found)


@pytest.mark.parametrize(
    "changes",
    [{"distribution": METALOG + "terms = 2\n", "copula": STUDENT}, {"trajectory": REVERSION}, {"trajectory": JUMPS}],
)
def test_a_resolved_document_says_the_same(changes: dict[str, str]) -> None:
    scenario = check(written(**changes))
    assert again(scenario.document) == scenario


LEVEL = """\
[trajectories.launch_price_usd_per_kg]
value = 30.0
"""


def _level(more: str = "") -> str:
    start, rest = GOOD.index("[trajectories.launch"), GOOD.index('unit = "USD/kg"')
    return GOOD[:start] + LEVEL + more + GOOD[rest:]


def test_a_trajectory_may_be_one_value() -> None:
    scenario = check(_level())
    path = scenario.space.trajectories["launch_price_usd_per_kg"]
    assert path.drivers == ()
    assert set(path.path({}).tolist()) == {30.0}
    assert (
        check(GOOD, ["trajectories.launch_price_usd_per_kg.value=30.0"]).space.trajectories
        == scenario.space.trajectories
    )


def test_a_value_and_a_trajectory_are_one_too_many() -> None:
    with pytest.raises(ScenarioError, match=r"launch_price_usd_per_kg\.from_year = 2026: unknown key of a trajectory"):
        check(_level("from_year = 2026\n"))
