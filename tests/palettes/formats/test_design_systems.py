"""Files for design systems: prefixes, scales of shades, and what other programs make of them."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from support.palettes import TABLE, hexes, labels, palettes, read, some_palette

from folkhue.errors import PaletteFileError
from folkhue.palettes.formats import FORMATS, Style, check_style, encode_palette
from folkhue.palettes.formats.swatches import MAX_COLORS
from folkhue.palettes.palette import Palette
from folkhue.palettes.scales import STEPS, shade_scales

SCALED = [suffix for suffix, each in FORMATS.items() if each.has_scales]
PREFIXED = [suffix for suffix, each in FORMATS.items() if each.has_prefix]
JOINS = {".xml": "_", ".swift": ""}

WRITTEN = {
    ".css": ("--red: #d24233; /* 60 % */", "--red-600: #d24233; /* 60 % */"),
    ".scss": ("$red: #d24233; // 60 %", "$red-600: #d24233; // 60 %"),
    ".tailwind.css": (
        "--color-photo-red: #d24233; /* 60 % */", "--color-photo-red-600: #d24233; /* 60 % */"),
    ".tailwind.js": ('"red": "#d24233", /* 60 % */', '600: "#d24233", /* 60 % */'),
    ".xml": (
        '<color name="photo_red">#D24233</color> <!-- 60 % -->',
        '<color name="photo_red_600">#D24233</color> <!-- 60 % -->'),
    ".swift": (
        "static let photoRed = Color(.sRGB, red: 210 / 255, green: 66 / 255, blue: 51 / 255)",
        "static let photoRed600 = Color(.sRGB, red: 210 / 255, green: 66 / 255, blue: 51 / 255)"),
}  # fmt: skip


def two_colors(*labels: str) -> Palette:
    rgb = np.array([(210, 66, 51), (255, 255, 255)], np.uint8)
    return Palette.from_colors(rgb, [6, 4], TABLE, title="b.jpg", labels=labels or ("red", ""))


@pytest.mark.parametrize("suffix", WRITTEN)
def test_colors_are_written_alone_or_as_a_step_of_a_scale(suffix: str) -> None:
    for scales, line in zip((False, True), WRITTEN[suffix], strict=True):
        text = encode_palette(two_colors(), f"a{suffix}", Style(scales)).decode()
        assert [each.strip() for each in text.splitlines() if line in each], text


@pytest.mark.parametrize("suffix", SCALED)
@given(palette=palettes())
@settings(max_examples=12)
def test_scales_round_trip(suffix: str, palette: Palette) -> None:
    contents = encode_palette(palette, f"a{suffix}", Style(scales=True))
    found = read(contents, f"a{suffix}")
    if suffix == ".json":
        assert found.rgb.tolist() == palette.rgb.tolist()
        return
    shades, _ = shade_scales(palette.rgb)
    assert found.rgb.tolist() == [*map(list, dict.fromkeys(map(tuple, shades.reshape(-1, 3))))]
    plain = labels(read(encode_palette(palette, f"a{suffix}"), f"a{suffix}"))
    assert len(set(labels(found))) == len(found)
    for label, step in zip(labels(found)[:11], STEPS, strict=True):
        between = "_?" if suffix == ".swift" else JOINS.get(suffix, "-")
        assert re.fullmatch(f"{re.escape(plain[0])}{between}{step}", label)


@pytest.mark.parametrize("suffix", PREFIXED)
def test_prefixes_are_written_and_read_back(suffix: str) -> None:
    plain = encode_palette(some_palette(), f"a{suffix}")
    other = encode_palette(some_palette(), f"a{suffix}", Style(prefix="my-brand"))
    start = "myBrand" if suffix == ".swift" else f"my{JOINS.get(suffix, '-')}brand"
    assert other.decode().count(start) >= (2 if suffix in (".tailwind.js", ".tokens.json") else 3)
    assert labels(read(other, f"a{suffix}")) == labels(read(plain, f"a{suffix}"))
    assert hexes(read(other, f"a{suffix}")) == hexes(some_palette())


@pytest.mark.parametrize(
    ("name", "style", "reason"),
    [
        (
            "a.ase",
            {"scales": True},
            "expected a format with scales of shades: .json, .tokens.json, ",
        ),
        ("a.json", {"prefix": "x"}, "expected a format with a prefix of names: .tokens.json, "),
        ("a.css", {"prefix": "My Brand"}, "such as 'my-brand'"),
        ("a.css", {"prefix": ""}, "such as 'color'"),
        ("a.css", {"prefix": "größe"}, "such as 'grosse'"),
        ("a.css", {"prefix": "5"}, "such as 'color-5'"),
        ("a.css", {"prefix": "x" * 10_000}, "expected lower-case ASCII letters"),
        ("a.tailwind.js", {"prefix": "black"}, "expected none of Tailwind's own colors"),
        ("a.tailwind.css", {"prefix": "red"}, "expected none of Tailwind's own colors"),
    ],
)
def test_styles_that_a_format_has_not_are_errors(
    name: str, style: dict[str, Any], reason: str
) -> None:
    with pytest.raises(PaletteFileError) as raised:
        encode_palette(two_colors(), name, Style(**style))
    assert reason in str(raised.value)
    assert len(str(raised.value)) < 500


def test_scales_of_too_many_colors_are_an_error() -> None:
    rgb = np.array([(n >> 8, n & 255, 9) for n in range(MAX_COLORS // 11 + 1)], np.uint8)
    many = Palette.from_colors(rgb, [1] * len(rgb), TABLE)
    with pytest.raises(PaletteFileError, match="of 1 to 909 colors, got 910"):
        encode_palette(many, "a.css", Style(scales=True))
    check_style("a.css", Style(scales=True))
    full = Palette(many.colors[:-1])
    assert len(read(encode_palette(full, "a.xml", Style(scales=True)), "a.xml")) > 4000


def test_json_has_the_scale_of_each_color() -> None:
    document = json.loads(encode_palette(two_colors(), "a.json", Style(scales=True)))
    assert [color["scale"]["600"] for color in document["colors"]] == ["#d24233", "#767676"]
    assert list(document["colors"][0]["scale"]) == [str(step) for step in STEPS]


def test_design_tokens_are_as_the_module_describes() -> None:
    plain = json.loads(encode_palette(two_colors(), "a.tokens.json"))
    red = {
        "$type": "color",
        "$value": {
            "colorSpace": "srgb",
            "components": [0.8235, 0.2588, 0.2],
            "hex": "#d24233",
        },
        "$description": "60 %",
    }
    assert plain["photo"]["red"] == red
    assert plain["$description"].startswith("Colors of b.jpg, named by folkhue")
    scaled = json.loads(encode_palette(two_colors(), "a.tokens.json", Style(scales=True)))
    assert scaled["photo"]["red"]["600"] == red
    assert "$description" not in scaled["photo"]["red"]["500"]
    odd = encode_palette(two_colors("$a.{b}", "$root"), "a.tokens.json")
    assert list(json.loads(odd)["photo"]) == ["a-b", "root"]


def test_resources_of_android_have_names_of_java() -> None:
    contents = encode_palette(some_palette(("Größe 2", "a--b", "")), "a.xml")
    root = ElementTree.fromstring(contents)
    assert [each.get("name") for each in root] == ["photo_grosse_2", "photo_a_b", "photo_vivid_red"]


def test_names_of_swift_differ() -> None:
    names = ("blue 2", "blue2", "blue")
    found = [
        *labels(read(encode_palette(some_palette(names), "a.swift"), "a.swift")),
        *labels(read(encode_palette(some_palette(names), "a.swift", Style(True)), "a.swift")),
    ]
    assert found[:4] == ["blue2", "blue2_2", "blue", "blue2_50"]
    assert len(set(found)) == len(found)


def test_the_configuration_of_tailwind_replaces_none_of_its_own() -> None:
    palette = two_colors("Red 500", "black")
    contents = encode_palette(palette, "a.tailwind.js", Style(scales=True))
    text = re.sub(rb"/\*.*?\*/", b"", contents).decode()
    head, _, listed = text.partition("colors: ")
    assert head.split() == ["module.exports", "=", *("{", "theme:", "{", "extend:", "{")]
    quoted = re.sub(r"\b(\d+):", r'"\1":', listed.partition("\n      }")[0] + "}")
    found = json.loads(re.sub(r",\s*}", "}", quoted))
    assert list(found) == ["photo"]
    assert list(found["photo"]) == ["red-500", "black"]
    assert found["photo"]["red-500"]["600"] == "#d24233"
