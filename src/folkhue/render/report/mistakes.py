"""Golden regions that a table calls what people do not, the surest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden import GoldenPhoto, Region
from folkhue.render.report.embedded import Embedded
from folkhue.render.report.regions import surroundings
from folkhue.table.color_table import ColorTable
from folkhue.table.name_counts import NameCounts

_SIDE = 220


@dataclass(frozen=True, eq=False)
class Mistake:
    """A region that most pixels of are misnamed.

    Attributes
    ----------
    photo : str
        Name of the golden photograph.
    region : Region
    said : str
        What the table calls most of it.
    share : float
        Of its pixels, that are called so, 0 to 1.
    sure : float
        The mean probability of that name, 0 where a pixel has another.
    crop : Embedded
        The region, outlined, in its surroundings.
    """

    photo: str
    region: Region
    said: str
    share: float
    sure: float
    crop: Embedded


def mistakes(golden: GoldenPhoto, photo: Photo, table: ColorTable) -> Iterator[Mistake]:
    """Find the misnamed regions of a photograph, of those whose names the table knows."""
    for region, mask in zip(golden.regions, golden.masks(photo), strict=True):
        if not set(region.names) <= set(table.terms) or not mask.any():
            continue
        names, confidence = table.predict(photo.rgb[mask]), table.confidence(photo.rgb[mask])
        counts = NameCounts.from_names(names[None], table.terms).counts[:-1]
        most = int(counts.argmax())
        if counts[most] and table.terms[most] not in region.names:
            yield Mistake(
                golden.name,
                region,
                table.terms[most],
                float(counts[most] / len(names)),
                float(np.where(names == most, confidence, 0).mean()),
                Embedded.photograph(surroundings(photo, region, _SIDE), _SIDE),
            )


def surest(found: Iterable[Mistake], most: int = 12) -> list[Mistake]:
    """Give the surest mistakes; of those of a photograph that are of one kind, only one."""
    ranked = sorted(found, key=lambda mistake: (-mistake.sure, mistake.photo))
    kinds = {(each.photo, each.region.names, each.said): each for each in reversed(ranked)}
    return [each for each in ranked if each in kinds.values()][:most]
