"""Rejection of heat in orbit."""

from distributions.arrays import FloatArray


def radiator_area(heat_w: FloatArray, net_w_per_m2: FloatArray, margin: FloatArray) -> FloatArray:
    """Planform area of radiator, m2.

    Parameters
    ----------
    heat_w
        Heat to be rejected, W.
    net_w_per_m2
        Net heat rejected by a square metre of *panel*, whose two faces both radiate, after the heat that it
        absorbs from the Sun and the Earth. Publications that count each face halve it.
    margin
        Installed over needed area: degradation of the coating, isolated segments.
    """
    return heat_w / net_w_per_m2 * margin
