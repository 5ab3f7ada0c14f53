"""Palettes: their colors, number, names, and images."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from skimage.color import deltaE_ciede2000

import folkhue
from folkhue.color.spaces import to_din99o, to_lab
from folkhue.errors import ImageError
from folkhue.images.photo import Photo
from folkhue.palettes.gathering import points_of
from folkhue.palettes.palette import (
    ORDERS,
    Palette,
    palette,
    palette_from_points,
)
from folkhue.palettes.points import MAX_POINTS, Points
from folkhue.palettes.quantize import EMPHASES, METHODS, best_number, quantize
from folkhue.table.color_table import default_table

GOLDEN = ROOT / "golden/photos"
BEE = GOLDEN / "european-honey-bee.jpg"
RED, BLUE, WHITE, BLACK = (200, 16, 32), (20, 60, 200), (255, 255, 255), (0, 0, 0)


def photo(pixels: np.ndarray, opaque: np.ndarray | None = None) -> Photo:
    rgb = np.asarray(pixels, np.uint8)
    return Photo(rgb, np.ones(rgb.shape[:2], bool) if opaque is None else opaque)


def patches(*colors: tuple[tuple[int, int, int], int]) -> Photo:
    """A row of pixels: colors and how often they occur."""
    row = [color for color, number in colors for _ in range(number)]
    return photo(np.array([row]))


def shares(found: Palette) -> dict[tuple[int, int, int], float]:
    return {color.rgb: round(color.share, 6) for color in found.colors}


@pytest.mark.parametrize("method", METHODS)
def test_few_colors_are_exact(method: str) -> None:
    image = patches((RED, 50), (BLUE, 30), (WHITE, 19), (BLACK, 1))
    expected = {RED: 0.5, BLUE: 0.3, WHITE: 0.19, BLACK: 0.01}
    assert shares(palette(image, 6, method=method)) == expected
    assert shares(palette(image, 4, method=method)) == expected


pictures = arrays.arrays(
    np.uint8,
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.just(3)),
    elements=st.integers(0, 255),
    fill=st.integers(0, 255),
)


MOSTLY_BLACK = np.array([[(1, 0, 0), (2, 0, 0), (0, 1, 0), *7 * [BLACK]]], np.uint8)


@settings(max_examples=60, deadline=None)
@given(pictures, st.integers(1, 20), st.sampled_from(sorted(METHODS)), st.sampled_from(EMPHASES))
@example(MOSTLY_BLACK, 3, "hue-slices", "share")  # black fills two slices, and part of the third
def test_number_of_colors(pixels: np.ndarray, k: int, method: str, emphasis: str) -> None:
    how = {"method": method, "emphasis": emphasis, "distinct": 0}
    found = palette(photo(pixels), k, **how)
    distinct = len(np.unique(pixels.reshape(-1, 3), axis=0))
    assert len({color.rgb for color in found.colors}) == len(found) == min(k, distinct)
    assert found.shares.sum() == pytest.approx(1)
    assert (found.shares > 0).all()
    assert found == palette(photo(pixels), k, **how)


@settings(max_examples=40, deadline=None)
@given(
    pictures,
    st.integers(1, 12),
    st.sampled_from(sorted(METHODS)),
    st.sampled_from(EMPHASES),
    st.integers(0, 100),
)
def test_no_two_colors_look_alike(
    pixels: np.ndarray, k: int, method: str, emphasis: str, distinct: int
) -> None:
    found = palette(photo(pixels), k, method=method, emphasis=emphasis, distinct=distinct)
    places = to_din99o(found.rgb)
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    assert 1 <= len(found) <= k
    assert apart[~np.eye(len(found), dtype=bool)].min(initial=100) >= distinct - 1e-6


def test_near_equals_leave_their_slots_to_others() -> None:
    """Three greens that look the same, and two colors of fewer pixels."""
    greens = [((30, 120, 50), 40), ((31, 121, 52), 30), ((29, 118, 49), 20)]
    image = patches(*greens, (RED, 5), (BLUE, 4))
    found = palette(image, 3)
    assert {color.name for color in found.colors} == {"green", "red", "blue"}
    assert shares(found)[RED] == round(5 / 99, 6)
    assert len(palette(image, 5)) == 3
    assert len(palette(image, 5, distinct=0)) == 5


@pytest.mark.parametrize("name", ["parrot", "blue-room", "yellowtargets"])
@pytest.mark.parametrize("emphasis", EMPHASES)
@pytest.mark.parametrize("method", METHODS)
def test_colors_are_medians_of_their_own_pixels(name: str, emphasis: str, method: str) -> None:
    image = folkhue.read_photo(GOLDEN / f"{name}.jpg")
    thin = Photo(image.rgb[::4, ::4], image.opaque[::4, ::4])
    points = points_of(thin, method=method)
    colors, own = quantize(points, 6, method, emphasis)
    lab = to_lab(np.rint(points.means).astype(np.uint8))
    shown = palette_from_points(points, 6, method=method, emphasis=emphasis)
    for one, color in enumerate(colors):
        mine = lab[own == one].repeat(points.weights[own == one].astype(int), axis=0)
        assert deltaE_ciede2000(to_lab(color), np.median(mine, axis=0)) < 3
        assert len(mine) / points.total == pytest.approx(shown.colors[one].share)


@pytest.mark.parametrize("method", METHODS)
def test_number_of_colors_of_a_photograph(method: str) -> None:
    assert len(palette(folkhue.read_photo(BEE), 12, method=method)) == 12


@pytest.mark.slow
def test_many_colors_are_binned() -> None:
    image = folkhue.read_photo(BEE)
    points = Points.from_photos([image])
    assert len(np.unique(image.rgb.reshape(-1, 3), axis=0)) > MAX_POINTS
    assert len(points) == len(np.unique(image.rgb.reshape(-1, 3) // 8, axis=0))
    assert points.total == image.opaque.size
    halves = [Photo(part, np.ones(part.shape[:2], bool)) for part in np.split(image.rgb, [100])]
    again = Points.from_photos(halves)
    assert again.total == points.total
    assert np.allclose(np.sort(again.means, axis=0), np.sort(points.means, axis=0))
    assert len(palette(image, 256, distinct=0)) == 256


def test_a_cluster_has_the_color_of_most_of_its_pixels() -> None:
    rng = np.random.default_rng(1)
    pixels = np.full((120, 120, 3), RED, np.uint8)
    pixels[:40] = rng.integers((10, 40, 150), (60, 90, 255), (40, 120, 3))  # noise: > 4,096
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > MAX_POINTS
    assert palette(photo(pixels), 2).colors[0].rgb == RED


def test_transparent_pixels_do_not_count(encode: Callable[..., bytes]) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[:] = (0, 255, 0, 0)
    assert len(palette(encode(pixels))) == 0
    pixels[0] = (*RED, 255)
    assert shares(palette(encode(pixels))) == {RED: 1}


@pytest.mark.parametrize("k", [1, 6, "auto"])
def test_images_of_one_color(k: int | str) -> None:
    for color in (WHITE, BLACK, RED):
        assert shares(palette(patches((color, 9)), k)) == {color: 1}


@pytest.mark.parametrize("number", [2, 3, 5, 8])
def test_auto_finds_the_number_of_colors(number: int) -> None:
    rng = np.random.default_rng(number)
    colors = np.array([(230, 30, 40), (30, 60, 200), (250, 210, 40), (20, 130, 60)])
    colors = np.vstack([colors, [(250, 250, 250), (15, 15, 20), (150, 60, 170), (240, 140, 160)]])
    pixels = np.repeat(colors[:number], 2000, axis=0).reshape(number * 40, 50, 3)
    noisy = np.clip(pixels + rng.normal(0, 3, pixels.shape), 0, 255).round()
    assert len(palette(photo(noisy), "auto")) == number
    assert best_number(Points.from_photos([photo(noisy)])) == number


def test_emphasis_on_accents_finds_small_colorful_areas() -> None:
    """A red umbrella in a gray street."""
    rng = np.random.default_rng(0)
    gray = np.repeat(rng.normal(120, 45, (200, 300, 1)), 3, axis=2) + rng.normal(
        0, 4, (200, 300, 3)
    )
    gray[90:100, 100:114] = np.add((205, 25, 35), rng.normal(0, 8, (10, 14, 3)))
    street = photo(np.clip(gray, 0, 255).round())

    def has_red(found: Palette) -> bool:
        return any(color.name == "red" for color in found.colors)

    assert not has_red(palette(street, 4))
    accented = palette(street, 4, emphasis="accent")
    assert has_red(accented)
    red = next(color for color in accented.colors if color.name == "red")
    assert red.share == pytest.approx(140 / 60_000, rel=0.2)  # shares are those of pixels


def test_weights_of_several_images() -> None:
    small, large = patches((RED, 10)), patches((BLUE, 90))
    assert shares(palette([small, large])) == {RED: 0.5, BLUE: 0.5}
    assert shares(palette([small, large], weigh="size")) == {RED: 0.1, BLUE: 0.9}
    glass = photo(np.zeros((2, 2, 3)), np.zeros((2, 2), bool))
    assert shares(palette([small, glass])) == {RED: 1}
    assert len(palette([glass, glass])) == 0


def test_the_order_of_images_does_not_matter() -> None:
    files = sorted(GOLDEN.iterdir())[:5]
    one, other = (palette(each, 8) for each in (files, files[::-1]))
    assert [c.hex for c in one.colors] == [c.hex for c in other.colors]


def test_orders() -> None:
    image = patches((BLUE, 3), (RED, 5), ((120, 120, 120), 2), (WHITE, 4))
    by = {order: [c.rgb for c in palette(image, sort=order).colors] for order in ORDERS}
    gray = (120, 120, 120)
    assert by["share"] == [RED, WHITE, BLUE, gray]
    assert by["hue"] == [RED, BLUE, WHITE, gray]
    assert by["lightness"] == [WHITE, gray, RED, BLUE]


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"k": 0}, "k"),
        ({"k": 257}, "k"),
        ({"k": "six"}, "k"),
        ({"method": "octree"}, "method"),
        ({"emphasis": "loud"}, "emphasis"),
        ({"sort": "name"}, "sort"),
        ({"weigh": "date"}, "weigh"),
        ({"distinct": -1}, "distinct"),
        ({"distinct": float("nan")}, "distinct"),
    ],
)
def test_invalid_arguments_are_named(options: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=rf"^{word}: expected .* got"):
        palette(patches((RED, 1)), **options)  # type: ignore[arg-type]


def test_errors_name_damaged_images(tmp_path: Path) -> None:
    (tmp_path / "half.jpg").write_bytes(BEE.read_bytes()[:9000])
    with pytest.raises(ImageError, match=r"half\.jpg"):
        palette(tmp_path / "half.jpg")


def test_large_jpegs_are_decoded_at_a_reduced_size() -> None:
    large = Image.open(BEE).resize((2000, 1500))
    buffer = io.BytesIO()
    large.save(buffer, "JPEG", quality=92)
    reduced = folkhue.read_photo(buffer.getvalue(), min_pixels=250_000)
    assert reduced.opaque.shape == (750, 1000)
    whole, part = palette(folkhue.read_photo(buffer.getvalue())), palette(buffer.getvalue())
    assert np.abs(whole.rgb.astype(int) - part.rgb).max() <= 8
    assert np.abs(whole.shares - part.shares).max() < 0.02


def test_properties_of_a_color() -> None:
    color = palette(patches(((255, 128, 0), 4))).colors[0]
    assert color.hex == "#ff8000"
    assert color.hsl == pytest.approx((30.12, 1, 0.5), abs=0.01)
    assert color.oklch == pytest.approx((0.7319, 0.1858, 52.98), abs=0.01)
    assert color.lab == pytest.approx((67.05, 42.83, 74.03), abs=0.1)
    assert color.name == "orange"
    table = default_table()
    assert color.confidence == pytest.approx(table.confidence(np.array(color.rgb, np.uint8)))
    known = color.as_dict()
    assert known["hex"] == "#ff8000"
    assert known["share"] == 1
    assert set(known) == {
        *("hex", "rgb", "hsl", "lab", "oklch", "share", "name", "confidence", "description"),
        "nearest",
    }
    assert known["nearest"]["css"] == {"name": "darkorange", "difference": 3.9}
    assert color.nearest["css"].name == "darkorange"


def test_names_come_from_the_table() -> None:
    pink = patches(((255, 150, 190), 1))
    assert palette(pink).colors[0].name == "pink"
    assert palette(pink, table=folkhue.load("basic8")).colors[0].name in ("red", "purple")


def test_titles_are_the_names_of_images(tmp_path: Path) -> None:
    shutil.copyfile(BEE, tmp_path / "bee.jpg")
    assert palette(tmp_path / "bee.jpg").title == "bee.jpg"
    assert palette([tmp_path / "bee.jpg", str(GOLDEN / "astronaut.jpg")]).title == (
        "bee.jpg + astronaut.jpg"
    )
