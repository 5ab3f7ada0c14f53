"""Color names learned from the way people tag photographs.

>>> import folkhue, numpy
>>> table = folkhue.load()
>>> table.terms[table.predict(numpy.array([30, 60, 200], numpy.uint8))]
'blue'
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folkhue.batch.frames import palettes_of, shares_of
    from folkhue.color.vocabulary import ColorTerm, Vocabulary
    from folkhue.datasets.web_photo import open_url
    from folkhue.errors import FolkhueError
    from folkhue.harmonies.suggestions import Harmony, harmony, suggest
    from folkhue.images.photo import Photo, read_photo
    from folkhue.learning.classifiers.name_classifier import NameClassifier, load_classifier
    from folkhue.networks.naming import name_pixels
    from folkhue.palettes.color_palette import Palette
    from folkhue.palettes.named_color import NamedColor, name, name_colors
    from folkhue.palettes.named_columns import name_column
    from folkhue.palettes.palette import palette
    from folkhue.palettes.palette_color import PaletteColor
    from folkhue.pictures.picture_color import PictureColor, picture_color
    from folkhue.table.color_table import ColorTable, load
    from folkhue.table.name_counts import NameCounts
    from folkhue.table.name_map import NameMap
    from folkhue.video.timeline import Timeline, video_colors

    __version__: str

__all__ = [
    "ColorTable",
    "ColorTerm",
    "FolkhueError",
    "Harmony",
    "NameClassifier",
    "NameCounts",
    "NameMap",
    "NamedColor",
    "Palette",
    "PaletteColor",
    "Photo",
    "PictureColor",
    "Timeline",
    "Vocabulary",
    "__version__",
    "harmony",
    "load",
    "load_classifier",
    "name",
    "name_colors",
    "name_column",
    "name_pixels",
    "open_url",
    "palette",
    "palettes_of",
    "picture_color",
    "read_photo",
    "shares_of",
    "suggest",
    "video_colors",
]

_MODULES = {
    "ColorTable": "folkhue.table.color_table",
    "ColorTerm": "folkhue.color.vocabulary",
    "FolkhueError": "folkhue.errors",
    "Harmony": "folkhue.harmonies.suggestions",
    "NameClassifier": "folkhue.learning.classifiers.name_classifier",
    "NameCounts": "folkhue.table.name_counts",
    "NameMap": "folkhue.table.name_map",
    "NamedColor": "folkhue.palettes.named_color",
    "Palette": "folkhue.palettes.color_palette",
    "PaletteColor": "folkhue.palettes.palette_color",
    "Photo": "folkhue.images.photo",
    "PictureColor": "folkhue.pictures.picture_color",
    "Timeline": "folkhue.video.timeline",
    "Vocabulary": "folkhue.color.vocabulary",
    "harmony": "folkhue.harmonies.suggestions",
    "load": "folkhue.table.color_table",
    "load_classifier": "folkhue.learning.classifiers.name_classifier",
    "name": "folkhue.palettes.named_color",
    "name_colors": "folkhue.palettes.named_color",
    "name_column": "folkhue.palettes.named_columns",
    "name_pixels": "folkhue.networks.naming",
    "open_url": "folkhue.datasets.web_photo",
    "palette": "folkhue.palettes.palette",
    "palettes_of": "folkhue.batch.frames",
    "picture_color": "folkhue.pictures.picture_color",
    "read_photo": "folkhue.images.photo",
    "shares_of": "folkhue.batch.frames",
    "suggest": "folkhue.harmonies.suggestions",
    "video_colors": "folkhue.video.timeline",
}


def __getattr__(name: str) -> Any:
    # Imported on first use, so that `import folkhue` and `folkhue --help` do not load NumPy.
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("folkhue")
    elif name in _MODULES:
        from importlib import import_module

        value = getattr(import_module(_MODULES[name]), name)
    else:
        raise AttributeError(f"module 'folkhue' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
