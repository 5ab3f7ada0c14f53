"""``.tokens.json``, design tokens of the W3C's Design Tokens Community Group.

The Format Module and the Color Module 2025.10: a token ``photo.red``, or ``photo.red.500`` with
scales, is of the type color. Its value has the components of a color space, sRGB, and the same as
``#rrggbb``. A color that sRGB lacks has components of Display P3, and ``#rrggbb`` for programs that
do not know it.

References to other tokens, ``{photo.red}``, are read, and so are values of older drafts,
``"#d24233"``. Tokens of other types are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from folkhue._utils.untrusted_json import JsonError, parse_json
from folkhue.color.notation import CssColor, parse_hex, read_color
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.css import changes
from folkhue.palettes.formats.entries import (
    DEFAULT,
    Entry,
    Style,
    entries,
    grouped,
    noted_heading,
    without_prefix,
)
from folkhue.palettes.formats.identifiers import identifiers
from folkhue.palettes.formats.swatches import Swatches, shortened, swatch_names, text_of

SCHEMA = "https://www.designtokens.org/schemas/2025.10/format.json"

_MAX_ALIASES = 20
_MAX_TOKENS = 50_000  # of any type
_FUNCTIONS = ("hsl", "hwb", "lab", "lch", "oklab", "oklch")


def encode(palette: Palette, style: Style = DEFAULT) -> bytes:
    """Write a palette."""
    prefix = style.system_prefix
    listed = entries(palette, identifiers(swatch_names(palette)), style)
    document = {
        "$schema": SCHEMA,
        "$description": noted_heading(palette, "", prefix),
        prefix: {name: _group(shades) for name, shades in grouped(listed).items()},
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    try:
        document = parse_json(text_of(contents))
    except JsonError as error:
        raise PaletteFileError(f"not JSON, or damaged ({error})") from error
    if not isinstance(document, dict):
        raise PaletteFileError("not design tokens: expected a JSON object")
    return swatches_of(document)


def swatches_of(document: dict[str, Any]) -> Swatches:
    """Read the color tokens of a parsed file."""
    tokens = {each.name: each for each in _tokens(document)}
    left_out: list[str] = []
    swatches = Swatches.from_pairs(_swatches(tokens, left_out))
    description = document.get("$description")
    heading = description if isinstance(description, str) else ""
    return without_prefix(replace(swatches, left_out=tuple(left_out)), heading)


def has_tokens(document: dict[str, Any]) -> bool:
    """Return whether a parsed file has design tokens."""
    return next(_tokens(document), None) is not None


@dataclass(frozen=True)
class _Token:
    """A token: the names of its groups and itself, its type if it is known, and its value."""

    path: tuple[str, ...]
    kind: str
    value: Any

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def label(self) -> str:
        return "-".join(part for part in self.path if part != "$root")


def _group(shades: Sequence[Entry]) -> dict[str, Any]:
    """Write a token, or a group of the tokens of all shades."""
    if len(shades) == 1:
        return _token(shades[0])
    return {str(shade.step): _token(shade) for shade in shades}


def _token(entry: Entry) -> dict[str, Any]:
    wide = entry.swatch.p3 if entry.swatch and entry.swatch.is_wide else None
    value = {
        "colorSpace": "display-p3" if wide else "srgb",
        "components": [_component(part) for part in wide or entry.rgb],
        "hex": entry.hex,
    }
    described = {"$description": entry.note} if entry.note else {}
    return {"$type": "color", "$value": value, **described}


def _component(part: int) -> float:
    """Write a number as JavaScript does, which has no 1.0."""
    return part // 255 if part in (0, 255) else round(part / 255, 4)


def _tokens(document: dict[str, Any]) -> Iterator[_Token]:
    """Find the tokens of all groups, in the order of the file."""
    left: list[tuple[tuple[str, ...], str, dict[str, Any]]] = [((), "", document)]
    found = 0
    while left:
        path, kind, group = left.pop()
        own = group.get("$type")
        kind = own if isinstance(own, str) else kind
        if "$value" in group:
            found += 1
            if found > _MAX_TOKENS:
                raise PaletteFileError(f"expected at most {_MAX_TOKENS:,} tokens, got more")
            yield _Token(path, kind, group["$value"])
            continue
        left += [
            ((*path, key), kind, value)
            for key, value in reversed(group.items())
            if isinstance(value, dict) and (key == "$root" or not key.startswith("$"))
        ]


def _swatches(tokens: Mapping[str, _Token], left_out: list[str]) -> Iterator[tuple[Color, str]]:
    for token in tokens.values():
        meant = _resolved(token, tokens)
        if meant.kind not in ("color", ""):
            continue
        color = _color(meant.value)
        if color:
            yield color.rgb, token.label
            left_out.extend(f"{shortened(token.name)}, {what}" for what in changes(color))
        elif meant.kind == "color":
            left_out.append(f"{shortened(token.name)}, a color that is not read")


def _resolved(token: _Token, tokens: Mapping[str, _Token]) -> _Token:
    """Return the token that a token stands for; the last that is known, if it is none."""
    for _ in range(_MAX_ALIASES):
        value = token.value
        if not (isinstance(value, str) and value.startswith("{") and value.endswith("}")):
            break
        other = tokens.get(value[1:-1])
        if other is None:
            break
        token = other
    return token


def _color(value: Any) -> CssColor | None:
    """Read the value of a token."""
    if isinstance(value, str):
        return read_color(value[:300])
    if not isinstance(value, dict):
        return None
    color, digits = _of_components(value), value.get("hex")
    fallback = parse_hex(digits) if isinstance(digits, str) else None
    if color is None:
        return CssColor(fallback) if fallback else None
    if fallback and all(abs(a - b) <= 1 for a, b in zip(fallback, color.rgb, strict=True)):
        return replace(color, rgb=fallback)  # components can be rounded
    return color


def _of_components(value: Mapping[str, Any]) -> CssColor | None:
    space, components, alpha = (value.get(key) for key in ("colorSpace", "components", "alpha"))
    parts = [*components, 1 if alpha is None else alpha] if isinstance(components, list) else []
    if not isinstance(space, str) or len(parts) != 4 or not all(map(_is_component, parts)):
        return None
    numbers = [part if part == "none" else f"{part:.9f}" for part in parts]
    start = f"{space}(" if space in _FUNCTIONS else f"color({space[:20]} "
    return read_color(f"{start}{' '.join(numbers[:3])} / {numbers[3]})")


def _is_component(part: Any) -> bool:
    return part == "none" or (type(part) in (int, float) and abs(part) <= 1000)
