"""Color names learned from the way people tag photographs.

>>> import folkhue, numpy
>>> table = folkhue.load()
>>> table.terms[table.predict(numpy.array([30, 60, 200], numpy.uint8))]
'blue'
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folkhue.color.vocabulary import ColorTerm, Vocabulary
    from folkhue.errors import FolkhueError
    from folkhue.images.photo import Photo, read_photo
    from folkhue.palettes.palette import Palette, PaletteColor, palette
    from folkhue.table.color_table import ColorTable, load
    from folkhue.table.name_map import NameMap

_ROOMS = {
    "ColorTable": "table.color_table",
    "ColorTerm": "color.vocabulary",
    "FolkhueError": "errors",
    "NameMap": "table.name_map",
    "Palette": "palettes.palette",
    "PaletteColor": "palettes.palette",
    "Photo": "images.photo",
    "Vocabulary": "color.vocabulary",
    "load": "table.color_table",
    "palette": "palettes.palette",
    "read_photo": "images.photo",
}

__all__ = [
    "ColorTable",
    "ColorTerm",
    "FolkhueError",
    "NameMap",
    "Palette",
    "PaletteColor",
    "Photo",
    "Vocabulary",
    "load",
    "palette",
    "read_photo",
]


def __getattr__(name: str) -> Any:
    # Imported when asked for, so that `folkhue --help` does not wait for NumPy.
    if name in _ROOMS:
        from importlib import import_module

        return getattr(import_module(f"folkhue.{_ROOMS[name]}"), name)
    raise AttributeError(f"module 'folkhue' has no attribute {name!r}")
