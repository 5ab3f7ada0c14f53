"""``.tailwind.css`` for Tailwind CSS 4, and ``.tailwind.js`` for version 3.

Version 4 is configured in CSS: the file declares a theme, to import after Tailwind itself. The
file for version 3 is a configuration, or one of the `presets` of another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from folkhue._utils.text import percent
from folkhue.color.notation import parse_color
from folkhue.color.to_srgb import Color
from folkhue.palettes.formats.css import comment, declarations, swatches_in
from folkhue.palettes.formats.identifiers import ascii_identifiers
from folkhue.palettes.formats.swatches import Swatches, heading, swatch_names, text_of
from folkhue.palettes.palette import Palette

_PREFIX = "color-"
_TOKEN = re.compile(
    r"""/\*.*?(?:\*/|\Z)|//[^\n]*|"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|([\w$-]+)|([{}:])""",
    re.DOTALL,
)
_DEFAULT = "DEFAULT"  # key of the unnamed shade of a color
_SECTIONS = ("colors", "extend", "theme")  # of a configuration, that colors are in


def encode_theme(palette: Palette) -> bytes:
    """Write a theme for version 4."""
    lines = declarations(palette, ascii_identifiers(swatch_names(palette)), f"--{_PREFIX}")
    text = [comment(f"{heading(palette)}; for Tailwind CSS 4"), "@theme {", *lines, "}"]
    return "".join(f"{line}\n" for line in text).encode()


def encode_config(palette: Palette) -> bytes:
    """Write a configuration for version 3."""
    names = ascii_identifiers(swatch_names(palette))
    lines = [
        f"        {json.dumps(name)}: {json.dumps(color.hex)}, {comment(percent(color.share))}"
        for name, color in zip(names, palette.colors, strict=True)
    ]
    text = [
        comment(f"{heading(palette)}; for Tailwind CSS 3"),
        *("module.exports = {", "  theme: {", "    extend: {", "      colors: {"),
        *lines,
        *("      },", "    },", "  },", "};"),
    ]
    return "".join(f"{line}\n" for line in text).encode()


def decode_theme(contents: bytes) -> Swatches:
    """Read the swatches of a theme."""
    swatches = swatches_in(text_of(contents))
    return replace(swatches, labels=tuple(map(_without_prefix, swatches.labels)))


def decode_config(contents: bytes) -> Swatches:
    """Read the swatches of a configuration; the name of a shade follows that of its color."""
    return Swatches.from_pairs(_entries(text_of(contents)))


def _without_prefix(label: str) -> str:
    return label.removeprefix(_PREFIX)


def _entries(text: str) -> Iterator[tuple[Color, str]]:
    inside: list[str] = []
    key, last, is_value = "", "", False
    for *quoted, word, mark in _TOKEN.findall(text):
        if mark == "{":
            inside.append(key if is_value else "")
        elif mark == "}" and inside:
            inside.pop()
        elif mark == ":":
            key = last
        last = "".join(quoted) or word
        if is_value and any(quoted) and (color := parse_color(last)):
            yield color, _label(inside[-1] if inside else "", key)
        is_value = mark == ":"


def _label(parent: str, key: str) -> str:
    if parent in (*_SECTIONS, ""):
        return key
    return parent if key == _DEFAULT else f"{parent}-{key}"
