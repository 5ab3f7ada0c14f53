"""Photographs of a list that were not kept, by reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from folkhue.datasets.record import PhotoRecord, Status

MAX_LISTED = 200
"""Photographs that are listed, of all reasons together."""


@dataclass(frozen=True)
class LeftOut:
    """The photographs that were left out for one reason.

    Attributes
    ----------
    status : Status
    number : int
    listed : sequence of PhotoRecord
        The first of them.
    """

    status: Status
    number: int
    listed: Sequence[PhotoRecord]

    @property
    def reason(self) -> str:
        """The status in words, such as "near duplicate"."""
        return self.status.value.replace("_", " ")

    @property
    def unlisted(self) -> int:
        """How many there are besides."""
        return self.number - len(self.listed)


def by_reason(rejected: Iterable[PhotoRecord], max_listed: int = MAX_LISTED) -> list[LeftOut]:
    """Group photographs by the reason for which they were left out, the most frequent first.

    Parameters
    ----------
    rejected : iterable of PhotoRecord
        Read once; no more than `max_listed` of each reason are in memory.
    max_listed : int
        Photographs to list. Those of rare reasons come first, as frequent ones would crowd them
        out.

    Examples
    --------
    >>> photos = [PhotoRecord(str(n), status=Status.TOO_SMALL) for n in range(9)]
    >>> photos.append(PhotoRecord("9", status=Status.SAME_FILE, detail="8"))
    >>> [(each.reason, len(each.listed), each.unlisted) for each in by_reason(photos, 3)]
    [('too small', 2, 7), ('same file', 1, 0)]
    """
    numbers: Counter[Status] = Counter()
    first: dict[Status, list[PhotoRecord]] = defaultdict(list)
    for photo in rejected:
        numbers[photo.status] += 1
        if len(first[photo.status]) < max_listed:
            first[photo.status].append(photo)
    found, room = [], max_listed
    for status, number in sorted(numbers.items(), key=lambda item: (item[1], item[0])):
        found.append(LeftOut(status, number, first[status][:room]))
        room -= len(found[-1].listed)
    return found[::-1]
