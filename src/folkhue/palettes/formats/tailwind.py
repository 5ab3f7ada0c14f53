"""``.tailwind.css`` for Tailwind CSS 4, and ``.tailwind.js`` for version 3.

Version 4 is configured in CSS: the file declares a theme, to import after Tailwind itself. The
file for version 3 is a configuration, or one of the `presets` of another.

Both add colors, and replace none of Tailwind's own: ``red`` stands next to ``red-50`` to
``red-950``, and what Tailwind has itself, such as ``black``, is called ``palette-black``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from folkhue._utils.text import percent
from folkhue.color.notation import read_color
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.formats.css import (
    changes,
    comment,
    declarations,
    is_like_a_color,
    swatches_in,
    wide_rule,
)
from folkhue.palettes.formats.identifiers import ascii_identifiers
from folkhue.palettes.formats.swatches import (
    Swatches,
    heading,
    numbered,
    shortened,
    swatch_names,
    text_of,
)
from folkhue.palettes.palette import Palette

_PREFIX = "color-"
_FAMILIES = (
    "slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|"
    "indigo|violet|purple|fuchsia|pink|rose"
)
_OWN = re.compile(rf"black|white|transparent|current|inherit|(?:{_FAMILIES})-(?:50|950|[1-9]00)")
"""Names of Tailwind's own colors."""
_AVOIDING = "palette-"
_TOKEN = re.compile(
    r"""/\*.*?(?:\*/|\Z)|//[^\n]*|"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|([\w$-]+)|([{}:])""",
    re.DOTALL,
)
_MAX_TOKENS, _MAX_DEPTH = 200_000, 50
_ALPHA = "<alpha-value>"  # stands for the opacity that a class asks for
_DEFAULT = "DEFAULT"  # key of the unnamed shade of a color
_SECTIONS = ("colors", "extend", "theme")  # of a configuration, that colors are in


def color_names(palette: Palette) -> list[str]:
    """Return the unique names of colors in Tailwind, none of which is one of its own."""
    names = ascii_identifiers(swatch_names(palette))
    return numbered([_AVOIDING + each if _OWN.fullmatch(each) else each for each in names], "-")


def encode_theme(palette: Palette) -> bytes:
    """Write a theme for version 4."""
    names, prefix = color_names(palette), f"--{_PREFIX}"
    lines, wide = declarations(palette, names, prefix), wide_rule(palette, names, prefix)
    text = [comment(f"{heading(palette)}; for Tailwind CSS 4"), "@theme {", *lines, "}", *wide]
    return "".join(f"{line}\n" for line in text).encode()


def encode_config(palette: Palette) -> bytes:
    """Write a configuration for version 3."""
    # A text in place of an object would replace all shades that Tailwind has of this name.
    lines = [
        f"        {json.dumps(name)}: {{ {_DEFAULT}: {json.dumps(color.hex)} }}, "
        f"{comment(percent(color.share))}"
        for name, color in zip(color_names(palette), palette.colors, strict=True)
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
    left_out: list[str] = []
    swatches = Swatches.from_pairs(_entries(text_of(contents), left_out))
    return replace(swatches, left_out=tuple(left_out))


def _without_prefix(label: str) -> str:
    return _as_palette_calls_it(label.removeprefix(_PREFIX))


def _as_palette_calls_it(name: str) -> str:
    plain = name.removeprefix(_AVOIDING)
    return plain if _OWN.fullmatch(plain) else name


def _entries(text: str, left_out: list[str]) -> Iterator[tuple[Color, str]]:
    inside: list[str] = []
    key, last, is_value = "", "", False
    for number, token in enumerate(_TOKEN.finditer(text)):
        *quoted, word, mark = (part or "" for part in token.groups())
        if number > _MAX_TOKENS or len(inside) > _MAX_DEPTH:
            raise PaletteFileError(
                "not a configuration of Tailwind: too long, or nested too deeply"
            )
        if mark == "{":
            inside.append(key if is_value else "")
        elif mark == "}" and inside:
            inside.pop()
        elif mark == ":":
            key = last
        last = "".join(quoted) or word
        if is_value and last:
            label = _label(inside, key)
            color = read_color(last.replace(_ALPHA, "1")) if any(quoted) else None
            if color:
                yield color.rgb, label
                left_out.extend(f"{label}: {last}, {what}" for what in changes(color))
            elif "colors" in inside or (any(quoted) and is_like_a_color(last)):
                left_out.append(f"{shortened(f'{label}: {last}')}, a color that is not read")
        is_value = mark == ":"


def _label(inside: list[str], key: str) -> str:
    """Name an entry by its key and, for a shade, by the color that it is of."""
    parent = inside[-1] if inside else ""
    if "colors" not in inside[:-1] and parent in (*_SECTIONS, ""):
        return _as_palette_calls_it(key)
    return _as_palette_calls_it(parent) if key == _DEFAULT else f"{parent}-{key}"
