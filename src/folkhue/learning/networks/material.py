"""What composites are made of, from lists of pictures: objects, and grounds to put them on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from folkhue.datasets.record import PhotoRecord
from folkhue.errors import TrainingError
from folkhue.images.quiet import no_warnings
from folkhue.learning.networks.composites import Material
from folkhue.learning.networks.cut_outs import cut_out, framed, has_light_ground
from folkhue.learning.split import seeded_hash

GROUND_SIDE = 160
"""Grounds are reduced to this many pixels on their longer side."""

FRAMED_SHARE = 0.3
"""Of the objects on a light ground, this share is also used with its frame, as it is."""

MIN_SIDE = 64
"""Smaller pictures are no grounds."""


def is_held_out(record: PhotoRecord, share: float, seed: int) -> bool:
    """Tell whether a picture is kept aside for measuring.

    Crops of one picture are on one side, and so are pictures of a source whose names differ in
    the number at their end only, such as views of an object.
    """
    family = re.sub(r"-\d{1,2}$", "", Path(record.original or record.id).stem)
    return seeded_hash(seed, record.source, family) < share * 2.0**64


def read_material(records: Iterable[PhotoRecord]) -> Material:
    """Read pictures, and tell objects from grounds.

    A picture with transparent pixels, or on a light ground of one color, is an object. Where it
    cannot be told from the ground, the picture is left out, as are files that are damaged.

    Raises
    ------
    TrainingError
        If there are no objects, or no grounds.
    """
    cut_outs, photos, whole = [], [], []
    for record in records:
        picture = _opened(record.path)
        if picture is None:
            continue
        found = cut_out(picture)
        if found is not None:
            cut_outs.append(found)
            if seeded_hash(0, record.id) < FRAMED_SHARE * 2.0**64:
                whole.append(framed(picture))
        elif picture.mode == "RGB" and not has_light_ground(picture):
            photos.append(_ground(picture))
    grounds = [photo for photo in photos if photo is not None]
    if not cut_outs or not grounds:
        raise TrainingError(
            f"expected pictures of objects with transparent or light surroundings, and other "
            f"pictures as grounds, got {len(cut_outs)} and {len(grounds)}: list more pictures"
        )
    return Material(cut_outs, grounds, [each for each in whole if each is not None])


def _opened(path: str | Path) -> Image.Image | None:
    """Decode a picture; None if it cannot be read."""
    try:
        with no_warnings(), Image.open(path) as picture:
            if picture.mode in ("P", "PA", "LA"):
                return picture.convert("RGBA")
            picture.draft("RGB", (2 * GROUND_SIDE, 2 * GROUND_SIDE))
            picture.load()
            return picture.copy()
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _ground(picture: Image.Image) -> NDArray[np.uint8] | None:
    factor = min(1.0, GROUND_SIDE / max(picture.size))
    width, height = (round(side * factor) for side in picture.size)
    if min(width, height) < MIN_SIDE:
        return None
    return np.asarray(picture.resize((width, height), Image.Resampling.BOX))
