"""Planes of named colors, tiny ones whose areas are known, and their charts."""

import io
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image, ImageDraw
from support.tables import table_of

from folkhue.color.vocabulary import UNNAMED
from folkhue.render.report.map_labels import place_labels
from folkhue.render.report.name_charts import (
    LEVELS,
    chart,
    draw_chart,
    draw_slices,
    grays,
    lab_slice,
)
from folkhue.render.report.named_plane import OUTSIDE, Area, NamedPlane
from folkhue.render.theme import BACKGROUND, FOREGROUND
from folkhue.table.color_table import ColorTable

NAMES = np.array([*"abcdefg", *["unnamed"] * 249])
KEY = {name: number for number, name in enumerate("abcdefg")} | {".": OUTSIDE, "?": UNNAMED}


def plane(*rows: str, color: tuple[int, int, int] = (200, 200, 200)) -> NamedPlane:
    """A plane with a letter for each name, a question mark for none, and a dot for no color."""
    index = np.array([[KEY[name] for name in row] for row in rows], np.int16)
    return NamedPlane(np.full((*index.shape, 3), color, np.uint8), index, NAMES)


def pixels(picture: Image.Image, color: tuple[int, int, int]) -> np.ndarray:
    return (np.asarray(picture) == color).all(axis=-1)


@pytest.mark.parametrize(
    ("rows", "boundaries"),
    [
        (["aaa", "aaa"], ["   ", "   "]),
        (["abb", "abb"], ["x  ", "x  "]),  # the pixel to the left of a boundary
        (["aa", "bb"], ["xx", "  "]),  # the pixel above it
        (["ab", "ba"], ["xx", "x "]),
        (["a?"], ["x "]),  # no name differs from a name
        (["a..b", "a..b"], ["    ", "    "]),  # the end of colors is no boundary of names
        (["ab."], ["x  "]),
    ],
)
def test_boundaries(rows: list[str], boundaries: list[str]) -> None:
    assert plane(*rows).boundaries.tolist() == [[c == "x" for c in row] for row in boundaries]


indices = arrays(
    np.int16, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.integers(-1, 3)
)


@given(indices)
def test_boundaries_of_a_transposed_plane(index: np.ndarray) -> None:
    one, other = (NamedPlane(np.zeros((*i.shape, 3), np.uint8), i, NAMES) for i in (index, index.T))
    assert np.array_equal(one.boundaries, other.boundaries.T)


@given(indices)
def test_areas_partition_the_plane(index: np.ndarray) -> None:
    areas = NamedPlane(np.zeros((*index.shape, 3), np.uint8), index, NAMES).areas()
    painted = np.full(index.shape, ".", dtype="<U7")
    for area in areas:
        height, width = area.mask.shape
        part = painted[area.top : area.top + height, area.left : area.left + width]
        assert (part[area.mask] == ".").all(), "no pixel is in two areas"
        part[area.mask] = area.name
    assert np.array_equal(painted, np.where(index == OUTSIDE, ".", NAMES[index]))
    sizes = [area.size for area in areas]
    assert sizes == sorted(sizes, reverse=True), "the largest first"
    for area in areas:
        x, y = area.middle(3, 2)
        assert area.mask[y - area.top, x - area.left], "its middle is in it"


@pytest.mark.parametrize(
    ("rows", "min_pixels", "found"),
    [
        (["aab", "aab"], 1, [("a", 4), ("b", 2)]),
        (["aab", "aab"], 3, [("a", 4)]),
        (["aab", "bba"], 1, [("a", 2), ("b", 2), ("b", 1), ("a", 1)]),  # corners do not join
        (["a.a?"], 1, [("a", 1), ("a", 1), ("unnamed", 1)]),
        (["..."], 1, []),
    ],
)
def test_areas_are_connected(
    rows: list[str], min_pixels: int, found: list[tuple[str, int]]
) -> None:
    assert [(area.name, area.size) for area in plane(*rows).areas(min_pixels)] == found


@pytest.mark.parametrize(
    ("rows", "room", "middle"),
    [
        (["aaa", "aaa", "aaa"], (1, 1), (1, 1)),
        (["bbbbb", "baaab", "baaab", "baaab", "bbbbb"], (1, 1), (2, 2)),
        # Deepest is the block to the left; only the bar has room for eight pixels in a row.
        (["aaa.....", "aaa.....", "aaaaaaaa", "aaa.....", "aaa....."], (1, 1), (1, 2)),
        (["aaa.....", "aaa.....", "aaaaaaaa", "aaa.....", "aaa....."], (8, 1), (4, 2)),
        (["aaa.....", "aaa.....", "aaaaaaaa", "aaa.....", "aaa....."], (9, 9), (1, 2)),
    ],
)
def test_the_middle_of_an_area(
    rows: list[str], room: tuple[int, int], middle: tuple[int, int]
) -> None:
    area = next(area for area in plane(*rows).areas() if area.name == "a")
    assert area.middle(*room) == middle


def test_enlarged_pixels_are_cells() -> None:
    large = plane("ab", "b.").enlarged(3, 2)
    assert np.array_equal(large.index, plane("aaabbb", "aaabbb", "bbb...", "bbb...").index)
    assert large.rgb.shape == (4, 6, 3)


# Labels in a picture

SIZE = (300, 200)


def areas(*boxes: tuple[int, int, int, int], name: str = "orange") -> list[Area]:
    """Rectangles, of left, top, width and height."""
    return [Area(name, np.ones((h, w), bool), top, left) for left, top, w, h in boxes]


def test_labels_are_in_the_middle_of_their_areas() -> None:
    both = place_labels(areas((0, 0, 101, 41), (150, 100, 101, 41)), SIZE)
    assert len(both) == 2
    assert [label.at for label in both] == [label.target for label in both]
    assert [label.at for label in place_labels(areas((0, 0, 101, 41)), SIZE)] == [(50, 20)]


def test_a_label_moves_if_another_is_in_its_place() -> None:
    first, second = place_labels(areas((100, 80, 101, 41), (140, 95, 21, 11)), SIZE)
    assert first.at == first.target == second.target
    assert second.at != second.target
    assert abs(second.at[1] - second.target[1]) < 30, "as near as possible"


def test_a_label_at_the_edge_is_within_the_picture() -> None:
    (label,) = place_labels(areas((295, 0, 5, 5)), SIZE)
    assert label.box[0] >= 0
    assert label.box[1] >= 0
    assert label.box[2] <= 300


@pytest.mark.parametrize("size", [(20, 10), (1, 1)])
def test_labels_without_room_are_left_out(size: tuple[int, int]) -> None:
    assert place_labels(areas((0, 0, *size), name="greenish turquoise"), size) == []


places = st.tuples(
    *(st.integers(0, 260), st.integers(0, 160), st.integers(1, 40), st.integers(1, 40))
)
words = st.text("aiwmÅjgßблж -", min_size=1, max_size=12)


@pytest.mark.slow
@given(st.lists(st.tuples(places, words), max_size=30))
def test_labels_do_not_overlap(placed: list[tuple[tuple[int, int, int, int], str]]) -> None:
    found = place_labels([areas(box, name=name)[0] for box, name in placed], SIZE)
    assume(len(found) > 1)
    for label in found:
        assert (label.box[:2] >= 0).all()
        assert (label.box[2:] <= SIZE).all()
        left, top, right, bottom = label.letters.getbbox(label.name, anchor="mm")
        x, y = label.at
        assert label.box.tolist() == [x + left - 3, y + top - 3, x + right + 3, y + bottom + 3]
    for one, other in combinations([label.box for label in found], 2):
        assert (one[:2] >= other[2:]).any() or (other[:2] >= one[2:]).any()


@pytest.mark.parametrize(
    ("color", "line"),
    [((200, 200, 200), FOREGROUND), ((10, 10, 90), BACKGROUND), ((255, 255, 0), FOREGROUND)],
)
def test_boundaries_are_visible_on_light_and_dark(
    color: tuple[int, int, int], line: tuple[int, int, int]
) -> None:
    picture = plane("ab", color=color).enlarged(80, 60).draw(min_pixels=10_000)
    assert picture.size == (160, 60)
    assert np.array_equal(np.argwhere(pixels(picture, line)[0]).ravel(), [79])
    assert (pixels(picture, line) | pixels(picture, color)).all()


def test_unnamed_colors_are_hatched() -> None:
    picture = plane("?a").enlarged(70, 70).draw(min_pixels=10_000)
    hatched = pixels(picture, FOREGROUND)
    assert hatched[:, :69].mean() == pytest.approx(1 / 7, abs=0.01)
    assert not hatched[:, 70:].any()


def test_names_are_drawn_in_the_middle() -> None:
    bare, named = (plane("a").enlarged(90, 40).draw(number) for number in (10_000, 1))
    assert pixels(bare, (200, 200, 200)).all()
    assert pixels(named, FOREGROUND).any()
    written = np.argwhere(~pixels(named, (200, 200, 200)))
    assert np.abs(written.mean(axis=0) - (20, 45)).max() < 3


def test_a_label_beside_a_dark_area_has_the_color_for_the_background() -> None:
    """The label of the first area covers the second, whose label moves to the background."""
    rgb = np.full((60, 160, 3), BACKGROUND, np.uint8)
    index = np.full((60, 160), OUTSIDE, np.int16)
    rgb[28:32, 78:82], index[28:32, 78:80], index[28:32, 80:82] = 10, 0, 1
    found = NamedPlane(rgb, index, NAMES)
    _, second = place_labels(found.areas(), (160, 60))
    sheet = Image.new("RGB", (160, 60), BACKGROUND)
    second.draw_line(ImageDraw.Draw(sheet), FOREGROUND, BACKGROUND)
    second.draw_text(ImageDraw.Draw(sheet), FOREGROUND, BACKGROUND)
    box = tuple(second.box.astype(int).tolist())
    assert pixels(sheet.crop(box), FOREGROUND).any()
    assert np.array_equal(np.asarray(found.draw().crop(box)), np.asarray(sheet.crop(box)))


@pytest.mark.parametrize(("at", "lines"), [((50, 20), 0), ((58, 20), 0), ((50, 50), 1)])
def test_a_line_leads_to_a_target_outside_the_label(at: tuple[int, int], lines: int) -> None:
    (label,) = place_labels(areas((0, 0, 101, 41)), SIZE)
    sheet = Image.new("RGB", SIZE, BACKGROUND)
    moved = replace(label, at=at, box=label.box + np.tile(np.subtract(at, label.target), 2))
    moved.draw_line(ImageDraw.Draw(sheet), FOREGROUND, BACKGROUND)
    assert pixels(sheet, FOREGROUND)[20, 50] == pixels(sheet, FOREGROUND)[35, 50] == bool(lines)


# The chart and the slices


@pytest.fixture(scope="module")
def table() -> ColorTable:
    """Black at the bottom, white at the top, a name in other letters, and unnamed colors."""
    reds, greens, blues = np.ogrid[:256, :256, :256]
    light = reds + greens + blues
    return table_of(
        "жёлто-зелёный black white größe",
        ("black", light < 150),
        ("white", light > 650),
        ("größe", (reds > greens + 60) & (light < 400)),
        ("unnamed", (blues > reds + 60) & (light > 300)),
    )


def test_the_chart_ranges_from_white_to_black(table: ColorTable) -> None:
    names, column = chart(table), grays(table)
    assert names.rgb.shape == (21, 40, 3)
    assert column.rgb.shape == (21, 1, 3)
    for part in (names, column):
        assert (part.rgb[0] == 255).all()
        assert (part.rgb[-1] == 0).all()
        assert (part.index[0] == table.terms.index("white")).all()
        assert (part.index[-1] == table.terms.index("black")).all()
    assert (column.rgb == column.rgb[..., :1]).all()
    assert np.array_equal(names.index, table.predict(names.rgb))


def test_slices_show_the_colors_of_srgb(table: ColorTable) -> None:
    for level in LEVELS:
        part = lab_slice(table, level)
        shown = part.index != OUTSIDE
        assert np.array_equal(part.index[shown], table.predict(part.rgb)[shown])
        for edge in (part.index[0], part.index[-1], part.index[:, 0], part.index[:, -1]):
            assert (edge == OUTSIDE).all(), "all of it is in the slice"
    # At L* = 50 the gray is (119, 119, 119), where a* and b* are 0.
    part = lab_slice(table, 50)
    assert part.rgb[2 * 100, 2 * 92].tolist() == [119, 119, 119]
    red, green = part.rgb[200, 2 * (92 + 60)], part.rgb[200, 2 * (92 - 30)]
    yellow, blue = part.rgb[2 * (100 - 40), 184], part.rgb[2 * (100 + 40), 184]
    assert red.argmax() == 0
    assert green.argmax() == 1
    assert yellow.argmin() == blue.argmax() == 2


@pytest.mark.slow
@pytest.mark.parametrize(("draw", "size"), [(draw_chart, (1198, 588)), (draw_slices, (1218, 926))])
def test_charts_are_reproducible(
    draw: Callable[[ColorTable], Image.Image], size: tuple[int, int], table: ColorTable
) -> None:
    pictures = [draw(table), draw(table)]
    assert pictures[0].size == size
    assert pixels(pictures[0], BACKGROUND).any()
    assert pixels(pictures[0], FOREGROUND).any()
    files = [io.BytesIO(), io.BytesIO()]
    for picture, file in zip(pictures, files, strict=True):
        picture.save(file, "PNG", optimize=True)
    assert files[0].getvalue() == files[1].getvalue()
    assert len(files[0].getvalue()) < 400_000


def test_a_frame_separates_white_from_the_background(table: ColorTable) -> None:
    """The first row of the chart is white, and the background nearly so."""
    picture = np.asarray(draw_chart(table)).astype(int)
    row = picture[17 + 10]
    edges = np.flatnonzero(row.sum(axis=1) < 400)
    assert {43, 44 + 1040, 44 + 1040 + 17, 44 + 1040 + 18 + 78} <= {*edges.tolist()}
