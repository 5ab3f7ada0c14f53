"""Which column of a list of photographs holds what, by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from folkhue.datasets.record import MANIFEST_COLUMNS

ALIASES: Mapping[str, str] = {
    alias: name
    for name, aliases in {
        "id": ("identifier", "photo_id", "image_id"),
        "path": ("file", "filename", "file_name", "filepath", "file_path", "image", "image_path"),
        "url": ("link", "image_url", "photo_url", "download_url"),
        "description": ("caption",),
        "tags": ("tag", "keyword", "keywords", "label", "labels"),
        "license": ("licence",),
        "license_url": ("licence_url",),
        "owner": ("author", "creator", "photographer"),
        "owner_url": ("author_url", "creator_url"),
        "page": ("page_url", "landing_page", "foreign_landing_url"),
        "taken": ("date_taken",),
        "uploaded": ("date_uploaded",),
    }.items()
    for alias in aliases
}
"""Other name of a column → the name that it has in a manifest."""


def column_of(header: str) -> str:
    """Return which of `MANIFEST_COLUMNS` a header means, or an empty text.

    Upper and lower case, and spaces or hyphens for underscores, make no difference.

    Examples
    --------
    >>> [column_of(header) for header in ("Tags", " File Name", "licence-URL", "size")]
    ['tags', 'path', 'license_url', '']
    """
    name = _normalized(header)
    return name if name in MANIFEST_COLUMNS else ALIASES.get(name, "")


def find_columns(header: Sequence[str]) -> dict[str, int]:
    """Find the `MANIFEST_COLUMNS` in a header: name → place of the column.

    A column whose header is the name itself goes before those whose header is another name for
    it, such as `keywords` next to `tags`.

    Raises
    ------
    ValueError
        If several columns are equally good.
    """
    found: dict[str, list[int]] = {}
    for place, name in enumerate(map(column_of, header)):
        if name:
            found.setdefault(name, []).append(place)
    return {name: _one_of(places, name, header) for name, places in found.items()}


def _one_of(places: Sequence[int], name: str, header: Sequence[str]) -> int:
    exact = [place for place in places if _normalized(header[place]) == name]
    best = exact or places
    if len(best) > 1:
        named = " and ".join(repr(header[place].strip()) for place in best[:2])
        raise ValueError(f"the columns {named} both mean {name}; rename or remove one")
    return best[0]


def _normalized(header: str) -> str:
    return re.sub(r"[\s\-]+", "_", header.strip().casefold())
