"""Color spaces that files name by numbers, and converting their samples to sRGB or Display P3.

High dynamic range (PQ and HLG) is mapped to that of ordinary screens as browsers do on a canvas:
1000 cd/m² become white, and reference white, 203 cd/m², a gray of half of it, whatever the file
says of its brightest light.

References
----------
ITU-T H.273 (07/2024), *Coding-independent code points*, tables 2 and 3.
ITU-R BT.2100-3 (2025), *Image parameter values for high dynamic range television*.
SMPTE ST 2094-50 (2025), *Dynamic Metadata for Color Volume Transform — Application #5*, the
reference white tone mapping of annex C.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from folkhue.color.gamut import encode
from folkhue.color.primaries import BT2020, DISPLAY_P3, SRGB, Point, rgb_to_xyz, xyz_of
from folkhue.color.spaces import Floats, linearize

Primaries = tuple[Point, Point, Point, Point]

_D65, _C, _DCI, _E = (0.3127, 0.3290), (0.310, 0.316), (0.314, 0.351), (1 / 3, 1 / 3)

_NTSC = ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070), _D65)

Gamut = Literal["srgb", "p3"]

GAMUTS: dict[str, Primaries] = {"srgb": (*SRGB, _D65), "p3": (*DISPLAY_P3, _D65)}
"""Primaries of the color spaces that photographs are decoded to: sRGB and Display P3.

Both have the transfer function of sRGB."""

_PRIMARIES: dict[int, Primaries] = {
    1: GAMUTS["srgb"],
    4: ((0.670, 0.330), (0.210, 0.710), (0.140, 0.080), _C),
    5: ((0.640, 0.330), (0.290, 0.600), (0.150, 0.060), _D65),
    6: _NTSC,
    7: _NTSC,
    8: ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), _C),
    9: (*BT2020, _D65),
    10: ((1.0, 0.0), (0.0, 1.0), (0.0, 0.0), _E),
    11: (*DISPLAY_P3, _DCI),
    12: GAMUTS["p3"],
    22: ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077), _D65),
}
"""Chromaticities of red, green, blue and white of H.273's code points."""


def _power(gamma: float) -> Callable[[Floats], Floats]:
    return lambda signal: signal**gamma


def _piecewise(
    gamma: float, offset: float, slope: float, knee: float
) -> Callable[[Floats], Floats]:
    def decode(signal: Floats) -> Floats:
        curve = ((signal + offset) / (1 + offset)) ** gamma
        return np.where(signal < knee, signal / slope, curve)

    return decode


def _pq(signal: Floats) -> Floats:
    """Decode to light, 1 being the reference white of 203 cd/m²."""
    root = signal ** (32 / 2523)
    light = np.maximum(root - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * root)
    return light ** (16384 / 2610) * 10_000 / _REFERENCE_WHITE


def _hlg(signal: Floats) -> Floats:
    """Decode to the light of the scene, from 0 to 1."""
    bright = np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892
    return np.where(signal <= 0.5, signal**2 / 3, bright / 12)


_REFERENCE_WHITE, _PEAK = 203.0, 1000.0
_PQ, _HLG = 16, 18

_TRANSFERS: dict[int, Callable[[Floats], Floats]] = {
    **dict.fromkeys((1, 6, 11, 14, 15), _power(2.4)),  # of displays, BT.1886
    4: _power(2.2),
    5: _power(2.8),
    7: _piecewise(1 / 0.45, 0.111572195921731, 4.0, 0.0912863421177),
    8: _power(1),
    13: linearize,
    _PQ: _pq,
    17: lambda signal: signal**2.6 * 52.37 / 48,
    _HLG: _hlg,
}
"""From a signal to light, of H.273's code points."""


@dataclass(frozen=True)
class ColorSpace:
    """Primaries, white and transfer function of RGB samples.

    Attributes
    ----------
    primaries : tuple of pairs of float
        Chromaticities of red, green, blue and white.
    transfer : int
        A code point of H.273; 0 stands for a power function.
    gamma : float
        Exponent of the power function.
    """

    primaries: Primaries = GAMUTS["srgb"]
    transfer: int = 13
    gamma: float = 1.0

    @classmethod
    def from_code_points(cls, primaries: int, transfer: int) -> ColorSpace | None:
        """Look up code points of H.273; None if one of them is unspecified or unknown."""
        if primaries not in _PRIMARIES or transfer not in _TRANSFERS:
            return None
        return cls(_PRIMARIES[primaries], transfer)

    @classmethod
    def from_gamma(cls, gamma: float, primaries: Primaries | None) -> ColorSpace | None:
        """Describe samples that are light to the power of ``1 / gamma``.

        None if the numbers are of no color space.
        """
        space = cls(primaries or GAMUTS["srgb"], 0, gamma)
        if (
            not 0.1 <= gamma <= 10
            or not np.isfinite(_matrix(space.primaries, GAMUTS["srgb"])).all()
        ):
            return None
        return space

    @classmethod
    def of_gamut(cls, gamut: str) -> ColorSpace:
        """Return one of `GAMUTS`."""
        return cls(GAMUTS[gamut])

    def convert(
        self, samples: NDArray[np.unsignedinteger], gamut: str = "srgb"
    ) -> NDArray[np.uint8]:
        """Convert samples of 8 or 16 bits, of shape (..., 3), to one of `GAMUTS`, clipped."""
        target = GAMUTS[gamut]
        light = _light(self.transfer, self.gamma, samples.dtype.itemsize)[samples]
        if self.transfer == _HLG:
            luminance = light @ _to_xyz(self.primaries)[1].astype(np.float32)
            light *= luminance[..., None] ** np.float32(0.2) * np.float32(_PEAK / _REFERENCE_WHITE)
        if self.transfer in (_PQ, _HLG):
            light = light @ _matrix(self.primaries, _PRIMARIES[9]).T
            light *= _tone_mapping(light.max(axis=-1, keepdims=True))
            return _encoded(light @ _matrix(_PRIMARIES[9], target).T)
        return _encoded(light @ _matrix(self.primaries, target).T)


def _encoded(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = _encoder()[(light.clip(0, 1) * 65535 + 0.5).astype(np.uint16)]
    return found


def _tone_mapping(brightest: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the factor by which light is dimmed, of which 1 is the reference white.

    Up to there it is a half; then the curve bends, a parabola, until the peak becomes 1.
    """
    steps = np.linspace(0, 1, 65)
    x, y = (
        (1 - steps) ** 2 * start + 2 * steps * (1 - steps) * bend + steps**2 * end
        for start, bend, end in ((1.0, 1.65, _PEAK / _REFERENCE_WHITE), (0.5, 0.825, 1.0))
    )
    mapped = np.interp(brightest, np.append(0, x), np.append(0, y))
    found: NDArray[np.float32] = np.full_like(brightest, 0.5)
    np.divide(mapped, brightest, out=found, where=brightest > 0, casting="same_kind")
    return found


@lru_cache(maxsize=8)
def _light(transfer: int, gamma: float, bytes_each: int) -> NDArray[np.float32]:
    """Return the light of every sample of one or two bytes."""
    signal = np.linspace(0, 1, 256**bytes_each)
    return (_TRANSFERS[transfer] if transfer else _power(gamma))(signal).astype(np.float32)


@lru_cache(maxsize=1)
def _encoder() -> NDArray[np.uint8]:
    """Return the sRGB of light from 0 to 65535."""
    return encode(np.linspace(0, 1, 65536))


_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


@lru_cache(maxsize=32)
def _matrix(source: Primaries, target: Primaries) -> NDArray[np.float32]:
    """Return the matrix between linear colors; white stays white (Bradford)."""
    with np.errstate(all="ignore"):
        try:
            before, after = (_BRADFORD @ xyz_of(each[3]) for each in (source, target))
            adaptation = np.linalg.inv(_BRADFORD) @ np.diag(after / before) @ _BRADFORD
            found: Floats = np.linalg.inv(_to_xyz(target)) @ adaptation @ _to_xyz(source)
        except np.linalg.LinAlgError:
            return np.full((3, 3), np.nan, np.float32)
    return found.astype(np.float32)


def _to_xyz(primaries: Primaries) -> Floats:
    *colors, white = primaries
    return rgb_to_xyz((colors[0], colors[1], colors[2]), xyz_of(white))
