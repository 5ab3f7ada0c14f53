"""The sources that are museums: their options become searches."""

from __future__ import annotations

from collections.abc import Callable

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.http import HttpClient
from folkhue.datasets.listing import Listing
from folkhue.datasets.sources.artic import list_artic
from folkhue.datasets.sources.museums import Access
from folkhue.datasets.sources.rijksmuseum import KEY, list_rijksmuseum
from folkhue.datasets.sources.smk import list_smk
from stages.common import Museum
from stages.downloading import keys_of_services, number_to_list

LISTERS: dict[str, Callable[[Access, int, Vocabulary, Listing], None]] = {
    "artic": list_artic,
    "rijksmuseum": list_rijksmuseum,
    "smk": list_smk,
}
"""Name of a source → what lists its works."""


def list_museum(
    name: str, options: Museum, terms: Vocabulary, client: HttpClient, listing: Listing
) -> None:
    """List the works of a museum for each term."""
    key = keys_of_services().get(KEY, "") if name == "rijksmuseum" else ""
    access = Access(client, options.url, options.calls_per_hour, key)
    LISTERS[name](access, number_to_list(options), terms, listing)
