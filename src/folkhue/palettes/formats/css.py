"""``.css``, custom properties: ``--dark-blue: #1e3c5a``.

Of a palette in Display P3, those outside sRGB are declared again for screens that show them. A
media query asks for these: of custom properties, browsers keep also values that they cannot show.

Custom properties and variables of SCSS and Less are read. If there are none, the colors of rules
are, as in the style sheets that Adobe's and other programs write for palettes:
``.sky { color: #87ceeb }``. A variable that stands for another has its color. Values that are not
colors are ignored; those that could be, such as ``color-mix()``, are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from folkhue._utils.text import percent
from folkhue.color.notation import CssColor, read_color, to_hex
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.entries import (
    DEFAULT,
    Entry,
    Style,
    entries,
    noted_heading,
    without_prefix,
)
from folkhue.palettes.formats.identifiers import identifiers
from folkhue.palettes.formats.swatches import Swatches, shortened, swatch_names, text_of

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_STATEMENT = re.compile(r"([^;{}]*)([;{}]|\Z)")
_FLAG = re.compile(r"!\s{0,9}(?:default|important|global)")
_SIGILS = ("--", "$", "@")
_ALIAS = re.compile(
    r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]{1,200}|[\w-]+\([^()]{1,200}\)))?\)|([$@][\w-]+)"
)
WIDE = "-p3"
"""Ends the name of a variable that has the color of another in Display P3."""
_MAX_ALIASES = 20
_MAX_DECLARATIONS = 50_000  # five times those of a large library of styles
_QUOTED = re.compile(r""""[^"]*"|'[^']*'|url\([^)]{0,2000}\)""", re.IGNORECASE)
_LIKE_A_COLOR = re.compile(
    r"#(?:[0-9a-f]{3,4}){1,2}\b|\A#[0-9a-f]+\Z|\b(?:currentcolor|transparent)\b|\bvar\(|"
    r"\b(?:rgba?|hsla?|hsv|hwb|lab|lch|oklab|oklch|color|color-mix|color-contrast|contrast-color|"
    r"light-dark|device-cmyk|cmyk|mix|darken|lighten|shade|tint|fade|(?:de)?saturate|adjust-color|"
    r"scale-color|transparentize)\(|"
    # Colors of the system, which differ from one to another.
    r"\A(?:accentcolor|accentcolortext|activetext|buttonborder|buttonface|buttontext|canvas|"
    r"canvastext|field|fieldtext|graytext|highlight|highlighttext|linktext|mark|marktext|"
    r"selecteditem|selecteditemtext|visitedtext)\Z",
    re.IGNORECASE,
)


def encode(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a palette as custom properties of the root element."""
    prefix = style.prefix or ""
    listed = entries(palette, identifiers(swatch_names(palette)), style)
    names = [f"--{entry.joined('-', prefix)}" for entry in listed]
    head = comment(noted_heading(palette, "", prefix))
    text = [head, ":root {", *declarations(listed, names), "}", *wide_rule(listed, names)]
    return "".join(f"{line}\n" for line in text).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    text = text_of(contents)
    return without_prefix(swatches_in(text), text)


def declarations(listed: Sequence[Entry], names: Sequence[str]) -> list[str]:
    """Return a line for each color that declares a property."""
    return [
        f"  {name}: {entry.hex};" + (f" {comment(entry.note)}" if entry.note else "")
        for name, entry in zip(names, listed, strict=True)
    ]


def wide_rule(listed: Sequence[Entry], names: Sequence[str]) -> list[str]:
    """Return the lines of a rule that declares the colors outside sRGB in Display P3."""
    lines = [
        f"    {name}: {entry.wide_css};"
        for name, entry in zip(names, listed, strict=True)
        if entry.wide_css
    ]
    return ["@media (color-gamut: p3) {", "  :root {", *lines, "  }", "}"] if lines else []


def comment(text: str) -> str:
    """Write a comment; ``*/`` in the text does not end it."""
    return f"/* {text.replace('*/', '* /')} */"


def swatches_in(text: str) -> Swatches:
    """Read the variables of a style sheet or, if there are none, the colors of its rules."""
    found = list(islice(_declarations(_COMMENT.sub(" ", text)), _MAX_DECLARATIONS + 1))
    if len(found) > _MAX_DECLARATIONS:
        raise PaletteFileError(f"expected at most {_MAX_DECLARATIONS:,} declarations, got more")
    variables = {each.name: each.value for each in found if each.is_variable}
    values = [_resolved(each.value, variables) for each in found]
    read = [(each, value, read_color(value)) for each, value in zip(found, values, strict=True)]
    known = [(each, color) for each, _, color in read if color]
    colors = list(_without_wide(known))
    own = [(each, color) for each, color in colors if each.is_variable]
    rules = [each for each, _ in colors if not each.is_variable]
    notes = [
        f"{each.text}, a color that is not read"
        for each, value, color in read
        if not color and is_like_a_color(value)
    ]
    notes += [
        f"{each.text}, {what}"
        for each, color in known
        if each.is_variable or not own
        for what in changes(color)
    ]
    if own and rules:
        notes.append(f"{len(rules)} of rules, such as {rules[0].text}, as there are variables")
    labeled = [(color.rgb, each.label) for each, color in own or colors]
    return Swatches.from_pairs(labeled, left_out=tuple(notes))


@dataclass(frozen=True)
class _Declaration:
    """A name and a value, in the block of a selector."""

    selector: str
    name: str
    value: str

    @property
    def is_variable(self) -> bool:
        return self.name.startswith(_SIGILS) and bool(self.name.strip("-$@"))

    @property
    def label(self) -> str:
        return self.name.lstrip("-$@") if self.is_variable else self.selector

    @property
    def is_wide(self) -> bool:
        return self.value.lower().startswith("color(")

    @property
    def text(self) -> str:
        return shortened(f"{self.name}: {self.value}")


def _declarations(text: str) -> Iterator[_Declaration]:
    selector = ""
    for statement in _STATEMENT.finditer(text):
        body, end = statement.groups()
        if end == "{":
            selector = body.strip().lstrip(".#")
            continue
        name, _, value = body.partition(":")
        if value.strip():
            yield _Declaration(selector, name.strip(), _FLAG.sub("", value).strip())


def _without_wide(
    colors: Sequence[tuple[_Declaration, CssColor]],
) -> Iterator[tuple[_Declaration, CssColor]]:
    """Leave out what declares a color before again, for screens of a wide gamut."""
    before: dict[str, CssColor] = {}
    for each, color in colors:
        name = each.name.removesuffix(WIDE)
        same = before.get(name)
        if same is None or not each.is_wide or not _alike(color, same):
            before[name] = color
            yield each, color


def _alike(one: CssColor, other: CssColor) -> bool:
    """Return whether colors are the same up to rounding."""
    return all(abs(a - b) <= 1 for a, b in zip(one.rgb, other.rgb, strict=True))


def _resolved(value: str, variables: Mapping[str, str]) -> str:
    """Return the value of the variable that a value stands for; the value itself, if none is."""
    for _ in range(_MAX_ALIASES):
        alias = _ALIAS.fullmatch(value)
        other = alias and (variables.get(alias[1] or alias[3]) or alias[2])
        if not other:
            break
        value = other.strip()
    return value


def is_like_a_color(value: str) -> bool:
    """Return whether a value that is no color could be one for other programs, or holds some."""
    return _LIKE_A_COLOR.search(_QUOTED.sub("", value)) is not None


def changes(color: CssColor) -> Iterator[str]:
    """Tell what of a color is not kept."""
    if color.opacity < 1:
        yield f"its opacity of {percent(color.opacity)}"
    if not color.in_srgb:
        yield f"what sRGB lacks of it; it is read as {to_hex(color.rgb)}"
