"""TIFF of kinds that Pillow misreads or refuses: 16 bits and more, CIELAB, and any extra samples.

Pillow only unpacks the bytes of the samples, as if they were a gray picture of 8 bits. To this
end, a directory that says so is put behind the file. What the samples mean is decided here.

References
----------
Adobe, *TIFF Revision 6.0*, 1992. BigTIFF: AWare Systems, *BigTIFF Design*.
Adobe, *TIFF Technical Notes* for PageMaker 6.0, 1995 (ICCLab). ITU-T T.42 (ITULab).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.images.deep import scaled

Samples = NDArray[np.unsignedinteger]

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIP_PLACES, _ORIENTATION, _CHANNELS, _STRIP_ROWS, _STRIP_SIZES = 273, 274, 277, 278, 279
_PLANAR, _PREDICTOR, _TILE_WIDTH, _TILE_HEIGHT = 284, 317, 322, 323
_TILE_PLACES, _TILE_SIZES, _EXTRA, _SAMPLE_FORMAT, _SUBSAMPLING = 324, 325, 338, 339, 530
_PROFILE, _FILL_ORDER = 34675, 266

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _CMYK, _YCC, _CIELAB, _ICCLAB, _ITULAB = (
    0,
    1,
    2,
    5,
    6,
    8,
    9,
    10,
)
_LAB = (_CIELAB, _ICCLAB, _ITULAB)
_COLORS = {
    _WHITE_IS_ZERO: 1,
    _BLACK_IS_ZERO: 1,
    _RGB: 3,
    _CMYK: 4,
    _YCC: 3,
    _CIELAB: 3,
    _ICCLAB: 3,
    _ITULAB: 3,
}
"""Photometric interpretations that are read here, and their numbers of samples."""

_ASSOCIATED, _UNASSOCIATED = 1, 2
_FLOAT = 3

_MAX_CHANNELS = 16

_FOR_PILLOW: dict[int, frozenset[tuple[int, int, tuple[int, ...]]]] = {
    _BLACK_IS_ZERO: frozenset({(8, 1, ()), (16, 1, ()), (8, 2, (_UNASSOCIATED,))}),
    _RGB: frozenset(
        (bits, 3 + (extra is not None), extra or ())
        for bits in (8, 16)
        for extra in (None, (), (0,), (_ASSOCIATED,), (_UNASSOCIATED,))
    ),
    _CMYK: frozenset({(8, 4, ()), (16, 4, ())}),
}
"""Bits, samples and extra samples of what Pillow reads rightly, if it is not planar."""

_WITH_PREDICTOR = frozenset({5, 8, 32946, 34925, 50000})
_LOSSLESS = _WITH_PREDICTOR | {1, 32773}
"""Compressions of bytes: none, LZW, deflate (two numbers), PackBits, LZMA and Zstandard."""

_TYPES = {1: "B", 3: "H", 4: "I", 7: "B", 13: "I", 16: "Q", 18: "Q"}
_MAX_VALUES = 10_000_000


class FloatError(Exception):
    """The samples are floating-point numbers."""


@dataclass(frozen=True)
class Tiff:
    """A decoded TIFF file.

    Attributes
    ----------
    image : Image
        Of 8 bits, and of mode L, RGB, CMYK or LAB.
    opaque : ndarray of bool, shape (height, width), optional
        Absent, all pixels are opaque.
    profile : bytes, optional
    orientation : int
    """

    image: Image.Image
    opaque: NDArray[np.bool_] | None
    profile: bytes | None
    orientation: int


class Directory:
    """The first directory of a TIFF file.

    Parameters
    ----------
    contents : bytes

    Raises
    ------
    ValueError
        If it is damaged.
    """

    def __init__(self, contents: bytes) -> None:
        try:
            self._read(contents)
        except struct.error as error:
            raise ValueError("its directory is damaged") from error

    def _read(self, contents: bytes) -> None:
        self.order = "<" if contents[:2] == b"II" else ">"
        self.is_big = contents[2:4] in (b"+\0", b"\0+")
        self._contents = contents
        offset, number, entry = ("8xQ", "Q", "2HQ8s") if self.is_big else ("4xI", "H", "2HI4s")
        [start] = struct.unpack_from(self.order + offset, contents)
        [count] = struct.unpack_from(self.order + number, contents, start)
        size = struct.calcsize(self.order + entry)
        start += struct.calcsize(self.order + number)
        rows = contents[start : start + min(count, 65535) * size]
        self._entries: dict[int, tuple[int, int, bytes]] = {}
        for tag, kind, amount, value in struct.iter_unpack(self.order + entry, rows):
            self._entries.setdefault(tag, (kind, amount, value))

    def has(self, tag: int) -> bool:
        """Return whether there is a field."""
        return tag in self._entries

    def values(self, tag: int, *default: int) -> tuple[int, ...]:
        """Return the numbers of a field."""
        if tag not in self._entries:
            return default
        kind, count, value = self._entries[tag]
        if kind not in _TYPES or not 0 < count <= _MAX_VALUES:
            raise ValueError(f"field {tag} is damaged")
        form = f"{self.order}{count}{_TYPES[kind]}"
        if struct.calcsize(form) <= len(value):
            return struct.unpack_from(form, value)
        [place] = struct.unpack(self.order + ("Q" if self.is_big else "I"), value)
        return struct.unpack_from(form, self._contents, place)

    def value(self, tag: int, default: int) -> int:
        """Return the first number of a field."""
        return self.values(tag, default)[0]

    def bytes_of(self, tag: int) -> bytes | None:
        """Return a field as bytes."""
        return bytes(self.values(tag)) if tag in self._entries else None


@dataclass(frozen=True)
class Layout:
    """How samples are stored.

    Attributes
    ----------
    width, height : int
    channels : int
        Samples of a pixel.
    bits : int
        Of each sample.
    photometric : int
    extra : tuple of int
        What samples behind the colors mean.
    is_planar : bool
        Whether samples of a channel are together, instead of those of a pixel.
    """

    width: int
    height: int
    channels: int
    bits: int
    photometric: int
    extra: tuple[int, ...]
    is_planar: bool

    @classmethod
    def of(cls, fields: Directory) -> Layout | None:
        """Describe a file; None if Pillow reads files of its kind rightly, or nobody does.

        Raises
        ------
        FloatError
            If the samples are floating-point numbers.
        """
        form, bits = set(fields.values(_SAMPLE_FORMAT, 1)), set(fields.values(_BITS, 1))
        if _FLOAT in form:
            raise FloatError
        channels, photometric = fields.value(_CHANNELS, 1), fields.value(_PHOTOMETRIC, -1)
        is_subsampled = photometric == _YCC and fields.values(_SUBSAMPLING, 2, 2) != (1, 1)
        usual = fields.value(_FILL_ORDER, 1) == 1 and fields.value(_PREDICTOR, 1) <= 2
        usual &= fields.value(_COMPRESSION, 1) in _LOSSLESS and form == {1} and len(bits) == 1
        if not usual or is_subsampled or photometric not in _COLORS or channels > _MAX_CHANNELS:
            return None
        size = fields.value(_WIDTH, 0), fields.value(_HEIGHT, 0)
        is_planar = channels > 1 and fields.value(_PLANAR, 1) == 2
        extra = fields.values(_EXTRA)[:channels]
        found = cls(*size, channels, bits.pop(), photometric, extra, is_planar)
        return found if found._is_for_here() else None

    def _is_for_here(self) -> bool:
        if self.bits not in (8, 12, 16, 32) or self.is_planar:
            return self.bits in (8, 16, 32)
        return (self.bits, self.channels, self.extra) not in _FOR_PILLOW.get(self.photometric, ())

    @property
    def colors(self) -> int:
        """Number of samples that are colors."""
        return min(_COLORS[self.photometric], self.channels)

    @property
    def alpha(self) -> tuple[int, bool] | None:
        """Position of the alpha channel, and whether colors are multiplied by it."""
        if not self.extra and self.photometric == _RGB and self.channels == 4:
            return 3, False  # undeclared
        for place, meaning in enumerate(self.extra, self.colors):
            if meaning in (_ASSOCIATED, _UNASSOCIATED) and place < self.channels:
                return place, meaning == _ASSOCIATED
        return None


def read_tiff(contents: bytes, fields: Directory, layout: Layout) -> Tiff:
    """Decode a TIFF file.

    Raises
    ------
    OSError, ValueError, struct.error
        If it is damaged.
    """
    samples = _sixteen_or_eight(_samples(contents, fields, layout), layout.bits)
    opaque = None
    if layout.alpha is not None:
        place, is_associated = layout.alpha
        alpha = samples[..., place]
        opaque = alpha > np.iinfo(alpha.dtype).max // 2
        if is_associated:
            samples = _divided(samples, alpha)
    image = _image(samples[..., : layout.colors], layout.photometric)
    return Tiff(image, opaque, fields.bytes_of(_PROFILE), fields.value(_ORIENTATION, 1))


def _samples(contents: bytes, fields: Directory, layout: Layout) -> Samples:
    """Return all samples, of shape (height, width, channels)."""
    is_tiled = fields.has(_TILE_WIDTH)
    places = fields.values(_TILE_PLACES if is_tiled else _STRIP_PLACES)
    sizes = fields.values(_TILE_SIZES if is_tiled else _STRIP_SIZES)
    if not layout.is_planar:
        return _plane(contents, fields, layout, places, sizes)
    each = len(places) // layout.channels
    layout_of_one = replace(layout, channels=1)
    parts = (slice(n * each, (n + 1) * each) for n in range(layout.channels))
    planes = (_plane(contents, fields, layout_of_one, places[n], sizes[n]) for n in parts)
    return np.concatenate(list(planes), axis=2)


def _plane(
    contents: bytes,
    fields: Directory,
    layout: Layout,
    places: tuple[int, ...],
    sizes: tuple[int, ...],
) -> Samples:
    """Unpack strips or tiles to samples, of shape (height, width, channels)."""
    pixel_bits = layout.channels * layout.bits
    tile = fields.value(_TILE_WIDTH, 0), fields.value(_TILE_HEIGHT, 0)
    shape = {
        _WIDTH: -(-layout.width * pixel_bits // 8),
        _HEIGHT: layout.height,
        _COMPRESSION: fields.value(_COMPRESSION, 1),
    }
    if all(tile):
        shape |= {_TILE_WIDTH: tile[0] * pixel_bits // 8, _TILE_HEIGHT: tile[1]}
        blocks = {_TILE_PLACES: places, _TILE_SIZES: sizes}
    else:
        rows = min(fields.value(_STRIP_ROWS, layout.height), layout.height)
        shape |= {_STRIP_ROWS: rows}
        blocks = {_STRIP_PLACES: places, _STRIP_SIZES: sizes}
    packed = _bytes(contents, fields, {tag: (each,) for tag, each in shape.items()} | blocks)
    samples = _unpacked(packed, layout, fields.order)
    if fields.value(_PREDICTOR, 1) == 2 and fields.value(_COMPRESSION, 1) in _WITH_PREDICTOR:
        _sum_up(samples, tile[0] or layout.width)
    return samples


def _bytes(
    contents: bytes, fields: Directory, numbers: Mapping[int, tuple[int, ...]]
) -> NDArray[np.uint8]:
    """Let Pillow decode bytes, of shape (height, bytes of a row), as grays."""
    grays = {_BITS: (8,), _PHOTOMETRIC: (_BLACK_IS_ZERO,), _CHANNELS: (1,)}
    file = io.BytesIO(_with_directory(contents, fields, grays | dict(numbers)))
    with Image.open(file, formats=("TIFF",)) as image:
        return np.asarray(image)


def _with_directory(
    contents: bytes, fields: Directory, numbers: Mapping[int, tuple[int, ...]]
) -> bytes:
    """Put another directory, of integers, behind a file, and let its header point there."""
    word, count, inline = ("Q", "Q", 8) if fields.is_big else ("I", "H", 4)
    kind, order = (16 if fields.is_big else 4), fields.order
    start = len(contents) + len(contents) % 2
    entries, behind = [], b""
    size = struct.calcsize(order + count) + (4 + 2 * inline) * len(numbers) + inline
    for tag, values in sorted(numbers.items()):
        packed = struct.pack(f"{order}{len(values)}{word}", *values)
        if len(values) > 1:
            place = start + size + len(behind)
            packed, behind = struct.pack(order + word, place), behind + packed
        entries.append(struct.pack(f"{order}2H{word}", tag, kind, len(values)) + packed)
    directory = [struct.pack(order + count, len(entries)), *entries, bytes(inline), behind]
    header = contents[: 8 if fields.is_big else 4] + struct.pack(order + word, start)
    return b"".join([header, contents[len(header) :], bytes(len(contents) % 2), *directory])


def _unpacked(rows: NDArray[np.uint8], layout: Layout, order: str) -> Samples:
    """Return samples of shape (height, width, channels) in the order of this machine."""
    shape = len(rows), layout.width, layout.channels
    if layout.bits == 12:
        triples = np.pad(rows, ((0, 0), (0, -rows.shape[1] % 3))).reshape(len(rows), -1, 3)
        first, middle, last = np.moveaxis(triples.astype(np.uint16), 2, 0)
        pairs = np.stack([first << 4 | middle >> 4, (middle & 15) << 8 | last], axis=2)
        flat = pairs.reshape(len(rows), -1)[:, : shape[1] * shape[2]]
        return flat.reshape(shape)
    kind = np.dtype(f"{order}u{layout.bits // 8}")
    return np.ascontiguousarray(rows).view(kind).astype(kind.newbyteorder("=")).reshape(shape)


def _sum_up(samples: Samples, width: int) -> None:
    """Undo differences to the pixel on the left, in tiles of a width."""
    for left in range(0, samples.shape[1], width):
        part = samples[:, left : left + width]
        np.cumsum(part, axis=1, dtype=part.dtype, out=part)


def _sixteen_or_eight(samples: Samples, bits: int) -> Samples:
    """Scale samples of 12 or 32 bits to 16."""
    if bits == 12:
        return (samples << 4 | samples >> 8).astype(np.uint16)
    return (samples >> 16).astype(np.uint16) if bits == 32 else samples


def _divided(samples: Samples, alpha: Samples) -> Samples:
    """Undo the multiplication of colors by alpha."""
    white = np.iinfo(samples.dtype).max
    colors = samples.astype(np.float32) * white / np.maximum(alpha, 1)[..., None]
    return np.rint(colors).clip(0, white).astype(samples.dtype)


def _image(samples: Samples, photometric: int) -> Image.Image:
    """Make an image of mode L, RGB, CMYK or LAB."""
    if photometric in _LAB:
        return Image.frombytes("LAB", samples.shape[1::-1], _lab(samples, photometric).tobytes())
    if samples.shape[2] != _COLORS[photometric]:
        raise ValueError("it has too few samples for its colors")
    if photometric == _WHITE_IS_ZERO:
        samples = np.invert(samples)
    shallow = samples if samples.dtype == np.uint8 else scaled(samples)
    mode = {_RGB: "RGB", _CMYK: "CMYK", _YCC: "YCbCr"}.get(photometric, "L")
    image = Image.frombytes(mode, samples.shape[1::-1], shallow.tobytes())
    return image.convert("RGB") if mode == "YCbCr" else image


def _lab(samples: Samples, photometric: int) -> NDArray[np.uint8]:
    """Encode CIELAB as TIFF does by default: lightness times 2.55, a and b as signed bytes."""
    unit = 256 ** (samples.dtype.itemsize - 1)
    levels = 256.0 * unit
    light, *rest = np.moveaxis(samples.astype(np.float32), 2, 0)
    a, b = rest if len(rest) == 2 else (np.zeros_like(light),) * 2
    if photometric == _ITULAB:
        a, b = (a - 128) * (170 / 255), (b - 96) * (200 / 255)
    elif photometric == _ICCLAB and len(rest) == 2:
        a, b = (a - levels / 2) / unit, (b - levels / 2) / unit
    else:
        a, b = ((each - levels * (each >= levels / 2)) / unit for each in (a, b))
    white = 255 * unit if photometric == _ICCLAB else levels - 1
    whole = np.rint(np.stack([light * (255 / white), a, b], axis=2))
    signed: NDArray[np.int16] = whole.clip([0, -128, -128], [255, 127, 127]).astype(np.int16)
    return signed.astype(np.uint8)
