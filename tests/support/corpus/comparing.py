"""What browsers show of the corpus, and how far two decoders are apart."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyvips
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab
from support.corpus.pattern import Case
from support.site import held

from folkhue.errors import ImageError
from folkhue.images.photo import read_photo

if TYPE_CHECKING:
    from playwright.sync_api import Page

Shown = NDArray[np.uint8] | str
"""RGBA of shape (height, width, 4), or the reason why there is none."""

MOST = 2.0
"""Largest difference of colors, by CIEDE2000."""

_DECODE = """async () => {
    const found = [];
    for (const file of document.querySelector("#given").files) try {
        const {canvas} = await folkhue.opened(file), pixels = folkhue.pixelsOf(canvas);
        let text = "";
        for (let n = 0; n < pixels.length; n += 8192)
            text += String.fromCharCode(...pixels.subarray(n, n + 8192));
        found.push([canvas.width, canvas.height, btoa(text)]);
    } catch (error) { found.push(String(error.message)); }
    return found; }"""


def by_page(page: Page, cases: Sequence[Case], folder: Path) -> dict[str, Shown]:
    """Decode files as the page does."""
    files = [folder / f"{number}.{case.suffix}" for number, case in enumerate(cases)]
    for case, file in zip(cases, files, strict=True):
        file.write_bytes(case.contents)
    held(page, *files)
    found = page.evaluate(_DECODE)
    return {case.name: _shown(each) for case, each in zip(cases, found, strict=True)}


def _shown(found: str | list) -> Shown:
    if isinstance(found, str):
        return found
    width, height, text = found
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)


def by_libvips(case: Case) -> Shown:
    """Decode a file to sRGB with libvips."""
    try:
        return _by_libvips(pyvips.Image.new_from_buffer(case.contents, "").autorot())
    except pyvips.Error as error:
        return str(error)


def _by_libvips(image: pyvips.Image) -> NDArray[np.uint8]:
    if image.get_typeof("icc-profile-data") and image.interpretation != "lab":
        image = image.icc_transform("srgb")
    pixels = image.colourspace("srgb").cast("uchar").numpy()
    pixels = pixels if pixels.ndim == 3 else pixels[..., None]
    count = 1 if pixels.shape[2] < 3 else 3
    colors = np.broadcast_to(pixels[..., :count], (*pixels.shape[:2], 3))
    rest = pixels[..., count] if image.hasalpha() else np.full(pixels.shape[:2], 255, np.uint8)
    return np.dstack([colors, rest])


def by_folkhue(case: Case) -> Shown:
    try:
        photo = read_photo(case.contents)
    except ImageError as error:
        return str(error)
    return np.dstack([photo.rgb, np.uint8(255 * photo.opaque)])


def difference(one: Shown, other: Shown) -> str:
    """Say how two pictures differ; empty if size, opaque pixels and colors are the same.

    What cannot be decoded is as if it were transparent.
    """
    if isinstance(one, str) or isinstance(other, str):
        seen = [each for each in (one, other) if not isinstance(each, str)]
        return f"{one} – {other}" if seen and (seen[0][..., 3] >= 128).any() else ""
    if one.shape != other.shape:
        return f"{one.shape} and {other.shape}"
    opaque, expected = one[..., 3] >= 128, other[..., 3] >= 128
    if (opaque != expected).any():
        return f"opaque: {opaque.mean():.1%} and {expected.mean():.1%}"
    if not opaque.any():
        return ""
    colors = one[opaque][:, :3], other[opaque][:, :3]
    apart = deltaE_ciede2000(*(rgb2lab(each) for each in colors))
    worst = apart.argmax()
    shown = " and ".join(str(each[worst].tolist()) for each in colors)
    return f"{shown}: {apart[worst]:.1f}" if apart[worst] > MOST else ""
