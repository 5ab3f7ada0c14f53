"""An HTML page of one photograph: its palette, its recolored copy, and a 3D plot of its colors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from string import Template

from PIL import Image

from folkhue._utils.text import percent
from folkhue.color.contrast import text_color_on
from folkhue.color.notation import to_hex
from folkhue.color.vocabulary import UNNAMED
from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette, PaletteColor
from folkhue.render.assets import asset
from folkhue.render.name_swatches import swatch_by_name
from folkhue.render.photo_image import photo_image
from folkhue.render.pictures.role_list import role_items, warning_items
from folkhue.render.pictures.scatter import dots
from folkhue.render.pictures.svg import data_uri
from folkhue.render.pictures.swatch_layout import NO_COLORS
from folkhue.render.pictures.typesetting import legal
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

_MAX_SIDE = 1200  # of the photograph on the page, in pixels


def photo_page(photo: Photo, palette: Palette, table: ColorTable) -> str:
    """Make an HTML page that needs no other file and no network.

    Parameters
    ----------
    photo : Photo
    palette : Palette
        Its title is the title of the page.
    table : ColorTable
        Names the pixels.
    """
    named = NameMap.from_photo(photo, table)
    swatches = {name: to_hex(color) for name, color in swatch_by_name(table).items()}
    title = palette.title or "A photograph"
    return Template(asset("pictures/photo_page.html")).substitute(
        title=_escaped(title),
        style=asset("pictures/photo_page.css"),
        photograph=_image(photo_image(photo), title, Image.Resampling.LANCZOS),
        recolored=_image(named.image(), f"{title}, recolored", Image.Resampling.NEAREST),
        shares=_shares(named.shares(), swatches),
        bar=_bar(palette),
        palette="".join(map(_swatch, palette.colors)) or f"<li>{NO_COLORS}.</li>",
        roles=role_items(palette, table),
        alike=warning_items(palette),
        buttons=_buttons(named.shares(), swatches),
        cloud=_cloud(photo, table, swatches),
        scatter=asset("scatter.js"),
        script=asset("pictures/photo_page.js"),
    )


def _image(image: Image.Image, alt: str, resampling: Image.Resampling) -> str:
    scale = min(1, _MAX_SIDE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    shown = image if size == image.size else image.resize(size, resampling)
    place = f'width="{size[0]}" height="{size[1]}" style="--ratio: {size[0] / size[1]:.4f}"'
    return f'<img src="{data_uri(shown)}" {place} alt="{_escaped(alt)}">'


def _bar(palette: Palette) -> str:
    return "".join(
        f'<span style="flex-grow: {100 * color.share:.3f}; background: {color.hex}"></span>'
        for color in palette.colors
    )


def _swatch(color: PaletteColor) -> str:
    label = f"<b>{_escaped(color.label)}</b>" if color.label else ""
    return (
        f'<li style="background: {color.hex}; color: {to_hex(text_color_on(color.rgb))}">'
        f"<span>{percent(color.share)}</span>{label}<b>{_escaped(color.description)}</b>"
        f"<code>{color.hex}</code></li>"
    )


def _shares(shares: Mapping[str, float], swatches: Mapping[str, str]) -> str:
    rows = (f"<li>{_chip(swatches[n])}{percent(s)} {_escaped(n)}</li>" for n, s in shares.items())
    return "".join(rows) or f"<li>{NO_COLORS}.</li>"


def _buttons(shares: Mapping[str, float], swatches: Mapping[str, str]) -> str:
    return "".join(
        f'<button type="button" data-name="{_escaped(name)}" aria-pressed="false">'
        f"{_chip(swatches[name])}{_escaped(name)}</button>"
        for name in shares
    )


def _chip(color: str) -> str:
    return f'<i class="chip" style="background: {color}"></i>'


def _cloud(photo: Photo, table: ColorTable, swatches: Mapping[str, str]) -> str:
    """Return the points of the plot as JSON that a script element can hold."""
    colors, radii = dots(photo)
    names = table.predict(colors)
    names[names == UNNAMED] = len(table.terms)
    rows = zip(colors.tolist(), radii.tolist(), names.tolist(), strict=True)
    cloud = {
        "points": [[*rgb, round(2 * radius, 1), name] for rgb, radius, name in rows],
        "names": list(swatches),
        "swatches": list(swatches.values()),
    }
    return json.dumps(cloud, separators=(",", ":")).replace("<", "\\u003c")


def _escaped(text: str) -> str:
    return escape(legal(text))
