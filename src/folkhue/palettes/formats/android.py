"""``.xml``, color resources of Android: ``<color name="photo_red">#D24233</color>``.

Names are those of Java: words joined by underscores. A resource that stands for another of the
file, ``@color/photo_red``, has its color.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from folkhue.color.notation import CssColor, read_color
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.bounded_xml import parse_xml
from folkhue.palettes.formats.css import changes
from folkhue.palettes.formats.entries import (
    DEFAULT,
    Entry,
    Style,
    entries,
    noted_heading,
    without_prefix,
)
from folkhue.palettes.formats.identifiers import ascii_identifiers
from folkhue.palettes.formats.swatches import Swatches, shortened, swatch_names, text_of

_HEX = re.compile("#(?:([0-9a-fA-F]?)([0-9a-fA-F]{3})|([0-9a-fA-F]{2})?([0-9a-fA-F]{6}))")
_ALIAS = "@color/"
_MAX_ALIASES = 20


def encode(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a palette."""
    prefix = style.system_prefix
    listed = entries(palette, ascii_identifiers(swatch_names(palette)), style)
    text = [
        '<?xml version="1.0" encoding="utf-8"?>',
        _comment(noted_heading(palette, "Android", prefix)),
        "<resources>",
        *(_resource(entry, prefix) for entry in listed),
        "</resources>",
    ]
    return "".join(f"{line}\n" for line in text).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    root = parse_xml(contents, "the file")
    if root.tag != "resources":
        raise PaletteFileError(f"not resources of Android: expected resources, got {root.tag[:40]}")
    values = {
        element.get("name", ""): (element.text or "").strip()
        for element in root
        if element.tag == "color" or (element.tag, element.get("type")) == ("item", "color")
    }
    left_out: list[str] = []
    swatches = Swatches.from_pairs(_swatches(values, left_out))
    swatches = replace(swatches, left_out=tuple(left_out))
    return without_prefix(swatches, text_of(contents), "_")


def _comment(text: str) -> str:
    """Write a comment; it cannot have two hyphens in a row."""
    return f"<!-- {re.sub('-(?=-)', '- ', text)} -->"


def _resource(entry: Entry, prefix: str) -> str:
    name = entry.joined("_", prefix).replace("-", "_")
    note = f" {_comment(entry.note)}" if entry.note else ""
    return f'    <color name="{name}">{entry.hex.upper()}</color>{note}'


def _swatches(values: Mapping[str, str], left_out: list[str]) -> Iterator[tuple[Color, str]]:
    for name, value in values.items():
        color = _color(_resolved(value, values))
        if color is None:
            left_out.append(f"{shortened(f'{name}: {value}')}, a color that is not read")
            continue
        left_out.extend(f"{shortened(f'{name}: {value}')}, {what}" for what in changes(color))
        yield color.rgb, name


def _resolved(value: str, values: Mapping[str, str]) -> str:
    for _ in range(_MAX_ALIASES):
        if not value.startswith(_ALIAS):
            break
        value = values.get(value.removeprefix(_ALIAS), "")
    return value


def _color(value: str) -> CssColor | None:
    """Read a color, whose opacity comes first, unlike in CSS."""
    found = _HEX.fullmatch(value)
    if found is None:
        return None
    opacity, digits = (found[1], found[2]) if found[2] else (found[3], found[4])
    return read_color(f"#{digits}{opacity or ''}")
