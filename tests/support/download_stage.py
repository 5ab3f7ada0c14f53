"""The download stage in a small project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flickr_server import FlickrServer
from flickr_server.server import KEY, SECRET
from support.project import Project

from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord

LOCAL = (
    ("    http: false", "    http: true"),
    ("private_addresses: false", "private_addresses: true"),
)
QUICK = ("first_wait: 1.0", "first_wait: 0.02")
MADE = ("data/photos/*", "data/photos.csv")


@dataclass(frozen=True)
class Done:
    """How a run of the stage ended; ``error`` is empty if it succeeded."""

    printed: str
    error: str


Download = Callable[..., Done]

ALL_KEPT = (
    "48 photographs, 0 left out\n"
    "fewer than 25 photographs, which are few to learn a name from: red 6, orange 6, yellow 6, "
    "green 6, blue 6, purple 6, black 6, white 6\n"
)
"""What is printed first if every photograph of the small project is kept."""


def photos(project: Project) -> list[PhotoRecord]:
    return list(kept_photos(project.folder / "data/photos.csv"))


def search_on(server: FlickrServer, project: Project) -> None:
    """Take photographs from a server, whose keys are in .env."""
    project.edit(
        "params.yaml",
        ("source: sampler", "source: flickr"),
        ("url: https://api.flickr.com/services/rest/", f"url: {server.url}"),
        ("    photos: 300", "    photos: 12"),
        ("calls_per_hour: 3600", "calls_per_hour: 3600000"),
        ("uploaded_to: null", 'uploaded_to: "2024-01-01"'),
        *LOCAL,
        QUICK,
    )
    (project.folder / ".env").write_text(f"FLICKR_API_KEY={KEY}\nFLICKR_API_SECRET={SECRET}\n")
