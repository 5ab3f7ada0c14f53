"""One photograph of a list: where it is, what people wrote about it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

MANIFEST_COLUMNS = (
    *("id", "path", "url", "title", "description", "tags"),
    *("license", "license_url", "owner", "owner_url", "page"),
    *("source", "original", "taken", "uploaded"),
)
"""Columns of a manifest, all text: the first fields of a `PhotoRecord`."""


class Status(StrEnum):
    """What became of a listed photograph; its value stands in ``photos.csv``."""

    OK = "ok"
    PENDING = "pending"
    """Not fetched yet."""
    NOT_NEEDED = "not_needed"
    """Not fetched, as there are enough others of its colors."""
    FAILED = "failed"
    """Not fetched, for a reason that may pass."""
    UNAVAILABLE = "unavailable"
    """There is nothing to fetch, or it must not be fetched."""
    UNREADABLE = "unreadable"
    """Not an image that can be decoded."""
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TRANSPARENT = "transparent"
    NOT_COLORED = "not_colored"
    """Black and white, though its tags name a color."""
    SAME_FILE = "same_file"
    """The same bytes as another photograph, whose id is the detail."""
    NEAR_DUPLICATE = "near_duplicate"
    """Looks like another photograph, whose id is the detail."""


@dataclass(frozen=True)
class PhotoRecord:
    """A photograph of a list.

    Texts are empty where nothing is known.

    Attributes
    ----------
    id : str
        Unique within a list.
    path, url : str
        Where it is, on this machine or on the web.
    title, description, tags : str
        What people wrote about it; tags are separated by ";".
    license, license_url, owner, owner_url, page : str
        What a credit needs; ``page`` is the web page that shows the photograph.
    source : str
        The service or the collection that it comes from.
    original : str
        Names the picture that it was cut from. Crops of one picture are used either for
        training or for testing, never for both.
    taken, uploaded : str
        Dates.
    labels : tuple of str
        Weak labels: the color terms in its tags, title and description.
    sha256 : str
        Of its file.
    width, height : int
        In pixels, 0 if unknown.
    status : Status
    detail : str
        More about the status, such as the reason of a failure.
    """

    id: str
    path: str = ""
    url: str = ""
    title: str = ""
    description: str = ""
    tags: str = ""
    license: str = ""
    license_url: str = ""
    owner: str = ""
    owner_url: str = ""
    page: str = ""
    source: str = ""
    original: str = ""
    taken: str = ""
    uploaded: str = ""
    labels: tuple[str, ...] = ()
    sha256: str = ""
    width: int = 0
    height: int = 0
    status: Status = Status.PENDING
    detail: str = ""


COLUMNS = tuple(field.name for field in fields(PhotoRecord))
"""Columns of ``photos.csv``."""
