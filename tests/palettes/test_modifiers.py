"""Modifiers of color names for lightness and chroma."""

import numpy as np
import pytest

import folkhue
from folkhue.palettes.modifiers import GRAYISH, TINTS, WORDS, describe

ELEVEN = folkhue.load("basic11")


def described(*colors: str) -> list[str]:
    rgb = np.array([tuple(bytes.fromhex(color)) for color in colors], np.uint8)
    names = [ELEVEN.terms[index] for index in ELEVEN.predict(rgb)]
    return describe(rgb, names, ELEVEN)


@pytest.mark.parametrize(
    ("color", "description"),
    [
        ("ff0000", "vivid red"),
        ("800000", "dark red"),
        ("ffb6c1", "pale pink"),
        ("ff69b4", "pink"),
        ("000080", "dark blue"),
        ("1e3cc8", "deep blue"),
        ("87ceeb", "pale blue"),
        ("006400", "dark green"),
        ("ffff00", "vivid yellow"),
        ("d2b48c", "light brown"),
        ("000000", "black"),
        ("020000", "black"),
        ("14141e", "bluish black"),
        ("ffffff", "white"),
        ("f5f5dc", "yellowish white"),
        ("808080", "dark gray"),
        ("778899", "dark gray"),
        ("c4c0bc", "light gray"),
        ("3e423c", "grayish black"),
    ],
)
def test_descriptions(color: str, description: str) -> None:
    assert described(color) == [description]


def test_lightnesses_of_a_hue() -> None:
    assert described("0a1a50", "2850b4", "a8c4f0") == ["dark blue", "blue", "pale blue"]


def test_descriptions_end_in_the_name() -> None:
    grid = np.stack(np.meshgrid(*3 * [np.arange(0, 256, 17)], indexing="ij"), axis=-1)
    rgb = grid.reshape(-1, 3).astype(np.uint8)
    names = [ELEVEN.terms[index] for index in ELEVEN.predict(rgb)]
    known = {"", GRAYISH, *(word for row in WORDS for word in row), *(tint for _, tint in TINTS)}
    found = set()
    for description, name in zip(describe(rgb, names, ELEVEN), names, strict=True):
        assert description.endswith(name)
        found.add(description.removesuffix(name).strip())
    assert found == known


def test_unnamed_colors_have_no_modifier() -> None:
    assert describe(np.zeros((1, 3), np.uint8), ["unnamed"], ELEVEN) == ["unnamed"]
