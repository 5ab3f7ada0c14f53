"""Photographs, palettes and subjects for pictures."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import strategies as st

from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette, PaletteColor, palette
from folkhue.render.pictures import Subject

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</script><b onload='x()'>\"Öl\" & кот\x00\x1b\udcff]]>.jpg"


def photo(height: int = 40, width: int = 60, seed: int = 3) -> Photo:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    return Photo(rgb, np.ones((height, width), bool))


def clear(height: int = 30, width: int = 40) -> Photo:
    return Photo(np.zeros((height, width, 3), np.uint8), np.zeros((height, width), bool))


NAMES = st.sampled_from(["red", "dark blue", "yellowish white", "robin egg blue", "unnamed"])
COLORS = st.builds(
    PaletteColor,
    st.tuples(*[st.integers(0, 255)] * 3),
    st.floats(0.001, 1),
    st.just("red"),
    st.just(1.0),
    NAMES,
    st.text(max_size=30) | st.just(""),
)
PALETTES = st.builds(
    lambda colors, title: Palette(
        tuple(
            PaletteColor(c.rgb, c.share / sum(d.share for d in colors), *_words(c)) for c in colors
        ),
        title,
    ),
    st.lists(COLORS, min_size=1, max_size=12),
    st.text(max_size=80),
)


def _words(color: PaletteColor) -> tuple[str, float, str, str]:
    return color.name, color.confidence, color.description, color.label


@cache
def subjects() -> dict[str, Subject]:
    whole, thin = photo(), photo(3, 100)
    half = Photo(whole.rgb, np.arange(60)[None] < np.full((40, 1), 30))
    dot = Photo(np.full((1, 1, 3), 77, np.uint8), np.ones((1, 1), bool))
    parts = [(half.opaque, palette(half, 3)), (~half.opaque, palette(whole, 12))]
    return {
        "usual": Subject(palette(whole, 6), (whole,), parts=parts),
        "thin": Subject(palette(thin, 12), (thin,)),
        "partly transparent": Subject(palette(half, 4), (half,)),
        "transparent": Subject(palette(clear()), (clear(),)),
        "a pixel": Subject(palette(dot), (dot,)),
        "several": Subject(palette([whole, thin], 5), (whole, thin)),
        "no photograph": Subject(palette(whole, 3)),
    }
