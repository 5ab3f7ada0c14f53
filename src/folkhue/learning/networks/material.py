"""What composites are made of, from lists of pictures: objects, and grounds to put them on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from folkhue._utils.parallel import in_parallel
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import TrainingError
from folkhue.images.quiet import no_warnings
from folkhue.learning.networks.composites import Material
from folkhue.learning.networks.cut_outs import Pixels, cut_out, framed, has_light_ground
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


def read_material(records: Sequence[PhotoRecord]) -> Material:
    """Read pictures, in parallel, and tell objects from grounds.

    A picture with transparent pixels, or on a light ground of one color, is an object. Where it
    cannot be told from the ground, the picture is left out, as are files that are damaged.

    Raises
    ------
    TrainingError
        If there are no objects, or no grounds.
    """
    found = [*in_parallel(_material_of, records, title="pictures", total=len(records))]
    cut_outs, photos, whole = (
        [each for parts in found if (each := parts[kind]) is not None] for kind in range(3)
    )
    if not cut_outs or not photos:
        raise TrainingError(
            f"expected pictures of objects with transparent or light surroundings, and other "
            f"pictures as grounds, got {len(cut_outs)} and {len(photos)}: list more pictures"
        )
    return Material(cut_outs, photos, whole)


def _material_of(record: PhotoRecord) -> tuple[Pixels | None, Pixels | None, Pixels | None]:
    """Return a picture as an object, as a ground, and as an object with its frame."""
    picture = _opened(record.path)
    if picture is None:
        return None, None, None
    found = cut_out(picture)
    if found is not None:
        with_frame = seeded_hash(0, record.id) < FRAMED_SHARE * 2.0**64
        return found, None, framed(picture) if with_frame else None
    is_ground = picture.mode == "RGB" and not has_light_ground(picture)
    return None, _ground(picture) if is_ground else None, None


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


def _ground(picture: Image.Image) -> Pixels | None:
    factor = min(1.0, GROUND_SIDE / max(picture.size))
    width, height = (round(side * factor) for side in picture.size)
    if min(width, height) < MIN_SIDE:
        return None
    return np.asarray(picture.resize((width, height), Image.Resampling.BOX))
