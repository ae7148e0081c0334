"""Published inputs give the published outputs, where the model has the function.

The tolerance of each row is what the publication's own rounding asks for.
"""

# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

import pytest

from distributions.trajectories.wright import wright_mass


@pytest.mark.parametrize(("price", "published_t"), [(200.0, 370_000), (300.0, 104_000)])
def test_mass_that_the_learning_curve_asks_for(price: float, published_t: float) -> None:
    """Google, Towards a future space-based AI infrastructure (arXiv:2511.19468), 20 % a doubling.

    From 1,800 USD/kg at 400 t; the mass launched on top of that.
    """
    mass = wright_mass(price, start_price=1800.0, start_mass=400.0, learning_rate=0.20)
    assert mass - 400.0 == pytest.approx(published_t, rel=0.01)
