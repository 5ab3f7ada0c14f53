"""What type checkers say of calls: `make lint` reads it, nothing runs it."""

from io import BytesIO
from pathlib import Path
from typing import assert_type

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray
from PIL import Image

import folkhue


def calls() -> None:
    rgb = np.zeros((2, 2, 3), np.uint8)
    for source in ("a.jpg", Path("a.jpg"), b"", bytearray(), memoryview(b""), BytesIO()):
        folkhue.palette(source)
    for pixels in (rgb, rgb / 255, Image.new("RGB", (2, 2)), folkhue.read_photo("a.jpg")):
        folkhue.palette(pixels)
    with Path("a.jpg").open("rb") as file:
        folkhue.palette(file)
    assert_type(folkhue.read_photo("a.jpg"), folkhue.Photo)
    assert_type(folkhue.read_photo(rgb, order="bgr"), folkhue.Photo)
    assert_type(folkhue.palette(rgb), folkhue.Palette)
    assert_type(folkhue.palette([rgb, "a.jpg", BytesIO()], 3), folkhue.Palette)
    assert_type(folkhue.palette(rgb)[0], folkhue.PaletteColor)
    assert_type(folkhue.palette(rgb)[:2], tuple[folkhue.PaletteColor, ...])
    assert_type(folkhue.name_pixels(Image.new("RGB", (2, 2))), NDArray[np.uint8])
    assert_type(folkhue.picture_color(BytesIO()), folkhue.PictureColor)
    assert_type(folkhue.load().shares("a.jpg"), dict[str, float])
    assert_type(folkhue.load().shares(rgb), dict[str, float])
    assert_type(folkhue.name("#aabbcc"), folkhue.NamedColor)
    assert_type(folkhue.name((1, 2, 3)), folkhue.NamedColor)
    assert_type(folkhue.name(["teal", (1, 2, 3)]), list[folkhue.NamedColor])
    assert_type(folkhue.name_column(pd.Series(["teal"])), pd.DataFrame)
    assert_type(folkhue.name_column(pl.Series(["teal"])), pl.DataFrame)
    assert_type(folkhue.open_url("https://example.org/a.jpg"), folkhue.Photo)
