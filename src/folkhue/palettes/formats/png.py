"""``.png``, a strip of swatches, as wide as their shares.

The palette itself is written beside the pixels and read from there, also from other pictures of
palettes. Where another program has left that out, or has painted over it, colors and shares are
those of the pixels.
"""

from __future__ import annotations

import io
import json
import struct
import warnings
import zlib
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from folkhue.errors import FolkhueError, PaletteFileError
from folkhue.images.histogram import pack, unpack
from folkhue.images.photo import read_photo
from folkhue.palettes.formats.folkhue_json import swatches_of
from folkhue.palettes.formats.swatches import Swatches
from folkhue.palettes.palette import Palette

MAX_COLORS = 256
"""Most colors of a strip."""

_NOTE = "folkhue palette"
_HEIGHT, _SHARED, _LEAST = 160, 960, 8  # pixels: a swatch has the last, and its part of the second
_MAX_PIXELS = 1 << 24


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    if len(palette) > MAX_COLORS:
        raise PaletteFileError(
            f"a strip has at most {MAX_COLORS} colors, not {len(palette)}; write another kind"
        )
    ends = np.rint(np.cumsum(palette.shares) * _SHARED).astype(int)
    widths = np.diff(ends, prepend=0) + _LEAST
    row = np.repeat(np.arange(len(palette), dtype=np.uint8), widths)
    image = Image.fromarray(np.tile(row, (_HEIGHT, 1))).convert("P")
    image.putpalette(palette.rgb.tobytes())
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True, pnginfo=note_of(palette))
    return buffer.getvalue()


def note_of(palette: Palette) -> PngImagePlugin.PngInfo:
    """Give what is written beside the pixels of a PNG, so that the palette can be read back."""
    note = PngImagePlugin.PngInfo()
    note.add_text(_NOTE, json.dumps(palette.as_dict(), separators=(",", ":")))
    return note


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    try:
        photo = read_photo(contents, max_pixels=_MAX_PIXELS)
    except FolkhueError as error:
        raise PaletteFileError(str(error).partition(": ")[2]) from error
    noted = _noted(contents)
    if noted is not None:
        seen = np.unique(pack(photo.rgb[photo.opaque]))
        if np.isin(pack(np.array(noted.colors, np.uint8)), seen).all():
            return noted
    return _painted(photo.rgb, photo.opaque)


def _noted(contents: bytes) -> Swatches | None:
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(contents), formats=["PNG"]) as image:
            warnings.simplefilter("ignore")
            image.load()
            return swatches_of(json.loads(image.info[_NOTE]))
    except (
        *(OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error, zlib.error),
        *(LookupError, TypeError, RecursionError, Image.DecompressionBombError, PaletteFileError),
    ):
        return None


def _painted(rgb: NDArray[np.uint8], opaque: NDArray[np.bool_]) -> Swatches:
    """Count the colors, in the order in which they come, row by row."""
    packed = np.where(opaque, pack(rgb).reshape(opaque.shape).astype(np.int32), -1)
    flat = _flat(packed)
    # Where most is edge, each pixel is a swatch.
    shown = packed[(packed >= 0) & flat] if 2 * flat.sum() > flat.size else packed[packed >= 0]
    colors, first, counts = np.unique(shown, return_index=True, return_counts=True)
    if len(colors) > MAX_COLORS:
        raise PaletteFileError(
            f"it shows {len(colors):,} colors, a picture and no palette; "
            "`folkhue palette` finds the palette of a picture"
        )
    order = np.argsort(first)
    swatches = Swatches.of((tuple(color), "") for color in unpack(colors[order]).tolist())
    return replace(swatches, shares=tuple(counts[order].tolist()))


def _flat(packed: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell pixels that are like all around them from those that scaling blurred at edges."""
    edged = np.pad(packed, 1, mode="edge")
    height, width = packed.shape
    shifts = [(down, right) for down in range(3) for right in range(3)]
    like = [packed == edged[down : down + height, right : right + width] for down, right in shifts]
    return np.asarray(np.logical_and.reduce(like))
