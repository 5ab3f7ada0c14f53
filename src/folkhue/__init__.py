"""Colour names learned from the way people tag photographs.

>>> import folkhue, numpy
>>> table = folkhue.load()
>>> table.terms[table.predict(numpy.array([30, 60, 200], numpy.uint8))]
'blue'
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folkhue.errors import FolkhueError
    from folkhue.images import Photo, read_photo
    from folkhue.namemap import NameMap
    from folkhue.palettes import Palette, PaletteColor, palette
    from folkhue.table import ColorTable, load
    from folkhue.vocabulary import ColorTerm, Vocabulary

_ROOMS = {
    "ColorTable": "table",
    "ColorTerm": "vocabulary",
    "FolkhueError": "errors",
    "NameMap": "namemap",
    "Palette": "palettes",
    "PaletteColor": "palettes",
    "Photo": "images",
    "Vocabulary": "vocabulary",
    "load": "table",
    "palette": "palettes",
    "read_photo": "images",
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
