"""``.scss``, variables of Sass: ``$dark-blue: #1e3c5a``.

Of a palette in Display P3, a color outside sRGB has another variable: ``$dark-blue-p3``.
"""

from __future__ import annotations

import re

from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.css import WIDE, swatches_in
from folkhue.palettes.formats.entries import (
    DEFAULT,
    Style,
    entries,
    noted_heading,
    without_prefix,
)
from folkhue.palettes.formats.identifiers import identifiers
from folkhue.palettes.formats.swatches import Swatches, swatch_names, text_of

_LINE_COMMENT = re.compile(r"(?<!:)//[^\n]*")  # not the // of https://


def encode(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a palette."""
    prefix = style.prefix or ""
    listed = entries(palette, identifiers(swatch_names(palette)), style)
    names = [f"${entry.joined('-', prefix)}" for entry in listed]
    lines = [
        f"{name}: {entry.hex};" + (f" // {entry.note}" if entry.note else "")
        for name, entry in zip(names, listed, strict=True)
    ]
    lines += [
        f"{name}{WIDE}: {entry.wide_css};"
        for name, entry in zip(names, listed, strict=True)
        if entry.wide_css
    ]
    # Sass does not copy such comments to the compiled style sheet.
    head = f"// {noted_heading(palette, '', prefix)}"
    return "".join(f"{line}\n" for line in [head, *lines]).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    text = text_of(contents)
    return without_prefix(swatches_in(_LINE_COMMENT.sub("", text)), text)
