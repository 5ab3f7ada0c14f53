"""The download stage in a small project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


def photos(project: Project) -> list[PhotoRecord]:
    return list(kept_photos(project.folder / "data/photos.csv"))
