"""Contrast of texts and colors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.render.pictures.scene import contrast, text_color_on


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_text_colors_contrast_with_any_color(rgb: tuple[int, int, int]) -> None:
    assert contrast(text_color_on(rgb), rgb) >= 4.5


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [((0, 0, 0), (255, 255, 255), 21), ((9, 9, 9), (9, 9, 9), 1), ((119,) * 3, (255,) * 3, 4.48)],
)
def test_contrast_ratios(
    one: tuple[int, int, int], other: tuple[int, int, int], ratio: float
) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)
