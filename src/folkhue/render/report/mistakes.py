"""Golden regions that a table gives another name than people do, the most confident first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, Region
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.golden_regions import surroundings
from folkhue.table.color_table import ColorTable
from folkhue.table.name_counts import NameCounts

_SIDE = 220


@dataclass(frozen=True, eq=False)
class Mistake:
    """A region most of whose pixels get a wrong name.

    Attributes
    ----------
    photo : str
        Name of the golden photograph.
    region : Region
    predicted : str
        The name of most of its pixels.
    share : float
        Of its pixels, that have this name, 0 to 1.
    confidence : float
        The mean confidence of that name; 0 for pixels that have another. From 0 to 1.
    crop : EmbeddedImage
        The region, outlined, in its surroundings.
    """

    photo: str
    region: Region
    predicted: str
    share: float
    confidence: float
    crop: EmbeddedImage


def mistakes(golden: GoldenPhoto, photo: Photo, table: ColorTable) -> Iterator[Mistake]:
    """Find the misnamed regions of a photograph; those with names unknown to `table` are skipped.

    Unnamed pixels count neither for a name nor against it.
    """
    for region, mask in zip(golden.regions, golden.masks(photo), strict=True):
        if set(region.names) <= set(table.terms) and mask.any():
            found = _mistake(golden.name, region, mask, photo, table)
            if found is not None:
                yield found


def _mistake(
    photo_name: str, region: Region, mask: NDArray[np.bool_], photo: Photo, table: ColorTable
) -> Mistake | None:
    names = table.predict(photo.rgb[mask])
    counts = NameCounts.from_names(names[None], table.terms).counts[:-1]
    most = int(counts.argmax())
    if not counts[most] or table.terms[most] in region.names:
        return None
    confidence = table.confidence(photo.rgb[mask])
    return Mistake(
        photo_name,
        region,
        table.terms[most],
        float(counts[most] / len(names)),
        float(np.where(names == most, confidence, 0).mean()),
        EmbeddedImage.photograph(surroundings(photo, region, _SIDE), _SIDE),
    )


def most_confident(found: Iterable[Mistake], number: int = 12) -> list[Mistake]:
    """Return the most confident mistakes; similar ones of the same photograph only once."""
    ranked = sorted(found, key=lambda mistake: (-mistake.confidence, mistake.photo))
    kinds = {(each.photo, each.region.names, each.predicted): each for each in reversed(ranked)}
    return [each for each in ranked if each in kinds.values()][:number]
