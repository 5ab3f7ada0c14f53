"""The sources that are museums: their options become searches."""

from __future__ import annotations

import math
from collections.abc import Callable

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.http import HttpClient
from folkhue.datasets.listing import Listing
from folkhue.datasets.sources.artic import list_artic
from folkhue.datasets.sources.museums import MAX_WORKS, Access
from stages.common import Museum

LISTERS: dict[str, Callable[[Access, int, Vocabulary, Listing], None]] = {"artic": list_artic}
"""Name of a source → what lists its works."""


def list_museum(
    name: str, options: Museum, terms: Vocabulary, client: HttpClient, listing: Listing
) -> None:
    """List the works of a museum for each term."""
    access = Access(client, options.url, options.calls_per_hour)
    number = math.ceil(options.photos * options.over_fetch)
    LISTERS[name](access, min(MAX_WORKS, number), terms, listing)
