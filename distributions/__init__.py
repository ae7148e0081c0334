"""Probability distributions as traceable maps from draws to values: ``import distributions as dist``."""

from distributions.base import Distribution
from distributions.copulas.base import Copula
from distributions.copulas.gaussian import GaussianCopula
from distributions.copulas.student_t import StudentTCopula
from distributions.draw import Draw
from distributions.elicitation import from_quantiles
from distributions.errors import DistributionError
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
from distributions.trajectories.base import Trajectory
from distributions.trajectories.fan import Fan
from distributions.trajectories.jumps import Jumps
from distributions.trajectories.mean_reversion import MeanReversion
from distributions.trajectories.random_walk import RandomWalk
from distributions.trajectories.regime import Regime
from distributions.trajectories.wright import Wright

__all__ = [
    "Bernoulli",
    "Beta",
    "Categorical",
    "Constant",
    "Copula",
    "Distribution",
    "DistributionError",
    "Draw",
    "Empirical",
    "Fan",
    "Frozen",
    "Gamma",
    "GaussianCopula",
    "Jumps",
    "LogNormal",
    "LogUniform",
    "MeanReversion",
    "Metalog",
    "Normal",
    "Pert",
    "Poisson",
    "RandomWalk",
    "Regime",
    "StudentT",
    "StudentTCopula",
    "Trajectory",
    "Triangular",
    "Truncated",
    "Uniform",
    "Weibull",
    "Wright",
    "from_quantiles",
]
