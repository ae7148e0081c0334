"""From a scenario to a simulation."""

from mc.points.registry import make_points
from mc.simulation import Simulation
from pipelines.scenario.scenario import Scenario
from pipelines.tco.model import tco_model


def scenario_simulation(scenario: Scenario) -> Simulation:
    """Make the simulation that a scenario describes."""
    points = make_points(
        scenario.run.points,
        seed=scenario.run.seed,
        replicates=scenario.run.replicates,
        drivers=scenario.space.drivers,
        dimensions=scenario.dimensions,
    )
    return Simulation(
        model=tco_model(scenario.decision, scenario.technology),
        space=scenario.space,
        points=points,
        samples=scenario.run.samples,
    )
