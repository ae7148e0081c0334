"""The benchmark models stay what they were, and mean what they say."""

import math

import numpy as np
import pytest

import mc
from benchmarks.model import npv
from benchmarks.model.breakeven import START_YEARS, breakeven, capital_recovery, gap_and_rate, launch_price
from benchmarks.model.inputs import INPUTS, as_inputs, draw
from benchmarks.peers.numpy_eager import data
from mc.inputs import InputSpace


def test_it_is_frozen() -> None:
    """Recorded when the model was frozen; every figure measured on it depends on these."""
    assert len(INPUTS) == 30
    middle = InputSpace(distributions=INPUTS).central()
    result = breakeven(middle)
    assert float(result["breakeven_year"]) == 11.0
    assert float(result["npv_usd_per_kw"]) == pytest.approx(-39122.478740783234, rel=1e-12)
    assert float(npv.npv(InputSpace(distributions=npv.INPUTS).central())) == pytest.approx(87.05618048359392, rel=1e-12)


def test_capital_recovery_returns_a_dollar() -> None:
    rate = np.array([0.02, 0.08, 0.3])
    worth = sum(capital_recovery(rate, 12.0) / (1.0 + rate) ** year for year in range(1, 13))
    np.testing.assert_allclose(worth, 1.0, rtol=1e-13)


def test_a_doubling_of_experience_costs_the_learning_rate() -> None:
    """Without a floor or a new launcher, and with a fleet that does not grow, experience is linear in time."""
    x = mc.Inputs(
        {
            name: np.array(value)
            for name, value in {
                "fleet_saturation": 1.0,
                "fleet_growth_per_year": 0.3,
                "experience_years": 1.0,
                "learning_rate": 0.2,
                "new_launcher_years": 99.0,
                "new_launcher_factor": 0.5,
                "launch_price_usd_per_kg": 1000.0,
                "launch_floor_usd_per_kg": 1.0,
            }.items()
        }
    )
    price = launch_price(x)
    np.testing.assert_allclose(price[[0, 2, 6, 14]], 800.0 * 0.8 ** np.arange(4), rtol=1e-13)


def test_years_and_gaps_agree() -> None:
    x = as_inputs(draw(4096))
    paths = data(gap_and_rate(x)[0]).T
    expected = [next((float(t) for t in range(START_YEARS) if np.all(path[t:] <= 0.0)), math.inf) for path in paths]
    assert data(breakeven(x)["breakeven_year"]).tolist() == expected
    assert 0.5 < np.mean(np.isfinite(expected)) < 0.9  # both outcomes are exercised


def test_the_formula_is_the_function() -> None:
    """The text is given to OpenTURNS, the function to all others."""
    x = {name: np.asarray(family.ppf([0.1, 0.5, 0.8])) for name, family in npv.INPUTS.items()}
    text = npv.FORMULA.replace("^", "**")
    np.testing.assert_allclose(eval(text, {"__builtins__": {}}, x), npv.npv(x), rtol=1e-12)
