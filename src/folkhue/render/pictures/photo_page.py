"""A page of one photograph: its palette, its repainted twin, and its colors as a cloud to turn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from string import Template

from PIL import Image

from folkhue._utils.text import percent
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME, UNNAMED_SWATCH
from folkhue.images.photo import Photo
from folkhue.palettes.palette import Palette, PaletteColor, hex_of
from folkhue.render.pictures.lettering import legal
from folkhue.render.pictures.painting import image_of
from folkhue.render.pictures.scatter import dots
from folkhue.render.pictures.scene import ink_on
from folkhue.render.pictures.svg import data_uri
from folkhue.render.pictures.swatches import NOTHING
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

_SIDE = 1200  # longest side of the photograph on the page, in pixels


def page(photo: Photo, palette: Palette, table: ColorTable) -> str:
    """Make an HTML page that needs nothing beside it, nor a network.

    Parameters
    ----------
    photo : Photo
    palette : Palette
        Its title is the page's.
    table : ColorTable
        Which names the pixels.
    """
    named = NameMap.from_photo(photo, table)
    paint = {**dict(zip(table.terms, table.swatches, strict=True)), UNNAMED_NAME: UNNAMED_SWATCH}
    swatches = {name: hex_of(color) for name, color in paint.items()}
    title = palette.title or "A photograph"
    return Template(_file("pictures", "page.html")).substitute(
        title=_escaped(title),
        style=_file("pictures", "page.css"),
        photograph=_figure(image_of(photo), title, Image.Resampling.LANCZOS),
        twin=_figure(named.image(), f"{title}, repainted", Image.Resampling.NEAREST),
        shares=_shares(named.shares(), swatches),
        bar=_bar(palette),
        palette="".join(map(_swatch, palette.colors)) or f"<li>{NOTHING}.</li>",
        buttons=_buttons(named.shares(), swatches),
        cloud=_cloud(photo, table, swatches),
        scatter=_file("report", "scatter.js"),
        script=_file("pictures", "page.js"),
    )


def _file(room: str, name: str) -> str:
    return files("folkhue").joinpath("render", room, name).read_text("utf-8")


def _figure(image: Image.Image, said: str, how: Image.Resampling) -> str:
    scale = min(1, _SIDE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    shown = image if size == image.size else image.resize(size, how)
    place = f'width="{size[0]}" height="{size[1]}" style="--ratio: {size[0] / size[1]:.4f}"'
    return f'<img src="{data_uri(shown)}" {place} alt="{_escaped(said)}">'


def _bar(palette: Palette) -> str:
    return "".join(
        f'<span style="flex-grow: {100 * color.share:.3f}; background: {color.hex}"></span>'
        for color in palette.colors
    )


def _swatch(color: PaletteColor) -> str:
    label = f"<b>{_escaped(color.label)}</b>" if color.label else ""
    return (
        f'<li style="background: {color.hex}; color: {hex_of(ink_on(color.rgb))}">'
        f"<span>{percent(color.share)}</span>{label}<b>{_escaped(color.description)}</b>"
        f"<code>{color.hex}</code></li>"
    )


def _shares(shares: Mapping[str, float], swatches: Mapping[str, str]) -> str:
    rows = (f"<li>{_chip(swatches[n])}{percent(s)} {_escaped(n)}</li>" for n, s in shares.items())
    return "".join(rows) or f"<li>{NOTHING}.</li>"


def _buttons(shares: Mapping[str, float], swatches: Mapping[str, str]) -> str:
    return "".join(
        f'<button type="button" data-name="{_escaped(name)}" aria-pressed="false">'
        f"{_chip(swatches[name])}{_escaped(name)}</button>"
        for name in shares
    )


def _chip(color: str) -> str:
    return f'<i class="chip" style="background: {color}"></i>'


def _cloud(photo: Photo, table: ColorTable, swatches: Mapping[str, str]) -> str:
    """Give what the cube shows as JSON that can stand in a script element."""
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
