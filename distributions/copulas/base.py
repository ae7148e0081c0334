"""What every copula provides."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from distributions.draw import Draw


class Copula(ABC):
    """Dependence between named draws that are independent before."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Names of the draws that are linked."""

    @property
    @abstractmethod
    def drivers(self) -> tuple[str, ...]:
        """Names of the draws that it needs besides those it links, ``"dependence.DRIVER"`` each."""

    @abstractmethod
    def link(self, draws: Mapping[str, Draw]) -> dict[str, Draw]:
        """Return dependent draws for `names`, each uniform as before; traceable.

        Parameters
        ----------
        draws
            Independent draws; must hold all `names` and `drivers`, and may hold more.
        """
