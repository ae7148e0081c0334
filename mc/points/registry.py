"""Point sets by name."""

from collections.abc import Mapping, Sequence

from distributions.errors import did_you_mean
from mc.errors import SettingError
from mc.points.base import Points
from mc.points.philox import Philox
from mc.points.sobol import Sobol, dimension_map

POINTS = ("sobol", "philox")


def make_points(
    name: str, *, seed: int, replicates: int, drivers: Sequence[str], dimensions: Mapping[str, int] | None = None
) -> Points:
    """Make a point set for named drivers.

    Parameters
    ----------
    name
        ``"sobol"`` or ``"philox"``.
    seed, replicates
        Which points, and how many independent replicates.
    drivers
        Names of the draws of one sample.
    dimensions
        Sobol' dimensions that are fixed; other drivers take the lowest free ones in order. Without meaning for
        Philox, whose streams are keyed by name.

    Raises
    ------
    SettingError
        Unknown name, or numbers out of range.
    """
    match name:
        case "sobol":
            return Sobol(seed=seed, replicates=replicates, dimensions=dimension_map(drivers, dimensions or {}))
        case "philox":
            return Philox(seed=seed, replicates=replicates)
        case _:
            message = f"points = {name!r}: must be one of {', '.join(POINTS)}{did_you_mean(name, POINTS)}"
            raise SettingError(message)
