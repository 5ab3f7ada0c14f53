"""Name maps: the name of every pixel, in small PNG or WebP files that any viewer shows."""

from __future__ import annotations

import io
import json
import struct
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, PngImagePlugin, UnidentifiedImageError

from folkhue._utils.display import MAX_SIDE, bars, card, line, picture
from folkhue._utils.regular_file import read_file
from folkhue._utils.text import percent
from folkhue._utils.untrusted_json import Fields, parse_json
from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME, UNNAMED_SWATCH, swatch_by_name
from folkhue.errors import NameMapError
from folkhue.images.histogram import pack
from folkhue.images.photo import MAX_PIXELS, PhotoSource, read_photo
from folkhue.table.color_table import ColorTable
from folkhue.table.description import terms_and_swatches
from folkhue.table.despeckle import despeckle
from folkhue.table.name_counts import NameCounts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VERSION = 1
"""Version of the metadata in the file."""

MIN_REGION = 16
"""Pixels of the smallest region that `NameMap.despeckled` keeps by default."""

WEBP_SIDE = 16383
"""Longest side of a WebP image, in pixels."""

_NOTE = "folkhue"
_FOREIGN = UNNAMED - 1  # no term has this index
_STRIP = 1 << 20  # pixels that are decoded to names at a time

_Color = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class NameMap:
    """The name of every pixel of a photograph.

    Parameters
    ----------
    names : ndarray of uint8, shape (height, width)
        Indices into `terms`; 255 for unnamed, and for every pixel that is not opaque.
    opaque : ndarray of bool, shape (height, width)
    terms : tuple of str
        At most 254.
    swatches : tuple of (int, int, int)
        The sRGB color (0–255) of each term in pictures.

    Examples
    --------
    >>> import folkhue
    >>> from folkhue.images.photo import Photo
    >>> photo = Photo(np.full((3, 4, 3), (200, 20, 30), np.uint8), np.ones((3, 4), bool))
    >>> named = NameMap.from_photo(photo, folkhue.load())
    >>> NameMap.from_bytes(named.to_webp()).shares()
    {'red': 1.0}
    """

    names: NDArray[np.uint8]
    opaque: NDArray[np.bool_]
    terms: tuple[str, ...]
    swatches: tuple[_Color, ...]

    @classmethod
    def from_photo(cls, photo: PhotoSource, table: ColorTable) -> NameMap:
        """Name the pixels of a photograph; see `folkhue.read_photo` for what is one."""
        photo = read_photo(photo)
        names = table.predict(photo.rgb)
        if not photo.opaque.all():
            names[~photo.opaque] = UNNAMED
        return cls(names, photo.opaque, table.terms, table.swatches)

    @classmethod
    def read(cls, path: str | Path) -> NameMap:
        """Read a file that `to_png` or `to_webp` encoded; see `from_bytes`."""
        try:
            contents = read_file(path)
        except OSError as error:
            raise NameMapError(f"{path}: cannot be read ({error.strerror})") from error
        return cls.from_bytes(contents, str(path))

    @classmethod
    def from_bytes(cls, contents: bytes, name: str = "the given bytes") -> NameMap:
        """Decode what `to_png` or `to_webp` encoded: names, opacity, terms and swatches.

        Parameters
        ----------
        contents : bytes
            Of a PNG or WebP file.
        name : str
            Names the source in error messages.

        Raises
        ------
        NameMapError
            If they are not a name map, or one that is truncated or was altered.
        """
        try:
            with warnings.catch_warnings():
                # Pillow warns of large images; there is a limit of our own.
                warnings.simplefilter("ignore")
                return cls._opened(contents)
        except NameMapError as error:
            raise NameMapError(f"{name}: {error}") from error
        except UnidentifiedImageError as error:
            raise NameMapError(f"{name}: not a name map: neither PNG nor WebP") from error
        except (
            *(OSError, SyntaxError, ValueError, EOFError, MemoryError, struct.error, zlib.error),
            *(LookupError, TypeError, AttributeError, OverflowError, Image.DecompressionBombError),
        ) as error:
            reason = error if str(error) else type(error).__name__
            raise NameMapError(f"{name}: not a name map, or a damaged one ({reason})") from error

    @classmethod
    def _opened(cls, contents: bytes) -> NameMap:
        with Image.open(io.BytesIO(contents), formats=("PNG", "WEBP")) as image:
            note = _note_of(image)
            terms, swatches = terms_and_swatches(note)
            _check_swatches(terms, swatches)
            names, opaque = _decoded(image, swatches)
        read = cls(names, opaque, terms, swatches)
        if (names == _FOREIGN).any() or read._checksum() != note.integer("crc32"):
            raise NameMapError("its pixels were altered after folkhue wrote it; encode it again")
        return read

    def despeckled(self, min_pixels: int = MIN_REGION) -> NameMap:
        """Rename regions of fewer than `min_pixels` pixels after their surroundings.

        Transparent pixels are not changed and have no influence; see
        `folkhue.table.despeckle.despeckle`.
        """
        names = despeckle(self.names, self.opaque, min_pixels)
        return NameMap(names, self.opaque, self.terms, self.swatches)

    @property
    def counts(self) -> NameCounts:
        """Opaque pixels of each name."""
        return NameCounts.from_names(self.names, self.terms, self.opaque)

    def shares(self) -> dict[str, float]:
        """Return the share of each name among the opaque pixels; see `NameCounts.shares`."""
        return self.counts.shares()

    def image(self) -> Image.Image:
        """Paint every opaque pixel in its term's swatch.

        Returns
        -------
        Image
            Of mode RGB, or RGBA if there are transparent pixels.
        """
        paint = np.full((256, 4), (*UNNAMED_SWATCH, 255), np.uint8)
        paint[: len(self.terms), :3] = self.swatches
        if self.opaque.all():
            return Image.fromarray(paint[:, :3][self.names])
        pixels = paint[self.names]
        pixels[~self.opaque] = 0
        return Image.fromarray(pixels)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw a bar for each name that occurs, in its swatch, by Matplotlib.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; those of a new figure if absent.

        Returns
        -------
        Axes

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        return self.counts.plot(ax, swatch_by_name(self.terms, self.swatches))

    def _repr_html_(self) -> str:
        height, width = self.names.shape
        size = f"{width:,} × {height:,} pixels"
        if not self.names.size:
            return line(f"name map of {size}")
        step = -(-max(height, width) // MAX_SIDE)
        thin = NameMap(
            self.names[::step, ::step], self.opaque[::step, ::step], self.terms, self.swatches
        )
        shares, colors = self.shares(), swatch_by_name(self.terms, self.swatches)
        text = ", ".join(f"{name} {percent(share)}" for name, share in shares.items())
        alt = f"name map, {size}: {text or 'transparent'}"
        return card("", picture(thin.image(), alt, lossless=True), line(size), bars(shares, colors))

    def to_webp(self) -> bytes:
        """Encode as lossless WebP, the smaller of the two formats; see `from_bytes`.

        Raises
        ------
        NameMapError
            If two terms have the same swatch, or the image is too large for WebP.
        """
        _check_swatches(self.terms, self.swatches)
        height, width = self.names.shape
        if max(height, width) > WEBP_SIDE:
            raise NameMapError(
                f"{width} × {height} pixels are too many for WebP, whose longest side is "
                f"{WEBP_SIDE:,}; write PNG"
            )
        exif = Image.Exif()
        exif[ExifTags.Base.ImageDescription] = self._note()
        buffer = io.BytesIO()
        # Method 6 saves 4 % more and takes fifty times as long (5.2 s per megapixel).
        self.image().save(buffer, "WEBP", lossless=True, quality=100, method=4, exif=exif)
        return buffer.getvalue()

    def to_png(self) -> bytes:
        """Encode as PNG with a palette, whose indices are those of the terms; see `from_bytes`.

        The index of unnamed follows those of the terms, and that of transparent follows it.

        Raises
        ------
        NameMapError
            If two terms have the same swatch.
        """
        _check_swatches(self.terms, self.swatches)
        unnamed = len(self.terms)
        indices = np.where(self.names == UNNAMED, np.uint8(unnamed), self.names)
        indices[~self.opaque] = unnamed + 1
        image = Image.fromarray(indices).convert("P")
        image.putpalette([*np.ravel(self.swatches).tolist(), *UNNAMED_SWATCH, 0, 0, 0])
        note = PngImagePlugin.PngInfo()
        note.add_text(_NOTE, self._note())
        how: dict[str, Any] = {} if self.opaque.all() else {"transparency": unnamed + 1}
        buffer = io.BytesIO()
        # Deflate compresses whole bytes better than two pixels packed into one.
        image.save(buffer, "PNG", optimize=True, bits=8, pnginfo=note, **how)
        return buffer.getvalue()

    def _note(self) -> str:
        note = {
            _NOTE: VERSION,
            "terms": self.terms,
            "swatches": self.swatches,
            "crc32": self._checksum(),
        }
        return json.dumps(note, separators=(",", ":"))

    def _checksum(self) -> int:
        names, opaque = np.ascontiguousarray(self.names), np.ascontiguousarray(self.opaque)
        return zlib.crc32(opaque.data, zlib.crc32(names.data))


def _check_swatches(terms: Sequence[str], swatches: Sequence[_Color]) -> None:
    painted: dict[_Color, str] = {UNNAMED_SWATCH: UNNAMED_NAME}
    for term, swatch in zip(terms, swatches, strict=True):
        if (other := painted.setdefault(swatch, term)) != term:
            raise NameMapError(
                f"{other} and {term} have the same swatch, {swatch}, and cannot be "
                "distinguished; compile a table with different ones"
            )


def _note_of(image: Image.Image) -> Fields:
    """Read what a name map says of itself, before its pixels are decoded."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise NameMapError(f"{width} × {height} is too many pixels; at most {MAX_PIXELS:,}")
    text = image.info.get(_NOTE) or image.getexif().get(ExifTags.Base.ImageDescription)
    if not isinstance(text, str) or not text.startswith(f'{{"{_NOTE}":'):
        raise NameMapError(
            "not a name map: its terms are missing; it is a photograph, or another program "
            "saved it again. Give a file that `folkhue encode` wrote"
        )
    note = Fields(parse_json(text))
    if (version := note.integer(_NOTE)) != VERSION:
        raise NameMapError(f"a name map of version {version}; this folkhue reads {VERSION}")
    return note


def _decoded(
    image: Image.Image, swatches: Sequence[_Color]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Read names and opacity, in strips: in colors, the whole takes many times the memory."""
    name_of = np.full(1 << 24, _FOREIGN, np.uint8)
    name_of[pack(np.array(swatches, np.uint8))] = np.arange(len(swatches))
    name_of[pack(np.array(UNNAMED_SWATCH, np.uint8))] = UNNAMED
    width, height = image.size
    names, opaque = np.empty((height, width), np.uint8), np.empty((height, width), bool)
    step = max(1, _STRIP // width)
    for top in range(0, height, step):
        rows = slice(top, min(height, top + step))
        pixels = np.asarray(image.crop((0, rows.start, width, rows.stop)).convert("RGBA"))
        opaque[rows] = pixels[..., 3] > 0
        shown = name_of[pack(pixels[..., :3])].reshape(opaque[rows].shape)
        names[rows] = np.where(opaque[rows], shown, np.uint8(UNNAMED))
    return names, opaque
