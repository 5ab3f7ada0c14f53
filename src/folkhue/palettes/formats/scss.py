"""``.scss``, variables of Sass: ``$dark-blue: #1e3c5a``.

Of a palette in Display P3, a color outside sRGB has another variable: ``$dark-blue-p3``.
"""

from __future__ import annotations

import re

from folkhue._utils.text import percent
from folkhue.palettes.formats.css import WIDE, swatches_in
from folkhue.palettes.formats.identifiers import identifiers
from folkhue.palettes.formats.swatches import Swatches, heading, swatch_names, text_of
from folkhue.palettes.palette import Palette

_LINE_COMMENT = re.compile(r"(?<!:)//[^\n]*")  # not the // of https://


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    names = identifiers(swatch_names(palette))
    lines = [
        f"${name}: {color.hex}; // {percent(color.share)}"
        for name, color in zip(names, palette.colors, strict=True)
    ]
    lines += [
        f"${name}{WIDE}: {color.wide_css};"
        for name, color in zip(names, palette.colors, strict=True)
        if color.wide_css
    ]
    # Sass does not copy such comments to the compiled style sheet.
    return "".join(f"{line}\n" for line in [f"// {heading(palette)}", *lines]).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    return swatches_in(_LINE_COMMENT.sub("", text_of(contents)))
