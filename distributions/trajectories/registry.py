"""Trajectories by the name that scenarios use."""

from collections.abc import Mapping
from types import MappingProxyType

from distributions.trajectories.base import Trajectory
from distributions.trajectories.fan import Fan
from distributions.trajectories.jumps import Jumps
from distributions.trajectories.mean_reversion import MeanReversion
from distributions.trajectories.random_walk import RandomWalk
from distributions.trajectories.regime import Regime
from distributions.trajectories.wright import Wright

TRAJECTORIES: Mapping[str, type[Trajectory]] = MappingProxyType(
    {
        "fan": Fan,
        "jumps": Jumps,
        "mean_reversion": MeanReversion,
        "random_walk": RandomWalk,
        "regime": Regime,
        "wright": Wright,
    }
)
