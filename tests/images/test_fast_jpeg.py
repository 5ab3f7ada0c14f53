"""Plain JPEGs decoded by OpenCV, and others left to Pillow."""

import io
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from folkhue.errors import ImageError
from folkhue.images.c_stderr import silent
from folkhue.images.fast_jpeg import fast_pixels, is_available
from folkhue.images.photo import Photo, read_photo

ASTRONAUT = ROOT / "golden/photos/astronaut.jpg"
SUBSAMPLINGS = {
    name: getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{name}")
    for name in ("411", "420", "422", "440", "444")
}


def sides() -> st.SearchStrategy[int]:
    return st.integers(1, 40) | st.integers(1, 300)


@st.composite
def jpegs(draw: st.DrawFn) -> bytes:
    """A JPEG of noise, or of a part of a photograph."""
    size = height, width = draw(sides()), draw(sides())
    if draw(st.booleans()):
        seed = draw(st.integers(0, 9))
        pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)
    else:
        pixels = np.asarray(Image.open(ASTRONAUT))[:height, :width]
    how = [cv2.IMWRITE_JPEG_QUALITY, draw(st.integers(1, 100))]
    how += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, SUBSAMPLINGS[draw(st.sampled_from([*SUBSAMPLINGS]))]]
    how += [cv2.IMWRITE_JPEG_PROGRESSIVE, draw(st.integers(0, 1))]
    how += [cv2.IMWRITE_JPEG_OPTIMIZE, draw(st.integers(0, 1))]
    how += [cv2.IMWRITE_JPEG_RST_INTERVAL, draw(st.sampled_from([0, 0, 1, 5]))]
    return cv2.imencode(".jpg", pixels, how)[1].tobytes()


def opened(contents: bytes, divisor: int = 1) -> Image.Image:
    image = Image.open(io.BytesIO(contents))
    if divisor > 1:
        image.draft(None, (image.width // divisor, image.height // divisor))
    return image


def fast(contents: bytes, divisor: int = 1) -> np.ndarray | None:
    whole = Image.open(io.BytesIO(contents)).size
    return fast_pixels(opened(contents, divisor), contents, whole)


@given(jpegs(), st.sampled_from([1, 2, 4, 8]))
@settings(max_examples=300)
def test_pixels_are_those_of_pillow_at_each_size(contents: bytes, divisor: int) -> None:
    with Image.open(io.BytesIO(contents)) as image:
        divisor = divisor if min(image.size) >= divisor else 1
    found, expected = fast(contents, divisor), np.asarray(opened(contents, divisor))
    if found is None:  # the last pixel looks like one that is missing
        assert expected[-1, -1].tolist() == [128, 128, 128]
    else:
        assert np.array_equal(found, expected)


def read_by_pillow(contents: bytes, **how: Any) -> Photo:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("folkhue.images.decoding.fast_pixels", lambda *_: None)
        return read_photo(contents, **how)


def answer(read: Callable[..., Photo], contents: bytes) -> Any:
    """Return the pixels, or the message of the error."""
    try:
        photo = read(contents)
    except ImageError as error:
        return str(error)
    return photo.rgb.shape, photo.rgb.tobytes()


@given(
    jpegs(),
    st.lists(st.tuples(st.integers(2, 5_000), st.integers(0, 255)), max_size=3),
    st.integers(-9, 9),
)
@settings(max_examples=300)
def test_damaged_files_have_the_same_answer(
    contents: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    damaged = bytearray(contents)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    cut = bytes(damaged[:length] if length < 0 else damaged + bytes(length))
    assert answer(read_photo, cut) == answer(read_by_pillow, cut)


def test_a_photograph_is_turned_upright_and_reduced_as_before() -> None:
    pixels = Image.open(ASTRONAUT).crop((100, 50, 421, 290))
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        pixels.save(file := io.BytesIO(), "JPEG", exif=exif, comment=b"x" * 60_000)
        assert fast(file.getvalue()) is not None
        for how in ({}, {"min_pixels": 10_000}):
            photo, other = (
                read_photo(file.getvalue(), **how),
                read_by_pillow(file.getvalue(), **how),
            )
            assert np.array_equal(photo.rgb, other.rgb)
            assert photo.opaque.all()
            assert (photo.size, photo.format) == (other.size, other.format)
            assert not photo.rgb.flags.writeable


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize(
    ("mode", "how"),
    [
        ("L", {}),
        ("CMYK", {}),
        ("RGB", {"icc_profile": srgb()}),
        ("RGB", {"keep_rgb": True}),
    ],
)
def test_other_jpegs_are_left_to_pillow(mode: str, how: dict[str, Any]) -> None:
    Image.open(ASTRONAUT).convert(mode).save(file := io.BytesIO(), "JPEG", **how)
    assert fast(file.getvalue()) is None


def test_files_with_data_missing_are_left_to_pillow() -> None:
    contents = ASTRONAUT.read_bytes()
    half = contents[: len(contents) // 2]
    for lacking in (contents[:-2], half, half + contents[-2:], half + bytes(1000) + contents[-2:]):
        assert fast(lacking) is None
    assert fast(contents + b"trailer") is not None


def test_warnings_of_the_decoder_are_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    damaged = bytearray(ASTRONAUT.read_bytes())
    damaged[-300:-200] = b"\x7f" * 100
    assert fast(bytes(damaged)) is not None
    assert capfd.readouterr().err == ""
    cv2.imdecode(np.frombuffer(damaged, np.uint8), 1)
    assert "Corrupt JPEG data" in capfd.readouterr().err


def test_silence_is_for_c_alone_and_ends(capfd: pytest.CaptureFixture[str]) -> None:
    def say(what: str) -> None:
        print(what, file=sys.stderr, flush=True)

    with silent(), silent():
        thread = threading.Thread(target=say, args=["from Python"])
        thread.start()
        thread.join()
    cv2.imdecode(np.frombuffer(ASTRONAUT.read_bytes()[:9000] + b"\xff\xd9", np.uint8), 1)
    told = capfd.readouterr().err
    assert told.startswith("from Python\n")
    assert "premature end" in told


def test_a_single_photograph_is_not_worth_the_import_of_opencv() -> None:
    code = f"""
import sys, folkhue
folkhue.read_photo({str(ASTRONAUT)!r})
assert "cv2" not in sys.modules
for _ in range(31):
    folkhue.read_photo({str(ASTRONAUT)!r})
assert "cv2" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_threads_that_import_opencv_at_the_same_time_all_use_it() -> None:
    code = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from folkhue.images.fast_jpeg import is_available
together = Barrier(8)
with ThreadPoolExecutor(8) as pool:
    found = list(pool.map(lambda _: together.wait() >= 0 and is_available(), range(8)))
assert found == [True] * 8
"""
    for _ in range(3):
        subprocess.run([sys.executable, "-c", code], check=True)


def test_without_opencv_pillow_decodes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)  # so that importing it fails
    is_available.cache_clear()
    assert fast(ASTRONAUT.read_bytes()) is None
    is_available.cache_clear()


def test_a_decoder_with_other_pixels_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    decode = cv2.imdecode
    monkeypatch.setattr(cv2, "imdecode", lambda *given: decode(*given) ^ 1)
    is_available.cache_clear()
    assert fast(ASTRONAUT.read_bytes()) is None
    is_available.cache_clear()
