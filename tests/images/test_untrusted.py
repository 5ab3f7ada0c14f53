"""What is beside the picture, however large, costs little; and damage is told as such."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image
from support.corpus import CASES
from support.corpus.pattern import rgb
from support.corpus.png import RGB, png
from support.png_chunks import chunk

from folkhue.errors import ImageError, PixelsError
from folkhue.images.jxl import size_of_jxl
from folkhue.images.photo import read_photo

ZEROS = zlib.compress(bytes(50_000_000), 9)
BESIDE = {
    "iCCP": chunk(b"iCCP", b"icc\0\0" + ZEROS),
    "iCCP that says it is large": chunk(
        b"iCCP", b"icc\0\0" + zlib.compress(struct.pack(">I", 50_000_000) + bytes(50_000_000), 9)
    ),
    "zTXt": chunk(b"zTXt", b"a\0\0" + ZEROS),
    "iTXt": chunk(b"iTXt", b"a\0\1\0\0\0" + ZEROS),
    "many texts": chunk(b"zTXt", b"a\0\0" + ZEROS) * 30,
    "eXIf": chunk(b"eXIf", bytes(5_000_000)),
    "unknown": chunk(b"zzZz", bytes(5_000_000)),
    "small chunks": chunk(b"zzZz", b"") * 50_000,
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_beside_a_picture_is_left_packed(name: str) -> None:
    contents = png(rgb(), 8, RGB, BESIDE[name])
    tracemalloc.start()
    try:
        photo = read_photo(contents)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert np.array_equal(photo.rgb, rgb())


def test_chunks_without_end_are_refused() -> None:
    with pytest.raises(ImageError, match="more than 100,000 chunks"):
        read_photo(png(rgb(), 8, RGB, chunk(b"zzZz", b"") * 100_001))


@pytest.mark.parametrize("size", [(1, 1), (8, 16), (64, 32), (600, 500), (1, 20_000), (1201, 1000)])
@pytest.mark.parametrize("container", [False, True])
def test_the_size_of_jpeg_xl_is_known_before_decoding(
    size: tuple[int, int], container: bool
) -> None:
    contents = io.BytesIO()
    image = Image.new("L", size)
    import pillow_jxl  # noqa: F401 (it registers itself)

    image.save(contents, "JXL", use_container=container, effort=1)
    assert size_of_jxl(contents.getvalue()) == size
    with pytest.raises(PixelsError, match=f"{size[0]} × {size[1]} is too many"):
        read_photo(contents.getvalue()[:60], max_pixels=size[0] * size[1] - 1)


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith("/float")])
def test_floating_point_samples_are_refused(name: str) -> None:
    with pytest.raises(ImageError, match="no fixed white; save it as 8 bit") as caught:
        read_photo(CASES[name].contents)
    assert caught.value.code == "unsupported"


ONE_OF_EACH = {
    name.rpartition("/")[0]: name for name in CASES if len(CASES[name].contents) < 20_000
}


@pytest.mark.parametrize("name", ONE_OF_EACH.values())
def test_damage_is_told_as_an_error_of_folkhue(name: str) -> None:
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    contents = CASES[name].contents
    for _ in range(25):
        damaged = bytearray(contents)
        for place in rng.integers(0, len(contents), rng.integers(1, 6)):
            damaged[place] = rng.integers(256)
        cut = rng.integers(len(contents) // 2, 2 * len(contents))
        with suppress(ImageError):
            read_photo(bytes(damaged[:cut]), max_pixels=1_000_000)
