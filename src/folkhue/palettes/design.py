"""What a designer asks about a palette: roles, text, and who can tell its colors apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from folkhue.palettes.confusable import confusable
from folkhue.palettes.roles import roles, text_colors

if TYPE_CHECKING:
    from folkhue.palettes.color_palette import Palette
    from folkhue.table.color_table import ColorTable


def describe_design(palette: Palette, table: ColorTable | None = None) -> dict[str, Any]:
    """Describe the roles of colors, text on them, and confusable ones as JSON types.

    Parameters
    ----------
    palette : Palette
    table : ColorTable, optional
        Names derived colors; the shipped one of eleven names if absent.

    Returns
    -------
    dict
        The members that `Palette.as_dict` lacks: "roles", "contrast", "confusable".
    """
    texts = zip(palette.colors, text_colors(palette), strict=True)
    return {
        "roles": {name: role.as_dict() for name, role in roles(palette, table).items()},
        "contrast": [{"hex": color.hex, **text.as_dict()} for color, text in texts],
        "confusable": [each.as_dict() for each in confusable(palette)],
    }
