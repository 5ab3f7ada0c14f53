"""A writer of TIFF files of every photometric interpretation, depth and layout."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCC, CIELAB, ICCLAB, ITULAB = (
    0,
    1,
    2,
    3,
    5,
    6,
    8,
    9,
    10,
)
UNSPECIFIED, ASSOCIATED, UNASSOCIATED = 0, 1, 2
NONE, DEFLATE, PACKBITS = 1, 8, 32773

Samples = NDArray[np.number]


def tiff(
    samples: Samples,
    photometric: int,
    bits: int = 8,
    *,
    extra: tuple[int, ...] = (),
    order: str = "<",
    compression: int = NONE,
    predictor: int = 1,
    planar: bool = False,
    rows_per_strip: int = 0,
    tile: int = 0,
    kind: int = 1,
    tags: dict[int, tuple[int, list[int] | bytes]] | None = None,
    big: bool = False,
) -> bytes:
    """Encode samples of shape (height, width) or (height, width, channels)."""
    samples = samples[..., None] if samples.ndim == 2 else samples
    height, width, channels = samples.shape
    planes = [samples[..., [n]] for n in range(channels)] if planar else [samples]
    pieces = [each for plane in planes for each in _pieces(plane, rows_per_strip or height, tile)]
    blocks = [_block(each, bits, order, compression, predictor) for each in pieces]
    fields: dict[int, tuple[int, list[int] | bytes]] = {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, [bits] * channels),
        259: (3, [compression]),
        262: (3, [photometric]),
        277: (3, [channels]),
        284: (3, [1 + planar]),
        339: (3, [kind] * channels),
    }
    if predictor != 1:
        fields[317] = (3, [predictor])
    if extra:
        fields[338] = (3, list(extra))
    if not tile:
        fields[278] = (4, [rows_per_strip or height])
    else:
        fields |= {322: (4, [tile]), 323: (4, [tile])}
    counts = [len(block) for block in blocks]
    start = 16 if big else 8
    places = [start + sum(counts[:n]) for n in range(len(counts))]
    fields |= {324 if tile else 273: (4, places), 325 if tile else 279: (4, counts)}
    return _file(fields | (tags or {}), b"".join(blocks), order, big)


def _pieces(plane: Samples, rows: int, tile: int) -> Iterator[Samples]:
    height, width, _ = plane.shape
    if not tile:
        yield from (plane[top : top + rows] for top in range(0, height, rows))
        return
    padded = np.pad(plane, ((0, -height % tile), (0, -width % tile), (0, 0)), mode="edge")
    for top in range(0, height, tile):
        yield from (padded[top:, left:][:tile, :tile] for left in range(0, width, tile))


def _block(samples: Samples, bits: int, order: str, compression: int, predictor: int) -> bytes:
    if bits < 8 or bits == 12:
        flat = samples.reshape(len(samples), -1).astype(int)
        each = (flat[..., None] >> np.arange(bits)[::-1] & 1).reshape(len(flat), -1)
        data = np.packbits(each.astype(np.uint8), axis=1).tobytes()
    else:
        kind = "f" if samples.dtype == np.float32 else "u"
        values = samples.astype(f"{order}{kind}{bits // 8}")
        if predictor == 2:
            values = np.diff(values, axis=1, prepend=np.zeros_like(values[:, :1])).astype(
                values.dtype
            )
        data = values.tobytes()
    if compression == DEFLATE:
        return zlib.compress(data)
    if compression == PACKBITS:
        row = len(data) // len(samples)
        return b"".join(_literal(data[n : n + row]) for n in range(0, len(data), row))
    return data


def _literal(row: bytes) -> bytes:
    parts = (row[n : n + 128] for n in range(0, len(row), 128))
    return b"".join(bytes([len(part) - 1]) + part for part in parts)


def _file(
    fields: dict[int, tuple[int, list[int] | bytes]], data: bytes, order: str, big: bool
) -> bytes:
    data += bytes(len(data) % 2)
    directory, behind = b"", b""
    word, inline, entry, count = ("Q", 8, 20, "Q") if big else ("I", 4, 12, "H")
    start = (16 if big else 8) + len(data)
    behind_at = start + struct.calcsize(order + count) + entry * len(fields) + inline
    for tag, (kind, values) in sorted(fields.items()):
        number = len(values)
        packed = (
            values
            if isinstance(values, bytes)
            else struct.pack(f"{order}{number}{' BAHI'[kind].strip()}", *values)
        )
        if len(packed) > inline:
            place = behind_at + len(behind)
            behind += packed + bytes(len(packed) % 2)
            packed = struct.pack(order + word, place)
        directory += struct.pack(f"{order}2H{word}", tag, kind, number) + packed.ljust(
            inline, b"\0"
        )
    mark = (b"II" if order == "<" else b"MM") + (
        struct.pack(order + "3HQ", 43, 8, 0, start) if big else struct.pack(order + "HI", 42, start)
    )
    return (
        mark + data + struct.pack(order + count, len(fields)) + directory + bytes(inline) + behind
    )
