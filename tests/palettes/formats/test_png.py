"""Strips of swatches, read by their pixels if their text is lost."""

import io
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from support.palettes import hexes, read, some_palette

from folkhue.palettes.formats import encode_palette


def test_widths_in_a_strip_follow_shares() -> None:
    with Image.open(io.BytesIO(encode_palette(some_palette(), "a.png"))) as image:
        row = np.asarray(image.convert("RGB"))[0]
    assert row.shape == (960 + 3 * 8, 3)
    widths = [int((row == color).all(axis=1).sum()) for color in some_palette().rgb]
    assert widths == [488, 296, 200]


def without_text(contents: bytes, change: Callable[[Image.Image], Image.Image]) -> bytes:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(contents)) as image:
        change(image.convert("RGB")).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: image.resize((500, 70), Image.Resampling.BICUBIC),
        lambda image: image.convert("RGBA").rotate(90, expand=True),
    ],
    ids=["saved anew", "scaled", "rotated"],
)
def test_a_strip_without_text_is_read_by_its_pixels(
    change: Callable[[Image.Image], Image.Image],
) -> None:
    back = read(without_text(encode_palette(some_palette(), "a.png"), change), "a.png")
    assert sorted(hexes(back)) == hexes(some_palette())
    assert back.ordered("share").shares == pytest.approx([0.5, 0.3, 0.2], abs=0.01)


def test_a_strip_with_changed_colors_is_read_by_its_pixels() -> None:
    contents = encode_palette(some_palette(), "a.png")
    altered = contents.replace(bytes((250, 1, 2)), bytes((1, 250, 2)))
    start = altered.index(b"PLTE")
    size = int.from_bytes(altered[start - 4 : start], "big")
    crc = zlib.crc32(altered[start : start + 4 + size]).to_bytes(4, "big")
    altered = altered[: start + 4 + size] + crc + altered[start + 8 + size :]
    assert hexes(read(altered, "a.png")) == ["#1e3c5a", "#1e3c5c", "#01fa02"]


def test_every_pixel_can_be_a_swatch(encode: Callable[..., bytes]) -> None:
    pixels = np.arange(3 * 64, dtype=np.uint8).reshape(8, 8, 3)
    assert read(encode(pixels), "a.png").rgb.tolist() == pixels.reshape(-1, 3).tolist()
