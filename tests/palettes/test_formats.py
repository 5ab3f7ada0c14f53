import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import sass
import swatch
import tinycss2
from coloraide import Color
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import GimpPaletteFile, Image
from support.command_line import run

import folkhue
from folkhue.color.notation import parse_color
from folkhue.errors import FolkhueError, PaletteFileError
from folkhue.palettes.formats import (
    FORMATS,
    decode_palette,
    encode_palette,
    read_palette,
    write_palette,
)
from folkhue.palettes.formats.identifiers import ascii_identifiers, identifiers
from folkhue.palettes.formats.swatches import MAX_COLORS, one_line, swatch_names
from folkhue.palettes.palette import Palette

FILES = Path(__file__).parent / "files"
TABLE = folkhue.load()
SUFFIXES = sorted(FORMATS)
KEEPING_TITLE = (".json", ".png", ".gpl", ".ase", ".kpl")

colors = st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=9, unique=True)
words = st.one_of(st.sampled_from(["", "sky", "Sky", "*/ }", "<&\"'>", "Größe", "青 2"]), st.text())


@st.composite
def palettes(draw: st.DrawFn) -> Palette:
    rgb = np.array(draw(colors), np.uint8)
    shares = draw(st.lists(st.integers(1, 10**6), min_size=len(rgb), max_size=len(rgb)))
    labels = draw(st.lists(words, min_size=len(rgb), max_size=len(rgb)))
    return Palette.from_colors(rgb, shares, TABLE, title=draw(words), labels=labels)


def some_palette(labels: tuple[str, ...] = ("", "", "Größe")) -> Palette:
    rgb = np.array([(30, 60, 90), (30, 60, 92), (250, 1, 2)], np.uint8)
    return Palette.from_colors(rgb, [5, 3, 2], TABLE, title="beach.jpg", labels=labels)


def read(contents: bytes, name: str) -> Palette:
    return decode_palette(contents, name, TABLE)


def hexes(palette: Palette) -> list[str]:
    return [color.hex for color in palette.colors]


def labels(palette: Palette) -> list[str]:
    return [color.label for color in palette.colors]


# Every format


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
@given(palette=palettes())
def test_colors_round_trip(suffix: str, palette: Palette) -> None:
    contents = encode_palette(palette, f"a{suffix}")
    back = read(contents, f"a{suffix}")
    assert back.rgb.tolist() == palette.rgb.tolist()
    assert [c.name for c in back.colors] == [c.name for c in palette.colors]
    assert encode_palette(palette, f"b{suffix}") == contents


def names_in(suffix: str, palette: Palette) -> list[str]:
    names = swatch_names(palette)
    if suffix in (".json", ".png"):
        return labels(palette)
    if suffix in (".css", ".scss"):
        return identifiers(names)
    if ".tailwind" in suffix:
        return ascii_identifiers(names)
    # What GIMP calls a color that has no name.
    return [name if (suffix, name) != (".gpl", "Untitled") else "" for name in names]


@pytest.mark.slow
@given(palette=palettes())
def test_names_round_trip_if_the_format_has_them(palette: Palette) -> None:
    assert len(set(swatch_names(palette))) == len(palette)
    for suffix in SUFFIXES:
        back = read(encode_palette(palette, f"a{suffix}"), f"a{suffix}")
        assert labels(back) == names_in(suffix, palette), suffix


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_titles_and_shares_round_trip_if_the_format_has_them(suffix: str) -> None:
    palette = some_palette()
    back = read(encode_palette(palette, f"x{suffix}"), f"my.sky{suffix.upper()}")
    assert back.title == ("beach.jpg" if suffix in KEEPING_TITLE else "my.sky")
    shares = [0.5, 0.3, 0.2] if suffix in (".json", ".png") else [1 / 3] * 3
    assert back.shares.tolist() == pytest.approx(shares)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_shares_and_title_are_in_comments(suffix: str) -> None:
    text = encode_palette(some_palette(), f"x{suffix}").decode("utf-8", "replace")
    if suffix not in (".json", ".png", ".ase", ".aco"):
        assert "Colors of beach.jpg, named by folkhue" in text
        assert "50 %" in text


def test_write_and_read_a_file(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "new/a.gpl")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.gpl"]
    assert hexes(read_palette(tmp_path / "new/a.gpl", TABLE)) == ["#1e3c5a", "#1e3c5c", "#fa0102"]


# As other programs read palettes


def test_pillow_reads_gimps_palette() -> None:
    palette = some_palette()
    read = GimpPaletteFile.GimpPaletteFile(io.BytesIO(encode_palette(palette, "a.gpl")))
    assert read.getpalette() == (palette.rgb.tobytes(), "RGB")


def test_swatch_reads_adobes_exchange(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "a.ase")
    [group] = swatch.parse(str(tmp_path / "a.ase"))
    assert (group["name"], group["type"]) == ("beach.jpg", "Color Group")
    assert [each["name"] for each in group["swatches"]] == ["dark blue", "dark blue 2", "Größe"]
    assert {(each["type"], each["data"]["mode"]) for each in group["swatches"]} == {
        ("Process", "RGB")
    }
    values = [[255 * part for part in each["data"]["values"]] for each in group["swatches"]]
    assert np.array(values) == pytest.approx(some_palette().rgb, abs=1e-4)


def test_swatch_writes_the_same_file() -> None:
    palette = some_palette()
    colors = [
        {"name": name, "type": "Process", "data": {"mode": "RGB", "values": list(rgb / 255)}}
        for name, rgb in zip(swatch_names(palette), palette.rgb, strict=True)
    ]
    group = {"name": "beach.jpg", "type": "Color Group", "swatches": colors}
    assert swatch.dumps([group]) == encode_palette(palette, "a.ase")


def test_adobe_color_swatch_writes_the_same_file() -> None:
    """Its file was written by adobe-color-swatch 1.0.0, from a CSV of these colors and names."""
    rgb = np.array([(30, 60, 90), (250, 1, 2), (255, 255, 255)], np.uint8)
    palette = Palette.from_colors(rgb, [1, 1, 1], TABLE, labels=["dark blue", "dark blue 2", "青"])
    written = (FILES / "adobe-color-swatch-names.aco").read_bytes()
    assert encode_palette(palette, "a.aco") == written


@pytest.mark.parametrize(
    ("suffix", "rule", "names"),
    [
        (".css", ":root", ["--dark-blue", "--dark-blue-2", "--größe"]),
        (
            ".tailwind.css",
            "@theme",
            ["--color-dark-blue", "--color-dark-blue-2", "--color-grosse"],
        ),
    ],
)
def test_tinycss2_reads_style_sheets(suffix: str, rule: str, names: list[str]) -> None:
    palette = replace(some_palette(), title="beach */ a {}")
    rules, _ = tinycss2.parse_stylesheet_bytes(encode_palette(palette, f"a{suffix}"))
    [found] = [each for each in rules if each.type not in ("comment", "whitespace")]
    head = f"@{found.at_keyword}" if found.type == "at-rule" else tinycss2.serialize(found.prelude)
    assert head.strip() == rule
    declared = [
        each for each in tinycss2.parse_blocks_contents(found.content) if each.type == "declaration"
    ]
    assert [each.name for each in declared] == names
    values = [tinycss2.serialize(each.value).strip() for each in declared]
    assert values == ["#1e3c5a", "#1e3c5c", "#fa0102"]


@given(palette=palettes())
def test_sass_compiles_variables(palette: Palette) -> None:
    text = encode_palette(palette, "a.scss").decode()
    uses = "".join(
        f"x{number} {{ c: ${name} }}\n"
        for number, name in enumerate(identifiers(swatch_names(palette)))
    )
    compiled = sass.compile(string=text + uses, output_style="compact")
    # Sass writes shorter names for some colors.
    found = [
        line.partition("c: ")[2].rstrip("; }") for line in compiled.splitlines() if "c:" in line
    ]
    assert [Color(each).convert("srgb").to_string(hex=True) for each in found] == [
        Color(each).to_string(hex=True) for each in hexes(palette)
    ]


def test_the_archive_is_as_kritas_manual_describes() -> None:
    with zipfile.ZipFile(io.BytesIO(encode_palette(some_palette(), "a.kpl"))) as archive:
        assert archive.namelist() == ["mimetype", "colorset.xml", "profiles.xml"]
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert archive.read("mimetype") == b"application/x-krita-palette"
        root = ElementTree.fromstring(archive.read("colorset.xml"))
    assert (root.tag, root.get("name"), root.get("rows")) == ("Colorset", "beach.jpg", "1")
    assert [entry.get("bitdepth") for entry in root] == ["U8"] * 3
    values = [[float(entry[0].attrib[part]) for part in "rgb"] for entry in root]
    assert 255 * np.array(values) == pytest.approx(some_palette().rgb, abs=1e-5)
    assert [entry[1].get("column") for entry in root] == ["0", "1", "2"]


def test_widths_in_a_strip_follow_shares() -> None:
    with Image.open(io.BytesIO(encode_palette(some_palette(), "a.png"))) as image:
        row = np.asarray(image.convert("RGB"))[0]
    assert row.shape == (960 + 3 * 8, 3)
    widths = [int((row == color).all(axis=1).sum()) for color in some_palette().rgb]
    assert widths == [488, 296, 200]


def test_the_configuration_of_tailwind_is_a_javascript_object() -> None:
    script = encode_palette(some_palette(), "a.tailwind.js").decode()
    head, _, listed = re.sub(r"/\*.*?\*/", "", script).partition("colors: ")
    assert head.split() == ["module.exports", "=", *("{", "theme:", "{", "extend:", "{")]
    assert listed.split()[-4:] == ["},", "},", "},", "};"]
    assert json.loads(re.sub(r",\s*}", "}", listed[: listed.index("}") + 1])) == {
        "dark-blue": "#1e3c5a",
        "dark-blue-2": "#1e3c5c",
        "grosse": "#fa0102",
    }


# What other programs write


def ase(*blocks: bytes, count: int | None = None) -> bytes:
    return b"ASEF" + struct.pack(">HHI", 1, 0, count or len(blocks)) + b"".join(blocks)


def block(kind: int, name: str, rest: bytes = b"") -> bytes:
    text = (name + "\0").encode("utf-16-be")
    body = struct.pack(">H", len(text) // 2) + text + rest
    return struct.pack(">HI", kind, len(body)) + body


def ase_color(name: str, model: bytes, *parts: float, kind: int = 0) -> bytes:
    return block(1, name, model + struct.pack(f">{len(parts)}fH", *parts, kind))


def aco(*colors: tuple[int, ...], version: int = 1) -> bytes:
    return struct.pack(">2H", version, len(colors)) + b"".join(
        struct.pack(">5H", *color) for color in colors
    )


def zipped(name: str, contents: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, contents)
    return archive.getvalue()


def kpl(entries: str) -> bytes:
    return zipped("colorset.xml", f'<Colorset name="Mine">{entries}</Colorset>'.encode())


def entry(color: str, name: str = "x") -> str:
    return f'<ColorSetEntry name="{name}"><{color}/></ColorSetEntry>'


RED_BLOCK = ase_color("red", b"RGB ", 1, 0, 0)

READ = {
    "GIMP's own": ("a.gpl", FILES / "gimp.gpl", "beach two", {
        "Saved by GIMP": "#1e3c5a", "dark blue 2": "#1e3c5c", "größe": "#fa0102",
        "青": "#ffffff", "": "#000000", "500": "#78828c", "vivid green": "#11c821",
        "pale pink": "#ffc8dc"}),
    "old GIMP, no name or columns": (
        "a.gpl", b"GIMP Palette\r\n#\r\n255 0 0\r\n\t0\t128   0  gr\xfcn\r\n", "a",
        {"": "#ff0000", "grün": "#008000"}),
    "Aseprite, transparent": (
        "a.gpl", b"GIMP Palette\nChannels: RGBA\n#\n  1   2   3 255\tone\n  4   5   6   0\n", "a",
        {"one": "#010203", "": "#040506"}),
    "equal colors": ("a.gpl", b"GIMP Palette\n1 2 3 one\n4 5 6 two\n1 2 3 three", "a",
        {"one": "#010203", "two": "#040506"}),
    "ase-utils' own": ("a.ase", FILES / "ase-utils.ase", "a",
        {"Mitte": "#808080", "Größe": Color("lab(50 40 -30)")}),
    "groups, inks, spots": ("a.ase", ase(
        block(0xC001, "Brand"), ase_color("Ink", b"CMYK", 1, 0.5, 0, 0.2, kind=1),
        struct.pack(">HI", 0xC002, 0), ase_color("sky", b"RGB ", 0.2, 0.4, 1, kind=2),
        struct.pack(">HI3s", 9, 3, b"???")), "Brand", {"Ink": "#0066cc", "sky": "#3366ff"}),
    "groups not counted, and a remainder": (
        "a.ase", ase(block(0xC001, "G"), RED_BLOCK, b"\0\1\0\0\1\0", count=1), "G",
        {"red": "#ff0000"}),
    "adobe-color-swatch's own": ("a.aco", FILES / "adobe-color-swatch-mixed.aco", "a",
        {"dark blue": "#1e3c5a", "größe": "#fa0102", "Orange": "#ff9c00", "Cyan": "#00ffff",
         "75% Gray": "#404040"}),
    "Photoshop's, old": ("a.aco", aco((0, 256 * 200, 256 * 60, 65535, 0)), "a", {"": "#c83cff"}),
    "Photoshop's, new alone": ("a.aco", aco((7, 5000, 65536 - 2000, 65536 - 3000, 0), version=2)
        + struct.pack(">I", 1) + b"\0\0", "a", {"": Color("lab(50 -20 -30)")}),
    "Photoshop's, fine inks": ("a.aco", aco((9, 0, 5000, 10000, 8000)), "a", {"": "#0066cc"}),
    "Krita's spaces": ("a.kpl", kpl(
        entry('sRGB r="1" g="0.5" b="0"', "one")
        + "<Group name='g'>" + entry('Lab L="50" a="40" b="-30" space="x"', "two") + "</Group>"
        + entry('CMYK c="1" m="0.5" y="0" k="0.2" space=""', "three")
        + entry('Gray g="0.2" space=""', "four")
        + entry('XYZ x="0.9642" y="1" z="0.8251"', "five")
        + entry('RGB r="0.5" g="0" b="1" space="sRGB-elle-V2-g10.icc"', "six")
        + entry('RGB r="0.2" g="0" b="1" space="sRGB-elle-V2-srgbtrc.icc"', "seven")), "Mine",
        {"one": "#ff8000", "two": Color("lab(50 40 -30)"), "three": "#0066cc", "four": "#333333",
         "five": "#ffffff", "six": "#bc00ff", "seven": "#3300ff"}),
    "a style sheet": ("a.css", b"""
        @import url("x.css"); /* --no: #111; */
        :root, .dark { --a: #F00; --b:#0f08 ; --c: #0000ff80!important; --d: 12px; --e: var(--a);
          --f: rgb(10, 20, 30); --g: rgba(10 20 30 / 50%); --h: hsl(120deg 100% 25%);
          --i: oklch(62.8% 0.2577 29.23); --j: RebeccaPurple; color: #123456 }""", "a",
        {"a": "#ff0000", "b": "#00ff00", "c": "#0000ff", "f": "#0a141e", "h": "#008000",
         "j": "#663399"}),
    "rules of Adobe Color": ("a.css", b""".My-Theme-1-hex { color: #F2B6C6; }
        .My-Theme-1-rgba { color: rgba(242, 182, 198, 1); } #two{background-color:#000}""", "a",
        {"My-Theme-1-hex": "#f2b6c6", "two": "#000000"}),
    "Coolors' SCSS": ("a.scss", b"""/* SCSS HEX */\n$ink-black: #04080fff;  // $no: #fff;
        $sky: hsla(211, 100%, 50%, 1) !default; $font: "https://x/#fff";
        $g: linear-gradient(0deg, #04080fff, #507dbcff);""", "a",
        {"ink-black": "#04080f", "sky": "#007bff"}),
    "a theme of Tailwind": ("a.tailwind.css", b"""@theme inline { --font-sans: Inter;
        --color-red-500: oklch(63.7% 0.237 25.331); --color-black: #000; }""", "a",
        {"red-500": "#fb2c36", "black": "#000000"}),
    "a configuration of Tailwind": ("a.tailwind.js", b"""// '#111111'
        export default { content: ["./*.html"], theme: { fontSize: { sm: '14px' }, colors: {
          white: '#fff', 'deep-sea': "rgb(0 10 20)", blue: { DEFAULT: `#00f`, 500: '#3b82f6' },
          /* no: '#222' */ current: 'currentColor' } } }""", "a",
        {"white": "#ffffff", "deep-sea": "#000a14", "blue": "#0000ff", "blue-500": "#3b82f6"}),
    "Lospec's JSON": ("a.json", b'{"name": "SWEETIE", "colors": ["1a1c2c", "#5d275d"]}', "SWEETIE",
        {"": "#5d275d"}),
    "a list": ("a.json", b'[{"rgb": [1, 2, 3], "label": "x"}]', "a", {"x": "#010203"}),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_files_of_other_programs_are_read(case: str) -> None:
    name, contents, title, expected = READ[case]
    back = read(contents.read_bytes() if isinstance(contents, Path) else contents, name)
    assert back.title == title
    assert dict(zip(labels(back), hexes(back), strict=True)) == {
        label: color.convert("srgb").to_string(hex=True) if isinstance(color, Color) else color
        for label, color in expected.items()
    }
    assert back.shares.sum() == pytest.approx(1)


# Invalid files

ENTITIES = '<!DOCTYPE c [<!ENTITY x "y">]><c>&x;</c>'

INVALID = {
    "empty": ("a.ase", b"", "an empty file"),
    "no GIMP palette": ("a.gpl", b"1 2 3\n", "expected 'GIMP Palette' in the first line"),
    "out of range": ("a.gpl", b"GIMP Palette\n#\n1 2 3\n1 2 256 x", "255, got '1 2 256 x'"),
    "out of Latin": ("a.gpl", "GIMP Palette\n٣ ٣ ٣".encode(), "line 2"),
    "no colors": ("a.gpl", b"GIMP Palette\n# 1 2 3\n", "expected 1 to 10,000 colors, got none"),
    "too many colors": (
        "a.json", json.dumps([f"{n:06x}" for n in range(MAX_COLORS + 1)]).encode(),
        "expected 1 to 10,000 colors, got 10001"),
    "too long": ("a.css", b" " * ((1 << 23) + 1), "at most 8,388,608 bytes"),
    "no exchange": ("a.ase", b"8BPS" + bytes(20), "expected ASEF at the start"),
    "huge count": ("a.ase", ase(RED_BLOCK, count=2**32 - 1), "block 2 of 4,294,967,295: truncated"),
    "huge length": ("a.ase", ase(b"\0\1\xff\xff\xff\xff"), "expected 4,294,967,295 bytes"),
    "unknown model": ("a.ase", ase(ase_color("x", b"HSB ", 1, 1, 1)), "color 1: color model:"),
    "no number": ("a.ase", ase(ase_color("x", b"RGB ", float("nan"), 1, 1)), "not a number"),
    "too short a block": ("a.ase", ase(block(1, "x", b"RGB ")), "color 1: truncated"),
    "version": ("a.aco", aco((0, 0, 0, 0, 0), version=3), "expected version 1 or 2, got 3"),
    "count": ("a.aco", b"\0\1\xff\xff", "color 1 of 65535: truncated"),
    "a brand of inks": ("a.aco", aco((3, 0, 0, 0, 0)), "gray, got color space 3"),
    "long name": ("a.aco", aco((0, 0, 0, 0, 0), version=2) + b"\xff\xff\xff\xff", "truncated"),
    "no archive": ("a.kpl", b"GIMP Palette", "not a palette of Krita"),
    "another archive": ("a.kpl", zipped("other.xml", b""), "expected colorset.xml in the archive"),
    "zip bomb": ("a.kpl", zipped("colorset.xml", b" " * (1 << 24)), "expected at most 8,388,608"),
    "entities": ("a.kpl", zipped("colorset.xml", ENTITIES.encode()), "expected no document type"),
    "entities, hidden": (
        "a.kpl", zipped("colorset.xml", ENTITIES.encode("utf-16")), "expected no document type"),
    "half a document": ("a.kpl", kpl("<b>"), "colorset.xml is damaged"),
    "color without a part": ("a.kpl", kpl(entry('sRGB r="1" g="x"')), "expected a color, got {'r'"),
    "color without a space": ("a.kpl", kpl(entry("HSV")), "color 1: expected one of sRGB"),
    "half JSON": ("a.json", b'{"colors": [', "not JSON, or damaged"),
    "deep JSON": ("a.json", b"[" * 10**6, "not JSON, or damaged"),
    "other JSON": ("a.json", b"3", 'expected a list of colors in "colors"'),
    "no hex": ("a.json", b'["#12345"]', "got {'hex': '#12345'}"),
    "no triple": ("a.json", b'[{"rgb": [1, 2, 256]}]', "got {'rgb': [1, 2, 256]}"),
    "bad share": ("a.json", b'[{"hex": "#123", "share": NaN}]', "share from 0 to 1, got nan"),
    "no shares": ("a.json", b'[{"hex": "#123", "share": 0}]', "expected a share above 0"),
    "no variables": ("a.css", b"a { margin: 0 }", "expected 1 to 10,000 colors, got none"),
    "a photograph": ("a.png", ROOT / "golden/photos/astronaut.jpg", "as in a photograph"),
    "no picture": ("a.png", b"<html>", "a web page"),
}  # fmt: skip


@pytest.mark.parametrize("case", INVALID)
def test_errors_say_what_is_invalid(case: str) -> None:
    name, given, expected = INVALID[case]
    contents = given.read_bytes() if isinstance(given, Path) else given
    with pytest.raises(PaletteFileError) as raised:
        read(contents, f"/some/{name}")
    assert str(raised.value).startswith(f"/some/{name}: ")
    assert expected in str(raised.value)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_errors_name_the_path(suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"folder{suffix}").mkdir()
    for name, reason in ((f"folder{suffix}", "Is a directory"), (f"no{suffix}", "No such file")):
        with pytest.raises(PaletteFileError, match=f"{name}: cannot be read .{reason}"):
            read_palette(tmp_path / name, TABLE)
    with pytest.raises(PaletteFileError, match="of 1 to 10,000 colors, got none"):
        write_palette(Palette((), ""), tmp_path / f"a{suffix}")
    assert len(list(tmp_path.iterdir())) == 1


def test_other_suffixes_are_rejected(tmp_path: Path) -> None:
    for name in ("a.txt", "gpl", "a.js"):
        with pytest.raises(PaletteFileError, match=r"expected the name .* which ends in \.json, "):
            read_palette(tmp_path / name, TABLE)


def assert_read_or_rejected(contents: bytes, suffix: str) -> None:
    try:
        assert len(read(contents, f"a{suffix}"))
    except FolkhueError as error:
        assert str(error).startswith(f"a{suffix}: ")  # noqa: PT017


# Valid beginnings, after which random bytes reach more of the code.
BEGINNINGS = {
    ".gpl": b"GIMP Palette\n",
    ".ase": b"ASEF\0\1\0\0",
    ".aco": b"\0\2\0",
    ".json": b'{"colors": [',
    ".css": b"a { --x: lab(",
    ".scss": b"$x: hsl(",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.binary(max_size=200), started=st.booleans())
def test_random_bytes_are_read_or_rejected(suffix: str, data: bytes, started: bool) -> None:
    assert_read_or_rejected((BEGINNINGS.get(suffix, b"") if started else b"") + data, suffix)


@given(palette=palettes(), data=st.data())
@settings(max_examples=50)
def test_damaged_files_are_read_or_rejected(palette: Palette, data: st.DataObject) -> None:
    for suffix in SUFFIXES:
        contents = encode_palette(palette, f"a{suffix}")
        place = data.draw(st.integers(0, len(contents) - 1))
        assert_read_or_rejected(contents[:place], suffix)
        altered = bytes([data.draw(st.integers(0, 255))])
        assert_read_or_rejected(contents[:place] + altered + contents[place + 1 :], suffix)


# Names


@pytest.mark.parametrize(
    ("names", "as_letters", "as_ascii"),
    [
        (["dark blue", "dark blue"], ["dark-blue", "dark-blue-2"], ["dark-blue", "dark-blue-2"]),
        (["a", "a", "a-2", "A"], ["a", "a-2", "a-2-2", "a-3"], ["a", "a-2", "a-2-2", "a-3"]),
        (["Foncé", "fonce"], ["foncé", "fonce"], ["fonce", "fonce-2"]),
        (["濃い青", "नीला"], ["濃い青", "नीला"], ["u6fc3u3044u9752", "u928u940u932u93e"]),
        (["500", "", "*/;}", "µ²"], ["color-500", "color", "color-2", "μ2"],
         ["color-500", "color", "color-2", "u3bc2"]),
        (["snake_case", "-x-", "weiß"], ["snake-case", "x", "weiß"], ["snake-case", "x", "weiss"]),
    ],
)  # fmt: skip
def test_identifiers(names: list[str], as_letters: list[str], as_ascii: list[str]) -> None:
    assert identifiers(names) == as_letters
    assert ascii_identifiers(names) == as_ascii


@given(st.lists(st.text(), max_size=8))
def test_identifiers_are_valid_and_unique(names: list[str]) -> None:
    for found in (identifiers(names), ascii_identifiers(names)):
        assert len(set(found)) == len(names)
        for name in found:
            [token] = tinycss2.parse_component_value_list(name)
            assert (token.type, token.value) == ("ident", name)
    assert all(map(str.isascii, ascii_identifiers(names)))


@given(st.text(st.characters()))
def test_names_fit_on_a_line(name: str) -> None:
    line = one_line(name + "\r\n\t\0\u2028\ud800\uffff" + name)
    assert len(line.splitlines()) <= 1
    assert len(line) <= 200
    ElementTree.fromstring(ElementTree.tostring(ElementTree.Element("a", name=line), "utf-8"))


# Colors of CSS, compared with coloraide


percents = st.floats(0, 100)
degrees = st.floats(0, 359)


@given(one=percents, two=percents, three=percents, angle=degrees)
def test_colors_of_css(one: float, two: float, three: float, angle: float) -> None:
    for text in (
        f"rgb({one:.3f}% {two:.3f}% {three:.3f}%)",
        f"hsl({angle:.3f}deg {one:.3f}% {two:.3f}%)",
        f"lab({one:.3f} {two - 50:.3f} {three - 50:.3f})",
        f"lch({one:.3f}% {two / 2:.3f}% {angle:.3f})",
        f"oklab({one:.3f}% {two - 50:.3f}% {three - 50:.3f}%)",
        f"oklch({one:.3f}% {two / 200:.5f} {angle:.3f} / 50%)",
    ):
        expected = np.clip(Color(text).convert("srgb").coords(), 0, 1) * 255
        assert parse_color(text) == pytest.approx(tuple(expected), abs=0.6), text


@given(st.text(st.sampled_from("rgbhslacokt()#,/ %.-+e0159"), max_size=30))
def test_invalid_colors_of_css_are_none(text: str) -> None:
    color = parse_color(text)
    assert color is None or all(0 <= value <= 255 for value in color)


# Strips


def without_text(contents: bytes, change: Callable[[Image.Image], Image.Image]) -> bytes:
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(contents)) as image:
        change(image.convert("RGB")).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: image.resize((500, 70), Image.Resampling.BICUBIC),
        lambda image: image.convert("RGBA").rotate(90, expand=True),
    ],
    ids=["saved anew", "scaled", "rotated"],
)
def test_a_strip_without_text_is_read_by_its_pixels(
    change: Callable[[Image.Image], Image.Image],
) -> None:
    back = read(without_text(encode_palette(some_palette(), "a.png"), change), "a.png")
    assert sorted(hexes(back)) == hexes(some_palette())
    assert back.ordered("share").shares == pytest.approx([0.5, 0.3, 0.2], abs=0.01)


def test_a_strip_with_changed_colors_is_read_by_its_pixels() -> None:
    contents = encode_palette(some_palette(), "a.png")
    altered = contents.replace(bytes((250, 1, 2)), bytes((1, 250, 2)))
    start = altered.index(b"PLTE")
    size = int.from_bytes(altered[start - 4 : start], "big")
    crc = zlib.crc32(altered[start : start + 4 + size]).to_bytes(4, "big")
    altered = altered[: start + 4 + size] + crc + altered[start + 8 + size :]
    assert hexes(read(altered, "a.png")) == ["#1e3c5a", "#1e3c5c", "#01fa02"]


def test_every_pixel_can_be_a_swatch(encode: Callable[..., bytes]) -> None:
    pixels = np.arange(3 * 64, dtype=np.uint8).reshape(8, 8, 3)
    assert read(encode(pixels), "a.png").rgb.tolist() == pixels.reshape(-1, 3).tolist()


# The command


def test_import_prints_and_converts(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "brand.ase")
    done = run("import", "brand.ase", "--to", "new/brand.tailwind.css", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for text in ("brand.ase", "#1e3c5a", "dark blue 2", "vivid red", "Größe", "33 %"):
        assert text in done.stdout
    assert "--color-grosse: #fa0102;" in (tmp_path / "new/brand.tailwind.css").read_text()


def test_import_continues_after_an_invalid_file(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "good.kpl")
    (tmp_path / "bad.ase").write_bytes(b"ASEF")
    done = run("import", "bad.ase", "good.kpl", folder=tmp_path)
    assert done.returncode == 1
    assert "error: bad.ase: truncated" in done.stderr
    assert "#fa0102" in done.stdout


def test_import_rejects_invalid_arguments(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "a.gpl")
    for arguments, reason in (
        (("a.gpl", "--to", "a.bmp"), "which ends in .json"),
        (("a.gpl", "a.gpl", "--to", "b.ase"), "expected one file to convert, got 2"),
    ):
        done = run("import", *arguments, folder=tmp_path)
        assert (done.returncode, reason in done.stderr) == (2, True)
    assert len(list(tmp_path.iterdir())) == 1


def test_help_lists_every_format() -> None:
    printed = " ".join(run("import", "--help").stdout.split())  # undo the wrapping
    listed = [f"{suffix} ({each.description})" for suffix, each in FORMATS.items()]
    assert [text for text in listed if text not in printed] == []
