"""A JPEG has one color, at whatever size it is decoded."""

from __future__ import annotations

import io
from itertools import cycle
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image, ImageOps
from support.project import ROOT

import folkhue
from folkhue.images.photo import read_photo
from folkhue.pictures.picture_color import MIN_PIXELS, PictureColor
from folkhue.pictures.view import View

PHOTOS = sorted((ROOT / "data/sampler/photos").glob("*.jpg"))[::180]


class Case(NamedTuple):
    """A large JPEG: width and height, subsampling as Pillow numbers it, orientation of EXIF."""

    size: tuple[int, int]
    subsampling: int = 2
    orientation: int = 1


CASES = {
    "landscape": Case((1600, 1200)),
    "landscape, 4:4:4": Case((2048, 1536), 0),
    "portrait": Case((1208, 1608)),
    "portrait, 4:2:2": Case((1208, 1608), 1),
    "elongated": Case((3000, 520)),
    "tall": Case((408, 3000), 0),
    "odd": Case((1201, 1603)),
    "odd, 4:4:4": Case((897, 1021), 0),
    "odd, upside down": Case((411, 2999), 0, 3),
    "odd, turned right": Case((1799, 1801), 2, 6),
    "odd, turned left": Case((1603, 901), 0, 8),
}


PAIRS = list(zip(CASES, cycle(range(len(PHOTOS))), strict=False))
"""Each case, with one of the photographs."""


def jpeg(case: Case, photo: int) -> bytes:
    """Enlarge one of the photographs."""
    with Image.open(PHOTOS[photo]) as opened:
        image = ImageOps.fit(opened.convert("RGB"), case.size, Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x112] = case.orientation
    image.save(buffer := io.BytesIO(), "JPEG", subsampling=case.subsampling, exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "photo"), PAIRS)
def test_features_see_the_same_pixels(name: str, photo: int) -> None:
    contents = jpeg(CASES[name], photo)
    table = folkhue.load("basic11")
    small, whole = (
        View.of(read_photo(contents, min_pixels=pixels), table) for pixels in (MIN_PIXELS, None)
    )
    for one, other in ((small.photo, whole.photo), (small.details, whole.details)):
        difference = np.abs(one.rgb.astype(int) - other.rgb)  # raises an error for other shapes
        assert difference.mean() < 0.5
        assert np.quantile(difference, 0.999) <= 4


def difference(one: PictureColor, other: PictureColor) -> float:
    """Return the largest difference of a name's probabilities."""
    return max(abs(p - other.probabilities[name]) for name, p in one.probabilities.items())


def test_a_picture_has_the_same_color_at_a_reduced_size() -> None:
    """But for one or two in ten: a level of red may decide where the subject ends."""
    answers = []
    for case, photo in PAIRS:
        contents = jpeg(CASES[case], photo)
        answers.append(
            (folkhue.picture_color(contents), folkhue.picture_color(read_photo(contents)))
        )
    assert sum(small.name != whole.name for small, whole in answers) <= 1
    differences = [difference(small, whole) for small, whole in answers]
    assert sum(each > 0.02 for each in differences) <= 2
    assert np.median(differences) < 0.01
