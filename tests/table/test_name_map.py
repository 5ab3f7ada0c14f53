import io
import json
import re
import statistics
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image, PngImagePlugin

import folkhue
from folkhue.color.vocabulary import UNNAMED_SWATCH
from folkhue.errors import NameMapError
from folkhue.images.photo import Photo
from folkhue.table.name_map import NameMap
from studies.encoding import encodings

GOLDEN = ROOT / "golden/photos"
TERMS = ("red", "blau-grün", "noir")
SWATCHES = ((214, 39, 40), (0, 0, 0), (255, 255, 255))
KINDS = ("png", "webp")


@st.composite
def maps(draw: st.DrawFn) -> NameMap:
    shape = draw(array_shapes(min_dims=2, max_dims=2, max_side=20))
    names = draw(arrays(np.uint8, shape, elements=st.sampled_from([0, 1, 2, 255])))
    opaque = draw(st.one_of(st.just(np.ones(shape, bool)), arrays(bool, shape)))
    return NameMap(np.where(opaque, names, np.uint8(255)), opaque, TERMS, SWATCHES)


def encoded(named: NameMap, kind: str) -> bytes:
    return named.to_png() if kind == "png" else named.to_webp()


def assert_same(one: NameMap, other: NameMap) -> None:
    assert np.array_equal(one.names, other.names)
    assert np.array_equal(one.opaque, other.opaque)
    assert (one.terms, one.swatches) == (other.terms, other.swatches)


def some_map() -> NameMap:
    names = np.random.default_rng(2).integers(0, 3, (30, 40)).astype(np.uint8)
    return NameMap(names, np.ones(names.shape, bool), TERMS, SWATCHES)


@pytest.mark.parametrize("kind", KINDS)
@given(named=maps())
def test_what_is_encoded_is_decoded_exactly(named: NameMap, kind: str) -> None:
    contents = encoded(named, kind)
    assert_same(NameMap.from_bytes(contents), named)
    assert encoded(named, kind) == contents


@pytest.mark.parametrize("kind", KINDS)
@given(named=maps())
def test_any_viewer_shows_swatches(named: NameMap, kind: str) -> None:
    shown = np.asarray(Image.open(io.BytesIO(encoded(named, kind))).convert("RGBA"))
    assert np.array_equal(shown[..., 3] == 255, named.opaque)
    paint = dict(enumerate(SWATCHES)) | {255: UNNAMED_SWATCH}
    expected = [paint[name] for name in named.names[named.opaque].tolist()]
    assert [tuple(color) for color in shown[named.opaque][:, :3].tolist()] == expected


@pytest.mark.parametrize("kind", KINDS)
def test_the_maximum_number_of_terms(kind: str) -> None:
    terms = tuple(f"term {n}" for n in range(254))
    swatches = tuple((n, n, n) for n in range(254))
    names = np.array([[*range(254), 255, 255]], np.uint8)
    opaque = np.arange(256)[None] < 255
    named = NameMap(names, opaque, terms, swatches)
    assert_same(NameMap.from_bytes(encoded(named, kind)), named)


@pytest.mark.slow
def test_photographs_compress_to_a_thirtieth_and_despeckled_to_a_sixtieth() -> None:
    table = folkhue.load()
    photos = [folkhue.read_photo(path) for path in sorted(GOLDEN.iterdir())[::9]]
    for photo in photos:
        read = NameMap.from_bytes(NameMap.from_photo(photo, table).to_webp())
        assert np.array_equal(read.names, table.predict(photo.rgb))
        assert read.shares() == table.shares(photo.rgb)
    found = encodings(photos, table)
    medians = {way: statistics.median(encoding.ratios) for way, encoding in found.items()}
    assert medians["WebP"] > medians["PNG"] > 30
    assert medians["WebP, despeckled"] > 60
    assert 0 < statistics.median(found["WebP, despeckled"].changed) < 0.06


def test_transparent_pixels_have_no_name_and_do_not_count() -> None:
    table, rgb = folkhue.load(), np.full((2, 3, 3), (200, 20, 30), np.uint8)
    photo = Photo(rgb, np.array([[True, True, False], [False, False, False]]))
    named = NameMap.from_photo(photo, table)
    assert named.names.tolist() == [[0, 0, 255], [255, 255, 255]]
    assert named.shares() == {"red": 1.0}
    painted, expected = np.asarray(named.image()), table.recolor(rgb)
    assert np.array_equal(painted[..., 3], photo.opaque * 255)
    assert np.array_equal(painted[photo.opaque][:, :3], expected[photo.opaque])
    assert NameMap.from_photo(Photo(rgb, ~np.ones((2, 3), bool)), table).shares() == {}


def photograph() -> bytes:
    return (GOLDEN / "flower.jpg").read_bytes()


def resaved(
    named: NameMap, kind: str, change: Callable[[np.ndarray], object], **how: object
) -> bytes:
    """Change pixels and save them as an editor would that keeps the note."""
    image = Image.open(io.BytesIO(encoded(named, kind)))
    if kind == "png":
        how["pnginfo"] = PngImagePlugin.PngInfo()
        how["pnginfo"].add_text("folkhue", image.info["folkhue"])
    else:
        how["exif"] = image.getexif()
    pixels = np.array(image.convert("RGB"))
    change(pixels)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **how)
    return buffer.getvalue()


def other_term(pixels: np.ndarray) -> None:
    pixels[0, 0] = SWATCHES[1] if tuple(pixels[0, 0]) != SWATCHES[1] else SWATCHES[0]


def other_color(pixels: np.ndarray) -> None:
    pixels[3, 3] ^= 1


def replaced(kind: str, old: bytes, new: bytes) -> bytes:
    contents = encoded(some_map(), kind)
    assert contents.count(old) == 1
    return contents.replace(old, new)


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (b"", "neither PNG nor WebP"),
        (photograph(), "neither PNG nor WebP"),
        (some_map().to_png()[:-40], "damaged"),
        (some_map().to_webp()[:-400], "damaged|neither"),
        (resaved(some_map(), "png", other_term), "altered"),
        (resaved(some_map(), "png", other_color), "altered"),
        (resaved(some_map(), "webp", other_term, lossless=True), "altered"),
        (resaved(some_map(), "webp", lambda _: None, quality=80), "altered"),
        (replaced("webp", b'"folkhue":1', b'"folkhue":2'), "version 2"),
        (replaced("webp", b'"terms":', b'"trems":'), "damaged"),
    ],
)
def test_other_and_altered_files_are_rejected(contents: bytes, reason: str) -> None:
    with pytest.raises(NameMapError, match=f"the given bytes: .*({reason})"):
        NameMap.from_bytes(contents)


def with_note(**changes: object) -> bytes:
    """Change what a name map says of itself."""
    image = Image.open(io.BytesIO(some_map().to_png()))
    note = {**json.loads(image.info["folkhue"]), **changes}
    text = PngImagePlugin.PngInfo()
    text.add_itxt("folkhue", json.dumps(note, separators=(",", ":")), zip=True)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"folkhue": "x"},
        {"folkhue": None},
        {"folkhue": 1e300},
        {"terms": None},
        {"terms": [1, 2, 3]},
        {"terms": ["a", "a", "b"]},
        {"terms": ["a", "\ud800", "\x1b"]},
        {"terms": [], "swatches": []},
        {"swatches": [[1, 2, 3]]},
        {"swatches": [[1, 2, 300], [1, 2, 4], [1, 2, 5]]},
        {"swatches": [[1, 2], [1, 2, 4], [1, 2, 5]]},
        {"swatches": "#123456"},
        {"swatches": [[[1], 2, 3], [1, 2, 4], [1, 2, 5]]},
        {"crc32": float("inf")},
        {"crc32": []},
        {"more": json.loads("[" * 99 + "]" * 99)},
    ],
)
def test_whatever_the_note_says_is_one_error(changes: dict[str, object]) -> None:
    with pytest.raises(NameMapError, match="the given bytes: "):
        NameMap.from_bytes(with_note(**changes))


def test_a_note_that_nests_without_end_is_rejected() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("folkhue", '{"folkhue":1,"terms":' + "[" * 100_000)
    buffer = io.BytesIO()
    Image.new("P", (9, 9)).save(buffer, "PNG", pnginfo=text)
    with pytest.raises(NameMapError, match="nested"):
        NameMap.from_bytes(buffer.getvalue())


def test_an_image_without_terms_is_rejected(encode: Callable[..., bytes]) -> None:
    with pytest.raises(NameMapError, match="its terms are missing"):
        NameMap.from_bytes(encode(np.zeros((3, 3, 3), np.uint8)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=200)
@given(data=st.data())
def test_damage_is_detected_or_harmless(kind: str, data: st.DataObject) -> None:
    named = some_map()
    contents = bytearray(encoded(named, kind))
    for place in data.draw(st.lists(st.integers(0, len(contents) - 1), min_size=1, max_size=3)):
        contents[place] = data.draw(st.integers(0, 255))
    try:
        read = NameMap.from_bytes(bytes(contents))
    except NameMapError:
        return
    assert np.array_equal(read.names, named.names)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(NameMapError, match=r"nowhere\.webp: cannot be read"):
        NameMap.read("nowhere.webp")


@pytest.mark.parametrize("swatches", [(SWATCHES[0],) * 3, (*SWATCHES[:2], UNNAMED_SWATCH)])
@pytest.mark.parametrize("kind", KINDS)
def test_swatches_must_differ(swatches: tuple[tuple[int, int, int], ...], kind: str) -> None:
    named = some_map()
    with pytest.raises(NameMapError, match="have the same swatch"):
        encoded(NameMap(named.names, named.opaque, TERMS, swatches), kind)


def test_images_too_large_for_webp_are_rejected_and_fit_in_png() -> None:
    names = np.zeros((1, 16384), np.uint8)
    named = NameMap(names, np.ones(names.shape, bool), TERMS, SWATCHES)
    with pytest.raises(NameMapError, match=re.escape("16384 × 1")):
        named.to_webp()
    assert_same(NameMap.from_bytes(named.to_png()), named)


def test_larger_specks_removed_take_fewer_bytes() -> None:
    image = folkhue.read_photo(GOLDEN / "astronaut.jpg")
    named = NameMap.from_photo(image, folkhue.load())
    sizes = [len(named.despeckled(min_pixels).to_webp()) for min_pixels in (1, 4, 16, 64)]
    assert all(less < more for more, less in pairwise(sizes))
    assert sizes[0] == len(named.to_webp())
