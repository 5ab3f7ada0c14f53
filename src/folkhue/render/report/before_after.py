"""Photographs, and the same with every pixel painted in its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkhue.datasets.attribution import Credit
from folkhue.datasets.record import PhotoRecord
from folkhue.images.photo import Photo
from folkhue.render.report.embedded import Embedded, picture
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

SHOWCASE = (
    *("venice-dusk", "garden", "parrot", "citrus-fruits", "european-honey-bee"),
    *("cocktail", "astronaut", "flower"),
)
"""Golden photographs that a page opens with, chosen by looking, in the order of the page."""

LARGE, SMALL = 640, 320
"""Widths in pixels of the photographs that a page opens with, and of all others."""

MOST = 80
"""Golden photographs that a page shows; more would make it too large to be sent around."""


@dataclass(frozen=True, eq=False)
class Pair:
    """A photograph before and after.

    Attributes
    ----------
    name : str
        Of the golden photograph.
    credit : Credit
    before, after : Embedded
        Of one size.
    shares : dict of str to float
        Name → share of the pixels, the largest first.
    """

    name: str
    credit: Credit
    before: Embedded
    after: Embedded
    shares: dict[str, float]

    @classmethod
    def of(cls, record: PhotoRecord, photo: Photo, table: ColorTable, width: int = SMALL) -> Pair:
        """Name the pixels of the photograph that a record describes."""
        named = NameMap.from_photo(photo, table)
        return cls(
            record.id,
            Credit.from_record(record),
            Embedded.photograph(picture(photo), width),
            Embedded.drawing(named.image(), width),
            named.shares(),
        )

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.before.width / self.before.height


def showcase(names: Sequence[str], most: int = len(SHOWCASE)) -> list[str]:
    """Choose the photographs that a page opens with.

    Those of `SHOWCASE` that are there, and, in a golden set of one's own, the first ones.

    Examples
    --------
    >>> showcase(["a", "b", "parrot", "garden"], most=3)
    ['garden', 'parrot', 'a']
    """
    chosen = [name for name in SHOWCASE if name in names]
    return [*chosen, *(name for name in names if name not in chosen)][:most]
