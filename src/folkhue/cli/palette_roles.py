"""Option ``--roles``: roles of the colors of a palette, text on each, and which look alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.text import Text

    from folkhue.palettes.confusable import Confusable
    from folkhue.palettes.palette import Palette, PaletteColor
    from folkhue.palettes.roles import TextColor
    from folkhue.table.color_table import ColorTable

RolesOption = Annotated[
    bool,
    typer.Option(
        "--roles",
        help="Also tell the roles of colors in a design, the color of text on each with its "
        "contrast by WCAG 2.2, and which look alike with protan, deutan or tritan vision.",
    ),
]

Describe = Callable[["Palette"], dict[str, Any]]
"""Describes a palette as JSON types."""

MAX_PAIRS = 12
"""Pairs of colors that look alike are printed up to this number."""


def describer(roles: bool, table: ColorTable) -> Describe:
    """Return what describes palettes as JSON types, with their roles or without."""
    from folkhue.palettes.palette import Palette

    return partial(_described, table=table) if roles else Palette.as_dict


def _described(palette: Palette, table: ColorTable) -> dict[str, Any]:
    from folkhue.palettes.design import describe_design

    return palette.as_dict() | describe_design(palette, table)


def role_lines(palette: Palette, table: ColorTable) -> Iterator[Text]:
    """Draw the color of each role, other colors, and warnings, a line for each."""
    from rich.text import Text

    rows = _rows(palette, table)
    width = max((len(color.description) for _, color, _, _ in rows), default=0)
    for role, color, text, note in rows:
        sample = (" Aa ", "rgb({},{},{}) on rgb({},{},{})".format(*text.rgb, *color.rgb))
        known = f"  {color.hex}  {color.description:{width}}  {_readable(text)}  {note}"
        yield Text.assemble(f"  {role:11}", sample, known.rstrip())
    pairs = palette.confusable()
    yield from (Text(f"  {_warning(each)}") for each in pairs[:MAX_PAIRS])
    if len(pairs) > MAX_PAIRS:
        yield Text(f"  and {len(pairs) - MAX_PAIRS} other pairs look alike; --json lists them")


def _rows(palette: Palette, table: ColorTable) -> list[tuple[str, PaletteColor, TextColor, str]]:
    """List role, color, text on it and a note, first of roles and then of colors without one."""
    roles = palette.roles(table)
    used = {role.color for role in roles.values()}
    texts = zip(palette.colors, palette.text_colors(), strict=True)
    return [
        *((n, each.color, each.text, "derived" * each.derived) for n, each in roles.items()),
        *(("", color, text, "") for color, text in texts if color not in used),
    ]


def _readable(text: TextColor) -> str:
    from folkhue.palettes.roles import rounded_down

    return f"text {text.hex} {rounded_down(text.contrast, 1):>4.1f}:1"


def _warning(pair: Confusable) -> str:
    visions = " and ".join(pair.visions)
    one, other = (f"{color.hex} {color.description}" for color in (pair.one, pair.other))
    return f"{one} and {other} look alike with {visions} vision"
