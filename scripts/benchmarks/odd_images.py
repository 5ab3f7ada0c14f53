"""Images that palette tools often get wrong, each with its right palette."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.color_difference import nearest
from folkhue.color.spaces import to_lab

SIDE = 256
"""Side of an image in pixels; tools that shrink larger images do not mix its colors."""

TEAL, GOLD, LOUD = (0, 128, 128), (220, 180, 40), (255, 0, 255)

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class OddImage:
    """An image and its right palette.

    Attributes
    ----------
    name : str
    path : Path
    colors : tuple of (int, int, int)
        The right palette.
    within : float
        Maximum CIEDE2000 difference of a color that is found.
    refusal : str
        Regular expression of error messages that are right as well.
    """

    name: str
    path: Path
    colors: tuple[RGB, ...]
    within: float = 2.0
    refusal: str = "(?!)"

    def is_right(self, found: NDArray[np.uint8], error: str) -> bool:
        """Return whether a tool found every color once and no other, or raised a right error."""
        if error:
            return re.search(self.refusal, error) is not None
        if not self.colors or not len(found):
            return len(found) == len(self.colors)
        true = to_lab(np.array(self.colors, np.uint8))
        different = len(np.unique(found, axis=0)) == len(found)
        apart = [nearest(true, to_lab(found)).max(), nearest(to_lab(found), true).max()]
        return different and max(apart) <= self.within


def odd_images(folder: Path) -> Iterator[OddImage]:
    """Make all odd images in a folder."""
    for make in MAKERS:
        yield make(folder)


def white(folder: Path) -> OddImage:
    """Only white."""
    return png(folder, "all white", Image.new("RGB", (SIDE, SIDE), "white"), (255, 255, 255))


def transparent(folder: Path) -> OddImage:
    """Only transparent pixels."""
    path = folder / "transparent.png"
    Image.new("RGBA", (SIDE, SIDE), (*LOUD, 0)).save(path)
    return OddImage("transparent everywhere", path, (), refusal="[Tt]ransparent|valid pixels")


def single(folder: Path) -> OddImage:
    """One color."""
    return png(folder, "a single color", Image.new("RGB", (SIDE, SIDE), TEAL), TEAL)


def pixel(folder: Path) -> OddImage:
    """One pixel."""
    return png(folder, "1 × 1 pixel", Image.new("RGB", (1, 1), GOLD), GOLD)


def loud(folder: Path) -> OddImage:
    """One color, and a loud one in transparent pixels."""
    image = Image.fromarray(halves((*TEAL, 255), (*LOUD, 0)))
    return png(folder, "loud color at alpha 0", image, TEAL)


def gray(folder: Path) -> OddImage:
    """Two grays, with one channel."""
    image = Image.fromarray(halves((60,), (180,))[..., 0])
    return png(folder, "grayscale PNG", image, (60, 60, 60), (180, 180, 180))


def gray_in_16_bits(folder: Path) -> OddImage:
    """Two grays that become white if 16 bits are clipped to 8."""
    samples = halves((60,), (180,))[..., 0].astype(np.uint16) * 257
    return png(folder, "16-bit PNG", Image.fromarray(samples), (60, 60, 60), (180, 180, 180))


def indexed(folder: Path) -> OddImage:
    """Two colors in a palette."""
    image = Image.fromarray(halves((0,), (1,))[..., 0]).convert("P")
    image.putpalette([*TEAL, *GOLD])
    return png(folder, "palette PNG", image, TEAL, GOLD)


def animated(folder: Path) -> OddImage:
    """Two frames; only the first counts."""
    first = Image.fromarray(halves(TEAL, GOLD))
    path = folder / "animated.gif"
    others = [Image.new("RGB", first.size, LOUD)]
    first.save(path, save_all=True, append_images=others, duration=100)
    return OddImage("animated GIF", path, (TEAL, GOLD))


def cmyk(folder: Path) -> OddImage:
    """Two colors in CMYK."""
    image = Image.fromarray(halves((255, 127, 127, 0), (35, 75, 215, 0)), "CMYK")
    path = folder / "cmyk.jpg"
    image.save(path, quality=95)
    return OddImage("CMYK JPEG", path, (TEAL, GOLD), within=3.0)


def truncated(folder: Path) -> OddImage:
    """Half of a file."""
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    path = folder / "truncated.jpg"
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    refusal = "truncated|damaged|premature end|marker was not found"
    return OddImage("truncated JPEG", path, (), refusal=refusal)


MAKERS: tuple[Callable[[Path], OddImage], ...] = (
    white,
    transparent,
    single,
    pixel,
    loud,
    gray,
    gray_in_16_bits,
    indexed,
    animated,
    cmyk,
    truncated,
)


def png(folder: Path, name: str, image: Image.Image, *colors: RGB) -> OddImage:
    """Save an image whose right palette is these colors."""
    path = folder / f"{name}.png"
    image.save(path)
    return OddImage(name, path, colors)


def halves(left: tuple[int, ...], right: tuple[int, ...]) -> NDArray[np.uint8]:
    """Paint the left 5/8 of an image in one color and the rest in another."""
    image = np.empty((SIDE, SIDE, len(left)), np.uint8)
    image[:, : SIDE * 5 // 8], image[:, SIDE * 5 // 8 :] = left, right
    return image
