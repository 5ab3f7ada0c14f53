"""Palettes that other programs wrote."""

import struct
from pathlib import Path

import pytest
from coloraide import Color
from support.palettes import (
    FILES,
    RED_BLOCK,
    aco,
    ase,
    ase_color,
    block,
    entry,
    hexes,
    kpl,
    labels,
    read,
)

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
