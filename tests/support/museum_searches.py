"""Searches of museums, on servers that stand in for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from museum_servers import ArticServer, MuseumServer, RijksmuseumServer, SmkServer
from support.downloads import quick_client, records_in, state_in

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.checks import Checks
from folkhue.datasets.fetch import fetch
from folkhue.datasets.listing import Listing
from folkhue.datasets.record import PhotoRecord
from folkhue.datasets.sources.artic import list_artic
from folkhue.datasets.sources.museums import Access
from folkhue.datasets.sources.rijksmuseum import list_rijksmuseum
from folkhue.datasets.sources.smk import list_smk

SERVERS: dict[str, type[MuseumServer]] = {
    "artic": ArticServer,
    "rijksmuseum": RijksmuseumServer,
    "smk": SmkServer,
}
LISTERS: dict[str, Callable[[Access, int, Vocabulary, Listing], None]] = {
    "artic": list_artic,
    "rijksmuseum": list_rijksmuseum,
    "smk": list_smk,
}

TERMS = Vocabulary.of(["red", "blue"])
CLEAR = {
    "red": (0, 100, 50),
    "orange": (39, 100, 50),
    "yellow": (60, 100, 50),
    "green": (120, 100, 20),
    "blue": (218, 68, 56),
    "purple": (273, 80, 50),
    "black": (0, 0, 0),
    "white": (0, 0, 100),
}
"""A clear example of each term, for every museum."""

RED, BLUE = CLEAR["red"], CLEAR["blue"]


def search(
    server: MuseumServer,
    folder: Path,
    photos: int = 1_000,
    terms: Vocabulary = TERMS,
    *,
    calls_per_hour: float = 1e9,
    key: str = "k3y",
    **limits: object,
) -> list[PhotoRecord]:
    """Search a server; a second call continues the same listing, as the next run does."""
    name = next(name for name, kind in SERVERS.items() if isinstance(server, kind))
    client = quick_client(**{"max_tries": 3, **limits})
    with state_in(folder) as state:
        state.listing.begin("test", number=photos)
        access = Access(client, server.url, calls_per_hour, key)
        LISTERS[name](access, photos, terms, state.listing)
        state.listing.end(photos)
    return records_in(folder)


def fetched(folder: Path, terms: Vocabulary = TERMS, **limits: object) -> list[PhotoRecord]:
    """Fetch what is listed."""
    client = quick_client(**{"max_tries": 3, **limits})
    with state_in(folder) as state:
        fetch(state, folder / "photos", client, Checks(), terms.names)
    return records_in(folder)


def wrong_results(folder: Path) -> dict[str, int]:
    """Count the results that were left out, by the reason."""
    with state_in(folder) as state:
        return dict(sum(state.listing.wrong_results().values(), Counter[str]()))
