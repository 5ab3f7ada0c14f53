"""The orientation that cameras record in EXIF, and turning pixels upright by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray
from PIL import ExifTags, Image

UPRIGHT = 1

_TURNS: dict[int, Callable[[NDArray[Any]], NDArray[Any]]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: pixels[::-1].swapaxes(0, 1),
    7: lambda pixels: pixels[::-1, ::-1].swapaxes(0, 1),
    8: lambda pixels: pixels[:, ::-1].swapaxes(0, 1),
}
"""EXIF orientation → how to turn the pixels upright (Exif 2.3, 4.6.4 A)."""

_INVERSE = {6: 8, 8: 6}
"""Orientations that another one undoes; each other one undoes itself."""

_SWAPPING = (5, 6, 7, 8)
"""Orientations that exchange width and height."""


def orientation_of(exif: bytes | None) -> int:
    """Read the orientation, from 1 to 8; `UPRIGHT` if there is none that can be read."""
    try:
        entries = Image.Exif()
        entries.load(exif or b"")
        orientation = int(entries[ExifTags.Base.Orientation])
    except Exception:  # whatever Pillow makes of broken EXIF, the pixels are there
        return UPRIGHT
    return orientation if orientation in _TURNS else UPRIGHT


def turned(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Turn pixels upright; shape (height, width, ...)."""
    return _TURNS[orientation](pixels) if orientation in _TURNS else pixels


def turned_back(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Undo `turned`."""
    return turned(pixels, _INVERSE.get(orientation, orientation))


def turned_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Return width and height of an image after it is turned upright."""
    return size[::-1] if orientation in _SWAPPING else size
