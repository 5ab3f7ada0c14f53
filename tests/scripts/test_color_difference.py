import numpy as np
import pytest

from benchmarks.color_difference import nearest


def test_difference_to_the_nearest_color() -> None:
    """The first pairs of table 1 of Sharma, Wu and Dalal (2005), and a color far from both."""
    palette = [(50, 0, -82.7485), (100, 0, 0)]
    colors = [(50, 2.6772, -79.7751), (50, 3.1571, -77.2803), (100, 0, 0)]
    assert nearest(colors, palette) == pytest.approx([2.0425, 2.8615, 0], abs=5e-5)
    assert nearest(np.array(colors), palette[0])[0] == pytest.approx(2.0425, abs=5e-5)
