"""The uncertain inputs of a model: which draws they need, and how draws become values."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from distributions.arrays import FloatArray
from distributions.base import Distribution
from distributions.copulas.base import Copula
from distributions.draw import Draw, median_draw
from distributions.errors import did_you_mean
from distributions.trajectories.base import Trajectory
from mc.errors import SettingError, UnknownInputError
from mc.traced.where import at_model_line


class Inputs(Mapping[str, FloatArray]):
    """Values of the inputs, by attribute (``x.capex``) or by key.

    Scalar inputs have trailing shape ``()``, trajectories ``(calendar_year,)``.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, FloatArray]) -> None:
        self._values = dict(values)

    def __getattr__(self, name: str) -> FloatArray:
        try:
            return self._values[name]
        except KeyError:
            message = f"the model asks for an input {name!r} that the run does not have"
            raise UnknownInputError(at_model_line(message + did_you_mean(name, self._values))) from None

    def __getitem__(self, name: str) -> FloatArray:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, kw_only=True, slots=True)
class InputSpace:
    """Distributions, trajectories and their dependence.

    A *driver* is one standard draw with a name: a scalar input has one, called as the input; a trajectory has
    those that it declares, called ``"trajectory.driver"``. Points are drawn by driver, and a copula links
    drivers; it may have some of its own, called ``"dependence.driver"``.
    """

    distributions: Mapping[str, Distribution]
    trajectories: Mapping[str, Trajectory] = field(default_factory=dict)
    copula: Copula | None = None

    def __post_init__(self) -> None:
        for name in set(self.distributions) & set(self.trajectories):
            message = f"{name!r} is both an input and a trajectory"
            raise SettingError(message)
        for name in (*self.distributions, *self.trajectories):
            if hasattr(Inputs, name):
                message = f"an input cannot be called {name!r}, as x.{name} is a method of the inputs"
                raise SettingError(message)
        for name, count in Counter(self.drivers).items():
            if count > 1:
                message = f"{count} draws are called {name!r}: an input has the name of another's driver"
                raise SettingError(message)
        if self.copula is not None:
            for name in set(self.copula.names) - (set(self.drivers) - set(self.copula.drivers)):
                message = f"dependence names {name!r}, which nothing draws{did_you_mean(name, self.drivers)}"
                raise SettingError(message)

    @property
    def drivers(self) -> tuple[str, ...]:
        """Names of all standard draws of one sample: inputs first, in the order given, and the copula's own last."""
        scalars = (name for name, family in self.distributions.items() if not family.is_constant)
        paths = (f"{name}.{driver}" for name, path in self.trajectories.items() for driver in path.drivers)
        return (*scalars, *paths, *(() if self.copula is None else self.copula.drivers))

    def realise(self, draws: Mapping[str, Draw]) -> Inputs:
        """Turn one draw a driver into values of all inputs; traceable."""
        linked = dict(draws) if self.copula is None else {**draws, **self.copula.link(draws)}
        middle = median_draw()
        values = {name: family.quantile(linked.get(name, middle)) for name, family in self.distributions.items()}
        for name, path in self.trajectories.items():
            values[name] = path.path({driver: linked[f"{name}.{driver}"] for driver in path.drivers})
        return Inputs(values)

    def central(self) -> Inputs:
        """Values with every driver at its median: one deterministic future."""
        return self.realise(dict.fromkeys(self.drivers, median_draw()))
