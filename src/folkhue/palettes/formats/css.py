"""``.css``, custom properties: ``--dark-blue: #1e3c5a``.

Custom properties and variables of SCSS and Less are read. If there are none, the colors of rules
are, as in the style sheets that Adobe's and other programs write for palettes:
``.sky { color: #87ceeb }``. Values that are not colors are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from folkhue._utils.text import percent
from folkhue.color.notation import parse_color
from folkhue.color.to_srgb import Color
from folkhue.palettes.formats.identifiers import identifiers
from folkhue.palettes.formats.swatches import Swatches, heading, swatch_names, text_of
from folkhue.palettes.palette import Palette

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STATEMENT = re.compile(r"([^;{}]*)([;{}]|\Z)")
_FLAG = re.compile(r"!\s{0,9}(?:default|important|global)")
_SIGILS = ("--", "$", "@")


def encode(palette: Palette) -> bytes:
    """Write a palette as custom properties of the root element."""
    lines = declarations(palette, identifiers(swatch_names(palette)), "--")
    text = [comment(heading(palette)), ":root {", *lines, "}"]
    return "".join(f"{line}\n" for line in text).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    return swatches_in(text_of(contents))


def declarations(palette: Palette, names: Sequence[str], prefix: str) -> list[str]:
    """Return a line for each color that declares a property."""
    return [
        f"  {prefix}{name}: {color.hex}; {comment(percent(color.share))}"
        for name, color in zip(names, palette.colors, strict=True)
    ]


def comment(text: str) -> str:
    """Write a comment; ``*/`` in the text does not end it."""
    return f"/* {text.replace('*/', '* /')} */"


def swatches_in(text: str) -> Swatches:
    """Read the variables of a style sheet or, if there are none, the colors of its rules."""
    found = list(_declarations(_COMMENT.sub(" ", text)))
    variables = [
        (color, name.lstrip("-$@"))
        for _, name, color in found
        if name.startswith(_SIGILS) and name.strip("-$@")
    ]
    rules = [(color, selector) for selector, _, color in found]
    return Swatches.from_pairs(variables or rules)


def _declarations(text: str) -> Iterator[tuple[str, str, Color]]:
    selector = ""
    for body, end in _STATEMENT.findall(text):
        if end == "{":
            selector = body.strip().lstrip(".#")
            continue
        name, _, value = body.partition(":")
        color = parse_color(_FLAG.sub("", value))
        if color is not None:
            yield selector, name.strip(), color
