"""``.swift``, colors of SwiftUI: ``static let photoRed = Color(.sRGB, red: 210 / 255, …)``.

One file to add to a project for iOS or macOS, which the compiler checks. An asset catalog would be
a folder of a folder for each color, and few programs besides Xcode open it.

Nothing in a file is run: what is read are assignments of `Color`, `UIColor` and `NSColor` with
numbers for red, green and blue, or white, on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from folkhue.color.notation import CssColor, read_color
from folkhue.color.to_srgb import Color
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.css import changes
from folkhue.palettes.formats.entries import (
    DEFAULT,
    Entry,
    Style,
    entries,
    noted_heading,
    noted_prefix,
)
from folkhue.palettes.formats.identifiers import ascii_identifiers
from folkhue.palettes.formats.swatches import Swatches, numbered, shortened, swatch_names, text_of
from folkhue.palettes.formats.text_lines import lines_of, numbered_lines

_MAX_LINE = 500
_KIND = r"(?:[A-Za-z]{1,20}\.)?(?:SwiftUI\.)?(?:Color|UIColor|NSColor)"
_COLOR = re.compile(
    rf"\b(?:let|var)[ \t]{{1,9}}([^\W\d]\w{{0,199}})[ \t]{{0,9}}(?::[^=\n]{{1,60}})?="
    rf"[ \t]{{0,9}}{_KIND}\(([^()\n]{{0,300}})\)"
)
_LIKE_A_COLOR = re.compile(r"=[ \t]{0,9}(?:\w{1,20}\.)?(?:Color|UIColor|NSColor)\b")
_PART = re.compile(
    r"(red|displayP3Red|green|blue|white|alpha|opacity)[ \t]{0,9}:[ \t]{0,9}"
    r"(0x[0-9a-fA-F]{1,4}|[0-9]{1,9}(?:\.[0-9]{0,20})?)"
    r"(?:[ \t]{0,9}/[ \t]{0,9}([0-9]{1,9}(?:\.[0-9]{1,9})?))?"
)
_SPACES = {"": "srgb", ".sRGB": "srgb", ".sRGBLinear": "srgb-linear", ".displayP3": "display-p3"}


def encode(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a palette."""
    prefix = style.system_prefix
    listed = entries(palette, ascii_identifiers(swatch_names(palette)), style)
    names = numbered([_camel_case(entry.joined("-", prefix)) for entry in listed], "_")
    text = [
        f"// {noted_heading(palette, 'SwiftUI', prefix)}",
        *("import SwiftUI", "", "extension Color {"),
        *(_constant(name, entry) for name, entry in zip(names, listed, strict=True)),
        "}",
    ]
    return "".join(f"{line}\n" for line in text).encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    left_out: list[str] = []
    swatches = Swatches.from_pairs(_swatches(lines_of(contents), left_out))
    prefix = _camel_case(noted_prefix(text_of(contents)))
    labels = tuple(_without(prefix, label) for label in swatches.labels)
    return replace(swatches, labels=labels, left_out=tuple(left_out))


def _camel_case(name: str) -> str:
    """Join words by capitals, and numbers by an underscore."""
    first, *others = re.sub(r"(?<=[0-9])-(?=[0-9])", "_", name).split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _without(prefix: str, name: str) -> str:
    rest = name.removeprefix(prefix)
    return rest[:1].lower() + rest[1:] if rest and rest[0].isupper() else name


def _constant(name: str, entry: Entry) -> str:
    red, green, blue = (f"{part} / 255" for part in entry.rgb)
    note = f" // {entry.note}" if entry.note else ""
    return f"    static let {name} = Color(.sRGB, red: {red}, green: {green}, blue: {blue}){note}"


def _swatches(lines: list[str], left_out: list[str]) -> Iterator[tuple[Color, str]]:
    for _, line in numbered_lines(lines):
        code = line[:_MAX_LINE].partition("//")[0]
        found = _COLOR.search(code)
        color = _color(found[2]) if found else None
        if found and color:
            yield color.rgb, found[1]
            left_out.extend(f"{found[1]}, {what}" for what in changes(color))
        elif _LIKE_A_COLOR.search(code):
            left_out.append(f"{shortened(code)}, a color that is not read")


def _color(arguments: str) -> CssColor | None:
    """Read the arguments of an initializer."""
    parts = [part.strip() for part in arguments.split(",")]
    space = _SPACES.get(parts.pop(0) if parts[0].startswith(".") else "")
    found = [_PART.fullmatch(part) for part in parts]
    values = {part[1]: _number(part[2], part[3]) for part in found if part}
    if space is None or len(values) < len(parts):
        return None
    if "displayP3Red" in values:
        space, values["red"] = "display-p3", values.pop("displayP3Red")
    opacity = values.pop("alpha", values.pop("opacity", 1.0))
    if values.keys() == {"white"}:
        values = dict.fromkeys(("red", "green", "blue"), values["white"])
    if values.keys() != {"red", "green", "blue"}:
        return None
    components = (f"{values[name]:.12f}" for name in ("red", "green", "blue"))
    return read_color(f"color({space} {' '.join(components)} / {opacity:.12f})")


def _number(text: str, divisor: str | None) -> float:
    value = float(int(text, 16)) if text.startswith("0x") else float(text)
    return value / (float(divisor or 1) or 1.0)
