"""Every family beside its equivalent in SciPy."""

from math import log

from scipy import stats

import distributions as dist

CONTINUOUS = {
    "uniform": (dist.Uniform(low=-2.0, high=3.0), stats.uniform(-2.0, 5.0)),
    "log_uniform": (dist.LogUniform(low=0.1, high=1000.0), stats.loguniform(0.1, 1000.0)),
    "triangular": (dist.Triangular(low=1.0, mode=2.0, high=9.0), stats.triang(0.125, 1.0, 8.0)),
    "triangular, mode at low": (dist.Triangular(low=1.0, mode=1.0, high=9.0), stats.triang(0.0, 1.0, 8.0)),
    "triangular, mode at high": (dist.Triangular(low=1.0, mode=9.0, high=9.0), stats.triang(1.0, 1.0, 8.0)),
    "pert": (dist.Pert(low=1.0, mode=2.0, high=9.0), stats.beta(1.5, 4.5, 1.0, 8.0)),
    "pert, flat": (dist.Pert(low=0.0, mode=1.0, high=1.0, shape=1.0), stats.beta(2.0, 1.0)),
    "normal": (dist.Normal(mu=-5.0, sigma=2.5), stats.norm(-5.0, 2.5)),
    "lognormal": (dist.LogNormal(mu=1.0, sigma=0.7), stats.lognorm(0.7, scale=2.718281828459045)),
    "beta": (dist.Beta(alpha=2.0, beta=5.0), stats.beta(2.0, 5.0)),
    "beta, U-shaped": (dist.Beta(alpha=0.3, beta=0.4), stats.beta(0.3, 0.4)),
    "beta, stretched": (dist.Beta(alpha=3.0, beta=2.0, low=-1.0, high=5.0), stats.beta(3.0, 2.0, -1.0, 6.0)),
    "gamma": (dist.Gamma(shape=2.5, scale=4.0), stats.gamma(2.5, scale=4.0)),
    "gamma, spiked": (dist.Gamma(shape=0.1, scale=4.0), stats.gamma(0.1, scale=4.0)),
    "gamma, narrow": (dist.Gamma(shape=1e4, scale=1.0), stats.gamma(1e4)),
    "weibull": (dist.Weibull(shape=0.6, scale=3.0), stats.weibull_min(0.6, scale=3.0)),
    "student_t": (dist.StudentT(df=5.0, location=2.0, scale=3.0), stats.t(5.0, 2.0, 3.0)),
    "student_t, heavy": (dist.StudentT(df=1.5), stats.t(1.5)),
    "metalog": (  # two terms: a logistic distribution
        dist.Metalog(probabilities=(0.25, 0.75), quantiles=(3.0 - 2.0 * log(3.0), 3.0 + 2.0 * log(3.0))),
        stats.logistic(3.0, 2.0),
    ),
    "metalog, bounded below": (  # a log-logistic one
        dist.Metalog(probabilities=(0.25, 0.5, 0.75), quantiles=(1.0 + 3.0**-0.25, 2.0, 1.0 + 3.0**0.25), low=1.0),
        stats.fisk(4.0, 1.0),
    ),
    "scipy": (dist.Frozen.named("genextreme", c=-0.3), stats.genextreme(-0.3)),
    "scipy, Gumbel": (dist.Frozen.named("gumbel_r", loc=3.0, scale=2.0), stats.gumbel_r(3.0, 2.0)),
}
DISCRETE = {
    "bernoulli": (dist.Bernoulli(probability=0.3), stats.bernoulli(0.3)),
    "poisson": (dist.Poisson(rate=3.7), stats.poisson(3.7)),
    "poisson, rare": (dist.Poisson(rate=1e-3), stats.poisson(1e-3)),
    "poisson, many": (dist.Poisson(rate=5000.0), stats.poisson(5000.0)),
    "categorical": (
        dist.Categorical(values=(1.0, 2.0, 3.0, 5.0), probabilities=(0.1, 0.2, 0.0, 0.7)),
        stats.rv_discrete(values=((1, 2, 3, 5), (0.1, 0.2, 0.0, 0.7)))(),
    ),
    "empirical": (
        dist.Empirical(observations=(4.0, 1.0, 2.0, 2.0)),
        stats.rv_discrete(values=((1, 2, 4), (0.25, 0.5, 0.25)))(),
    ),
    "scipy, discrete": (dist.Frozen.named("nbinom", n=3, p=0.2), stats.nbinom(3, 0.2)),
}
CASES = {**CONTINUOUS, **DISCRETE}
DISTRIBUTIONS = {
    **{name: ours for name, (ours, _) in CASES.items()},
    "constant": dist.Constant(value=2.0),
    "metalog, bounded": dist.Metalog(probabilities=(0.05, 0.5, 0.95), quantiles=(0.2, 0.3, 0.6), low=0.0, high=1.0),
    "metalog, bounded above": dist.Metalog(probabilities=(0.05, 0.5, 0.95), quantiles=(-9.0, -3.0, 1.0), high=2.0),
    "metalog, five terms": dist.Metalog(
        probabilities=(0.05, 0.25, 0.5, 0.75, 0.95), quantiles=(60.0, 130.0, 200.0, 290.0, 600.0), low=0.0
    ),
    "truncated": dist.Truncated(base=dist.Normal(mu=0.0, sigma=1.0), low=-1.0, high=2.0),
    "truncated, discrete": dist.Truncated(base=dist.Poisson(rate=4.0), low=2.0, high=6.0),
}
