"""Sampling, evaluation and summary of `benchmarks.model.npv` as each library's documentation recommends it.

Each function takes the number of samples and a seed and returns the results that a user wants: a mean, and quantiles
of `PROBABILITIES`. Evaluation is vectorised wherever the library allows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

import mc
from benchmarks.model.npv import FORMULA, INPUTS, npv
from benchmarks.peers.kernel import imported
from distributions import LogNormal, Normal, Triangular, Uniform
from distributions.base import Distribution

PROBABILITIES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """Results of a pipeline.

    Attributes
    ----------
    mean, quantiles
        Mean, and quantiles of `PROBABILITIES`, MUSD.
    evaluations
        How often the model was evaluated.
    independent
        How many independent samples these are worth at least.
    """

    mean: float
    quantiles: tuple[float, ...]
    evaluations: int
    independent: int


Pipeline = Callable[[int, int], Summary]


def ours(samples: int, seed: int, *, target: Literal["reference", "simd"] = "reference") -> Summary:
    """`mc.simulate`: Sobol' points in 16 scrambles, histogram, moments, and errors of all of them."""
    summary = mc.simulate(lambda x: {"npv_musd": npv(x)}, INPUTS, samples=samples, seed=seed, target=target)["summary"]
    quantiles = summary["npv_musd"].sel(quantile=list(PROBABILITIES)).to_numpy()
    mean = float(summary["npv_musd_mean"])
    return Summary(mean=mean, quantiles=tuple(quantiles.tolist()), evaluations=samples, independent=samples)


def openturns(*, symbolic: bool) -> Pipeline:
    """Make the pipeline of OpenTURNS, with a formula (parsed, compiled) or a vectorised Python function.

    Composite random vector and sample statistics as in its example "Estimate moments from sample"; ``func_sample``
    as in the reference of `PythonFunction`.
    """
    lib = imported("openturns")

    def marginal(family: Distribution) -> Any:
        match family:
            case Uniform():
                return lib.Uniform(family.low, family.high)
            case Normal():
                return lib.Normal(family.mu, family.sigma)
            case LogNormal():
                return lib.LogNormal(family.mu, family.sigma, 0.0)
            case Triangular():
                return lib.Triangular(family.low, family.mode, family.high)
        raise NotImplementedError(family)

    def evaluate(sample: Any) -> npt.NDArray[np.float64]:
        columns = np.asarray(sample).T
        return np.expand_dims(npv(dict(zip(INPUTS, columns, strict=True))), axis=1)

    def run(samples: int, seed: int) -> Summary:
        lib.RandomGenerator.SetSeed(seed)
        inputs = lib.RandomVector(lib.JointDistribution([marginal(family) for family in INPUTS.values()]))
        if symbolic:
            model = lib.SymbolicFunction(list(INPUTS), [FORMULA])
        else:
            model = lib.PythonFunction(len(INPUTS), 1, func_sample=evaluate)
        sample = lib.CompositeRandomVector(model, inputs).getSample(samples)
        quantiles = tuple(sample.computeQuantilePerComponent(p)[0] for p in PROBABILITIES)
        mean = sample.computeMean()[0]
        return Summary(mean=mean, quantiles=quantiles, evaluations=samples, independent=samples)

    return run


def chaospy() -> Pipeline:
    """Make the pipeline of chaospy, as in its guide "Monte Carlo integration": joint distribution, Sobol' samples."""
    cp = imported("chaospy")

    def marginal(family: Distribution) -> Any:
        match family:
            case Uniform():
                return cp.Uniform(family.low, family.high)
            case Normal():
                return cp.Normal(family.mu, family.sigma)
            case LogNormal():
                return cp.LogNormal(family.mu, family.sigma)
            case Triangular():
                return cp.Triangle(family.low, family.mode, family.high)
        raise NotImplementedError(family)

    def run(samples: int, seed: int) -> Summary:
        joint = cp.J(*(marginal(family) for family in INPUTS.values()))
        columns = joint.sample(samples, rule="sobol", seed=seed)
        return _summary(npv(dict(zip(INPUTS, columns, strict=True))))

    return run


def salib(*, sampler: Literal["sobol", "latin"]) -> Pipeline:
    """Make the pipeline of SALib: a problem specification, samples, `evaluate`.

    Its guide draws Sobol' points in Saltelli's design, of which one in ``inputs + 2`` evaluations is independent of the
    others; its Latin hypercube is a loop in Python.
    """
    specification = imported("SALib").ProblemSpec
    sample = imported(f"SALib.sample.{sampler}").sample
    design = len(INPUTS) + 2 if sampler == "sobol" else 1
    settings = {"calc_second_order": False} if sampler == "sobol" else {}

    def marginal(family: Distribution) -> tuple[str, list[float]]:
        match family:
            case Uniform():
                return "unif", [family.low, family.high]
            case Normal():
                return "norm", [family.mu, family.sigma]
            case LogNormal():
                return "lognorm", [family.mu, family.sigma]
            case Triangular():
                return "triang", [family.low, family.high, (family.mode - family.low) / (family.high - family.low)]
        raise NotImplementedError(family)

    def evaluate(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return npv(dict(zip(INPUTS, rows.T, strict=True)))

    def run(samples: int, seed: int) -> Summary:
        names, bounds = zip(*(marginal(family) for family in INPUTS.values()), strict=True)
        problem = specification(
            {"names": list(INPUTS), "dists": list(names), "bounds": list(bounds), "outputs": ["npv_musd"]}
        )
        rows = (
            2 ** int(np.log2(samples / design)) if sampler == "sobol" else samples
        )  # Sobol' points come in powers of 2
        problem.sample(sample, rows, seed=seed, **settings).evaluate(evaluate)
        return _summary(problem.results, independent=rows)

    return run


def monaco() -> Pipeline:
    """Make the pipeline of monaco: a simulation of cases, each preprocessed, run and postprocessed on its own."""
    monte_carlo, stats = imported("monaco"), imported("scipy.stats")

    def marginal(family: Distribution) -> tuple[Any, dict[str, float]]:
        match family:
            case Uniform():
                return stats.uniform, {"loc": family.low, "scale": family.high - family.low}
            case Normal():
                return stats.norm, {"loc": family.mu, "scale": family.sigma}
            case LogNormal():
                return stats.lognorm, {"s": family.sigma, "scale": float(np.exp(family.mu))}
            case Triangular():
                width = family.high - family.low
                return stats.triang, {"c": (family.mode - family.low) / width, "loc": family.low, "scale": width}
        raise NotImplementedError(family)

    def preprocess(case: Any) -> tuple[Any, ...]:
        return tuple(case.invals[name].val for name in INPUTS)

    def evaluate(*values: Any) -> tuple[Any, ...]:
        return (npv(dict(zip(INPUTS, values, strict=True))),)

    def postprocess(case: Any, value: Any) -> None:
        case.addOutVal(name="npv_musd", val=value)

    def run(samples: int, seed: int) -> Summary:
        kinds = monte_carlo.SimFunctions
        functions = {kinds.PREPROCESS: preprocess, kinds.RUN: evaluate, kinds.POSTPROCESS: postprocess}
        simulation = monte_carlo.Sim(
            name="npv", ndraws=samples, fcns=functions, seed=seed, singlethreaded=True, verbose=False
        )
        for name, family in INPUTS.items():
            dist, arguments = marginal(family)
            simulation.addInVar(name=name, dist=dist, distkwargs=arguments)
        simulation.runSim()
        return _summary(np.array(simulation.outvars["npv_musd"].nums))

    return run


def _summary(values: npt.NDArray[np.float64], independent: int | None = None) -> Summary:
    return Summary(
        mean=float(np.mean(values)),
        quantiles=tuple(np.quantile(values, PROBABILITIES).tolist()),
        evaluations=values.size,
        independent=independent or values.size,
    )
