"""Palettes as a notebook shows them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from folkhue._utils.text import percent

if TYPE_CHECKING:
    from folkhue.palettes.palette import Palette, PaletteColor

_SWATCH = "width:5.5em;height:3.5em;border:1px solid #8886;border-radius:4px;background:"


def palette_html(palette: Palette) -> str:
    """Draw the swatches of a palette, each with its share, code and name, as HTML."""
    title = f'<div style="font-weight:bold">{escape(palette.title)}</div>' if palette.title else ""
    swatches = "".join(map(_swatch, palette.colors)) or "every pixel is transparent"
    return f'{title}<div style="display:flex;flex-wrap:wrap;gap:.6em">{swatches}</div>'


def _swatch(color: PaletteColor) -> str:
    text = f"{percent(color.share)}<br>{color.hex}<br>{escape(color.label or color.description)}"
    return (
        '<div style="width:5.6em;font-size:85%;line-height:1.35">'
        f'<div style="{_SWATCH}{color.hex}"></div>{text}</div>'
    )
