"""Distributions from plain data, as read from a scenario file."""

import dataclasses
import re
from collections.abc import Callable, Mapping

from distributions.base import Distribution
from distributions.elicitation import ELICITED, from_quantiles
from distributions.errors import DistributionError, did_you_mean
from distributions.families.bernoulli import Bernoulli
from distributions.families.beta import Beta
from distributions.families.categorical import Categorical
from distributions.families.constant import Constant
from distributions.families.empirical import Empirical
from distributions.families.frozen import Frozen
from distributions.families.gamma import Gamma
from distributions.families.lognormal import LogNormal
from distributions.families.loguniform import LogUniform
from distributions.families.metalog import Metalog
from distributions.families.normal import Normal
from distributions.families.pert import Pert
from distributions.families.poisson import Poisson
from distributions.families.student_t import StudentT
from distributions.families.triangular import Triangular
from distributions.families.truncated import Truncated
from distributions.families.uniform import Uniform
from distributions.families.weibull import Weibull

FAMILIES: Mapping[str, type[Distribution]] = {
    "constant": Constant,
    "uniform": Uniform,
    "log_uniform": LogUniform,
    "triangular": Triangular,
    "pert": Pert,
    "normal": Normal,
    "lognormal": LogNormal,
    "beta": Beta,
    "gamma": Gamma,
    "weibull": Weibull,
    "student_t": StudentT,
    "metalog": Metalog,
    "bernoulli": Bernoulli,
    "poisson": Poisson,
    "categorical": Categorical,
    "empirical": Empirical,
    "scipy": Frozen,
}
"""Families by their name in scenario files."""

_NAMES_IN_FILES: Mapping[type[Distribution], Mapping[str, str]] = {
    Normal: {"mu": "mean", "sigma": "standard_deviation"}
}
_PERCENTILE = re.compile(r"p(\d+(?:_\d+)?)")


def build(name: str, parameters: Mapping[str, object]) -> Distribution:
    """Make a distribution from the name of its family and its parameters as plain data.

    Parameters
    ----------
    name
        A key of `FAMILIES`.
    parameters
        The parameters of the family by name (of a normal distribution ``mean`` and ``standard_deviation``), or
        percentiles: ``p5``, ``p50``, ``p2_5`` (2.5%). For ``"scipy"``: ``family`` and its parameters there.
        With any of them ``truncate = [low, high]``, of which either may be infinite.

    Raises
    ------
    DistributionError
        If there is no such family or distribution; the message says what is wrong and what is allowed.
    """
    if name not in FAMILIES:
        rule = f"is not a known distribution{did_you_mean(name, FAMILIES)}; known are {', '.join(FAMILIES)}"
        raise DistributionError("distribution", name, rule)
    given = dict(parameters)
    limits = _limits(given.pop("truncate")) if "truncate" in given else None
    if FAMILIES[name] is Frozen:
        result = _scipy(given)
    elif any(_PERCENTILE.fullmatch(key) for key in given):
        result = _elicited(name, given)
    else:
        result = _parametric(name, given)
    return result if limits is None else Truncated(base=result, low=limits[0], high=limits[1])


def _parametric(name: str, given: Mapping[str, object]) -> Distribution:
    family = FAMILIES[name]
    fields = {field.name: field for field in dataclasses.fields(family) if field.init}  # type: ignore[arg-type]
    in_files = {_NAMES_IN_FILES.get(family, {}).get(field, field): field for field in fields}
    extra = ["truncate", *(["p5", "p50", "p95"] if family in ELICITED else [])]
    for key, value in given.items():
        if key not in in_files:
            rule = f"is not a parameter of a {name} distribution{did_you_mean(key, [*in_files, *extra])}"
            raise DistributionError(key, value, f"{rule}; it takes {_listed(in_files)}")
    required = [key for key, field in in_files.items() if fields[field].default is dataclasses.MISSING]
    missing = [key for key in required if key not in given]
    if missing:
        alternative = ", or percentiles such as p5 and p95" if family in ELICITED else ""
        rule = f"needs {_listed(required)}{alternative}; {_listed(missing)} {_is_are(missing)} missing"
        raise DistributionError("", f"a {name} distribution", rule)
    arguments = {
        field: _READERS.get(fields[field].type, _numbers)(key, given[key])
        for key, field in in_files.items()
        if key in given
    }
    try:
        return family(**arguments)
    except DistributionError as error:
        own = {field: key for key, field in in_files.items()}
        raise DistributionError(own.get(error.parameter, error.parameter), error.value, error.allowed) from None


def _elicited(name: str, given: Mapping[str, object]) -> Distribution:
    family = FAMILIES[name]
    if family not in ELICITED:
        able = [key for key, value in FAMILIES.items() if value in ELICITED]
        rule = f"cannot be given by percentiles; {_listed(able)} can"
        raise DistributionError("", f"a {name} distribution", rule)
    quantiles: dict[float, float] = {}
    fixed: dict[str, float] = {}
    for key, value in given.items():
        if match := _PERCENTILE.fullmatch(key):
            quantiles[float(match[1].replace("_", ".")) / 100.0] = _number(key, value)
        elif key in ELICITED[family]:
            fixed[key] = _number(key, value)
        else:
            rule = f"cannot be combined with percentiles of a {name} distribution"
            raise DistributionError(key, value, rule + did_you_mean(key, ELICITED[family]))
    return from_quantiles(family, quantiles, **fixed)


def _scipy(given: Mapping[str, object]) -> Distribution:
    family = given.get("family")
    if not isinstance(family, str):
        rule = 'must be the name of a distribution of scipy.stats, such as "genextreme"'
        raise DistributionError("family", family, rule)
    return Frozen.named(family, **{key: _number(key, value) for key, value in given.items() if key != "family"})


def _limits(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise DistributionError(
            "truncate", value, "must be a list of two numbers, [low, high]; inf and -inf are allowed"
        )
    return _number("truncate", value[0]), _number("truncate", value[1])


def _number(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DistributionError(key, value, "must be a number")
    return float(value)


def _numbers(key: str, value: object) -> tuple[float, ...]:
    if not isinstance(value, list | tuple):
        raise DistributionError(key, value, "must be a list of numbers")
    return tuple(_number(key, item) for item in value)


def _whole(key: str, value: object) -> int:
    if type(value) is not int:
        raise DistributionError(key, value, "must be a whole number")
    return value


_READERS: Mapping[object, Callable[[str, object], object]] = {float: _number, int | None: _whole}
"""For types of fields other than lists of numbers."""


def _listed(names: Mapping[str, object] | list[str]) -> str:
    first = list(names)
    return " and ".join([", ".join(first[:-1]), first[-1]] if len(first) > 1 else first)


def _is_are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
