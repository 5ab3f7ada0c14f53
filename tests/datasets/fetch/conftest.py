"""A local server of photographs, with faults."""

from collections.abc import Iterator

import pytest
from flickr_server import Faults, FlickrServer, Picture, synthetic
from support.downloads import TERMS
from support.listed_photos import Serve


@pytest.fixture
def pictures() -> list[Picture]:
    return synthetic(24, TERMS.names)


@pytest.fixture
def serve(pictures: list[Picture]) -> Iterator[Serve]:
    running: list[FlickrServer] = []

    def start(**faults: object) -> FlickrServer:
        server = FlickrServer(pictures, Faults(**faults))  # type: ignore[arg-type]
        running.append(server.__enter__())
        return server

    yield start
    for server in running:
        server.__exit__()
