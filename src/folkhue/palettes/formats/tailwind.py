"""``.tailwind.css`` for Tailwind CSS 4, and ``.tailwind.js`` for version 3.

Version 4 is configured in CSS: the file declares a theme, to import after Tailwind itself. The
file for version 3 is a configuration, or one of the `presets` of another.

Both add colors below a prefix, ``photo-red``, or ``photo-red-500`` with scales, and replace none of
Tailwind's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from folkhue.color.notation import read_color
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.css import (
    changes,
    comment,
    declarations,
    is_like_a_color,
    swatches_in,
    wide_rule,
)
from folkhue.palettes.formats.entries import (
    DEFAULT,
    Entry,
    Style,
    entries,
    grouped,
    noted_heading,
    without_prefix,
)
from folkhue.palettes.formats.identifiers import ascii_identifiers
from folkhue.palettes.formats.swatches import Swatches, shortened, swatch_names, text_of

_PROPERTY = "color-"
_OWN = (
    *("black", "white", "transparent", "current", "inherit"),
    *("slate", "gray", "zinc", "neutral", "stone", "red", "orange", "amber", "yellow", "lime"),
    *("green", "emerald", "teal", "cyan", "sky", "blue", "indigo", "violet", "purple", "fuchsia"),
    *("pink", "rose"),
)
"""Names of Tailwind's own colors."""
_TOKEN = re.compile(
    r"""/\*.*?(?:\*/|\Z)|//[^\n]*|"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|([\w$-]+)|([{}:])""",
    re.DOTALL,
)
_MAX_TOKENS, _MAX_DEPTH = 200_000, 50
_ALPHA = "<alpha-value>"  # stands for the opacity that a class asks for
_DEFAULT = "DEFAULT"  # key of the unnamed shade of a color
_SECTIONS = ("colors", "extend", "theme")  # of a configuration, that colors are in


def encode_theme(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a theme for version 4."""
    prefix, listed = _prefix(style), _listed(palette, style)
    names = [f"--{_PROPERTY}{entry.joined('-', prefix)}" for entry in listed]
    head = comment(noted_heading(palette, "Tailwind CSS 4", prefix))
    text = [head, "@theme {", *declarations(listed, names), "}", *wide_rule(listed, names)]
    return "".join(f"{line}\n" for line in text).encode()


def encode_config(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a configuration for version 3."""
    prefix, listed = _prefix(style), _listed(palette, style)
    text = [
        comment(noted_heading(palette, "Tailwind CSS 3", prefix)),
        *("module.exports = {", "  theme: {", "    extend: {", "      colors: {"),
        f'        "{prefix}": {{',
        *(line for name, shades in grouped(listed).items() for line in _member(name, shades)),
        *("        },", "      },", "    },", "  },", "};"),
    ]
    return "".join(f"{line}\n" for line in text).encode()


def decode_theme(contents: bytes) -> Swatches:
    """Read the swatches of a theme."""
    text = text_of(contents)
    swatches = swatches_in(text)
    labels = tuple(each.removeprefix(_PROPERTY) for each in swatches.labels)
    return without_prefix(replace(swatches, labels=labels), text)


def decode_config(contents: bytes) -> Swatches:
    """Read the swatches of a configuration; the name of a shade follows that of its color."""
    left_out: list[str] = []
    text = text_of(contents)
    swatches = Swatches.from_pairs(_entries(text, left_out))
    return without_prefix(replace(swatches, left_out=tuple(left_out)), text)


def _prefix(style: Style) -> str:
    prefix = style.system_prefix
    if prefix in _OWN:
        raise PaletteFileError(
            f"prefix {prefix!r}: expected none of Tailwind's own colors, which it could replace"
        )
    return prefix


def _listed(palette: Palette, style: Style) -> list[Entry]:
    return entries(palette, ascii_identifiers(swatch_names(palette)), style)


def _member(name: str, shades: Sequence[Entry]) -> Iterator[str]:
    """Write a swatch, or an object of its shades."""
    if len(shades) == 1:
        yield f'          "{name}": {_value(shades[0])}'
        return
    yield f'          "{name}": {{'
    yield from (f"            {shade.step}: {_value(shade)}" for shade in shades)
    yield "          },"


def _value(entry: Entry) -> str:
    return f'"{entry.hex}",' + (f" {comment(entry.note)}" if entry.note else "")


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
    """Name an entry by its key and the keys that it is in."""
    if "colors" in inside:
        path = inside[inside.index("colors") + 1 :]
    else:
        path = [each for each in inside[-1:] if each not in _SECTIONS]
    return "-".join(filter(None, [*path, "" if key == _DEFAULT else key]))
