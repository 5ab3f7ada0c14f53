"""Display P3 is kept where it is asked for, and sRGB is the same as without."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms
from support.corpus import CASES, profiles
from support.wide_gamut import FILES, PIXELS, SRGB, encoded

from folkhue.errors import ImageError
from folkhue.images.color_space import ColorSpace
from folkhue.images.icc import display_p3_profile
from folkhue.images.photo import Photo, read_photo, read_strips


def farthest(one: np.ndarray | None, other: np.ndarray) -> int:
    assert one is not None
    return int(np.abs(one.astype(int) - other).max())


@pytest.mark.parametrize("name", FILES)
def test_colors_outside_srgb_are_kept_only_if_asked_for(name: str) -> None:
    wide, plain = read_photo(FILES[name], gamut="p3"), read_photo(FILES[name])
    # AVIF is lossy, and a power of 2.2 is not quite the curve of sRGB.
    assert farthest(wide.p3, PIXELS) <= (8 if "AVIF" in name or "gAMA" in name else 1)
    assert plain.p3 is None
    # Of two ways to sRGB, one goes by 8 bits of P3, the steps of which are large near 0.
    assert farthest(wide.rgb, plain.rgb) <= 3
    assert (wide.format, wide.size) == (plain.format, plain.size)
    assert np.array_equal(wide.opaque, plain.opaque)


@pytest.mark.parametrize("name", FILES)
def test_strips_are_those_of_the_photograph(name: str) -> None:
    whole = read_photo(FILES[name], gamut="p3")
    [strip] = read_strips(FILES[name], gamut="p3")
    assert np.array_equal(strip.p3, whole.p3)
    assert np.array_equal(strip.rgb, whole.rgb)


def test_srgb_is_converted_to_p3() -> None:
    """By the profiles of others, as well as by the matrix."""
    for contents in (
        SRGB,
        encoded("PNG", icc_profile=profiles.srgb()),
        encoded("JPEG", quality=98),
    ):
        plain = read_photo(contents)
        found = read_photo(contents, gamut="p3")
        assert farthest(found.rgb, plain.rgb) <= 3
        assert farthest(found.p3, plain.in_gamut("p3")) <= 1
        target = ImageCms.ImageCmsProfile(io.BytesIO(profiles.display_p3()))
        expected = ImageCms.profileToProfile(
            Image.fromarray(plain.rgb), ImageCms.createProfile("sRGB"), target
        )
        assert farthest(found.p3, np.asarray(expected)) <= 1


def test_the_profile_is_that_of_others() -> None:
    given = [
        ImageCms.ImageCmsProfile(io.BytesIO(p())) for p in (profiles.display_p3, display_p3_profile)
    ]
    rng = np.random.default_rng(5)
    noise = Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8))
    for source, target in (given, given[::-1]):
        same = ImageCms.profileToProfile(noise, source, target)
        assert farthest(np.asarray(same), np.asarray(noise)) <= 1
    assert ImageCms.getProfileDescription(given[1]).strip() == "Display P3"


@pytest.mark.parametrize("name", CASES)
def test_whatever_is_read_is_read_in_p3(name: str) -> None:
    """Of every file of the corpus, the part in sRGB is the same up to rounding."""
    contents = CASES[name].contents
    try:
        plain = read_photo(contents)
    except ImageError as error:
        with pytest.raises(type(error)):
            read_photo(contents, gamut="p3")
        return
    found = read_photo(contents, gamut="p3")
    assert found.p3 is not None
    assert found.p3.shape == found.rgb.shape == plain.rgb.shape
    assert np.array_equal(found.opaque, plain.opaque)
    # Compared in P3, whose steps are large where sRGB is near 0. What P3 lacks, too, is clipped
    # twice on its way to sRGB.
    inside = plain.opaque & ((found.p3 > 0) & (found.p3 < 255)).all(axis=-1)
    one, other = (ColorSpace().convert(each, "p3") for each in (found.rgb, plain.rgb))
    assert not inside.any() or farthest(one[inside], other[inside]) <= 3


def test_a_photograph_without_p3_is_converted_and_thinned() -> None:
    photo = Photo(PIXELS, np.ones(PIXELS.shape[:2], bool))
    assert np.array_equal(photo.in_gamut("srgb"), PIXELS)
    assert photo.in_gamut("p3")[0, 0].tolist() == [234, 51, 35]
    assert photo.thin(100).p3 is None
    thin = read_photo(FILES["PNG, profile"], gamut="p3").thin(100)
    assert thin.p3 is not None
    assert thin.p3.shape == thin.rgb.shape


def test_another_gamut_is_refused() -> None:
    with pytest.raises(ValueError, match="gamut: expected srgb or p3, got 'rec2020'"):
        read_photo(SRGB, gamut="rec2020")
    with pytest.raises(ValueError, match="gamut: expected"):
        list(read_strips(SRGB, gamut="P3"))
