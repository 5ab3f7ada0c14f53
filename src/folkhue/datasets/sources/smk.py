"""Works of SMK, the National Gallery of Denmark, by the colors of their pictures.

The API is described at https://api.smk.dk/api/v1/docs/ . It needs no key. A work has a list of
colors that the museum computed, the one with the largest share first, and all works can be
searched by one of them. `folkhue.datasets.sources.facets` turns the first color into the label.
Only works in the public domain are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from folkhue._utils.untrusted_json import Fields, JsonError, read_each
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.licenses import License
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.facets import Rules, hsl_of
from folkhue.datasets.sources.museums import CC0, MAX_WORKS, Access, Results, Search, list_each

API = "https://api.smk.dk/api/v1/"
PATH = "/art/search/"
CALLS_PER_HOUR = 3_600
"""The museum states no limit."""

PER_PAGE = 100
SIZE = "full/!843,843/0/default.jpg"

_ALLOWED = "[has_image:true],[public_domain:true]"
_COLORS = {
    "keys": "*",
    "filters": _ALLOWED,
    "facets": "colors",
    "offset": "0",
    "rows": "0",
}
"""Asks which colors there are."""

_FIELDS = (
    *("object_number", "titles", "artist", "production_date", "colors", "public_domain"),
    *("rights", "image_iiif_id", "image_thumbnail", "frontend_url"),
)


def list_smk(access: Access, photos: int, terms: Vocabulary, listing: Listing) -> None:
    """Add the works of every term to a listing; a stopped search continues.

    Parameters
    ----------
    access : Access
    photos : int
        Works to list for each term, if there are so many.
    terms : Vocabulary
    listing : Listing

    Raises
    ------
    ParamsError
        If no rule makes a label of one of the terms.
    DownloadError
        If the museum refuses the search, or does not answer.
    """
    rules = Rules(terms)
    search = Search(access.service("SMK", "smk"), PATH, _read_page, PER_PAGE, MAX_WORKS, listing)
    colors = search.ask_once(_COLORS, _read_colors, lambda found: list(map(str, found)))

    def works(term: str) -> Iterator[int]:
        queries = [partial(_arguments, color) for color in rules.hexes_of(term, colors)]
        return search.works(term, queries, partial(_read, rules, term), photos)

    list_each(terms, photos, works)


def _arguments(color: str, page: int) -> dict[str, str]:
    return {
        "keys": "*",
        "filters": f"[colors:{color}],{_ALLOWED}",
        "fields": ",".join(_FIELDS),
        "lang": "en",
        "offset": str(page * PER_PAGE),
        "rows": str(PER_PAGE),
    }


def _read(rules: Rules, term: str, work: Fields) -> PhotoRecord | None:
    """Read a result, or None if its first color is not of the term."""
    colors = _texts(work, "colors")
    hsl = hsl_of(colors[0]) if colors else None
    if hsl is None:
        raise JsonError("colors: expected hex colors, got none")
    return _record(work, term) if rules.term_of(hsl) == term else None


def _record(work: Fields, term: str) -> PhotoRecord:
    if not work.is_true("public_domain"):
        raise JsonError("public_domain: expected true, got something else")
    number, image = work.text("object_number"), work.text("image_iiif_id", "")
    license = _license(work.text("rights", ""))
    return PhotoRecord(
        id=f"smk-{number}",
        url=f"{image.rstrip('/')}/{SIZE}" if image else work.text("image_thumbnail"),
        title=_first(work, "titles", "title"),
        tags=term,
        license=license.name,
        license_url=license.url,
        owner=", ".join(_texts(work, "artist")),
        page=work.text("frontend_url", "")
        or f"https://open.smk.dk/artwork/image/{quote(number, safe='')}",
        source="SMK, the National Gallery of Denmark",
        taken=_first(work, "production_date", "period"),
        labels=(term,),
    )


def _license(rights: str) -> License:
    """Name the license of a work in the public domain, for which there are several addresses."""
    return License(CC0, rights) if "/cc0" in rights else License.from_url("Public domain", rights)


def _texts(work: Fields, key: str) -> list[str]:
    return [value for value in work.items(key, []) if isinstance(value, str)]


def _first(work: Fields, key: str, name: str) -> str:
    """Read a text of the first of several objects."""
    found, _ = read_each(work.items(key, []), lambda each: each.text(name))
    return found[0] if found else ""


def _read_page(answer: Fields) -> Results:
    return Results(answer.integer("found"), answer.items("items"))


def _read_colors(answer: Fields) -> list[str]:
    """Read which colors there are: a list in which the number of works follows each color."""
    values = answer.fields("facets").items("colors")
    found = [value for value in values if isinstance(value, str) and hsl_of(value)]
    if values and not found:
        raise JsonError("facets.colors: expected hex colors, got none")
    return found
