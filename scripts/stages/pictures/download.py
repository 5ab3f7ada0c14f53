"""Download the pictures of the source into data/pictures/photos.

Whatever stops a run, its pictures are kept, and the next run continues. The state is in
data/pictures/download.sqlite, the result in photos, photos.csv and ATTRIBUTION.md beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkhue.datasets.http import HttpClient
from folkhue.datasets.listing import Listing
from folkhue.datasets.sources.manifest import PhotoSource
from stages.common import Museum
from stages.downloading import Places, download, listed_photos
from stages.museums import list_museum
from stages.pictures.params import Params
from stages.pictures.stage import DATA, run


@dataclass(frozen=True)
class Sources:
    """What ``download.source`` can name.

    Attributes
    ----------
    params : Params
    """

    params: Params

    def photos(self, client: HttpClient) -> PhotoSource:
        """Find the list of a source that needs no search; its pictures may be on the web."""
        return listed_photos(self.params.download, self.params.terms)

    def search(self, client: HttpClient, listing: Listing) -> None:
        """Search a museum."""
        settings = self.params.download
        assert isinstance(settings.searched, Museum)
        list_museum(settings.source, settings.searched, self.params.terms, client, listing)

    def forget(self) -> None:
        """Keep everything: there is no archive."""


def main(params: Params) -> None:
    """Download what the parameters say."""
    download(params, Sources(params), Places(DATA))


if __name__ == "__main__":
    run(main)
