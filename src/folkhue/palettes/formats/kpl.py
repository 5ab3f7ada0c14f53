"""``.kpl``, palettes of Krita: a zip archive of XML.

The format is described in Krita's manual (*The Krita Palette format KPL*). Shares are in the
comment of a palette. Of color profiles, only linear sRGB is distinguished from sRGB.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree

from folkhue._utils.text import percent
from folkhue._utils.unpacking import UnpackingError, read_zip
from folkhue.color.to_srgb import (
    Color,
    srgb_from_cmyk,
    srgb_from_gray,
    srgb_from_lab,
    srgb_from_linear,
    srgb_from_rgb,
    srgb_from_xyz,
)
from folkhue.errors import PaletteFileError
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.bounded_xml import parse_xml
from folkhue.palettes.formats.swatches import (
    Swatches,
    heading,
    one_line,
    shortened,
    swatch_names,
)

_MIMETYPE = "application/x-krita-palette"
_COLORS = "colorset.xml"
_MAX_XML = 1 << 23  # bytes; the largest palette takes less
_COLUMNS = 16
_KNOWN_PROFILES = ("sRGB", "Lab identity", "XYZ identity", "Gray-D50-elle-V2-srgbtrc")
_LINEAR = "sRGB-elle-V2-g10"  # Krita's profile of linear sRGB

_SPACES: dict[str, tuple[str, Callable[..., Color]]] = {
    "sRGB": ("rgb", srgb_from_rgb),
    "RGB": ("rgb", srgb_from_rgb),
    "CMYK": ("cmyk", srgb_from_cmyk),
    "Lab": ("Lab", srgb_from_lab),
    "XYZ": ("xyz", srgb_from_xyz),
    "Gray": ("g", srgb_from_gray),
}
"""Element of a color → its attributes, and the conversion to sRGB."""


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    members = {
        "mimetype": _MIMETYPE.encode(),
        _COLORS: ElementTree.tostring(_colorset(palette), "utf-8", xml_declaration=True),
        "profiles.xml": b"<Profiles/>",
    }
    return _stored(members)


def decode(contents: bytes) -> Swatches:
    """Read the swatches of all groups."""
    root = parse_xml(_colors_xml(contents), _COLORS)
    entries = enumerate(root.iter("ColorSetEntry"), start=1)
    return Swatches.from_pairs(
        (_swatch(entry, number) for number, entry in entries),
        root.get("name", ""),
        left_out=tuple(_left_out(root)),
    )


def _left_out(root: ElementTree.Element) -> Iterator[str]:
    """Tell of what is not read: names of groups, and profiles."""
    groups = [group.get("name", "") for group in root.iter("Group")]
    if any(groups):
        yield f"{shortened(', '.join(groups))}: the names of groups"
    spaces = {each.get("space", "") for space in _SPACES for each in root.iter(space)}
    for space in sorted(each for each in spaces if each and not each.startswith(_KNOWN_PROFILES)):
        yield f"{shortened(space)}: a color profile; its colors are read as if they had none"


def _colorset(palette: Palette) -> ElementTree.Element:
    names = swatch_names(palette)
    parts = [
        f"{percent(each.share)} {name}" for each, name in zip(palette.colors, names, strict=True)
    ]
    root = ElementTree.Element(
        "Colorset",
        version="2.0",
        name=one_line(palette.title),
        comment=f"{heading(palette)}: {', '.join(parts)}",
        columns=str(_COLUMNS),
        rows=str(-(-len(palette) // _COLUMNS)),
    )
    for number, (color, name) in enumerate(zip(palette.colors, names, strict=True)):
        root.append(_entry(color.rgb, name, number))
    return root


def _entry(rgb: Color, name: str, number: int) -> ElementTree.Element:
    entry = ElementTree.Element("ColorSetEntry", name=name, id="", spot="false", bitdepth="U8")
    red, green, blue = (f"{value / 255:.9g}" for value in rgb)
    ElementTree.SubElement(entry, "sRGB", r=red, g=green, b=blue)
    row, column = divmod(number, _COLUMNS)
    ElementTree.SubElement(entry, "Position", row=str(row), column=str(column))
    return entry


def _stored(members: Mapping[str, bytes]) -> bytes:
    # Uncompressed, as Krita recognizes a palette by the MIME type in the first bytes.
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, contents in members.items():
            file.writestr(zipfile.ZipInfo(name), contents, zipfile.ZIP_STORED)
    return archive.getvalue()


def _colors_xml(contents: bytes) -> bytes:
    try:
        members = read_zip(contents, _MAX_XML, wanted=(_COLORS,))
    except UnpackingError as error:
        raise PaletteFileError(f"not a palette of Krita, or damaged: {error}") from error
    if _COLORS not in members:
        raise PaletteFileError(f"not a palette of Krita: expected {_COLORS} in the archive")
    return members[_COLORS]


def _swatch(entry: ElementTree.Element, number: int) -> tuple[Color, str]:
    colors = [child for child in entry if child.tag in _SPACES]
    if not colors:
        raise PaletteFileError(f"color {number}: expected one of {', '.join(_SPACES)}")
    try:
        return _color(colors[0]), entry.get("name", "")
    except (KeyError, ValueError, PaletteFileError) as error:
        raise PaletteFileError(
            f"color {number}: expected a color, got {colors[0].attrib}"
        ) from error


def _color(element: ElementTree.Element) -> Color:
    parts, convert = _SPACES[element.tag]
    values = [float(element.attrib[part]) for part in parts]
    if element.tag == "RGB" and element.get("space", "").startswith(_LINEAR):
        return srgb_from_linear([min(max(value, 0.0), 1.0) for value in values])
    return convert(*values)
