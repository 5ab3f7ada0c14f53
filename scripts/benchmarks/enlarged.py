"""Photographs of the size of a camera's, made from small ones with grain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIZE = (4000, 3000)
"""Width and height of 12 megapixels."""

HUGE = (12_500, 8_000)
"""Width and height of 100 megapixels."""

TILES = (4, 3)
"""Columns and rows of a mosaic."""

GRAIN = 5
"""Standard deviation of grain, of 255; JPEGs are then as large as a camera's."""

QUALITY = 90

Pixels = NDArray[np.uint8]


def large_photos(folder: Path, sources: Sequence[Path], number: int) -> Iterator[Path]:
    """Enlarge photographs to 12 megapixels, and make a mosaic of others."""
    step = len(sources) // number
    for place, source in enumerate(sources[step // 2 :: step][: number - 1]):
        path = folder / f"{source.stem}.jpg"
        Image.fromarray(grained(enlarged(source, SIZE), place)).save(path, quality=QUALITY)
        yield path
    path = folder / "mosaic.jpg"
    Image.fromarray(grained(mosaic(sources), number)).save(path, quality=QUALITY)
    yield path


def huge_photos(folder: Path, sources: Sequence[Path]) -> Iterator[Path]:
    """Make a mosaic of 100 megapixels, as JPEG and as PNG."""
    tile = grained(mosaic(sources), 0)
    (width, height), (columns, rows) = SIZE, HUGE
    again = (-(-rows // height), -(-columns // width), 1)
    image = Image.fromarray(np.tile(tile, again)[:rows, :columns])
    image.save(folder / "huge.jpg", quality=QUALITY)
    yield folder / "huge.jpg"
    image.save(folder / "huge.png", compress_level=1)
    yield folder / "huge.png"


def mosaic(sources: Sequence[Path]) -> Pixels:
    """Arrange photographs in a mosaic of 12 megapixels."""
    columns, rows = TILES
    size = (SIZE[0] // columns, SIZE[1] // rows)
    step = len(sources) // (columns * rows)
    tiles = [enlarged(source, size) for source in sources[::step][: columns * rows]]
    lines = [np.hstack(tiles[row * columns : (row + 1) * columns]) for row in range(rows)]
    return np.vstack(lines)


def enlarged(source: Path, size: tuple[int, int]) -> Pixels:
    """Read a photograph and resize it."""
    with Image.open(source) as image:
        return np.asarray(image.convert("RGB").resize(size, Image.Resampling.LANCZOS))


def grained(image: Pixels, seed: int) -> Pixels:
    """Add grain, more in lightness than in color."""
    rng = np.random.default_rng(seed)
    grain = rng.standard_normal(image.shape, np.float32) * (GRAIN / 2)
    grain += rng.standard_normal((*image.shape[:2], 1), np.float32) * GRAIN
    return (image + grain).round().clip(0, 255).astype(np.uint8)
