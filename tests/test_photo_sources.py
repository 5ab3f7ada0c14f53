"""Every function that takes a photograph takes it in every form."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

import folkhue
from folkhue.errors import FolkhueError, ImageError
from folkhue.images.photo import Photo, PhotoSource, read_photo
from folkhue.palettes.comparison import PaletteSummary
from folkhue.search.folder_search import query_shares

TABLE = folkhue.load()
RGB = np.zeros((24, 32, 3), np.uint8)
RGB[:12], RGB[12:, :16], RGB[12:, 16:] = (200, 20, 30), (30, 60, 200), (250, 250, 250)
GRAY = np.full((24, 32), 128, np.uint8)
RGBA = np.dstack([RGB, np.full((24, 32), 255, np.uint8)])

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "read_photo": lambda source, **how: read_photo(source, **how).rgb.tolist(),
    "palette": lambda source, **how: folkhue.palette(source, 3, **how).as_dict()["colors"],
    "palette, guided": lambda source, **how: folkhue.palette(
        source, 3, method="guided", **how
    ).as_dict()["colors"],
    "picture_color": lambda source, **how: folkhue.picture_color(source, **how),
    "name_pixels": lambda source, **how: folkhue.name_pixels(source, **how).tolist(),
}
PLAIN: dict[str, Callable[[Any], Any]] = {
    "shares": lambda source: TABLE.shares(source),
    "NameMap.from_photo": lambda source: folkhue.NameMap.from_photo(source, TABLE).names.tolist(),
    "PaletteSummary.from_image": lambda source: PaletteSummary.from_image(source, 3).shares,
    "query_shares": lambda source: query_shares(source, TABLE),
}
EVERY = FUNCTIONS | PLAIN
"""All of them take the same sources; those of `PLAIN` no order of channels."""


def png(pixels: np.ndarray = RGB) -> bytes:
    contents = io.BytesIO()
    Image.fromarray(pixels).save(contents, "PNG")
    return contents.getvalue()


def indexed() -> Image.Image:
    colors, places = np.unique(RGB.reshape(-1, 3), axis=0, return_inverse=True)
    image = Image.fromarray(places.reshape(RGB.shape[:2]).astype(np.uint8)).convert("P")
    image.putpalette(colors.ravel().tolist())
    return image


class Tensor:
    """An array of another library: NumPy makes one of it, and knows no more."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self.values


class PathOfAnotherLibrary:
    """A path of another library."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


SOURCES: dict[str, Callable[[Path], Any]] = {
    "path": lambda path: path,
    "text": str,
    "path of another library": PathOfAnotherLibrary,
    "text of NumPy": lambda path: np.str_(path),
    "bytes": lambda _: png(),
    "bytearray": lambda _: bytearray(png()),
    "memoryview": lambda _: memoryview(png()),
    "BytesIO": lambda _: io.BytesIO(png()),
    "open file": lambda path: path.open("rb"),
    "Photo": lambda path: read_photo(path),
    "Pillow, loaded": lambda _: Image.fromarray(RGB),
    "Pillow, from a file": lambda path: Image.open(path),
    "Pillow, palette": lambda _: indexed(),
    "Pillow, RGBA": lambda _: Image.fromarray(RGBA),
    "Pillow, premultiplied": lambda _: Image.fromarray(RGBA).convert("RGBa"),
    "array": lambda _: RGB,
    "array, RGBA": lambda _: RGBA,
    "array, not in one piece": lambda _: RGB[::-1][::-1],
    "array, whole numbers": lambda _: RGB.astype(np.int64),
    "array, 16 bits": lambda _: RGB.astype(np.uint16) * 257,
    "array, floats": lambda _: RGB / 255,
    "array, floats of 16 bits": lambda _: (RGB / 255).astype(np.float16),
    "array, rounding errors": lambda _: (RGB / 255) * (1 + 1e-7),
    "channels first": lambda _: np.moveaxis(RGB, 2, 0),
    "tensor": lambda _: Tensor(np.moveaxis(RGB, 2, 0) / 255),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "photo.png").write_bytes(png())
    return tmp_path / "photo.png"


@pytest.mark.parametrize("function", EVERY)
@pytest.mark.parametrize("source", SOURCES)
def test_a_photograph_may_come_in_every_form(source: str, function: str, file: Path) -> None:
    given = SOURCES[source](file)
    assert EVERY[function](given) == EVERY[function](file)
    if hasattr(given, "close"):
        given.close()


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("pixels", [RGB, RGBA], ids=["BGR", "BGRA"])
def test_the_order_of_channels_can_be_told(pixels: np.ndarray, function: str, file: Path) -> None:
    turned = pixels.copy()
    turned[..., :3] = turned[..., 2::-1]
    assert FUNCTIONS[function](turned, order="bgr") == FUNCTIONS[function](file)
    assert FUNCTIONS[function](turned) != FUNCTIONS[function](file)


@pytest.mark.parametrize("source", ["path", "bytes", "BytesIO", "Photo", "Pillow, loaded"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_other_sources_say_their_order_themselves(source: str, function: str, file: Path) -> None:
    with pytest.raises(ValueError, match=r"order: 'bgr' is for arrays; a source of type"):
        FUNCTIONS[function](SOURCES[source](file), order="bgr")
    with pytest.raises(ValueError, match="order: expected rgb or bgr, got 'grb'"):
        FUNCTIONS[function](RGB, order="grb")


@pytest.mark.parametrize(
    "pixels",
    [
        GRAY,
        GRAY[..., None],
        GRAY[None],
        np.dstack([GRAY, np.full_like(GRAY, 255)]),
        GRAY.astype(np.uint16) * 257,
        Image.fromarray(GRAY),
        Image.fromarray(GRAY).convert("LA"),
        Image.fromarray(GRAY.astype(np.uint16) * 257),
    ],
    ids=("plain", "channel", "channel first", "alpha", "16 bits", "L", "LA", "I;16"),
)
def test_gray_is_read(pixels: PhotoSource) -> None:
    assert np.array_equal(read_photo(pixels).rgb, np.dstack([GRAY] * 3))


@pytest.mark.parametrize("channels", [2, 4])
def test_pixels_of_half_the_opacity_are_opaque(channels: int) -> None:
    pixels = np.zeros((1, 3, channels), np.uint8)
    pixels[0, :, -1] = 127, 128, 255
    for given in (pixels, pixels / 255, Image.fromarray(pixels)):
        assert read_photo(given).opaque.tolist() == [[False, True, True]]


WRONG: dict[str, tuple[Any, type[Exception], str]] = {
    "None": (None, TypeError, "expected a photograph: the path of a file, .*; got NoneType$"),
    "number": (5, TypeError, "expected a photograph: .*; got int$"),
    "list of numbers": ([[1, 2, 3]], TypeError, r"got list; of pixels, make an array: numpy\.arr"),
    "text file": (io.StringIO("x"), TypeError, "a file opened with 'rb', which gives bytes"),
    "closed file": (None, ImageError, "the given file: cannot be read .I/O operation on closed"),
    "address": (
        "https://example.org/a.jpg", ImageError, "an address, not a file; download it first"),
    "no file": ("gone.jpg", ImageError, "gone.jpg: cannot be read"),
    "no image": (io.BytesIO(b"hello"), ImageError, "the given file: "),
    "255 as floats": (RGB * 1.0, ValueError, "floats from 0 to 1, got 20 to 250; divide by 255"),
    "below 0": (RGB / 255 - 1, ValueError, "floats from 0 to 1, got -0.9"),
    "no number": (np.full((2, 2, 3), np.nan), ValueError, "floats from 0 to 1, got nan to nan"),
    "above 255": (RGB.astype(int) * 2, ValueError, "whole numbers from 0 to 255, got 40 to 500"),
    "complex": (np.zeros((2, 2, 3), complex), TypeError, "expected pixels as uint8 .*got complex"),
    "a mask": (np.zeros((2, 2), bool), TypeError, "expected pixels as uint8 .* got bool"),
    "texts": (np.array([["a"]]), TypeError, "expected pixels as uint8"),
    "a batch": (np.zeros((1, 2, 2, 3), np.uint8), ValueError, "of a batch, give one image"),
    "a row": (np.zeros(3, np.uint8), ValueError, r"expected pixels of shape .*got \(3,\)"),
    "many channels": (np.zeros((9, 9, 7), np.uint8), ValueError, r"got \(9, 9, 7\)"),
    "nothing": (np.zeros((0, 5, 3), np.uint8), ImageError, "a picture without pixels"),
    "floats of Pillow": (Image.new("F", (2, 2)), ImageError, "samples have no fixed white"),
}  # fmt: skip


@pytest.mark.parametrize("function", ["read_photo", "palette", "picture_color", "name_pixels"])
@pytest.mark.parametrize("wrong", WRONG)
def test_an_error_says_what_came_and_what_is_taken(wrong: str, function: str) -> None:
    source, error, message = WRONG[wrong]
    if wrong == "closed file":
        source = io.BytesIO()
        source.close()
    if function == "palette" and wrong == "list of numbers":
        message = "got list; of pixels"  # of the first of several images
    with pytest.raises(error, match=message):
        FUNCTIONS[function](source)


@pytest.mark.parametrize("given", ["photo.jpg", Path("photo.jpg"), b"bytes", None])
def test_arrays_of_pixels_are_not_read_from_files(given: Any) -> None:
    for function in (TABLE.predict, TABLE.recolor, TABLE.confidence):
        with pytest.raises(TypeError, match=r"folkhue\.name_pixels\(photo\) names those of a ph"):
            function(given)


def test_several_images_of_any_kind_make_one_palette(file: Path) -> None:
    several = [file, RGB, Image.fromarray(RGB), io.BytesIO(png())]
    assert [color.rgb for color in folkhue.palette(several, 3)] == [
        color.rgb for color in folkhue.palette(file, 3)
    ]
    assert folkhue.palette(iter([file]), 3) == folkhue.palette([file], 3)


@pytest.mark.parametrize("form", ["exif", "icc"])
def test_an_image_of_pillow_is_read_like_its_file(form: str) -> None:
    """Turned upright, and converted by its profile."""
    path = Path(__file__).parents[1] / "golden/photos/european-honey-bee.jpg"
    image = Image.open(path).reduce(4)
    how: dict[str, Any] = {}
    if form == "exif":
        exif = Image.Exif()
        exif[0x0112] = 6
        how["exif"] = exif.tobytes()
    else:
        from folkhue.images.icc import display_p3_profile

        how["icc_profile"] = display_p3_profile()
    contents = io.BytesIO()
    image.save(contents, "PNG", **how)
    opened = Image.open(io.BytesIO(contents.getvalue()))
    found, expected = read_photo(opened), read_photo(contents.getvalue())
    assert np.array_equal(found.rgb, expected.rgb)
    assert not np.array_equal(found.rgb, np.asarray(image))
    if form == "exif":
        assert np.array_equal(read_photo(ImageOps.exif_transpose(opened)).rgb, expected.rgb)


def test_a_damaged_image_of_pillow_is_told() -> None:
    contents = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 90, 3), np.uint8)).save(
        contents, "JPEG"
    )
    cut = Image.open(io.BytesIO(contents.getvalue()[:900]))
    with pytest.raises(ImageError, match="the given Pillow image: damaged image"):
        read_photo(cut)


def test_a_file_is_read_from_where_it_stands_and_left_open(file: Path) -> None:
    stream = io.BytesIO(b"head" + file.read_bytes())
    stream.seek(4)
    assert np.array_equal(read_photo(stream).rgb, RGB)
    assert not stream.closed


def test_arrays_are_not_copied() -> None:
    assert np.shares_memory(read_photo(RGB).rgb, RGB)
    assert isinstance(read_photo(RGB), Photo)


class TestPaletteAsSequence:
    """A palette is used like a tuple of its colors."""

    found = folkhue.palette(RGB, 3)

    def test_it_is_indexed_sliced_and_iterated(self) -> None:
        assert self.found[0] == self.found.colors[0]
        assert self.found[-2:] == self.found.colors[-2:]
        assert [*self.found] == [*self.found.colors]
        assert self.found[1] in self.found
        assert len(self.found) == 3
        with pytest.raises(IndexError):
            self.found[3]

    def test_equal_images_give_equal_palettes(self) -> None:
        assert folkhue.palette(RGB.copy(), 3) == self.found
        assert folkhue.palette(RGB, 2) != self.found
        assert len({self.found, folkhue.palette(RGB, 3)}) == 1

    def test_it_becomes_json_and_a_data_frame(self) -> None:
        assert json.loads(self.found.to_json()) == self.found.as_dict()
        frame = self.found.to_dataframe()
        assert frame["hex"].tolist() == [color.hex for color in self.found]
        assert frame[["red", "green", "blue"]].to_numpy().tolist() == self.found.rgb.tolist()
        assert frame["share"].sum() == pytest.approx(1)


def test_an_error_of_folkhue_is_one() -> None:
    with pytest.raises(FolkhueError):
        folkhue.palette("gone.jpg")


class GpuTensor:
    """A tensor that has to be copied by its own library first."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        raise RuntimeError("use Tensor.cpu() to copy it to memory first")


@pytest.mark.parametrize("function", EVERY)
def test_an_array_that_numpy_cannot_read_is_told_with_the_reason_of_its_library(
    function: str,
) -> None:
    with pytest.raises(TypeError, match=r"NumPy makes an array of, got .*GpuTensor: use Tensor"):
        EVERY[function](GpuTensor())
