"""A run beside another one, as the report shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folkhue.images.photo import Photo
from folkhue.learning.evaluation.name_changes import ComparedRegion, NameChanges
from folkhue.render.report.embedded_image import EmbeddedImage
from folkhue.render.report.golden_regions import surroundings

MAX_REGIONS = 24
"""Regions that are shown."""

MAX_FLOWS = 12
"""Pairs of names that are listed."""

_SIDE = 220

_OUTCOMES = ("wrong now", "right now", "another name")
"""In the order in which regions are shown."""


@dataclass(frozen=True, eq=False)
class ScoreRow:
    """The scores of both chosen classifiers on a test set.

    Attributes
    ----------
    title : str
    before, after : mapping or None
        As in ``metrics.json``.
    comparable : bool
        Whether both were measured on the same examples, and these are enough.
    paired : mapping or None
        ``difference`` and ``interval`` of the balanced accuracies on the same photographs.
    """

    title: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    comparable: bool
    paired: Mapping[str, Any] | None = None

    @property
    def difference(self) -> float:
        """Of the balanced accuracies, this run's minus the other's."""
        assert self.before is not None
        assert self.after is not None
        return float(self.after["balanced_accuracy"] - self.before["balanced_accuracy"])


@dataclass(frozen=True, eq=False)
class ShownRegion:
    """A region with another name, and its picture."""

    compared: ComparedRegion
    crop: EmbeddedImage

    @classmethod
    def of(cls, compared: ComparedRegion, photo: Photo) -> ShownRegion:
        """Cut the region out of its photograph."""
        crop = surroundings(photo, compared.region, _SIDE)
        return cls(compared, EmbeddedImage.photograph(crop, _SIDE))


@dataclass(frozen=True, kw_only=True, eq=False)
class RunComparison:
    """What differs between this run and another one.

    Attributes
    ----------
    name, commit, date : str
        The revision as params.yaml names it, the commit that it was, and the day of that.
    best : (str, str)
        The chosen classifiers, of the other run and of this one.
    only_before, only_after : sequence of str
        Color names that only one run has.
    parameters : mapping of str to (Any, Any)
        Keys of params.yaml that differ → both values; None where there is no such key.
    scores : sequence of ScoreRow
    changes : NameChanges
    slices : EmbeddedImage
        From `draw_changes`.
    regions : mapping of str to int
        Outcome → number of golden regions.
    shown : sequence of ShownRegion
        Some of those that changed.
    """

    name: str
    commit: str
    date: str
    best: tuple[str, str]
    only_before: Sequence[str]
    only_after: Sequence[str]
    parameters: Mapping[str, tuple[Any, Any]]
    scores: Sequence[ScoreRow]
    changes: NameChanges
    slices: EmbeddedImage
    regions: Mapping[str, int]
    shown: Sequence[ShownRegion]

    @property
    def renamed(self) -> int:
        """Number of regions with another name."""
        return sum(self.regions.values()) - self.regions.get("the same", 0)


def most_telling(changed: Iterable[ShownRegion]) -> list[ShownRegion]:
    """Choose regions to show: those that are wrong now first, and of these the most changed."""

    def order(each: ShownRegion) -> tuple[int, float, str]:
        found = each.compared
        return _OUTCOMES.index(found.outcome), -found.share, found.photo

    return sorted(changed, key=order)[:MAX_REGIONS]
