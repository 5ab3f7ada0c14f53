"""Files that end too early: read if the picture is whole, else refused."""

import io

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from PIL import Image
from support.cut_files import END, CutFile, cut_files, picture

from folkhue.errors import ImageError
from folkhue.images import cut_off
from folkhue.images.photo import read_photo, read_strips

FILES = list(cut_files())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_read_if_and_only_if_its_picture_is_whole(file: CutFile) -> None:
    if file.is_whole:
        found, expected = read_photo(file.contents), read_photo(file.original)
        assert np.array_equal(found.rgb, expected.rgb)
        assert found.opaque.all()
    else:
        for read in (read_photo, lambda contents: next(iter(read_strips(contents)))):
            with pytest.raises(ImageError, match="the given bytes: damaged") as told:
                read(file.contents)
            assert told.value.code == "damaged"
            assert (
                "the file ends before the picture does" in str(told.value) or ".tiff" in file.name
            )


def jpeg(**how: object) -> bytes:
    picture().save(buffer := io.BytesIO(), "JPEG", **how)
    return buffer.getvalue()


@given(st.integers(1, 1500), st.booleans(), st.sampled_from([b"", b"\0\0\0", END]))
@example(3, False, b"\0\0\0")
def test_no_jpeg_is_read_with_other_pixels(cut: int, progressive: bool, rest: bytes) -> None:
    original = jpeg(quality=95, progressive=progressive)
    if rest == END:
        assume(cut > 200 and not progressive)
    contents = original[:-cut].rstrip(b"\xff") + rest
    try:
        found = read_photo(contents)
    except ImageError:
        assert cut > 2
    else:
        assert np.array_equal(found.rgb, read_photo(original).rgb)


def test_a_picture_that_ends_in_gray_is_whole() -> None:
    pixels = np.array(picture())
    pixels[40:] = 128
    for how in ({}, {"progressive": True}):
        Image.fromarray(pixels).save(buffer := io.BytesIO(), "JPEG", **how)
        contents = buffer.getvalue()
        assert read_photo(contents).rgb[-1, -1].tolist() == [128, 128, 128]
        assert np.array_equal(read_photo(contents[:-2]).rgb, read_photo(contents).rgb)
        with pytest.raises(ImageError, match="ends before the picture does"):
            read_photo(contents[:-40] + END)


def test_a_plain_color_that_needs_no_data_is_not_taken_for_a_whole_picture() -> None:
    Image.new("RGB", (640, 480), (200, 30, 30)).save(buffer := io.BytesIO(), "JPEG", optimize=True)
    contents = buffer.getvalue()
    assert read_photo(contents[:-2]).rgb.shape == (480, 640, 3)
    with pytest.raises(ImageError, match="ends before the picture does"):
        read_photo(contents[:-300])


def test_scans_that_have_not_begun_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = jpeg(progressive=True)
    scans = [s for s in cut_off.segments(contents) if s.marker == cut_off.START_OF_SCAN]
    assert len(scans) > 3
    for scan in scans[1:]:  # each cut between two scans, where every pixel is there, if coarse
        with pytest.raises(ImageError, match="ends before the picture does"):
            read_photo(contents[: scan.start - 4])


def test_a_large_picture_is_refused_before_it_is_looked_at() -> None:
    contents = jpeg()[:-2]
    with pytest.raises(ImageError, match="is too many pixels"):
        read_photo(contents, max_pixels=100)


def test_a_reduced_picture_is_completed_too() -> None:
    contents = jpeg(quality=90)
    expected = read_photo(contents, min_pixels=1000)
    found = read_photo(contents[:-2], min_pixels=1000)
    assert found.rgb.shape == (36, 48, 3)
    assert np.array_equal(found.rgb, expected.rgb)
    assert found.size == (96, 72)
