"""``.png``, a strip of swatches whose widths are their shares.

The file holds the palette as text as well, and so do other pictures of palettes; it is read from
there. If another program removed the text or changed the pixels, colors and shares are taken
from the pixels.
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

from folkhue._utils.untrusted_json import parse_json
from folkhue.errors import FolkhueError, PaletteFileError
from folkhue.images.histogram import pack, unpack
from folkhue.images.photo import read_photo
from folkhue.palettes.color_palette import Palette
from folkhue.palettes.formats.folkhue_json import swatches_of
from folkhue.palettes.formats.swatches import Swatches

MAX_COLORS = 256
"""Maximum number of colors of a strip."""

_KEY = "folkhue palette"
_HEIGHT = 160  # pixels
_MIN_WIDTH = 8  # of each swatch, in pixels
_SHARED_WIDTH = 960  # pixels, divided by the shares and added to the widths
_MAX_PIXELS = 1 << 24


def encode(palette: Palette) -> bytes:
    """Write a palette."""
    if len(palette) > MAX_COLORS:
        raise PaletteFileError(
            f"expected at most {MAX_COLORS} colors for a strip, got {len(palette)}; "
            "write another format"
        )
    ends = np.rint(np.cumsum(palette.shares) * _SHARED_WIDTH).astype(int)
    widths = np.diff(ends, prepend=0) + _MIN_WIDTH
    row = np.repeat(np.arange(len(palette), dtype=np.uint8), widths)
    image = Image.fromarray(np.tile(row, (_HEIGHT, 1))).convert("P")
    image.putpalette(palette.rgb.tobytes())
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True, pnginfo=palette_text(palette))
    return buffer.getvalue()


def palette_text(palette: Palette) -> PngImagePlugin.PngInfo:
    """Return the text chunk of a PNG from which `decode` reads the palette."""
    text = PngImagePlugin.PngInfo()
    text.add_text(_KEY, json.dumps(palette.as_dict(), separators=(",", ":")))
    return text


def decode(contents: bytes) -> Swatches:
    """Read swatches."""
    try:
        photo = read_photo(contents, max_pixels=_MAX_PIXELS)
    except FolkhueError as error:
        raise PaletteFileError(str(error).partition(": ")[2]) from error
    written = _from_text(contents)
    if written is not None:
        seen = np.unique(pack(photo.rgb[photo.opaque]))
        if np.isin(pack(np.array(written.colors, np.uint8)), seen).all():
            return written
    return _from_pixels(photo.rgb, photo.opaque)


def _from_text(contents: bytes) -> Swatches | None:
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(contents), formats=["PNG"]) as image:
            warnings.simplefilter("ignore")
            image.load()
            return swatches_of(parse_json(image.info[_KEY]))
    except (
        *(OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error, zlib.error),
        *(LookupError, TypeError, Image.DecompressionBombError, PaletteFileError),
    ):
        return None


def _from_pixels(rgb: NDArray[np.uint8], opaque: NDArray[np.bool_]) -> Swatches:
    """Count the colors, in the order in which they occur row by row."""
    packed = np.where(opaque, pack(rgb).reshape(opaque.shape).astype(np.int32), -1)
    flat = _flat(packed)
    # If most pixels are at edges, each is a swatch of its own.
    shown = packed[(packed >= 0) & flat] if 2 * flat.sum() > flat.size else packed[packed >= 0]
    colors, first, counts = np.unique(shown, return_index=True, return_counts=True)
    if len(colors) > MAX_COLORS:
        raise PaletteFileError(
            f"expected at most {MAX_COLORS} colors, got {len(colors):,}, as in a photograph; "
            "`folkhue palette` makes the palette of a photograph"
        )
    order = np.argsort(first)
    swatches = Swatches.from_pairs((tuple(color), "") for color in unpack(colors[order]).tolist())
    return replace(swatches, shares=tuple(counts[order].tolist()))


def _flat(packed: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which pixels equal their eight neighbors, as scaling blurs edges."""
    edged = np.pad(packed, 1, mode="edge")
    height, width = packed.shape
    shifts = [(down, right) for down in range(3) for right in range(3)]
    equal = [packed == edged[down : down + height, right : right + width] for down, right in shifts]
    return np.asarray(np.logical_and.reduce(equal))
