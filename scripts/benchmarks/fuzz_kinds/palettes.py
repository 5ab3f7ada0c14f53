"""Palettes of every format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.fuzz_kinds.base import table
from benchmarks.mutations import JSON, TEXT, ZIP, Mutation, other_chunk, repacked_zip
from folkhue.palettes.formats import FORMATS, decode_palette, encode_palette
from folkhue.palettes.palette import Palette


def make_palettes(suffix: str) -> list[bytes]:
    """Write palettes in a format."""
    dice = np.random.default_rng(0)
    labels = ["sky", "Größe", "青", "*/ }", "", "dark <b>", "a:b", "x" * 60]
    made = []
    for number in (1, 8, 40):
        colors = dice.integers(0, 256, (number, 3), np.uint8)
        given = (labels * 5)[:number]
        palette = Palette.from_colors(colors, [1] * number, table(), title="beach", labels=given)
        made.append(encode_palette(palette, f"a{suffix}"))
    return made + [text.encode() for text in PALETTES.get(suffix, [])]


PALETTES = {
    ".css": [
        ".a { color: rgb(1 2 3 / 50%); background: hsl(120deg 50% 50%) }",
        "$a: lab(50% 20 30); --b: color(display-p3 1 0 0); @c: oklch(60% 0.1 200);",
        ":root { --a: color-mix(in oklab, red 20%, #00f); --b: var(--a); --c: hwb(10 20% 30%) }",
    ],
    ".tailwind.js": ["module.exports = {theme: {colors: {red: {500: '#f00', DEFAULT: '#e00'}}}}"],
    ".gpl": ["GIMP Palette\nName: x\nColumns: 4\nChannels: RGBA\n# a\n  1   2   3 255\tone\n"],
    ".tokens.json": [
        '{"a": {"$type": "color", "$value": {"colorSpace": "oklch", "components": [0.6, 0.1, 9]}}}',
        '{"a": {"$value": "#f00"}, "b": {"$root": {"$value": "{a}"}, "5": {"$value": "#0f08"}}}',
    ],
    ".xml": [
        '<resources><color name="a">#8f00</color><color name="b">@color/a</color></resources>'
    ],
    ".swift": ["let a = UIColor(displayP3Red: 0.1, green: 0x1f / 255, blue: 1, alpha: 0.5)\n"],
    ".pal": ["JASC-PAL\n0100\n2\n1 2 3\n4 5 6 7\n"],
    ".hex": ["#123456\n789abc\n"],
    ".txt": ["; paint.net\n80123456 ; one; two\nFF789ABC\n"],
    ".json": ['["#123", "456789"]', '{"name": "x", "colors": [{"rgb": [1, 2, 3], "share": 0.5}]}'],
}


def read_palette(suffix: str, contents: bytes, folder: Path) -> None:
    """Read a palette, and write it in every format."""
    palette = decode_palette(contents, f"a{suffix}", table())
    assert len(palette)
    for other in FORMATS:
        encode_palette(palette, f"a{other}")


TEXTS = {
    *("css", "scss", "gpl", "tailwind.css", "tailwind.js", "xml", "swift", "pal", "hex", "txt"),
}


def palette_ways(suffix: str) -> Sequence[Mutation]:
    """Return the mutations that know a format of palettes."""
    known = {
        ".json": JSON,
        ".tokens.json": JSON,
        ".kpl": (*ZIP, repacked_zip(*TEXT)),
        ".png": (other_chunk,),
    }
    return known.get(suffix, TEXT if suffix.strip(".") in TEXTS else ())
