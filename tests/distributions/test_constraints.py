import math
import pickle
import re

import pytest

from distributions.constraints import (
    FINITE,
    NON_NEGATIVE,
    NOT_NAN,
    OPEN_PROBABILITY,
    POSITIVE,
    PROBABILITY,
    Constraint,
    require_increasing,
)
from distributions.errors import DistributionError, did_you_mean


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        (FINITE, [-1.0, 0, 1e308], [math.inf, -math.inf]),
        (POSITIVE, [1e-300, 1], [0.0, -1.0, math.inf]),
        (NON_NEGATIVE, [0.0, 1], [-1e-300, math.inf]),
        (PROBABILITY, [0, 0.5, 1.0], [-0.1, 1.1]),
        (OPEN_PROBABILITY, [1e-300, 0.5], [0.0, 1.0]),
        (NOT_NAN, [math.inf, -math.inf, 0.0], []),
    ],
)
def test_rules(constraint: Constraint, good: list[float], bad: list[float]) -> None:
    for value in good:
        constraint.check("x", value)
    for wrong in [*bad, math.nan, True, "1", None]:
        with pytest.raises(DistributionError, match=re.escape(f": must be {constraint.allowed}")):
            constraint.check("x", wrong)


def test_increasing_names_all_values() -> None:
    require_increasing(low=1.0, high=2.0)
    require_increasing(strictly=False, low=1.0, mode=1.0, high=1.0)
    with pytest.raises(DistributionError) as error:
        require_increasing(low=1.0, mode=3.0, high=2.0)
    assert str(error.value) == ("high = 2.0: must satisfy low < mode < high (given low = 1.0, mode = 3.0, high = 2.0)")
    with pytest.raises(DistributionError):
        require_increasing(low=1.0, high=1.0)


def test_errors_can_be_sent_between_processes() -> None:
    error = DistributionError("sigma", -1.0, "must be positive")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.parameter, copy.value) == ("sigma = -1.0: must be positive", "sigma", -1.0)


def test_hints_are_given_only_for_near_misses() -> None:
    assert did_you_mean("trianglar", ["triangular", "normal"]) == ", did you mean 'triangular'?"
    assert did_you_mean("x", ["triangular", "normal"]) == ""
