"""The colors of a file for a design system: swatches, or each swatch as a scale of shades.

Their names begin with a prefix, such as ``photo``, so that they replace none of the system's own.
The heading of a file says which one, and readers remove it from the names again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from folkhue._utils.text import percent
from folkhue.color.notation import to_hex
from folkhue.color.to_srgb import Color
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.identifiers import ascii_identifiers
from folkhue.palettes.formats.swatches import MAX_NAME, Swatches, heading
from folkhue.palettes.palette_color import PaletteColor
from folkhue.palettes.scales import STEPS, shade_scales

PREFIX = "photo"
"""The prefix of names, if a format needs one and none is given."""

PREFIX_PATTERN = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
"""Regular expression of prefixes, without that of their length: identifiers in all formats."""

_NOTED = re.compile(r"named by folkhue; (?:for [^;,\n]{1,40}, )?with prefix ([a-z0-9-]{1,200})")


@dataclass(frozen=True)
class Style:
    """How the colors of a palette are written, for formats that leave a choice.

    Attributes
    ----------
    scales : bool
        Whether a scale of shades stands for each color, from 50 to 950; see
        `folkhue.palettes.scales`.
    prefix : str, optional
        How all names begin: ASCII letters, digits and hyphens. By default, ``photo`` in files for
        design systems, and nothing in others.

    Raises
    ------
    PaletteFileError
        If the prefix has other letters, or begins with a digit.
    """

    scales: bool = False
    prefix: str | None = None

    def __post_init__(self) -> None:
        prefix = self.prefix
        if prefix is None:
            return
        if not re.fullmatch(PREFIX_PATTERN, prefix) or len(prefix) > MAX_NAME:
            raise PaletteFileError(
                f"prefix {prefix[:MAX_NAME]!r}: expected lower-case ASCII letters, digits and "
                f"hyphens, such as {ascii_identifiers([prefix[:40]])[0]!r}"
            )

    @property
    def system_prefix(self) -> str:
        """The prefix in a file for a design system: `PREFIX` by default."""
        return PREFIX if self.prefix is None else self.prefix


DEFAULT = Style()


@dataclass(frozen=True)
class Entry:
    """A color of a file.

    Attributes
    ----------
    name : str
        Identifier of the swatch that it is, or that it is a shade of.
    step : int, optional
        Of a scale.
    rgb : (int, int, int)
        sRGB, 0 to 255.
    swatch : PaletteColor, optional
        The swatch that it is; None for other shades.
    """

    name: str
    step: int | None
    rgb: Color
    swatch: PaletteColor | None = None

    @property
    def hex(self) -> str:
        """The color as ``#rrggbb``."""
        return to_hex(self.rgb)

    @property
    def note(self) -> str:
        """The share of the swatch; empty for other shades."""
        return percent(self.swatch.share) if self.swatch else ""

    @property
    def wide_css(self) -> str:
        """The swatch as ``color(display-p3 …)`` if sRGB lacks it; else empty."""
        return self.swatch.wide_css if self.swatch else ""

    def joined(self, separator: str, prefix: str = "") -> str:
        """Join prefix, name and step."""
        parts = (prefix, self.name, "" if self.step is None else str(self.step))
        return separator.join(filter(None, parts))


def entries(palette: Palette, names: Sequence[str], style: Style = DEFAULT) -> list[Entry]:
    """List the colors of a file, each scale from light to dark.

    Parameters
    ----------
    palette : Palette
    names : sequence of str
        Identifiers of its colors.
    style : Style
    """
    named = list(zip(names, palette.colors, strict=True))
    if not style.scales:
        return [Entry(name, None, color.rgb, color) for name, color in named]
    shades, own = shade_scales(palette.rgb)
    return [
        Entry(name, step, (red, green, blue), color if place == at else None)
        for (name, color), scale, at in zip(named, shades.tolist(), own.tolist(), strict=True)
        for place, (step, (red, green, blue)) in enumerate(zip(STEPS, scale, strict=True))
    ]


def grouped(listed: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Group the shades of each swatch: its name → entries."""
    groups: dict[str, list[Entry]] = {}
    for entry in listed:
        groups.setdefault(entry.name, []).append(entry)
    return groups


def noted_heading(palette: Palette, what: str, prefix: str) -> str:
    """Return the comment at the start of a file, which notes the prefix.

    Parameters
    ----------
    palette : Palette
    what : str
        The program that the file is for; may be empty.
    prefix : str
        May be empty.
    """
    notes = (f"for {what}" if what else "", f"with prefix {prefix}" if prefix else "")
    return "; ".join(filter(None, (heading(palette), ", ".join(filter(None, notes)))))


def noted_prefix(text: str) -> str:
    """Return the prefix that the heading of a file notes; empty if there is none."""
    found = _NOTED.search(text)
    return found[1] if found else ""


def without_prefix(swatches: Swatches, text: str, join: str = "-") -> Swatches:
    """Remove the prefix that a file notes from the names of its colors.

    Parameters
    ----------
    swatches : Swatches
    text : str
        Of the file.
    join : str
        What words of names are joined by.
    """
    if not (prefix := noted_prefix(text)):
        return swatches
    start = prefix.replace("-", join) + join
    return replace(swatches, labels=tuple(each.removeprefix(start) for each in swatches.labels))
