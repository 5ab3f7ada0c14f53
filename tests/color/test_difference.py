"""CIEDE2000."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000

from folkhue.color.difference import ciede2000

# Of table 1 of Sharma, Wu and Dalal (2005): two colors, and their difference.
PUBLISHED = [
    (50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425),
    (50, -1.3802, -84.2814, 50, 0, -82.7485, 1.0),
    (50, 0, 0, 50, -1, 2, 2.3669),
    (50, 2.49, -0.001, 50, -2.49, 0.0009, 7.1792),
    (50, 2.49, -0.001, 50, -2.49, 0.0011, 7.2195),
    (50, 2.5, 0, 50, 0, -2.5, 4.3065),
    (50, 2.5, 0, 73, 25, -18, 27.1492),
    (60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644),
    (22.7233, 20.0904, -46.694, 23.0331, 14.973, -42.5619, 2.0373),
    (2.0776, 0.0795, -1.135, 0.9033, -0.0636, -0.5514, 0.9082),
]


def test_published_differences() -> None:
    rows = np.array(PUBLISHED)
    assert ciede2000(rows[:, :3], rows[:, 3:6]) == pytest.approx(rows[:, 6], abs=5e-5)


def test_differences_are_those_of_another_library(rng: np.random.Generator) -> None:
    one, other = rng.uniform((0, -100, -100), (100, 100, 100), (2, 2000, 3))
    other[:1000] = one[:1000] + rng.normal(0, 3, (1000, 3))
    one[:20, 1:] = other[10:30, 1:] = 0
    found = ciede2000(one, other)
    assert found == pytest.approx(deltaE_ciede2000(one, other), abs=1e-9)
    assert found == pytest.approx(ciede2000(other, one), abs=1e-9)
    assert ciede2000(one, one) == pytest.approx(0, abs=1e-9)


def test_shapes_are_broadcast(rng: np.random.Generator) -> None:
    one, other = rng.uniform(0, 100, (4, 1, 3)), rng.uniform(0, 100, (5, 3))
    assert ciede2000(one, other).shape == (4, 5)
    assert ciede2000(one, other)[3, 2] == ciede2000(one[3, 0], other[2])
