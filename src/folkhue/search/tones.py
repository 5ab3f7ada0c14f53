"""Words for colors of any hue: "dark", "colorful", "pastel"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.color.spaces import to_oklch


@dataclass(frozen=True)
class Tone:
    """Limits of colors in OKLCh; beyond them are ramps.

    Parameters
    ----------
    lightness, chroma : (float, float)
    hue : (float, float)
        In degrees; from the first upward to the second, which may be larger than 360.
    """

    lightness: tuple[float, float] = (0, 1)
    chroma: tuple[float, float] = (0, 1)
    hue: tuple[float, float] = (0, 360)


_COLORFUL = Tone(chroma=(0.14, 1))
_MUTED = Tone((0.30, 0.85), (0.02, 0.07))
_PASTEL = Tone((0.80, 1), (0.03, 0.11))
_GRAYS = Tone(chroma=(0, 0.015))

TONES = {
    "dark": Tone((0, 0.35)),
    "light": Tone((0.80, 1)),
    "bright": Tone((0.70, 1)),
    **dict.fromkeys(("colorful", "colourful", "vivid", "saturated", "intense"), _COLORFUL),
    **dict.fromkeys(("muted", "dull", "desaturated"), _MUTED),
    **dict.fromkeys(("pastel", "pale"), _PASTEL),
    "warm": Tone(chroma=(0.05, 1), hue=(-30, 110)),
    "cool": Tone(chroma=(0.04, 1), hue=(150, 300)),
    **dict.fromkeys(("black-and-white", "monochrome", "grayscale", "greyscale"), _GRAYS),
}
"""Word → the colors that it means."""

WHOLE_TONES = frozenset(word for word, tone in TONES.items() if tone is _GRAYS)
"""Those that, without an amount, are said of the whole picture."""

_RAMPS = Tone((0.10, 0.10), (0.03, 0.03), (20, 20))


def tone_weights(rgb: NDArray[np.uint8], word: str) -> NDArray[np.float64]:
    """Return how much colors of uint8, shape (n, 3), have a tone: from 0 to 1, shape (n,)."""
    tone, (lightness, chroma, hue) = TONES[word], to_oklch(rgb).T
    middle = sum(tone.hue) / 2
    turned = middle + (hue - middle + 180) % 360 - 180
    weights: NDArray[np.float64] = np.minimum.reduce(
        [
            _within(lightness, tone.lightness, _RAMPS.lightness[0]),
            _within(chroma, tone.chroma, _RAMPS.chroma[0]),
            _within(turned, tone.hue, _RAMPS.hue[0]),
        ]
    )
    return weights


def _within(
    values: NDArray[np.float64], limits: tuple[float, float], ramp: float
) -> NDArray[np.float64]:
    outside = np.maximum(limits[0] - values, values - limits[1])
    return np.clip(1 - outside / ramp, 0, 1)
