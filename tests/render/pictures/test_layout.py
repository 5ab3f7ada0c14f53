"""Cards, bars, strips and mood boards: places and colors of their texts and swatches."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from support.pictures import PALETTES, clear, photo

from folkhue.color.contrast import contrast
from folkhue.images.photo import read_photo
from folkhue.palettes.palette import Palette, palette
from folkhue.render.pictures import PICTURES, Subject
from folkhue.render.pictures.cards import card, moodboard
from folkhue.render.pictures.raster import to_image
from folkhue.render.pictures.scene import Rectangle, Scene
from folkhue.render.pictures.swatch_layout import NO_COLORS, bar, strip
from folkhue.table.color_table import default_table

SHAPES = [(40, 60), (60, 40), (3, 100), (100, 3), (1, 1)]
DRAWN: dict[str, Callable[[Palette], Scene]] = {
    "bar": bar,
    "strip": strip,
    "mood board": lambda p: moodboard([photo(*shape) for shape in SHAPES], p),
    **{f"card of {h}:{w}": lambda p, s=(h, w): card(photo(*s), p) for h, w in SHAPES},
}


@pytest.mark.slow
@pytest.mark.parametrize("drawn", DRAWN)
@settings(max_examples=12)
@given(palette=PALETTES)
def test_texts_fit_into_the_picture_and_do_not_overlap(drawn: str, palette: Palette) -> None:
    scene = DRAWN[drawn](palette)
    boxes = [text.box for text in scene.texts]
    assert len(boxes) >= len(palette)
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= scene.width
        assert bottom <= scene.height
    for one, other in combinations(boxes, 2):
        assert min(one[2], other[2]) <= max(one[0], other[0]) or min(one[3], other[3]) <= max(
            one[1], other[1]
        ), (one, other)


@pytest.mark.parametrize("number", [14, 15, 40, 256])
def test_a_card_of_a_tall_photograph_has_the_codes_of_many_colors(number: int) -> None:
    rgb = np.stack(np.unravel_index(np.arange(number) * 7, (16, 16, 16)), axis=1) * 17
    many = Palette.from_colors(rgb.astype(np.uint8), np.ones(number), default_table())
    texts = card(photo(60, 40), many).texts
    assert {color.hex for color in many.colors} <= {text.text for text in texts}
    rows = sorted((text.box[0], text.box[1], text.box[2], text.box[3]) for text in texts)
    assert not any(
        min(one[2], other[2]) > max(one[0], other[0])
        and min(one[3], other[3]) > max(one[1], other[1])
        for one, other in combinations(rows, 2)
    )


@pytest.mark.slow
@pytest.mark.parametrize("drawn", DRAWN)
@settings(max_examples=8)
@given(palette=PALETTES)
def test_texts_contrast_with_the_colors_under_them(drawn: str, palette: Palette) -> None:
    scene = DRAWN[drawn](palette)
    assert scene.background
    assert scene.texts
    for text in scene.texts:
        middle = (text.box[0] + text.box[2]) / 2, (text.box[1] + text.box[3]) / 2
        under = [scene.background, *(s.fill for s in scene.shapes if _covers(s, middle))]
        assert contrast(text.fill, under[-1]) >= 4.5


def _covers(shape: object, at: tuple[float, float]) -> bool:
    if not isinstance(shape, Rectangle):
        return False
    left, top, right, bottom = shape.box
    return left <= at[0] < right and top <= at[1] < bottom


@pytest.mark.slow
@settings(max_examples=10)
@given(PALETTES)
def test_widths_in_a_bar_follow_shares(palette: Palette) -> None:
    image = np.asarray(to_image(bar(palette)))
    scene = bar(palette)
    parts = [s for s in scene.shapes if isinstance(s, Rectangle) and s.box[3] - s.box[1] > 100]
    widths = [right - left for left, _, right, _ in (part.box for part in parts)]
    assert sum(widths) == 1120
    shown = [color for color in palette.colors if color.share * 1120 >= 1]
    assert shown
    for color in shown:
        near = [w for w, p in zip(widths, parts, strict=True) if p.fill == color.rgb]
        assert any(abs(width - color.share * 1120) <= 1 for width in near)
        assert (image == color.rgb).all(axis=-1).any() or min(near) < 3


def test_pictures_of_transparent_photographs_say_so() -> None:
    empty = palette(clear())
    for scene in (bar(empty), strip(empty), card(clear(), empty), card(clear(40, 30), empty)):
        assert NO_COLORS in [text.text for text in scene.texts]


def test_cards_of_photographs_have_their_titles() -> None:
    root = ROOT / "golden/photos"
    for name in ("parrot.jpg", "venice-dusk.jpg"):
        scene = PICTURES["card"](Subject(palette(root / name), (read_photo(root / name),)))
        assert name in [text.text for text in scene.texts]
