"""Listed photographs, and what became of them."""

from collections.abc import Callable

import numpy as np
from flickr_server import FlickrServer
from PIL import Image

from folkhue.datasets.record import PhotoRecord, Status

Encode = Callable[..., bytes]
Serve = Callable[..., FlickrServer]


def statuses(table: dict[str, PhotoRecord]) -> set[tuple[Status, str]]:
    return {(record.status, record.detail) for record in table.values()}


ALL_OK = {(Status.OK, "")}


def photo(seed: int, side: int = 96) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
    return Image.fromarray(blocks).resize((side, side), Image.Resampling.BICUBIC)


def listed(server: FlickrServer) -> list[PhotoRecord]:
    """Return records of the server's photographs; their first tag is a color term."""
    return [
        PhotoRecord(p.id, url=f"{server.address}/65535/{p.id}_{p.secret}_o.jpg", labels=p.tags[:1])
        for p in server.catalog.pictures
    ]
