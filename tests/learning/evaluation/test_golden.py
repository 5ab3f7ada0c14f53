import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from folkhue.color.vocabulary import BASIC_TERMS, Vocabulary
from folkhue.errors import GoldenError
from folkhue.learning.evaluation.golden import read_golden, region_pixels
from folkhue.learning.evaluation.golden_photo import (
    Region,
    combine_labelings,
    format_label,
)

SQUARE = [[2, 2], [6, 2], [6, 6], [2, 6]]


def write(folder: Path, *shapes: dict[str, Any], **changes: Any) -> Path:
    (folder / "photos").mkdir(parents=True)
    (folder / "labels").mkdir()
    Image.new("RGB", (12, 10), (200, 0, 0)).save(folder / "photos/a.png")
    labels = {
        "imagePath": "../photos/a.png",
        "imageWidth": 12,
        "imageHeight": 10,
        "shapes": [{"shape_type": "polygon", **shape} for shape in shapes],
    }
    (folder / "labels/a.json").write_text(json.dumps(labels | changes))
    return folder


@pytest.mark.parametrize(
    ("points", "pixels"),
    [
        (((2, 2), (6, 2), (6, 6), (2, 6)), 25),
        (((0, 0), (11, 0), (11, 9), (0, 9)), 120),
        (((0, 0), (4, 0), (0, 4)), 15),
    ],
)
def test_polygons_are_filled_border_included(points: Any, pixels: int) -> None:
    mask = Region(("red",), points).mask(10, 12)
    assert mask.shape == (10, 12)
    assert mask.sum() == pixels


def test_regions_are_read_with_their_pixels(tmp_path: Path) -> None:
    flags = {"dull": True, "dark": True, "pale": False, "tasty": True}
    shape = {"label": "Red", "points": SQUARE, "description": "wall", "flags": flags}
    (golden,) = read_golden(write(tmp_path, shape))
    (region,) = golden.regions
    assert (region.names, region.ambiguous, region.description) == (("red",), False, "wall")
    assert region.qualities == ("dark", "dull")
    pixels = region_pixels([golden], 500, 0)
    assert pixels[["r", "g", "b"]].to_numpy().tolist() == [[200, 0, 0]] * 25
    assert set(pixels["label"]) == {"red"}
    assert set(pixels["qualities"]) == {"dark dull"}
    assert set(pixels["photo"]) == {"a"}
    assert len(region_pixels([golden], 7, 0)) == 7


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("blue", ("blue",)),
        ("Grey ", ("gray",)),
        ("ambiguous blue/purple", ("blue", "purple")),
        ("ambiguous grey / white", ("gray", "white")),
        ("ambiguous red/blue/gray", ("red", "blue", "gray")),
        ("teal", ("teal",)),
    ],
)
def test_labels_hold_one_name_or_several(
    label: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    folder = write(tmp_path, {"label": label, "points": SQUARE})
    (golden,) = read_golden(folder, Vocabulary.of(["teal", "red"]))
    assert golden.regions[0].names == names
    assert golden.regions[0].ambiguous == (len(names) > 1)


NINETEEN = Vocabulary.of("fine").names


@pytest.mark.parametrize(
    ("label", "fine", "vocabulary", "counts"),
    [
        ("blue", "navy", NINETEEN, "navy"),
        ("blue", " Navy ", NINETEEN, "navy"),
        ("blue", "navy/blue", NINETEEN, "ambiguous navy/blue"),
        ("blue", None, NINETEEN, "blue"),
        ("ambiguous blue/black", "navy", NINETEEN, "navy"),
        ("gray", "grey/beige", NINETEEN, "ambiguous gray/beige"),
        # Without one of the names, all of them make way for the label.
        ("blue", "navy", tuple(BASIC_TERMS), "blue"),
        ("blue", "navy", ("red", "blue", "teal"), "blue"),
        ("green", "teal/turquoise", ("red", "green", "teal"), "green"),
        ("green", "teal/blue", ("red", "green", "teal"), "green"),
        ("ambiguous blue/black", "navy/black", ("red", "black"), "ambiguous blue/black"),
        ("brown", "khaki", ("red", "khaki"), "khaki"),  # a finer name of one's own
    ],
)
def test_finer_names_count_if_the_vocabulary_has_them(
    label: str, fine: str | None, vocabulary: tuple[str, ...], counts: str, tmp_path: Path
) -> None:
    shape = {"label": label, "points": SQUARE, "labelings": ["blue", "blue/black"]}
    folder = write(tmp_path, shape | ({"fine": fine} if fine else {}))
    golden = read_golden(folder, iter(Vocabulary.of(vocabulary)))
    (region,) = golden[0].regions
    assert (region.label, format_label(region.basic)) == (counts, label)
    assert region.labelings == (("blue",), ("blue", "black"))
    assert set(region_pixels(golden, 500, 0)["label"]) == {counts}


@pytest.mark.parametrize(
    ("labelings", "names"),
    [
        (["blue"], ("blue",)),
        (["blue", "blue"], ("blue",)),
        (["blue", "purple"], ("blue", "purple")),
        (["blue", "blue/gray"], ("blue", "gray")),
        (["blue/gray", "blue"], ("blue", "gray")),
        (["blue/gray", "purple"], ("blue", "gray", "purple")),
        (["blue/gray", "blue/purple"], ("blue", "gray", "purple")),
    ],
)
def test_labelings_that_differ_are_combined(labelings: list[str], names: tuple[str, ...]) -> None:
    assert combine_labelings(names.split("/") for names in labelings) == names


@pytest.mark.parametrize(
    ("shape", "complaint"),
    [
        ({"label": "teal", "points": SQUARE}, "shape 0: 'teal' is none of red, orange"),
        ({"label": "", "points": SQUARE}, "shape 0: '' is none of red, orange"),
        ({"label": "blue/purple", "points": SQUARE}, "expected one name, or several as in 'ambig"),
        ({"label": "ambiguous blue", "points": SQUARE}, "expected one name, or several"),
        ({"label": "ambiguous blue/blue", "points": SQUARE}, "expected one name, or several"),
        ({"label": "red", "points": None}, "shape 0: not as LabelMe writes it"),
        ({"label": "red", "points": [[1, 2, 3]] * 3}, "shape 0: not as LabelMe writes it"),
        ({"label": "red", "points": [["a", 1]] * 3}, "shape 0: not as LabelMe writes it"),
        ({"label": "red", "points": [[float("nan"), 1]] * 3}, "outside the photograph"),
        ({"label": None, "points": SQUARE}, "shape 0: not as LabelMe writes it"),
        ({"label": "red", "points": SQUARE, "labelings": ["red"]}, "expected two labelings"),
        ({"label": "red", "points": SQUARE, "labelings": [1, 2]}, "not as LabelMe writes it"),
        ({"label": "red", "points": SQUARE, "fine": "marron"}, "'marron' is none of navy, teal"),
        ({"label": "red", "points": SQUARE, "fine": "brown/red"}, "expected a finer name than"),
        ({"label": "red", "points": SQUARE, "fine": "tan/tan"}, "or several names as in 'navy/bl"),
        ({"label": "red", "points": SQUARE, "fine": ["tan"]}, "not as LabelMe writes it"),
        ({"label": "red", "points": SQUARE[:2]}, "at least three corners"),
        ({"label": "red", "points": [[0, 0], [40, 0], [0, 5]]}, "outside the photograph"),
        ({"label": "red", "points": SQUARE, "shape_type": "circle"}, "expected a polygon"),
    ],
)
def test_contradictions_are_errors_that_name_file_and_shape(
    shape: dict[str, Any], complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(GoldenError, match=complaint) as caught:
        read_golden(write(tmp_path, shape))
    assert "a.json" in str(caught.value)


def test_overlapping_regions_of_different_names_are_an_error(tmp_path: Path) -> None:
    shapes = [{"label": name, "points": SQUARE} for name in ("red", "orange")]
    with pytest.raises(GoldenError, match=r"shape 1 \(orange\) overlaps a region named red"):
        region_pixels(read_golden(write(tmp_path, *shapes)), 500, 0)


def test_regions_of_one_name_may_overlap_if_their_finer_names_are_the_same(
    tmp_path: Path,
) -> None:
    shapes = [{"label": "red", "points": SQUARE, "fine": fine} for fine in ("maroon", "red/tan")]
    folder = write(tmp_path, *shapes)
    assert len(region_pixels(read_golden(folder), 500, 0)) == 50
    with pytest.raises(GoldenError, match="overlaps a region named maroon"):
        region_pixels(read_golden(folder, Vocabulary.of(NINETEEN)), 500, 0)


def test_a_missing_photograph_or_other_json_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match=r"b\.png does not exist"):
        read_golden(write(tmp_path / "one", imagePath="../photos/b.png"))
    for number, path in enumerate(("a\0b.png", "\ud800.png")):
        with pytest.raises(GoldenError, match=r"a\.json: its (imagePath is no path|photograph)"):
            read_golden(write(tmp_path / f"path{number}", imagePath=path))
    folder = write(tmp_path / "two")
    (folder / "labels/a.json").write_text("{")
    with pytest.raises(GoldenError, match=r"a\.json: not a file of LabelMe's"):
        read_golden(folder)
    with pytest.raises(GoldenError, match=r"a\.json: not a file of LabelMe's"):
        read_golden(write(tmp_path / "four", shapes=None))
    for size in (None, True, 12.5, "12", -1):
        (tmp_path / "two/labels/a.json").write_text(
            json.dumps({"imagePath": "", "shapes": [], "imageWidth": size, "imageHeight": 10})
        )
        with pytest.raises(GoldenError, match=r"a\.json: imageWidth and imageHeight are"):
            read_golden(folder)
    with pytest.raises(GoldenError, match=r"for 24 × 20 pixels, but a\.png has 12 × 10"):
        read_golden(write(tmp_path / "five", imageWidth=24, imageHeight=20))[0].read()
    with pytest.raises(GoldenError, match="label photographs"):
        read_golden(tmp_path / "three")


def test_photographs_without_a_region_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match="no region is labeled"):
        region_pixels(read_golden(write(tmp_path)), 500, 0)


def test_sampling_pixels_is_repeatable(tmp_path: Path) -> None:
    golden = read_golden(write(tmp_path, {"label": "red", "points": SQUARE}))
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 256, (10, 12, 3), np.uint8)).save(tmp_path / "photos/a.png")
    one, two = (region_pixels(golden, 9, 4) for _ in range(2))
    assert len(one) == 9
    assert one.equals(two)
