"""Draw the chart of modifiers, in planes of lightness and chroma, for docs/explanation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from folkhue._utils.atomic import atomic_write
from folkhue.color.contrast import luminance
from folkhue.color.gamut import encode, from_oklch, in_gamut
from folkhue.palettes.modifiers import describe, vivid_chroma
from folkhue.render.pictures.typesetting import font

CHART = Path("docs/explanation/modifiers.webp")

PLANES = {
    "red": 25,
    "orange": 58,
    "yellow": 100,
    "green": 145,
    "blue": 258,
    "purple": 305,
    "pink": 0,
    "brown": 62,
    "navy": 265,
}
"""The name by which the colors of a plane are described, and its OKLCh hue in degrees."""

COLUMNS, WIDTH, HEIGHT, STRONGEST = 3, 330, 300, 1.5
"""Planes side by side; pixels of each; strength at its right end."""

LEFT, TOP, BELOW = 48, 40, 40
PAPER, INK, QUIET = (255, 255, 255), (38, 38, 42), (110, 110, 116)

LETTERS = font(15)

Plane = tuple[NDArray[np.uint8], NDArray[np.bool_]]


def plane(hue: float) -> Plane:
    """Return the colors of a hue, L* from 100 to 0 down and strength across, and which exist."""
    lightness = np.linspace(100, 0, HEIGHT)[:, None]
    chroma = np.linspace(0, STRONGEST, WIDTH)[None] * vivid_chroma(np.array([hue]))
    linear = from_oklch(_with_lightness(lightness, np.repeat(chroma, HEIGHT, axis=0), hue))
    return encode(linear), in_gamut(linear)


def _with_lightness(
    lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: float
) -> NDArray[np.float64]:
    """Find the OKLCh colors of a chroma and a hue that have an L*, by bisection."""
    low, high = np.zeros_like(chroma), np.ones_like(chroma)
    for _ in range(16):
        middle = (low + high) / 2
        oklch = np.stack([middle, chroma, np.full_like(middle, hue)], axis=-1)
        lighter = _lightness(from_oklch(oklch)) > lightness
        low, high = np.where(lighter, low, middle), np.where(lighter, middle, high)
    return oklch


def _lightness(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    y = np.clip(linear, 0, 1) @ (0.2126729, 0.7151522, 0.0721750)
    return np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, y * 24389 / 27)


def draw(name: str, hue: float) -> Image.Image:
    """Draw a plane: its colors, the borders between modifiers, and the modifiers."""
    colors, exists = plane(hue)
    described = describe(colors.reshape(-1, 3), [name] * exists.size)
    words = np.array(described).reshape(exists.shape)
    colors[~exists] = PAPER
    border = np.zeros_like(exists)
    border[:, 1:] |= words[:, 1:] != words[:, :-1]
    border[1:] |= words[1:] != words[:-1]
    colors[border & exists] = np.where(luminance(colors) > 0.2, 0, 255)[border & exists, None]
    image = Image.new("RGB", (LEFT + WIDTH, TOP + HEIGHT + BELOW), PAPER)
    image.paste(Image.fromarray(colors), (LEFT, TOP))
    pen = ImageDraw.Draw(image)
    pen.text((LEFT, 8), name, INK, font(22))
    for word, place, ink in _labels(words, exists, colors):
        pen.text(
            place, word if word == name else word.removesuffix(name).strip(), ink, LETTERS, "mm"
        )
    _draw_axes(pen)
    return image


def _labels(
    words: NDArray[np.str_], exists: NDArray[np.bool_], colors: NDArray[np.uint8]
) -> Iterator[tuple[str, tuple[int, int], str]]:
    """Find where to write each modifier, unless its region is too small for it."""
    for word in np.unique(words[exists]):
        rows, columns = np.nonzero((words == word) & exists)
        middle = np.hypot(rows - rows.mean(), columns - columns.mean()).argmin()
        row, column = int(rows[middle]), int(columns[middle])
        if np.count_nonzero(rows == row) < LETTERS.getlength(word.split()[0]):
            continue
        ink = "black" if luminance(colors[row, column]) > 0.2 else "white"
        yield str(word), (LEFT + max(column, 24), TOP + row), ink


def _draw_axes(pen: ImageDraw.ImageDraw) -> None:
    for lightness in (0, 20, 30, 45, 66, 80, 100):
        y = TOP + (100 - lightness) / 100 * HEIGHT
        pen.text((LEFT - 8, y), str(lightness), QUIET, font(13), "rm")
    for strength in (0, 0.25, 0.4, 0.55, 0.75, 1, 1.15):
        x = LEFT + strength / STRONGEST * WIDTH
        pen.text((x, TOP + HEIGHT + 6), f"{strength:g}", QUIET, font(13), "mt")
    pen.text((LEFT + WIDTH, TOP + HEIGHT + 6), "strength", QUIET, font(13), "rt")
    pen.text((LEFT - 8, TOP - 22), "L*", QUIET, font(13), "rm")


def main() -> None:
    """Draw all planes on a sheet."""
    drawn = [draw(name, hue) for name, hue in PLANES.items()]
    width, height = drawn[0].width + 24, drawn[0].height
    sheet = Image.new("RGB", (COLUMNS * width, -(-len(drawn) // COLUMNS) * height), PAPER)
    for number, image in enumerate(drawn):
        sheet.paste(image, (number % COLUMNS * width, number // COLUMNS * height))
    with atomic_write(CHART) as temporary:
        sheet.save(temporary, "WEBP", quality=88, method=6)


if __name__ == "__main__":
    main()
