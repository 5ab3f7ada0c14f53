import json
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance
from typer.testing import CliRunner

import folkhue
from folkhue.cli import app
from folkhue.color.spaces import to_lab
from folkhue.errors import FolkhueError
from folkhue.images.photo import Photo
from folkhue.palettes.comparison import Comparison, PaletteSummary
from folkhue.palettes.distance import WORDS, distance, in_words
from folkhue.palettes.formats import write_palette
from folkhue.palettes.palette import Palette, PaletteColor

ASTRONAUT, BEACH = (ROOT / f"golden/photos/{name}.jpg" for name in ("astronaut", "beach5"))
BLACK, WHITE, RED = (0, 0, 0), (255, 255, 255), (255, 0, 0)


def of(shares: dict[tuple[int, int, int], float]) -> Palette:
    total = sum(shares.values())
    colors = (PaletteColor(c, s / total, "red", 1.0, "red") for c, s in shares.items())
    return Palette(tuple(colors))


CASES = [
    ({BLACK: 1}, {WHITE: 1}, 100),
    ({BLACK: 1}, {WHITE: 1, BLACK: 1}, 50),
    ({BLACK: 1, WHITE: 3}, {BLACK: 3, WHITE: 1}, 50),
    ({BLACK: 1, WHITE: 1, RED: 1}, {RED: 1, BLACK: 1, WHITE: 1}, 0),
    ({RED: 1}, {BLACK: 1}, 117.4),  # its L*a*b* is 53.24 80.09 67.20
    ({(0, 0, 255): 1}, {(0, 255, 0): 1}, 258.7),
]


@pytest.mark.parametrize(("one", "other", "expected"), CASES)
def test_distances(one: dict, other: dict, expected: float) -> None:
    assert distance(of(one), of(other)) == pytest.approx(expected, abs=0.1)


colors = st.tuples(*3 * [st.integers(0, 255)])
palettes = st.dictionaries(colors, st.integers(1, 100), min_size=1, max_size=6).map(of)
grays = st.dictionaries(
    st.integers(0, 255).map(lambda v: (v, v, v)), st.integers(1, 1000), min_size=1, max_size=9
).map(of)


@given(grays, grays)
def test_grays_have_the_distance_of_one_dimension(one: Palette, other: Palette) -> None:
    """In one dimension, scipy has another algorithm."""
    lightness = to_lab(one.rgb)[:, 0], to_lab(other.rgb)[:, 0]
    on_a_line = wasserstein_distance(*lightness, one.shares, other.shares)
    assert distance(one, other) == pytest.approx(on_a_line, abs=0.01)


@pytest.mark.slow
@settings(max_examples=50)
@given(palettes, palettes, palettes)
def test_it_is_a_metric(one: Palette, other: Palette, third: Palette) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) == pytest.approx(distance(other, one), abs=1e-5)
    assert distance(one, other) <= distance(one, third) + distance(third, other) + 1e-5
    assume(one.rgb.tolist() != other.rgb.tolist())
    assert distance(one, other) > 0


def test_words_are_ordered_by_distance() -> None:
    found = [in_words(value) for value in np.linspace(0, 259, 2600)]
    in_order = [word for word, _ in groupby(found)]
    assert in_order == ["identical", *(word for _, word in WORDS)]


def test_comparison_of_photographs() -> None:
    astronaut, beach = PaletteSummary.from_image(ASTRONAUT), PaletteSummary.from_image(BEACH)
    compared = Comparison.between(astronaut, beach)
    assert compared.distance == distance(folkhue.palette(ASTRONAUT), folkhue.palette(BEACH))
    assert compared.names[0] == "orange"
    assert Comparison.between(beach, astronaut).common == pytest.approx(compared.common)
    same = Comparison.between(beach, PaletteSummary.from_image(folkhue.read_photo(BEACH)))
    assert (same.distance, same.words) == (0, "identical")
    assert same.common == pytest.approx(1)


def test_summary_of_a_palette() -> None:
    side = PaletteSummary.from_palette(folkhue.palette(BEACH, 12))
    assert sum(side.shares.values()) == pytest.approx(1)
    assert [*side.shares.values()] == sorted(side.shares.values(), reverse=True)
    assert set(side.shares) == {color.name for color in side.palette.colors}


def test_transparent_photographs_cannot_be_compared() -> None:
    glass = PaletteSummary.from_image(Photo(np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2), bool)))
    with pytest.raises(FolkhueError, match="transparent"):
        Comparison.between(glass, PaletteSummary.from_palette(of({RED: 1})))


def test_the_command_compares(tmp_path: Path) -> None:
    out = tmp_path / "apart.json"
    done = CliRunner().invoke(app, ["compare", str(ASTRONAUT), str(BEACH), "--out", str(out)])
    assert done.exit_code == 0, done.stderr
    found = json.loads(out.read_text())
    assert f"{found['distance']:.1f} apart: {found['words']}" in done.stdout
    assert list(found["one"]["shares"]) == list(PaletteSummary.from_image(ASTRONAUT).shares)


def test_the_command_compares_a_photograph_with_a_palette(tmp_path: Path) -> None:
    write_palette(folkhue.palette(BEACH), tmp_path / "beach.json")
    done = CliRunner().invoke(app, ["compare", str(BEACH), str(tmp_path / "beach.json")])
    assert done.exit_code == 0, done.stderr
    assert "0.0 apart: " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere.jpg", str(BEACH)], "nowhere.jpg"),
        ([str(BEACH)] * 2 + ["--out", "a.csv"], ".json"),
    ],
)
def test_the_command_complains(arguments: list[str], reason: str) -> None:
    done = CliRunner().invoke(app, ["compare", *arguments])
    assert done.exit_code == 2
    assert reason in done.stderr
