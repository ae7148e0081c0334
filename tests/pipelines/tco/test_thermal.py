# Floats are arrays of no dimension here.
# mypy: disable-error-code="arg-type, operator, dict-item"

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tco import thermal

SIGMA = thermal.STEFAN_BOLTZMANN_W_PER_M2_K4
DARK: dict[str, Any] = {
    "emissivity": 0.9,
    "fin_efficiency": 1.0,
    "faces": 2.0,
    "sink_temperature_k": 0.0,
    "absorptivity": 0.2,
    "solar_view": 0.0,
    "earth_view": 0.0,
    "albedo": 0.3,
    "earth_infrared_w_per_m2": 237.0,
    "infrared_absorptivity": 0.9,
    "irradiance_w_per_m2": 1361.0,
    "solar_transmission": 1.0,
}
"""A panel that sees neither Sun nor Earth."""


def test_radiator_by_hand() -> None:
    assert thermal.radiator_area(1000.0, 400.0, 1.2) == pytest.approx(3.0, rel=1e-14)


def test_emission_by_hand() -> None:
    assert thermal.net_rejection_w_per_m2(100.0, **DARK) == pytest.approx(1.8e8 * SIGMA, rel=1e-14)
    half = DARK | {"faces": 1.0, "fin_efficiency": 0.8}
    assert thermal.net_rejection_w_per_m2(100.0, **half) == pytest.approx(0.72e8 * SIGMA, rel=1e-14)


def test_absorption_by_hand() -> None:
    # a fifth of the Sun's light, then of what a quarter of a view of a 30 % mirror adds, then 0.9 of its infrared
    panel = {name: DARK[name] for name in list(DARK)[4:]}
    assert thermal.absorbed_w_per_m2(**panel | {"solar_view": 1.0}) == pytest.approx(0.2 * 1361.0, rel=1e-14)
    earth = panel | {"earth_view": 0.25}
    mirrored, infrared = 0.2 * 0.25 * 0.3 * 1361.0, 0.9 * 0.25 * 237.0
    assert thermal.absorbed_w_per_m2(**earth) == pytest.approx(mirrored + infrared, rel=1e-14)


def test_nothing_is_rejected_at_the_temperature_of_the_sink() -> None:
    assert thermal.net_rejection_w_per_m2(230.0, **DARK | {"sink_temperature_k": 230.0}) == 0.0


def test_a_sunshield_leaves_the_infrared_of_the_earth() -> None:
    exposed = DARK | {"solar_view": 1.0, "earth_view": 0.25}
    shielded = thermal.net_rejection_w_per_m2(320.0, **exposed | {"solar_transmission": 0.0})
    assert shielded == pytest.approx(thermal.net_rejection_w_per_m2(320.0, **DARK) - 0.9 * 0.25 * 237.0, rel=1e-14)


@given(
    temperature=st.floats(250.0, 400.0),
    panel=st.fixed_dictionaries(
        {
            "faces": st.sampled_from([1.0, 2.0]),
            "sink_temperature_k": st.floats(0.0, 240.0),
            "solar_view": st.floats(0.0, 1.0),
            "earth_view": st.floats(0.0, 1.0),
            "solar_transmission": st.floats(0.0, 1.0),
        }
    ),
)
def test_implied_temperature_is_the_inverse(temperature: float, panel: dict[str, float]) -> None:
    net = thermal.net_rejection_w_per_m2(temperature, **DARK | panel)
    assert thermal.implied_temperature_k(net, **DARK | panel) == pytest.approx(temperature, rel=1e-12)


def test_coatings_age_from_one_end_to_the_other() -> None:
    np.testing.assert_allclose(
        thermal.aged_absorptivity(0.09, 0.04, np.array([0.0, 2.5, 5.0, 50.0])), [0.09, 0.19, 0.29, 1.0], rtol=1e-14
    )


def test_loop_heat_pipes_by_hand() -> None:
    assert thermal.loop_heat_pipes(1000.0, 250.0) == 4.0
    assert thermal.loop_heat_pipes(1001.0, 250.0) == 5.0


@given(rate=st.floats(1e-6, 1.0), area=st.floats(0.1, 100.0), life=st.floats(1.0, 20.0))
def test_segment_loss_is_the_mean_of_what_is_punctured(rate: float, area: float, life: float) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(40)
    age = life * 0.5 * (1.0 + nodes)
    mean = np.sum(0.5 * weights * -np.expm1(-rate * area * age))
    # far beyond one puncture a segment 40 nodes lose digits
    assert thermal.segment_loss(rate, area, life) == pytest.approx(mean, rel=1e-8 if rate * area * life < 100 else 0.01)


def test_segments_without_punctures_stay() -> None:
    assert thermal.segment_loss(0.0, 10.0, 5.0) == 0.0


def test_small_segments_lose_less() -> None:
    losses = thermal.segment_loss(1e-3, np.array([1.0, 10.0, 100.0, 1e6]), 10.0)
    assert losses[0] == pytest.approx(0.5e-2, rel=0.01)  # half the punctures have come, one a segment
    assert np.all(np.diff(losses) > 0.0)
    assert losses[-1] == pytest.approx(1.0, rel=1e-3)  # one segment is soon gone
