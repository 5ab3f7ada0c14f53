"""Roles, contrast and confusable colors of a palette, as lists of an HTML page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from folkhue.palettes.confusable import Confusable
from folkhue.palettes.palette import Palette, PaletteColor
from folkhue.palettes.roles import Role, TextColor, rounded_down
from folkhue.render.pictures.swatch_layout import NO_COLORS
from folkhue.table.color_table import ColorTable


def role_items(palette: Palette, table: ColorTable) -> str:
    """List the colors, and those derived of them, with their roles and text on them."""
    roles = palette.roles(table)
    derived = [role for role in dict.fromkeys(roles.values()) if role.derived]
    texts = [*zip(palette.colors, palette.text_colors(), strict=True)]
    texts += [(role.color, role.text) for role in derived]
    items = (_item(*each, _told(each[0], roles)) for each in texts)
    return "".join(items) or f"<li>{NO_COLORS}.</li>"


def warning_items(palette: Palette) -> str:
    """List the colors that look alike with another color vision."""
    return "".join(map(_warning, palette.confusable()))


def _told(color: PaletteColor, roles: Mapping[str, Role]) -> str:
    """Write the roles of a color, and whether it is derived."""
    names = [name for name, role in roles.items() if role.color == color]
    return ", ".join((*names, *["derived"] * any(roles[name].derived for name in names)))


def _item(color: PaletteColor, text: TextColor, roles: str) -> str:
    ratio = f"{rounded_down(text.contrast, 1)}:1"
    return (
        f'<li><span style="background: {color.hex}; color: {text.hex}"><i>Aa</i> {ratio}</span>'
        f"<b>{roles}</b>{escape(color.description)}<br>{color.hex}</li>"
    )


def _warning(pair: Confusable) -> str:
    visions = " and ".join(pair.visions)
    one, other = (f"{_chip(each)}{escape(each.description)}" for each in (pair.one, pair.other))
    return f"<li>{one} and {other} look alike with {visions} vision.</li>"


def _chip(color: PaletteColor) -> str:
    return f'<i class="chip" style="background: {color.hex}"></i>'
