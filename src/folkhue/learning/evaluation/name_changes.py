"""Which colors, and which golden regions, two tables name differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkhue.color.vocabulary import UNNAMED, UNNAMED_NAME
from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, Region
from folkhue.learning.evaluation.survey import index_names
from folkhue.table.color_table import ColorTable


@dataclass(frozen=True)
class Flow:
    """The colors that have one name by one table, and another by the other.

    Attributes
    ----------
    before, after : str
    colors : int
    """

    before: str
    after: str
    colors: int


@dataclass(frozen=True)
class NameChanges:
    """The colors that two tables name differently.

    Attributes
    ----------
    compared : int
        Colors to which both tables give a name that both have.
    flows : sequence of Flow
        Those of them whose names differ, the most colors first.
    """

    compared: int
    flows: Sequence[Flow]

    @property
    def changed(self) -> int:
        """Number of colors whose names differ."""
        return sum(flow.colors for flow in self.flows)


def shared_names(before: ColorTable, after: ColorTable) -> tuple[str, ...]:
    """List the names that both tables have, as the second orders them, and "unnamed"."""
    return (*(name for name in after.terms if name in before.terms), UNNAMED_NAME)


def name_changes(before: ColorTable, after: ColorTable) -> NameChanges:
    """Compare the names of all 16,777,216 colors."""
    names = [index_names(table) for table in (before, after)]
    # Either order of the cube will do, if it is the same.
    pairs = before.lut.flat.astype(np.uint16) * np.uint16(UNNAMED + 1) + after.lut.flat
    counts = np.bincount(pairs, minlength=(UNNAMED + 1) ** 2)
    shared = shared_names(before, after)
    found = [
        Flow(str(names[0][old]), str(names[1][new]), int(counts[pair]))
        for pair in np.flatnonzero(counts)
        for old, new in [divmod(int(pair), UNNAMED + 1)]
    ]
    among = [flow for flow in found if flow.before in shared and flow.after in shared]
    flows = [flow for flow in among if flow.before != flow.after]
    flows.sort(key=lambda flow: (-flow.colors, flow.before, flow.after))
    return NameChanges(sum(flow.colors for flow in among), flows)


@dataclass(frozen=True, eq=False)
class ComparedRegion:
    """What two tables call most pixels of a golden region.

    Attributes
    ----------
    photo : str
        Name of the golden photograph.
    region : Region
    before, after : str
    share : float
        Of its pixels, whose names differ, 0 to 1.
    """

    photo: str
    region: Region
    before: str
    after: str
    share: float

    @property
    def outcome(self) -> str:
        """What the change is: "the same", "right now", "wrong now", or "another name".

        "Another name" is right by both tables, as in an ambiguous region, or by neither.
        """
        if self.before == self.after:
            return "the same"
        right = [name in self.region.names for name in (self.before, self.after)]
        return {(False, True): "right now", (True, False): "wrong now"}.get(
            (right[0], right[1]), "another name"
        )


def compare_regions(
    golden: GoldenPhoto, photo: Photo, before: ColorTable, after: ColorTable
) -> Iterator[ComparedRegion]:
    """Name the regions of a photograph by both tables; those with names unknown to one are skipped.

    A region has the name of most of its pixels that are named.
    """
    shared = shared_names(before, after)
    for region, mask in zip(golden.regions, golden.masks(photo), strict=True):
        if not set(region.names) <= set(shared) or not mask.any():
            continue
        named = [index_names(t)[t.predict(photo.rgb[mask])] for t in (before, after)]
        most = [_most_frequent(names) for names in named]
        if set(most) <= set(shared):
            share = float((named[0] != named[1]).mean())
            yield ComparedRegion(golden.name, region, most[0], most[1], share)


def _most_frequent(names: NDArray[np.str_]) -> str:
    found, counts = np.unique(names[names != UNNAMED_NAME], return_counts=True)
    return str(found[counts.argmax()]) if len(found) else UNNAMED_NAME
