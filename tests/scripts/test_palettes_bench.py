import json
import re
from itertools import combinations, islice
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from skimage.color import deltaE_ciede2000

from benchmarks import painted
from benchmarks.details import colors_of, found_in, read_details
from benchmarks.enlarged import SIZE, grained, mosaic
from benchmarks.extractors import IN_NODE, Answer, Extractor, extractors, palettes_of
from benchmarks.odd_images import MAKERS, OddImage, odd_images
from benchmarks.painted import COLORS, MIN_DIFFERENCE, Condition, draw_palette, paint, paintings
from benchmarks.palettes_bench import (
    ALL,
    COMPARED,
    Trials,
    by_group,
    groups,
    markdown,
    missed,
    of_details,
    verdict,
)
from benchmarks.rivals import answer
from folkhue.color.spaces import to_lab
from folkhue.images.photo import read_photo

ASTRONAUT = ROOT / "golden/photos/astronaut.jpg"
TEAL, GOLD, GRAY = (0, 128, 128), (220, 180, 40), (9, 9, 9)


@pytest.mark.slow
@pytest.mark.parametrize("colors", COLORS)
def test_a_painting_shows_each_color_of_its_palette(colors: int, rng: np.random.Generator) -> None:
    palette = draw_palette(colors, rng)
    assert all(
        deltaE_ciede2000(*pair) >= MIN_DIFFERENCE for pair in combinations(to_lab(palette), 2)
    )
    image = paint(palette, Condition(95, 0, 0.0, colors), rng)
    shown = {tuple(rgb) for rgb in np.unique(image.reshape(-1, 3), axis=0).tolist()}
    assert shown == {tuple(rgb) for rgb in palette.tolist()}
    with_gradients = paint(palette, Condition(95, 0, 0.25, colors), rng)
    assert len(np.unique(with_gradients.reshape(-1, 3), axis=0)) > 10 * colors


@pytest.mark.slow
def test_paintings_are_reproducible_and_of_every_condition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painted, "SIZE", (120, 160))
    once = list(paintings(tmp_path))
    before = [painting.path.read_bytes() for painting in once[:3]]
    again = islice(paintings(tmp_path), 3)
    assert [painting.path.read_bytes() for painting in again] == before
    assert len(once) == 72
    assert {painting.condition.colors for painting in once} == set(COLORS)
    assert {group for painting in once for group in groups(painting.condition)} == {
        *(ALL, "q 60", "q 80", "q 95", "noise 0", "noise 4", "noise 8", "plain"),
        *("with gradients", "3–5 colors", "6–8 colors", "9–12 colors"),
    }


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_folkhue_is_right_about_odd_images(make: type, tmp_path: Path) -> None:
    image = make(tmp_path)
    found = Answer.from_json(answer("folkhue", str(image.path), 6))
    assert verdict(image, found).startswith("right")


@pytest.mark.parametrize(
    "found, error, right",
    [
        ([TEAL, GOLD], "", True),
        ([GOLD, TEAL], "", True),
        ([GOLD, (0, 130, 129)], "", True),
        ([TEAL, GOLD, GOLD], "", False),
        ([TEAL, GOLD, GRAY], "", False),
        ([TEAL], "", False),
        ([], "", False),
        ([], "OSError: image file is truncated", False),
    ],
)
def test_right_answers_have_every_color_once_and_no_other(
    found: list[tuple[int, int, int]], error: str, right: bool
) -> None:
    image = OddImage("two", Path("two.png"), (TEAL, GOLD))
    assert image.is_right(np.array(found, np.uint8).reshape(-1, 3), error) == right


def test_an_error_is_right_for_a_transparent_image(tmp_path: Path) -> None:
    nothing = next(image for image in odd_images(tmp_path) if "transparent" in image.name)
    none = np.empty((0, 3), np.uint8)
    assert nothing.is_right(none, "")
    assert nothing.is_right(none, "NoValidPixelsError: No valid pixels remain")
    assert not nothing.is_right(none, "ZeroDivisionError: division by zero")
    said = Answer(none, np.nan, f"ImageError: {nothing.path}: broken | bad\nat line 3")
    assert verdict(nothing, said) == "ImageError: image: broken / bad"


@pytest.mark.slow
def test_tools_run_in_their_own_processes() -> None:
    with extractors(["folkhue", "decoding"], ASTRONAUT) as tools:
        found = palettes_of(tools, ASTRONAUT, 4)
        lost = tools["folkhue"].palette(Path("lost.jpg"), 4)
        assert tools["folkhue"].peak > 20
    assert found["folkhue"].colors.shape == (4, 3)
    assert found["folkhue"].seconds > 0
    assert not len(found["decoding"].colors)
    assert lost.error.startswith("ImageError: lost.jpg")


def test_a_process_that_ended_is_an_error() -> None:
    tool = Extractor("folkhue")
    tool.process.kill()
    tool.process.wait()
    assert [tool.palette(ASTRONAUT, 4).error for _ in range(2)] == ["the process ended"] * 2
    tool.stop()


def test_tools_are_compared_on_the_same_photographs() -> None:
    one, two, three = map(Path, "abc")
    trials = Trials(
        {"folkhue": {one: 1, two: 2, three: 6}, "slow": {one: 3, two: 8}},
        {"folkhue": {one: 5, two: 6, three: 90}, "slow": {one: 7, two: 5}},
    )
    assert trials.row("slow") == (5.5, 3.5, 6, 5.5, 0.5)


def test_errors_are_differences_to_the_nearest_color() -> None:
    palette = np.array([TEAL, GOLD], np.uint8)
    found = Answer(np.array([GRAY, TEAL], np.uint8), 0.1, "")
    errors = missed(palette, found)
    assert errors[0] == 0
    assert errors[1] > 40
    assert missed(palette, Answer(found.colors[:0], np.nan, "failed")).tolist() == [100, 100]


def test_tables() -> None:
    values = {("ours", "q 95"): 1.0, ("ours", ALL): 2.0, ("ours", "q 60"): 3.0}
    assert by_group(values, 1) == (
        "| tool | all | q 60 | q 95 |\n| --- | ---: | ---: | ---: |\n| ours | 2.0 | 3.0 | 1.0 |"
    )
    assert markdown(("name", "on"), [("a", ""), ("b", "5 %")]).endswith("| a |  |\n| b | 5 % |")


def test_mosaics_are_of_twelve_megapixels() -> None:
    sources = sorted((ROOT / "golden/photos").glob("*.jpg"))
    image = mosaic(sources)
    assert image.shape == (SIZE[1], SIZE[0], 3)
    grainy = grained(image[:100, :100], 0)
    assert 3 < (grainy.astype(float) - image[:100, :100]).std() < 8


def test_other_tools_are_pinned_and_decode_with_the_same_pillow() -> None:
    text = (ROOT / "scripts/benchmarks/rivals.txt").read_text()
    pins = dict(re.findall(r"^([\w.-]+)==(\S+) ;", text, re.MULTILINE))
    assert "://" not in text
    ours = dict(re.findall(r"^([\w.-]+)==(\S+) ;", (ROOT / "requirements.txt").read_text(), re.M))
    assert pins["pillow"] == ours["pillow"]
    in_python = {tool for tool in COMPARED if tool not in IN_NODE}
    packages = {tool.split(",")[0].lower().replace("_", "-") for tool in in_python} - {"folkhue"}
    assert packages <= set(pins)
    assert len(re.findall(r"==\S+ ;.*\\\n    --hash=sha256:", text)) == len(pins)


def test_tools_in_javascript_are_pinned() -> None:
    folder = ROOT / "scripts/benchmarks"
    wanted = json.loads((folder / "rivals.package.json").read_text())["dependencies"]
    text = (folder / "rivals.package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in each for path, each in packages.items() if path)
    assert "://" not in re.sub(r'"url": ".*"', "", text)
    called = re.findall(r'^  async "(.*)"\(', (folder / "rivals.mjs").read_text(), re.MULTILINE)
    assert called == [*IN_NODE]


def test_details_lie_in_their_photographs() -> None:
    details = read_details(ROOT / "golden/details.csv")
    assert sum(map(len, details.values())) >= 60
    for name, several in details.items():
        photo = read_photo(ROOT / f"golden/photos/{name}.jpg")
        for rows, columns in several:
            height, width = photo.opaque.shape
            assert 0 <= rows.start < rows.stop <= height
            assert 0 <= columns.start < columns.stop <= width
        colors = colors_of(photo, several)
        assert found_in(colors, colors) == [True] * len(several)
        assert found_in(colors, colors[:0]) == [False] * len(several)


def test_the_table_of_details_says_what_each_tool_finds() -> None:
    found = {"folkhue": {"details": [True, True]}, "other": {"details": [True, False]}}
    section = of_details(found)
    assert "| folkhue | 100 % |\n| other | 50 % |" in section.text
    assert [result.ratio for result in section.results] == [1, 0.5]
