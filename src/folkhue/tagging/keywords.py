"""Which keywords a photograph has, and how they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROOT = "Color"
"""First level of hierarchical keywords: ``Color|red``."""

SUBJECT, HIERARCHY, DIGIKAM, IPTC = (
    "XMP-dc:Subject",
    "XMP-lr:HierarchicalSubject",
    "XMP-digiKam:TagsList",
    "IPTC:Keywords",
)

FIELDS = (SUBJECT, HIERARCHY, DIGIKAM, IPTC)
"""Where keywords are written, as exiftool calls them: for nearly all programs, for Lightroom, for
digiKam, and for older programs."""

NOTE = "XMP-folkhue:Added"
"""Where it is noted which keywords are folkhue's: texts such as ``XMP-dc:Subject=red``."""

IPTC_BYTES = 64
"""Length of the longest keyword of IPTC."""

Keywords = Mapping[str, Sequence[str]]
"""Field → keywords in it."""


@dataclass(frozen=True)
class Change:
    """What to change in the keywords of one file.

    Attributes
    ----------
    added, removed : tuple of (str, str)
        Fields and keywords.
    note : tuple of str
        The whole new note of which keywords are folkhue's.
    is_noted : bool
        Whether that is what the file has already.
    """

    added: tuple[tuple[str, str], ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    note: tuple[str, ...] = ()
    is_noted: bool = True

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or not self.is_noted)

    def names_added(self) -> list[str]:
        """Return the plain names that are added."""
        return [name for field, name in self.added if field == SUBJECT]

    def names_removed(self) -> list[str]:
        """Return the plain names that are removed."""
        return [name for field, name in self.removed if field == SUBJECT]


def wanted_keywords(names: Sequence[str], fields: Sequence[str] = FIELDS) -> dict[str, list[str]]:
    """Return how names are written in each field.

    Examples
    --------
    >>> wanted_keywords(["red"])["XMP-lr:HierarchicalSubject"]
    ['Color|red']
    """
    written = {
        SUBJECT: [*names],
        HIERARCHY: [f"{ROOT}|{name}" for name in names],
        DIGIKAM: [f"{ROOT}/{name}" for name in names],
        IPTC: [name for name in names if len(name.encode()) <= IPTC_BYTES],
    }
    return {field: written[field] for field in fields}


def change_of(present: Keywords, wanted: Keywords) -> Change:
    """Find out what to add and what to remove, so that a file has the wanted keywords.

    What the owner wrote stays, and is not written again, whatever its case. What folkhue wrote
    before, and is no longer wanted, goes.

    Parameters
    ----------
    present : mapping of str to sequence of str
        Keywords in the file, and its `NOTE`.
    wanted : mapping of str to sequence of str
        Of `wanted_keywords`; empty to remove all that folkhue wrote.

    Examples
    --------
    >>> change = change_of({"XMP-dc:Subject": ["Red", "cat"]}, {"XMP-dc:Subject": ["red", "blue"]})
    >>> change.added, change.note
    ((('XMP-dc:Subject', 'blue'),), ('XMP-dc:Subject=blue',))
    """
    noted = [*present.get(NOTE, ())]
    ours = {
        (field, keyword)
        for field, _, keyword in (entry.partition("=") for entry in noted)
        if keyword in present.get(field, ())
    }
    added, kept = [], []
    for field, keywords in wanted.items():
        own = [keyword for keyword in present.get(field, ()) if (field, keyword) not in ours]
        theirs = {keyword.casefold() for keyword in own}
        for keyword in keywords:
            if keyword.casefold() in theirs:
                continue
            kept.append((field, keyword))
            if (field, keyword) not in ours:
                added.append((field, keyword))
    note = tuple(f"{field}={keyword}" for field, keyword in kept)
    removed = sorted(ours - {*kept})
    return Change(tuple(added), tuple(removed), note, sorted(note) == sorted(noted))
