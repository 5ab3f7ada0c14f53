"""Works of the Rijksmuseum, by the dominant color of their pictures, from its collection API.

The API was described at https://data.rijksmuseum.nl/object-metadata/api/ and needed a key. The
museum has retired it: in July 2026 it answered 410 Gone. The museum's present API, described at
https://data.rijksmuseum.nl/docs/search , cannot be searched by color, so there is no other way
to these labels. This module is for whoever has a server that answers as that API did.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from folkhue._utils.untrusted_json import Fields
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.licenses import license_url
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.facets import Rules
from folkhue.datasets.sources.museums import CC0, Access, Results, Search, list_each
from folkhue.errors import DownloadError

API = "https://www.rijksmuseum.nl/api/en/"
PATH = "/collection"
CALLS_PER_HOUR = 3_600
PER_PAGE = 100
WINDOW = 10_000
"""Results of one search, whatever its total."""

KEY = "RIJKSMUSEUM_API_KEY"
"""Name of the environment variable that holds the key."""

RETIRED = (
    "the museum has retired this API, and its present one, "
    "https://data.rijksmuseum.nl/docs/search, cannot be searched by color; set download.source to "
    "artic or smk"
)

PALETTE = (
    *("#000000", "#737C84", "#B5BFCC", "#F6ECF3", "#FBF6E1", "#E0CC91", "#B35A1F", "#2F4F4F"),
    *("#981313", "#DE4153", "#F49B7A", "#E09714", "#FFEB00", "#367614", "#62AD77", "#72E6BF"),
    *("#C7F2F4", "#43C6F8", "#4279DB", "#4019B1", "#8268DC", "#850085", "#DAAFDA", "#DF4C93"),
    "#DDA5AA",
)
"""The colors that a work can have."""

_FULL_SIZE, _SIZE = "=s0", "=s843"
"""Ends of a picture's address: its longer side in pixels, and 0 for all there are."""


def list_rijksmuseum(access: Access, photos: int, terms: Vocabulary, listing: Listing) -> None:
    """Add the works of every term to a listing; a stopped search continues.

    Parameters
    ----------
    access : Access
        With a key.
    photos : int
        Works to list for each term, if there are so many.
    terms : Vocabulary
    listing : Listing

    Raises
    ------
    ParamsError
        If no rule makes a label of one of the terms.
    DownloadError
        If the museum refuses the key or the search, or does not answer.
    """
    rules = Rules(terms)
    if not access.key:
        raise DownloadError(f"the Rijksmuseum needs a key: {KEY} is not set. But {RETIRED}")
    service = access.service(
        "The Rijksmuseum",
        "rijksmuseum",
        secret={"key": access.key},
        advice={401: f"check {KEY} in the environment or in .env", 410: RETIRED},
    )
    search = Search(service, PATH, _read_page, PER_PAGE, WINDOW, listing)

    def works(term: str) -> Iterator[int]:
        queries = [partial(_arguments, color) for color in rules.hexes_of(term, PALETTE)]
        return search.works(term, queries, partial(_read, term), photos)

    list_each(terms, photos, works)


def _arguments(color: str, page: int) -> dict[str, str]:
    """Make the arguments for a page of works with a dominant color.

    The first of a work's colors is written as in `PALETTE`. Further ones have a blank before them,
    so they are not found.
    """
    asked = {"format": "json", "imgonly": "True", "f.normalized32Colors.hex": color}
    return {**asked, "ps": str(PER_PAGE), "p": str(page)}


def _read(term: str, work: Fields) -> PhotoRecord | None:
    """Read a result, or None if its picture may not be downloaded."""
    if not work.is_true("permitDownload"):
        return None
    number, address = work.text("objectNumber"), work.fields("webImage").text("url")
    full = address.endswith(_FULL_SIZE)
    return PhotoRecord(
        id=f"rijksmuseum-{number}",
        url=address.removesuffix(_FULL_SIZE) + _SIZE if full else address,
        title=work.text("title", ""),
        tags=term,
        license=CC0,
        license_url=license_url(CC0),
        owner=work.text("principalOrFirstMaker", ""),
        page=work.fields("links", {}).text("web", ""),
        source="Rijksmuseum",
        labels=(term,),
    )


def _read_page(answer: Fields) -> Results:
    return Results(answer.integer("count"), answer.items("artObjects"))
