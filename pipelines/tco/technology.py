"""How the two data centres are built: choices that change the equations, and not only their numbers."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Technology:
    """Structural choices of a scenario; each selects equations, and with them the inputs that are asked for.

    Attributes
    ----------
    architecture
        ``"distributed"``: many identical satellites, each with a bus, links and a loop of its own, lost one by one.
        ``"monolithic"``: one plant put together in orbit, with shared loops and bus, lost as a whole.
    workload
        ``"inference"`` or ``"training"``: how many accelerators work as one, and what an error costs.
    orbit
        ``"dawn_dusk"``: Sun-synchronous above the terminator. ``"inclined"``: any other low orbit, sized for the
        eclipse with the Sun in the plane of the orbit.
    array
        How the array is sized. ``"continuous"``: full load on the worst orbit of the year, to the end of life.
        ``"mean"``: full load on the mean over the orbit, the year and the life. ``"given"``: by its area.
    mass, platform_cost
        ``"by_part"``, or as published: ``"given"`` per kW of IT power.
    radiator
        ``"given"``: net W/m2 of panel are an input. ``"balance"``: they follow from temperatures and coatings.
        ``"area"``: the panel's area is an input, and W/m2 follow from it.
    sunshield
        Whether a shield stands between radiators and Sun; only with ``radiator = "balance"``.
    cooling
        ``"pumped_loop"`` or ``"loop_heat_pipe"``.
    repair
        ``"none"``: what fails is launched in excess. ``"replacement"``: failed satellites are replaced one by one.
        ``"servicing"``: visits exchange failed parts, and computers, in orbit. ``"written_off"``: a share of the
        hardware is bought again every year, and nothing is launched for it.
    cargo
        ``"mixed"``: whatever goes up shares vehicles. ``"apart"``: solar arrays, radiators and all else fly in vehicles
        of their own; only with ``mass = "by_part"``.
    launch_price
        ``"by_year"``: the trajectory. ``"from_reuse"``: from what a vehicle costs and how often it flies.
    ground_power
        ``"grid"``, ``"gas"`` (a plant of one's own) or ``"solar_storage"``.
    time_value
        Whether months without power are priced on both sides.
    units, units_needed
        Units (satellites, or loops of a plant) that work as one, and how many of them must work; 0: not asked.
    """

    architecture: Literal["distributed", "monolithic"] = "distributed"
    workload: Literal["inference", "training"] = "inference"
    orbit: Literal["dawn_dusk", "inclined"] = "dawn_dusk"
    array: Literal["continuous", "mean", "given"] = "continuous"
    mass: Literal["by_part", "given"] = "by_part"
    platform_cost: Literal["by_part", "given"] = "by_part"
    radiator: Literal["given", "balance", "area"] = "given"
    sunshield: bool = False
    cooling: Literal["pumped_loop", "loop_heat_pipe"] = "pumped_loop"
    repair: Literal["none", "replacement", "servicing", "written_off"] = "none"
    cargo: Literal["mixed", "apart"] = "mixed"
    launch_price: Literal["by_year", "from_reuse"] = "by_year"
    ground_power: Literal["grid", "gas", "solar_storage"] = "grid"
    time_value: bool = False
    units: int = 0
    units_needed: int = 0
