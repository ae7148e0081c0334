"""A model of one's own: right numbers whatever its units, and clear refusals."""

import re

import numpy as np
import pytest

import distributions as dist
import mc
from mc.targets import Precision, TargetName
from mc.uncertainty import half_width

NORMAL = dist.Normal(mu=1000.0, sigma=3.0)


@pytest.mark.parametrize("scale", [1e-30, 1e-9, 1.0, 1e9, 1e30])
def test_any_unit_will_do(scale: float) -> None:
    family = dist.LogNormal(mu=0.0, sigma=0.5)
    tree = mc.simulate(lambda x: {"y": x.a * x.unit}, {"a": family, "unit": scale}, samples=2**14)
    assert (tree.attrs["target"], tree.attrs["precision"]) == ("simd", "float32")
    result = tree["summary"]
    found = result["y"].sel(quantile=[0.1, 0.5, 0.9]) / scale
    np.testing.assert_allclose(found, family.ppf([0.1, 0.5, 0.9]), rtol=0.005)
    assert float(result["y_sd"]) / scale == pytest.approx(family.variance**0.5, rel=0.01)


@pytest.mark.parametrize("mean", [0.0, 1e3, 1e6, 1e9])
def test_a_small_deviation_of_a_large_mean_is_not_lost(mean: float) -> None:
    inputs = {"a": dist.Normal(mu=mean, sigma=1.0)}
    result = mc.simulate(lambda x: {"y": x.a}, inputs, samples=2**14, precision="float64")["summary"]
    assert float(result["y_sd"]) == pytest.approx(1.0, rel=1e-3)
    assert float(result["y_mean"]) == pytest.approx(mean, abs=1e-3)


def test_intervals_of_narrow_distributions_hold_the_quantile() -> None:
    """All values lie in one or two coarse bins; independent samples, 20 seeds, 9 quantiles each."""
    misses = 0
    for seed in range(20):
        summary = mc.simulate(lambda x: {"y": x.a}, {"a": NORMAL}, samples=2**12, points="philox", seed=seed)["summary"]
        true = NORMAL.ppf(summary["quantile"])
        misses += int(((true < summary["y_low"]) | (true > summary["y_high"])).sum())
        assert (summary["y_mcse"] > 0.0).all()
    assert misses <= 30  # of 180, where 9 are expected; wider intervals than stated are allowed


def test_truth_values_are_events() -> None:
    model = lambda x: {"large": x.a > 1003.0}  # noqa: E731 - as users write it
    result = mc.simulate(model, {"a": NORMAL}, samples=2**14)["summary"]
    reach = float(half_width(result["p_large_mcse"].to_numpy(), 16))
    assert float(result["p_large"]) == pytest.approx(0.1587, abs=2 * reach + 1e-4)


def test_labels_of_mappings_become_coordinates() -> None:
    result = mc.simulate(lambda x: {"cost": {"build": x.a, "run": 2.0 * x.a}}, {"a": NORMAL}, samples=2**10)
    assert result["summary"]["cost_mean"].dims == ("cost_0",)
    assert result["summary"]["cost_0"].to_numpy().tolist() == ["build", "run"]


def test_a_quantile_among_zeros_is_zero() -> None:
    result = mc.simulate(lambda x: {"y": np.maximum(x.a - 1000.0, 0.0)}, {"a": NORMAL}, samples=2**12)["summary"]
    assert float(result["y"].sel(quantile=0.25)) == 0.0


@pytest.mark.parametrize(
    ("model", "inputs", "message"),
    [
        (lambda x: x.a, {"a": NORMAL}, "a model returns its outputs by name"),
        (lambda _: {}, {"a": NORMAL}, "a model returns its outputs by name"),
        (lambda x: {"y": x.a}, {"a": "3"}, "input 'a' is a str: must be a distribution, a trajectory or a number"),
        (lambda x: {"y": x.b}, {"a": NORMAL}, "asks for an input 'b' that the run does not have"),
        (lambda x: {"y": x.a, "y_mean": x.a}, {"a": NORMAL}, "results would hold 'y_mean' 2 times"),
        (lambda x: {"quantile": x.a}, {"a": NORMAL}, "an output cannot be called 'quantile'"),
        (lambda x: {"y": x.a}, {"a": NORMAL, "values": 1.0}, "an input cannot be called 'values'"),
        (lambda x: {"y": x.a}, {"a": NORMAL, "b": NORMAL}, "the model never uses 'b'"),
        (lambda _: {"y": None}, {"a": NORMAL}, "arrays of numbers; this one returned [None]"),
    ],
)  # fmt: skip
def test_mistakes_are_refused_on_every_target(model: object, inputs: dict[str, object], message: str) -> None:
    for target in ("reference", "simd"):
        with pytest.raises((mc.ModelError, mc.SettingError, mc.UnknownInputError), match=re.escape(message)):
            mc.simulate(model, inputs, samples=64, target=target)  # type: ignore[arg-type]


def test_a_unit_beyond_the_precision_is_refused_in_it_and_works_in_another() -> None:
    model, inputs = lambda x: {"y": x.a * 1e60}, {"a": NORMAL}
    with pytest.raises(mc.SettingError, match=r"output 'y': smallest = .*: must be from .* in float32"):
        mc.simulate(model, inputs, samples=64)
    summary = mc.simulate(model, inputs, samples=2**12, precision="float64")["summary"]
    assert float(summary["y_mean"]) == pytest.approx(1e63, rel=1e-3)


@pytest.mark.parametrize("target", ["reference", "simd"])
def test_a_model_that_cannot_be_compiled_is_refused_in_the_words_of_the_tracer(target: TargetName) -> None:
    def model(x: mc.Inputs) -> dict[str, np.ndarray]:
        return {"y": x.a if x.a > 0.0 else -x.a}

    with pytest.raises(mc.ModelError, match=r"np\.where"):
        mc.simulate(model, {"a": NORMAL}, samples=64, target=target)


def test_the_targets_agree() -> None:
    """Where they differ is rounding: less than a thousandth of the standard error of 2**14 samples."""

    def model(x: mc.Inputs) -> dict[str, np.ndarray]:
        return {"npv": np.sum(x.flow / 1.05 ** np.arange(1, 11), axis=-1) - x.capex}

    inputs = {"flow": dist.LogNormal(mu=0.0, sigma=0.5), "capex": dist.Normal(mu=5.0, sigma=1.0)}
    expected = mc.simulate(model, inputs, samples=2**14, target="reference")["summary"]
    tolerances: dict[Precision, float] = {"float32": 1e-5, "float64": 1e-12}
    for precision, roundings in tolerances.items():
        found = mc.simulate(model, inputs, samples=2**14, precision=precision)["summary"]
        for name in ("npv_mean", "npv_sd"):
            assert float(found[name]) == pytest.approx(float(expected[name]), rel=roundings)


def test_one_replicate_is_refused_as_it_has_no_error() -> None:
    with pytest.raises(mc.SettingError, match="replicates = 1: must be 2 or more"):
        mc.simulate(lambda x: {"y": x.a}, {"a": NORMAL}, samples=64, replicates=1)


def test_an_input_may_not_have_the_name_of_a_driver() -> None:
    fan = dist.Fan(years=(2026, 2027), elicited_years=(2026,), low=(1.0,), median=(2.0,), high=(3.0,))
    with pytest.raises(mc.SettingError, match=r"2 draws are called 'price\.rank'"):
        mc.simulate(lambda x: {"y": x.price}, {"price": fan, "price.rank": NORMAL}, samples=64)
