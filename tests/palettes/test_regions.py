import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from support.tables import shipped

import folkhue
from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden import read_golden
from folkhue.palettes.regions import (
    MAX_REGIONS,
    SPACES,
    Regions,
    palettes_by_region,
    regions,
)
from folkhue.palettes.saliency import foreground, palette_of_background, palette_of_foreground
from folkhue.palettes.superpixels import MAX_PIXELS, TRANSPARENT
from studies import segments

RED, GREEN, BLUE, GRAY = (200, 30, 30), (40, 160, 60), (30, 60, 200), (128, 128, 128)


def photo(rgb: np.ndarray, opaque: np.ndarray | None = None) -> Photo:
    shown = np.ones(rgb.shape[:2], bool) if opaque is None else opaque
    return Photo(rgb.astype(np.uint8), shown)


def plain(color: tuple[int, int, int], height: int = 90, width: int = 120) -> np.ndarray:
    return np.full((height, width, 3), color, np.uint8)


def framed() -> Photo:
    """A red square in the middle of green."""
    rgb = plain(GREEN)
    rgb[30:60, 45:75] = RED
    return photo(rgb)


@pytest.mark.parametrize("by", SPACES)
def test_areas_of_different_colors_are_different_regions(by: str) -> None:
    rgb = plain(BLUE)
    rgb[:, 80:] = RED
    rgb[60:, :80] = GREEN
    found = regions(photo(rgb), by=by)
    expected = np.zeros((90, 120), int)
    expected[:, 80:] = 1
    expected[60:, :80] = 2
    assert np.array_equal(found.labels, expected)
    assert [region.name for region in found.records] == ["blue", "red", "green"]
    assert [region.share for region in found.records] == pytest.approx(
        [4 / 9, 3 / 9, 2 / 9], abs=0.01
    )
    assert [region.number for region in found.records] == [0, 1, 2]


def test_centrality_is_higher_in_the_middle() -> None:
    around, square = regions(framed()).records
    assert (around.name, square.name) == ("green", "red")
    assert 0 < around.centrality < 0.5 < square.centrality < 1


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (40, 60)])
def test_one_color_is_one_region_without_foreground(size: tuple[int, int]) -> None:
    one = photo(plain(GRAY, *size))
    found = regions(one)
    assert len(found) == 1
    assert found.records[0].share == 1
    assert not foreground(one, "contrast").any()


def test_transparent_pixels_belong_to_no_region() -> None:
    glass = photo(plain(RED), np.zeros((90, 120), bool))
    assert len(regions(glass)) == 0
    assert (regions(glass).labels == TRANSPARENT).all()
    assert not foreground(glass).any()
    assert palettes_by_region(glass) == []
    assert len(palette_of_background(glass)) == 0


def check(photo: Photo, found: Regions, max_regions: int) -> None:
    assert ((found.labels == TRANSPARENT) == ~photo.opaque).all()
    counts = np.bincount(found.labels[photo.opaque])
    assert len(counts) == len(found) <= max_regions
    assert [region.share for region in found.records] == pytest.approx(counts / counts.sum())
    for region in found.records:
        assert 0 <= region.centrality <= 1
        assert sum(region.shares.values()) == pytest.approx(1)
        part = found.part(region.number)
        assert shipped("basic11").shares(part.rgb, part.opaque) == region.shares


sizes = st.integers(1, 40)


@pytest.mark.slow
@settings(max_examples=15)
@given(sizes, sizes, st.integers(0, 2**32), st.sampled_from([0.03, 0.5, 1]), st.integers(1, 9))
def test_every_opaque_pixel_is_in_one_region(
    height: int, width: int, seed: int, opaque: float, max_regions: int
) -> None:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (height // 8 + 1, width // 8 + 1, 3))
    rgb = coarse.repeat(8, axis=0).repeat(8, axis=1)[:height, :width]
    given = photo(rgb, rng.random((height, width)) < opaque)
    found = regions(given, max_regions=max_regions)
    check(given, found, max_regions)
    assert (regions(given, max_regions=max_regions).labels == found.labels).all()
    assert not (foreground(given, "contrast") & ~given.opaque).any()
    assert not (foreground(given) & ~given.opaque).any()


def test_large_photographs_are_shrunk_and_labeled_in_full(
    rng: np.random.Generator,
) -> None:
    coarse = rng.integers(0, 256, (5, 7, 3))
    rgb = coarse.repeat(160, axis=0).repeat(160, axis=1)[:799]
    assert rgb.shape[0] * rgb.shape[1] > 2 * MAX_PIXELS
    sparse = photo(rgb, rng.random(rgb.shape[:2]) < 0.1)
    check(sparse, regions(sparse), MAX_REGIONS)


def test_regions_are_connected() -> None:
    found = regions(folkhue.read_photo(ROOT / "golden/photos/coffee.jpg"))
    pieces = [ndimage.label(found.labels == number)[1] for number in range(len(found))]
    assert pieces == [1] * len(found)


@pytest.mark.slow
def test_regions_match_those_drawn_by_hand() -> None:
    """scripts/studies/segments.py measures all golden photographs, this test every ninth."""
    some = read_golden(ROOT / "golden")[::9]
    found = segments.match(some, "features", MAX_REGIONS)
    assert found.whole > 0.95
    assert found.apart > 0.8
    assert found.pure > 0.7


def test_foreground_contrasts_with_the_border() -> None:
    expected = np.zeros((90, 120), bool)
    expected[30:60, 45:75] = True
    assert np.array_equal(foreground(framed(), "contrast"), expected)


def test_each_region_has_a_palette() -> None:
    found = palettes_by_region(framed(), 3)
    assert [region.name for region, _ in found] == ["green", "red"]
    assert [palette.title for _, palette in found] == ["green", "red"]
    assert [palette.colors[0].rgb for _, palette in found] == [GREEN, RED]
    assert palette_of_foreground(framed()).colors[0].rgb == RED
    assert palette_of_background(framed()).colors[0].rgb == GREEN


def test_an_unknown_estimate_is_named() -> None:
    with pytest.raises(ValueError, match="by: expected network or contrast, got 'magic'"):
        foreground(framed(), "magic")


@pytest.mark.parametrize("how", [{"by": "rgb"}, {"max_regions": 0}])
def test_invalid_arguments_are_named(how: dict) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(how))}: expected"):
        regions(framed(), **how)
