"""Colors of a palette that look alike to people who lack one kind of cone.

Distances are those of DIN99o, close to CIEDE2000. Of eight published palettes that were made for
all kinds of vision (Okabe and Ito's; Tol's bright, vibrant, muted and light; IBM's; Petroff's of
six and of ten colors), no two colors come nearer than 6.5; the green and red of Matplotlib's
default, tab10, are 5.0 apart with deutan vision, its orange and green 1.6 with protan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import Floats, to_din99o
from folkhue.color.vision import VISIONS, simulate

if TYPE_CHECKING:
    from folkhue.palettes.color_palette import Palette
    from folkhue.palettes.palette_color import PaletteColor

ALIKE = 6.0
"""Distance below which two swatches look alike."""

APART = 12.0
"""Distance from which on they clearly differ.

What is between looks similar to everybody, and a warning would say little."""


@dataclass(frozen=True)
class Confusable:
    """Two colors that clearly differ, but look alike with another color vision.

    Attributes
    ----------
    one, other : PaletteColor
    distance : float
        In DIN99o, for normal vision.
    visions : mapping of str to float
        Key of `folkhue.color.vision.VISIONS` → distance with it, where it is below `ALIKE`.
    """

    one: PaletteColor
    other: PaletteColor
    distance: float
    visions: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON types."""
        return {
            "colors": [self.one.hex, self.other.hex],
            "distance": round(self.distance, 2),
            "visions": {name: round(distance, 2) for name, distance in self.visions.items()},
        }


def confusable(palette: Palette) -> tuple[Confusable, ...]:
    """Find the colors that look alike; see `Palette.confusable`."""
    normal = _distances(palette.rgb)
    seen = {name: _distances(simulate(palette.rgb, name)) for name in VISIONS}
    alike = np.logical_or.reduce([distances < ALIKE for distances in seen.values()])
    pairs = np.argwhere(np.triu(alike & (normal >= APART), 1)).tolist()
    return tuple(
        Confusable(
            palette.colors[one],
            palette.colors[other],
            float(normal[one, other]),
            {n: float(each[one, other]) for n, each in seen.items() if each[one, other] < ALIKE},
        )
        for one, other in pairs
    )


def _distances(rgb: NDArray[np.uint8]) -> Floats:
    places = to_din99o(rgb)
    return np.asarray(np.linalg.norm(places[:, None] - places, axis=-1))
