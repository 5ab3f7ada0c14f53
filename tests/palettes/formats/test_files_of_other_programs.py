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
    "a configuration with groups": ("a.tailwind.js", b"""module.exports = { theme: { extend: {
        colors: { brand: { blue: { DEFAULT: '#00f', 500: '#3b82f6' }, colors: '#123' } } } } }""",
        "a", {"brand-blue": "#0000ff", "brand-blue-500": "#3b82f6", "brand-colors": "#112233"}),
    "design tokens": ("a.tokens.json", b"""{"$schema": "x", "brand": {"$type": "color",
        "$extensions": {"a": {"$value": "#111"}},
        "red": {"$value": {"colorSpace": "srgb", "components": [1, 0, 0]}},
        "sky": {"$root": {"$value": {"colorSpace": "hsl", "components": [210, 50, "none"]}},
          "500": {"$value": {"colorSpace": "oklch", "components": [0.628, 0.2577, 29.23],
                  "alpha": 1, "hex": "#fe0000"}}},
        "gap": {"$type": "dimension", "$value": {"value": 1, "unit": "px"}}},
        "role": {"link": {"$value": "{brand.sky.500}"},
                 "old": {"$type": "color", "$value": "#0F08"}}}""",
        "a", {"brand-red": "#ff0000", "brand-sky": "#000000", "brand-sky-500": "#fe0000",
              "role-old": "#00ff00"}),
    "design tokens by another name": ("tokens.json", b"""{"colors": {"a": {"$type": "color",
        "$value": {"hex": "#010203"}}}}""", "tokens", {"colors-a": "#010203"}),
    "Android's own": ("colors.xml", b"""<?xml version="1.0" encoding="utf-8"?><resources
        xmlns:tools="x"><!-- #111 --><color name="purple_200">#FFBB86FC</color>
        <color name="short"> #f00 </color><color name="faint">#8abc</color>
        <item name="alias" type="color">@color/dark</item><color name="dark">#010203</color>
        <string name="no">#222222</string></resources>""", "colors",
        {"purple_200": "#bb86fc", "short": "#ff0000", "faint": "#aabbcc", "alias": "#010203"}),
    "Swift of other projects": ("a.swift", b"""import UIKit
        extension UIColor { /// no = UIColor(red: 1, green: 1, blue: 1)
          static let brand = UIColor(red: 0x1e/255, green: 60.0 / 255.0, blue: 0.3529, alpha: 1.0)
          public static var sky: Color = SwiftUI.Color(red: 0.5, green: 0.25, blue: 1)
          let gray = Color(white: 0.2), wide = 3
          let lime = UIColor(displayP3Red: 0.5, green: 0.5, blue: 0.5, alpha: 0.5) }""", "a",
        {"brand": "#1e3c5a", "sky": "#8040ff", "gray": "#333333", "lime": "#808080"}),
    "Paint Shop Pro's": ("a.pal", b"JASC-PAL\r\n0100\r\n2\r\n1 2 3\r\n255 0 9\r\n\r\n", "a",
        {"": "#ff0009"}),
    "Aseprite's": ("a.pal", b"JASC-PAL\n0100\n2\n1 2 3 255\n4 5 6 0\n", "a", {"": "#040506"}),
    "Lospec's list": ("a.hex", b"\xef\xbb\xbf1A1c2C\r\n#5d275d\n\n", "a", {"": "#5d275d"}),
    "paint.net's own": ("a.txt", b"; paint.net Palette File\n;FF000000\nFF00FF00\n\n"
        b"80a0B0c0 ; faint; half\n", "a", {"": "#00ff00", "faint; half": "#a0b0c0"}),
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
