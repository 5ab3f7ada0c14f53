"""Invalid and damaged files: read, or rejected with a reason."""

import json
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_LZMA

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from support.palettes import (
    RED_BLOCK,
    SUFFIXES,
    TABLE,
    aco,
    ase,
    ase_color,
    block,
    entry,
    kpl,
    palettes,
    read,
    zipped,
)

from folkhue.errors import FolkhueError, PaletteFileError
from folkhue.palettes.formats import encode_palette, read_palette, write_palette
from folkhue.palettes.formats.swatches import MAX_COLORS
from folkhue.palettes.palette import Palette

ENTITIES = '<!DOCTYPE c [<!ENTITY x "y">]><c>&x;</c>'

INVALID = {
    "empty": ("a.ase", b"", "an empty file"),
    "no GIMP palette": ("a.gpl", b"1 2 3\n", "expected 'GIMP Palette' in the first line"),
    "out of range": ("a.gpl", b"GIMP Palette\n#\n1 2 3\n1 2 256 x", "255, got '1 2 256 x'"),
    "out of Latin": ("a.gpl", "GIMP Palette\n٣ ٣ ٣".encode(), "line 2"),
    "no colors": ("a.gpl", b"GIMP Palette\n# 1 2 3\n", "expected 1 to 10,000 colors, got none"),
    "too many colors": (
        "a.json", json.dumps([f"{n:06x}" for n in range(MAX_COLORS + 1)]).encode(),
        "expected 1 to 10,000 colors, got more"),
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
    "zip bomb": ("a.kpl", zipped("colorset.xml", b" " * (1 << 24)), "more than 8,388,608"),
    "bz2 bomb": ("a.kpl", zipped("colorset.xml", bytes(1 << 24), ZIP_BZIP2), "not stored or"),
    "lzma bomb": ("a.kpl", zipped("colorset.xml", bytes(1 << 24), ZIP_LZMA), "not stored or"),
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
    "bad share": ("a.json", b'[{"hex": "#123", "share": NaN}]', "a number is out of range: NaN"),
    "huge share": ("a.json", b'[{"hex": "#123", "share": 1%b}]' % (b"0" * 400), "out of range"),
    "no shares": ("a.json", b'[{"hex": "#123", "share": 0}]', "expected a share above 0"),
    "too many variables": ("a.scss", b"$a: 1;" * 60_000, "at most 50,000 declarations"),
    "too deep a configuration": ("a.tailwind.js", b"{a:" * 60, "nested too deeply"),
    "too long a configuration": ("a.tailwind.js", b"a:{}," * 60_000, "too long"),
    "too many lines": ("a.gpl", b"GIMP Palette\n" + b"#\n" * 60_000, "at most 50,000 lines"),
    "too many blocks": (
        "a.ase", ase(*[block(0xC001, "")] * 50_000), "at most 40,000 blocks, got 50,000"),
    "deep XML": ("a.kpl", zipped("colorset.xml", b"<a>" * 60_000), "more parts than palettes"),
    "many attributes": (
        "a.kpl",
        zipped("colorset.xml", b"<a %b/>" % b" ".join(b'a%d=""' % n for n in range(200))),
        "more parts than palettes"),
    "another XML": ("a.xml", b"<vector/>", "expected resources, got vector"),
    "half an XML": ("a.xml", b"<resources><color", "the file is damaged"),
    "entities of Android": ("a.xml", ENTITIES.encode(), "the file: expected no document type"),
    "huge XML": (
        "a.xml", b"<resources>" + b"<a/>" * 60_000 + b"</resources>", "more parts than palettes"),
    "no resources": ("a.xml", b"<resources/>", "expected 1 to 10,000 colors, got none"),
    "no code": ("a.swift", b"let a = Colour(red: 1)", "got none"),
    "too much code": ("a.swift", b"\n" * 60_000, "at most 50,000 lines"),
    "no tokens": ("a.tokens.json", b'{"a": {"b": {}}}', "got none"),
    "no object": ("a.tokens.json", b"[]", "not design tokens: expected a JSON object"),
    "half tokens": ("a.tokens.json", b'{"a": {', "not JSON, or damaged"),
    "deep tokens": ("a.tokens.json", b'{"a":' * 60, "nested more than 50 levels deep"),
    "too many tokens": (
        "a.tokens.json", b"{%b}" % b",".join(b'"%d":{"$value":0}' % n for n in range(50_001)),
        "at most 50,000 tokens"),
    "no JASC palette": ("a.pal", b"1 2 3", "expected 'JASC-PAL' in the first line"),
    "a palette of Windows": ("a.pal", b"RIFF\0\0\0\0PAL data", "a palette of Windows (RIFF)"),
    "more colors than told": ("a.pal", b"JASC-PAL\n0100\n1\n1 2 3\n4 5 6", "0100 and 2, the"),
    "huge number of colors": ("a.pal", b"JASC-PAL\n0100\n999999999\n1 2 3", "0100 and 1, the"),
    "out of range of JASC": ("a.pal", b"JASC-PAL\n0100\n1\n1 2 256", "line 4: expected red, green"),
    "only a name": ("a.pal", b"JASC-PAL", "in lines 2 and 3, got none"),
    "firmware": ("a.hex", b":10010000214601360121470136007EFE09D2190140\n", "line 1: expected six"),
    "no digits": ("a.hex", "١٢٣٤٥٦".encode(), "line 1: expected six hexadecimal digits"),
    "too many colors in a list": ("a.hex", b"123456\n" * 10_001, "10,000 colors, got more"),
    "prose": ("a.txt", b"; x\nHello", "line 2: expected eight hexadecimal digits"),
    "colors without opacity": ("a.txt", b"1e3c5a", "opacity first, such as FF1E3C5A, got '1e3c5a'"),
    "comments alone": ("a.txt", b"; x\n;\n", "expected 1 to 10,000 colors, got none"),
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
    for name, reason in (
        (f"folder{suffix}", "a folder, not a file"),
        (f"no{suffix}", "No such file"),
    ):
        with pytest.raises(PaletteFileError, match=f"{name}: cannot be read .{reason}"):
            read_palette(tmp_path / name, TABLE)
    with pytest.raises(PaletteFileError, match="of 1 to 10,000 colors, got none"):
        write_palette(Palette((), ""), tmp_path / f"a{suffix}")
    assert len(list(tmp_path.iterdir())) == 1


def test_other_suffixes_are_rejected(tmp_path: Path) -> None:
    for name in ("a.doc", "gpl", "a.js"):
        with pytest.raises(PaletteFileError, match=r"expected the name .* which ends in \.json, "):
            read_palette(tmp_path / name, TABLE)


@pytest.mark.parametrize(("suffix", "most"), [(".png", 256), (".txt", 96)])
def test_formats_of_few_colors_hold_no_more(suffix: str, most: int) -> None:
    rgb = np.array([(n >> 8, n & 255, 9) for n in range(most + 1)], np.uint8)
    many = Palette.from_colors(rgb, [1] * len(rgb), TABLE)
    with pytest.raises(PaletteFileError, match=f"at most {most} colors .*, got {most + 1}; write"):
        encode_palette(many, f"a{suffix}")
    few = Palette(many.colors[:-1])
    assert read(encode_palette(few, f"a{suffix}"), f"a{suffix}").rgb.tolist() == few.rgb.tolist()


def test_long_lines_take_no_long_time() -> None:
    """Each of these could take hours in a search that starts again at each place."""
    for name, part in (
        *(("a.swift", part) for part in ("let a = ", "let ", "Color(", "let a : ", " ", "red:1,")),
        *(("a.txt", part) for part in ("; ", "FF", " ")),
        *(("a.pal", part) for part in ("1 ", "1")),
    ):
        assert_read_or_rejected(f"JASC-PAL\n{part * 200_000}".encode(), Path(name).suffix)


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
    ".tokens.json": b'{"a": {"$type": "color", "$value":',
    ".xml": b'<resources><color name="',
    ".swift": b"let a = Color(",
    ".pal": b"JASC-PAL\n0100\n1\n",
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.binary(max_size=200), started=st.booleans())
def test_random_bytes_are_read_or_rejected(suffix: str, data: bytes, started: bool) -> None:
    assert_read_or_rejected((BEGINNINGS.get(suffix, b"") if started else b"") + data, suffix)


@given(palette=palettes(), data=st.data())
@settings(max_examples=25)
def test_damaged_files_are_read_or_rejected(palette: Palette, data: st.DataObject) -> None:
    for suffix in SUFFIXES:
        contents = encode_palette(palette, f"a{suffix}")
        place = data.draw(st.integers(0, len(contents) - 1))
        assert_read_or_rejected(contents[:place], suffix)
        altered = bytes([data.draw(st.integers(0, 255))])
        assert_read_or_rejected(contents[:place] + altered + contents[place + 1 :], suffix)
