import numpy as np
import pytest

from signkit.samples.signs.surface import EMPTY, draw


def _draw(ends, radii, blend=1e-3, shape=(41, 61)):
    ends = np.array(ends, float)
    return draw(ends, np.array(radii, float), np.full(len(ends), blend), shape)


def test_a_sphere_is_a_sphere():
    # Pixel centres are at .5; the sphere of radius 10 about pixel (20, 30) at depth 3.
    surface = _draw([[(30.5, 20.5, 3), (30.5, 20.5, 3)]], [(10, 10)])
    assert surface.height[20, 30] == pytest.approx(13)
    assert surface.height[20, 36] == pytest.approx(3 + 8)  # 6, 8, 10
    assert surface.height[20, 41] == EMPTY
    assert not surface.drawn[20, 41]
    assert surface.drawn.sum() == pytest.approx(np.pi * 100, rel=0.03)


def test_a_level_cylinder_and_its_round_ends():
    surface = _draw([[(20.5, 20.5, 0), (40.5, 20.5, 0)]], [(5, 5)])
    assert surface.height[20, 30] == pytest.approx(5)
    assert surface.height[24, 30] == pytest.approx(3)  # 4, 3, 5
    assert surface.along[20, 30] == pytest.approx(0.5)
    assert surface.height[20, 44] == pytest.approx(3)  # 4 past the end's centre
    assert surface.along[20, 44] == 1


def test_a_slanted_tapered_cone_equals_the_union_of_its_spheres():
    a, b = np.array((14.0, 12.0, -6.0)), np.array((44.0, 30.0, 15.0))
    surface = _draw([[a, b]], [(9, 4)])
    y, x = np.mgrid[0:41, 0:61] + 0.5
    best = np.full((41, 61), EMPTY)
    for t in np.linspace(0, 1, 2001):
        cx, cy, cz = a + t * (b - a)
        q = (9 - 5 * t) ** 2 - (x - cx) ** 2 - (y - cy) ** 2
        best = np.maximum(best, np.where(q >= 0, cz + np.sqrt(np.maximum(q, 0)), EMPTY))
    both = surface.drawn & (best > EMPTY)
    assert (surface.drawn != (best > EMPTY)).mean() < 0.002
    # On the rim itself the surface is vertical, so a hair's breadth is much height.
    assert np.percentile(np.abs(surface.height - best)[both], 98) < 0.02


def test_seen_end_on_the_nearer_sphere_is_seen():
    surface = _draw([[(30.5, 20.5, 0), (30.5, 20.5, 12)]], [(6, 5)])
    assert surface.height[20, 30] == pytest.approx(17)


def test_nearer_hides_farther_and_near_surfaces_flow_together():
    far, near = [(20.5, 20.5, 0)] * 2, [(26.5, 20.5, 8)] * 2
    surface = _draw([far, near], [(8, 8), (8, 8)])
    assert surface.cone[20, 26] == 1
    assert surface.cone[20, 14] == 0
    swapped = _draw([near, far], [(8, 8), (8, 8)])
    np.testing.assert_allclose(swapped.height, surface.height)
    side_by_side = [[(16.5, 20.5, 0)] * 2, [(28.5, 20.5, 0)] * 2]
    sharp = _draw(side_by_side, [(10, 10), (10, 10)])
    soft = _draw(side_by_side, [(10, 10), (10, 10)], blend=4.0)
    assert sharp.height[20, 22] == pytest.approx(8, abs=1e-3)  # 6, 8, 10: the valley
    assert soft.height[20, 22] == pytest.approx(9)  # filled by blend / 4
