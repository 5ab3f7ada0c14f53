"""Palettes in Display P3: colors that sRGB lacks are kept, and clipped where sRGB is asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.command_line import run
from support.palettes import SUFFIXES, TABLE, hexes
from support.project import ROOT
from support.wide_gamut import COLORS, FILES, PIXELS, SRGB

import folkhue
from folkhue.color.display_p3 import from_p3, is_wide
from folkhue.color.gamut import encode
from folkhue.color.notation import read_color
from folkhue.color.spaces import to_lab, to_linear
from folkhue.images.photo import Photo, read_photo
from folkhue.palettes.formats import decode_import, encode_palette
from folkhue.palettes.palette import Palette
from folkhue.palettes.quantize import METHODS

ASTRONAUT = ROOT / "golden/photos/astronaut.jpg"
WIDE = {"#ff0000": "1 0 0", "#00f400": "0.03922 0.9412 0.1176", "#fb0078": "0.902 0.1569 0.4706"}
"""In sRGB → as CSS writes it in Display P3."""


def wide_palette() -> Palette:
    return folkhue.palette(FILES["PNG, profile"], gamut="p3")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", FILES)
def test_each_color_has_its_value_in_both(name: str, method: str) -> None:
    found = folkhue.palette(FILES[name], 4, gamut="p3", method=method)
    if method == "kmeans":
        assert sum(color.is_wide for color in found.colors) == 3
    for color in found.colors:
        assert color.p3 is not None
        if method != "kmeans" and "AVIF" in name:
            continue  # they mix
        assert min(np.abs(np.subtract(color.p3, each)).max() for each in COLORS) <= 8
        assert color.rgb == tuple(encode(from_p3(np.array(color.p3, np.uint8))).tolist())


def test_names_and_all_else_are_those_of_srgb() -> None:
    found = wide_palette()
    plain = folkhue.Palette.from_colors(found.rgb, found.shares, folkhue.load("basic11"))
    for one, other in zip(found.colors, plain.colors, strict=True):
        described = one.as_dict()
        assert described.pop("p3") == list(one.p3 or ())
        assert described == other.as_dict()


@pytest.mark.parametrize("k", [1, 6, "auto"])
@pytest.mark.parametrize("emphasis", ["share", "accent"])
def test_of_a_photograph_in_srgb_the_palette_is_the_same(k: int | str, emphasis: str) -> None:
    plain = folkhue.palette(ASTRONAUT, k, emphasis=emphasis)
    found = folkhue.palette(ASTRONAUT, k, emphasis=emphasis, gamut="p3")
    assert not any(color.is_wide for color in found.colors)
    assert [replace(color, p3=None) for color in found.colors] == [*plain.colors]
    for color in found.colors:
        assert color.p3 is not None
        assert np.abs(to_lab(encode(from_p3(np.uint8(color.p3)))) - color.lab).max() < 2


def test_no_color_of_srgb_is_wide(rng: np.random.Generator) -> None:
    rgb = rng.integers(0, 256, (20_000, 3)).astype(np.uint8)
    rgb[:8] = np.unpackbits(np.arange(8, dtype=np.uint8)[:, None], axis=1)[:, 5:] * 255
    photo = Photo(rgb[None], np.ones((1, len(rgb)), bool))
    assert not is_wide(photo.in_gamut("p3")).any()


def test_without_p3_nothing_of_it_is_there() -> None:
    found = folkhue.palette(FILES["PNG, profile"])
    assert [color.p3 for color in found.colors] == [None] * len(found)
    assert all("p3" not in color.as_dict() for color in found.colors)
    with pytest.raises(ValueError, match="gamut: expected srgb or p3"):
        folkhue.palette(SRGB, gamut="rec2020")


def test_a_decoded_photograph_has_what_it_was_decoded_to() -> None:
    photo = read_photo(FILES["PNG, profile"], gamut="p3")
    assert folkhue.palette(photo, gamut="p3").colors == wide_palette().colors
    clipped = folkhue.palette(read_photo(FILES["PNG, profile"]), gamut="p3")
    assert not any(color.is_wide for color in clipped.colors)
    assert {color.p3 for color in folkhue.palette(photo).colors} == {None}


def test_colors_that_differ_only_outside_srgb_are_kept() -> None:
    p3 = np.array([[[255, 0, 0], [255, 20, 0]]], np.uint8)
    photo = Photo(encode(from_p3(p3)), np.ones((1, 2), bool), p3=p3)
    found = folkhue.palette(photo, gamut="p3", distinct=0)
    assert hexes(found) == ["#ff0000"] * 2
    assert (
        sorted(color.p3 or () for color in found.colors) == p3[0].tolist()
        or [list(color.p3 or ()) for color in found.colors] == p3[0].tolist()
    )


def test_several_photographs_become_one_palette() -> None:
    found = folkhue.palette([FILES["PNG, profile"], FILES["WebP"], SRGB], 7, gamut="p3", distinct=0)
    assert len(found) == 7
    assert [color.is_wide for color in found.colors].count(True) == 3


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_has_the_colors_in_srgb(suffix: str) -> None:
    found = wide_palette()
    contents = encode_palette(found, f"a{suffix}")
    read = decode_import(contents, f"a{suffix}", TABLE)
    assert hexes(read.palette) == hexes(found)
    if suffix in (".css", ".scss", ".tailwind.css"):
        text = contents.decode()
        assert [text.count(f"color(display-p3 {numbers});") for numbers in WIDE.values()] == [1] * 3
        for note, color in zip(read.left_out, sorted_as_written(found), strict=True):
            assert note.endswith(f"what sRGB lacks of it; it is read as {color}")
    elif suffix in (".json", ".tokens.json", ".png"):
        assert len(read.left_out) == 3
    else:
        assert b"display-p3" not in contents
        assert read.left_out == ()


def sorted_as_written(palette: Palette) -> list[str]:
    return [color.hex for color in palette.colors if color.is_wide]


def test_the_style_sheet_is_written_for_both_screens() -> None:
    text = encode_palette(wide_palette(), "a.css").decode()
    plain, wide = text.split("@media (color-gamut: p3) {\n  :root {\n")
    assert plain.count("#") == 4
    assert wide.endswith("  }\n}\n")
    for line in wide.splitlines()[:-2]:
        name, value = line.strip().rstrip(";").split(": ")
        color = read_color(value)
        assert color is not None
        assert f"  {name}: #{bytes(color.rgb).hex()};" in plain


STYLES = {
    "in a query": (
        "a { --a: #ff0000 } @media (color-gamut: p3) { a { --a: color(display-p3 1 0 0) } }",
        ["#ff0000"],
    ),
    "after it": (".a { color: #ff0000; color: color(display-p3 1 0 0) }", ["#ff0000"]),
    "rounded": (":root { --a: #00f500; --a: color(display-p3 .039 .941 .118) }", ["#00f500"]),
    "another": (":root { --a: #123456; --a: color(display-p3 1 0 0) }", ["#123456", "#ff0000"]),
    "only": (":root { --a: color(display-p3 1 0 0) }", ["#ff0000"]),
    "of Sass": ("$a: #ff0000; $a-p3: color(display-p3 1 0 0);", ["#ff0000"]),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_color_that_is_declared_for_both_screens_is_read_once(name: str) -> None:
    text, expected = STYLES[name]
    read = decode_import(text.encode(), "a.css", TABLE)
    assert hexes(read.palette) == expected
    [note] = read.left_out
    assert "what sRGB lacks of it" in note


def test_the_same_color_twice_is_still_told() -> None:
    read = decode_import(b":root { --a: #ff0000; --b: color(display-p3 1 0 0) }", "a.css", TABLE)
    assert read.left_out[-1] == "b, equal to colors before"


def test_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(FILES["PNG, profile"])
    plain = run("palette", "a.png", folder=tmp_path)
    done = run("palette", "a.png", "--gamut", "p3", "--out", "a.css", folder=tmp_path)
    assert done.returncode == 0
    assert "display-p3" not in plain.stdout
    for line in done.stdout.splitlines()[1:]:
        wide = [numbers for code, numbers in WIDE.items() if code in line]
        assert line.endswith(f"  color(display-p3 {wide[0]})" if wide else "sure")
    found = json.loads(run("palette", "a.png", "--gamut", "p3", "--json", folder=tmp_path).stdout)
    assert sorted(color["p3"] for color in found[0]["colors"]) == sorted(map(list, COLORS))
    done = run("import", "a.css", folder=tmp_path)
    assert "equal to colors before" not in done.stderr
    assert done.stderr.count("what sRGB lacks of it") == 3
    assert run("palette", "a.png", "--gamut", "p4", folder=tmp_path).returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("how", [["--together"], ["--by", "region"], ["--by", "ground"]])
def test_the_command_line_with_parts_and_several(how: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(FILES["PNG, profile"])
    done = run("palette", "a.png", *how, "--gamut", "p3", "--json", folder=tmp_path)
    [found] = json.loads(done.stdout)
    colors = [color for part in found.get("parts", [found]) for color in part["colors"]]
    assert {tuple(color["p3"]) for color in colors} == set(COLORS)


def test_the_pixels_are_of_the_colors() -> None:
    assert set(map(tuple, np.unique(PIXELS.reshape(-1, 3), axis=0).tolist())) == set(COLORS)
    assert to_linear(PIXELS).max() == 1
