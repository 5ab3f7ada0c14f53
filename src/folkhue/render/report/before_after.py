"""Golden photographs, before and after recoloring, as the report shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkhue.datasets.attribution import Credit
from folkhue.datasets.record import PhotoRecord
from folkhue.images.photo import Photo
from folkhue.render.photo_image import photo_image
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.table.color_table import ColorTable
from folkhue.table.name_map import NameMap

SHOWCASE = (
    *("venice-dusk", "garden", "parrot", "citrus-fruits", "european-honey-bee"),
    *("cocktail", "astronaut", "flower"),
)
"""Golden photographs at the top of the report, chosen by eye, in the order of the page."""

LARGE, SMALL = 640, 320
"""Widths in pixels of the photographs at the top of the report, and of all others."""

MAX_PAIRS = 80
"""Golden photographs that the report shows; with more, it would be too large to send."""


@dataclass(frozen=True, eq=False)
class BeforeAfter:
    """A photograph before and after recoloring.

    Attributes
    ----------
    name : str
        Of the golden photograph.
    credit : Credit
    before, after : EmbeddedImage
        Of the same size.
    shares : dict of str to float
        Name → share of the pixels, the largest first.
    """

    name: str
    credit: Credit
    before: EmbeddedImage
    after: EmbeddedImage
    shares: dict[str, float]

    @classmethod
    def from_photo(
        cls, record: PhotoRecord, photo: Photo, table: ColorTable, width: int = SMALL
    ) -> BeforeAfter:
        """Recolor the photograph that a record describes."""
        named = NameMap.from_photo(photo, table)
        return cls(
            record.id,
            Credit.from_record(record),
            EmbeddedImage.photograph(photo_image(photo), width),
            EmbeddedImage.drawing(named.image(), width),
            named.shares(),
        )

    @property
    def ratio(self) -> float:
        """Width divided by height."""
        return self.before.width / self.before.height


def showcase(names: Sequence[str], number: int = len(SHOWCASE)) -> list[str]:
    """Choose the photographs at the top of the report.

    Those of `SHOWCASE` that exist come first, then others in the order of `names`, as in a
    golden set of the user's own.

    Examples
    --------
    >>> showcase(["a", "b", "parrot", "garden"], number=3)
    ['garden', 'parrot', 'a']
    """
    chosen = [name for name in SHOWCASE if name in names]
    return [*chosen, *(name for name in names if name not in chosen)][:number]
