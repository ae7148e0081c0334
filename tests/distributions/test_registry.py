import math
import pickle

import pytest

import distributions as dist
from distributions.registry import FAMILIES, build

BUILT: list[tuple[str, dict[str, object], dist.Distribution]] = [
    ("constant", {"value": 3}, dist.Constant(value=3.0)),
    ("uniform", {"low": 0, "high": 2}, dist.Uniform(low=0.0, high=2.0)),
    ("log_uniform", {"low": 1, "high": 100}, dist.LogUniform(low=1.0, high=100.0)),
    ("triangular", {"low": 0, "mode": 1, "high": 2}, dist.Triangular(low=0.0, mode=1.0, high=2.0)),
    ("pert", {"low": 0, "mode": 1, "high": 2}, dist.Pert(low=0.0, mode=1.0, high=2.0)),
    ("normal", {"mean": 5, "standard_deviation": 2}, dist.Normal(mu=5.0, sigma=2.0)),
    ("lognormal", {"mu": 0, "sigma": 1}, dist.LogNormal(mu=0.0, sigma=1.0)),
    ("beta", {"alpha": 2, "beta": 3, "high": 5}, dist.Beta(alpha=2.0, beta=3.0, high=5.0)),
    ("gamma", {"shape": 2, "scale": 3}, dist.Gamma(shape=2.0, scale=3.0)),
    ("weibull", {"shape": 2, "scale": 3}, dist.Weibull(shape=2.0, scale=3.0)),
    ("student_t", {"df": 4, "location": 1}, dist.StudentT(df=4.0, location=1.0)),
    (
        "metalog",
        {"probabilities": [0.1, 0.5, 0.9], "quantiles": [1, 2, 4], "low": 0, "terms": 3},
        dist.Metalog(probabilities=(0.1, 0.5, 0.9), quantiles=(1.0, 2.0, 4.0), low=0.0),
    ),
    ("bernoulli", {"probability": 0.2}, dist.Bernoulli(probability=0.2)),
    ("poisson", {"rate": 2}, dist.Poisson(rate=2.0)),
    (
        "categorical",
        {"values": [1, 2], "probabilities": [0.5, 0.5]},
        dist.Categorical(values=(1.0, 2.0), probabilities=(0.5, 0.5)),
    ),
    ("empirical", {"observations": [3, 1]}, dist.Empirical(observations=(3.0, 1.0))),
    ("scipy", {"family": "genextreme", "c": -0.1, "loc": 3}, dist.Frozen.named("genextreme", c=-0.1, loc=3.0)),
]


def test_every_family_is_built_here() -> None:
    assert [name for name, _, _ in BUILT] == list(FAMILIES)


@pytest.mark.parametrize(("name", "parameters", "expected"), BUILT, ids=FAMILIES)
def test_plain_data_becomes_a_distribution(
    name: str, parameters: dict[str, object], expected: dist.Distribution
) -> None:
    given = dict(parameters)
    built = build(name, given)
    assert built == expected
    assert type(built) is FAMILIES[name]
    assert given == parameters
    assert pickle.loads(pickle.dumps(built)) == expected


def test_percentiles_and_limits() -> None:
    by_percentiles = build("lognormal", {"p2_5": 10, "p97_5": 40})
    assert by_percentiles == dist.from_quantiles(dist.LogNormal, {0.025: 10.0, 0.975: 40.0})
    assert build("student_t", {"df": 4, "p5": 1, "p95": 2}) == dist.from_quantiles(
        dist.StudentT, {0.05: 1.0, 0.95: 2.0}, df=4.0
    )
    assert build("metalog", {"p5": 60, "p50": 200, "p95": 600, "low": 0, "terms": 2}) == dist.Metalog(
        probabilities=(0.05, 0.5, 0.95), quantiles=(60.0, 200.0, 600.0), low=0.0, terms=2
    )
    limited = build("normal", {"mean": 0, "standard_deviation": 1, "truncate": [0, math.inf]})
    assert limited == dist.Truncated(base=dist.Normal(mu=0.0, sigma=1.0), low=0.0)


KNOWN = (
    "constant, uniform, log_uniform, triangular, pert, normal, lognormal, beta, gamma, weibull, student_t, metalog, "
    "bernoulli, poisson, categorical, empirical, scipy"
)
BY_PERCENTILES = (
    "uniform, log_uniform, triangular, pert, normal, lognormal, beta, gamma, weibull, student_t and metalog"
)
UNIT = {"low": 0, "high": 1}
MESSAGES: list[tuple[str, dict[str, object], str]] = [
    (
        "trianglar",
        {},
        f"distribution = 'trianglar': is not a known distribution, did you mean 'triangular'?; known are {KNOWN}",
    ),
    (
        "triangular",
        {"low": 1, "mode": 2},
        "a triangular distribution: needs low, mode and high, or percentiles such as p5 and p95; high is missing",
    ),
    ("poisson", {}, "a poisson distribution: needs rate; rate is missing"),
    (
        "categorical",
        {},
        "a categorical distribution: needs values and probabilities; values and probabilities are missing",
    ),
    (
        "normal",
        {"mean": 1, "standard_dev": 2},
        (
            "standard_dev = 2: is not a parameter of a normal distribution, did you mean 'standard_deviation'?; "
            "it takes mean and standard_deviation"
        ),
    ),
    ("normal", {"mean": "1", "standard_deviation": 2}, "mean = '1': must be a number"),
    ("normal", {"mean": True, "standard_deviation": 2}, "mean = True: must be a number"),
    ("empirical", {"observations": 3}, "observations = 3: must be a list of numbers"),
    ("empirical", {"observations": [3, "x"]}, "observations = 'x': must be a number"),
    (
        "uniform",
        {**UNIT, "truncate": 3},
        "truncate = 3: must be a list of two numbers, [low, high]; inf and -inf are allowed",
    ),
    (
        "uniform",
        {**UNIT, "truncate": [3, 4]},
        "truncate = [3.0, 4.0]: leaves no probability that can be resolved between 3 and 4",
    ),
    (
        "poisson",
        {"p5": 1, "p95": 3},
        f"a poisson distribution: cannot be given by percentiles; {BY_PERCENTILES} can",
    ),
    (
        "normal",
        {"p5": 1, "p95": 3, "mean": 2},
        "mean = 2: cannot be combined with percentiles of a normal distribution",
    ),
    ("metalog", {"p5": 1, "p95": 3}, "a Metalog from quantiles: needs 3 quantiles or more, not 2"),
    (
        "metalog",
        {"p5": 1, "p50": 2, "p95": 3, "terms": 2.5},
        "terms = 2.5: must be a whole number from 2 to 3, the number of quantiles",
    ),
    ("metalog", {"probabilities": [0.5], "quantiles": [1], "terms": 2.0}, "terms = 2.0: must be a whole number"),
    ("scipy", {"c": 1}, 'family = None: must be the name of a distribution of scipy.stats, such as "genextreme"'),
]


@pytest.mark.parametrize(("name", "parameters", "message"), MESSAGES)
def test_messages_are_sentences(name: str, parameters: dict[str, object], message: str) -> None:
    with pytest.raises(dist.DistributionError) as error:
        build(name, parameters)
    assert str(error.value) == message
