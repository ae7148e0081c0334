"""One standard draw, seen as a probability from either tail or as a normal score."""

from distributions.arrays import FloatArray
from distributions.special import normal_quantile, normal_tails


class Draw:
    """A position in a distribution, before it is known which distribution.

    Points give probabilities, copulas give normal scores, and each family asks for what its quantile function
    needs; what was not given is computed on first use and kept. Both tails are carried, because in floating
    point ``1 - upper`` has lost the digits that the far upper tail consists of.

    Make one with `from_probability`, `from_tails` or `from_score`; arrays may have any shape.
    """

    __slots__ = ("_lower", "_score", "_upper")

    def __init__(self, lower: FloatArray | None, upper: FloatArray | None, score: FloatArray | None) -> None:
        self._lower = lower
        self._upper = upper
        self._score = score

    @classmethod
    def from_probability(cls, probability: FloatArray) -> "Draw":
        """Make a draw from probabilities of not exceeding it."""
        return cls(probability, 1.0 - probability, None)

    @classmethod
    def from_tails(cls, lower: FloatArray, upper: FloatArray) -> "Draw":
        """Make a draw from both of its tail probabilities, ``lower + upper == 1``."""
        return cls(lower, upper, None)

    @classmethod
    def from_score(cls, score: FloatArray) -> "Draw":
        """Make a draw from its standard normal score."""
        return cls(None, None, score)

    @property
    def lower(self) -> FloatArray:
        """Probability of not exceeding the draw."""
        if self._lower is None:
            self._lower, self._upper = normal_tails(self.score)
        return self._lower

    @property
    def upper(self) -> FloatArray:
        """Probability of exceeding the draw."""
        if self._upper is None:
            self._lower, self._upper = normal_tails(self.score)
        return self._upper

    @property
    def score(self) -> FloatArray:
        """Standard normal score of the draw."""
        if self._score is None:
            self._score = normal_quantile(self.lower, self.upper)
        return self._score


def median_draw() -> Draw:
    """Return the draw in the middle: both tails one half, score 0."""
    return Draw(0.5, 0.5, 0.0)  # type: ignore[arg-type]  # floats are arrays of no dimension here
