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
    """Mean, and quantiles of `PROBABILITIES`, MUSD."""

    mean: float
    quantiles: tuple[float, ...]


Pipeline = Callable[[int, int], Summary]


def ours(samples: int, seed: int, *, target: Literal["reference", "simd"] = "reference") -> Summary:
    """`mc.simulate`: Sobol' points in 16 scrambles, histogram, moments, and errors of all of them."""
    summary = mc.simulate(lambda x: {"npv_musd": npv(x)}, INPUTS, samples=samples, seed=seed, target=target)["summary"]
    quantiles = summary["npv_musd"].sel(quantile=list(PROBABILITIES)).to_numpy()
    return Summary(mean=float(summary["npv_musd_mean"]), quantiles=tuple(quantiles.tolist()))


def openturns(*, symbolic: bool) -> Pipeline:
    """Make the pipeline of OpenTURNS, with a formula (parsed, compiled) or a vectorised Python function.

    Composite random vector and sample statistics as in its example "Estimate moments from sample"; ``func_sample``
    as in the reference of `PythonFunction`.
    """
    ot = imported("openturns")

    def marginal(family: Distribution) -> Any:
        match family:
            case Uniform():
                return ot.Uniform(family.low, family.high)
            case Normal():
                return ot.Normal(family.mu, family.sigma)
            case LogNormal():
                return ot.LogNormal(family.mu, family.sigma, 0.0)
            case Triangular():
                return ot.Triangular(family.low, family.mode, family.high)
        raise NotImplementedError(family)

    def evaluate(sample: Any) -> npt.NDArray[np.float64]:
        columns = np.asarray(sample).T
        return np.expand_dims(npv(dict(zip(INPUTS, columns, strict=True))), axis=1)

    def run(samples: int, seed: int) -> Summary:
        ot.RandomGenerator.SetSeed(seed)
        inputs = ot.RandomVector(ot.JointDistribution([marginal(family) for family in INPUTS.values()]))
        if symbolic:
            model = ot.SymbolicFunction(list(INPUTS), [FORMULA])
        else:
            model = ot.PythonFunction(len(INPUTS), 1, func_sample=evaluate)
        sample = ot.CompositeRandomVector(model, inputs).getSample(samples)
        quantiles = tuple(sample.computeQuantilePerComponent(p)[0] for p in PROBABILITIES)
        return Summary(mean=sample.computeMean()[0], quantiles=quantiles)

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


def salib() -> Pipeline:
    """Make the pipeline of SALib: a problem specification, Latin hypercube samples, `evaluate`."""
    specification = imported("SALib").ProblemSpec

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
        problem.sample(imported("SALib.sample.latin").sample, samples, seed=seed).evaluate(evaluate)
        return _summary(problem.results)

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


def _summary(values: npt.NDArray[np.float64]) -> Summary:
    return Summary(mean=float(np.mean(values)), quantiles=tuple(np.quantile(values, PROBABILITIES).tolist()))
