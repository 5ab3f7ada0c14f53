"""The photographs of the server, and the search."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

LICENSES = [
    (0, "All Rights Reserved", ""),
    (4, "Attribution License", "https://creativecommons.org/licenses/by/2.0/"),
    (6, "Attribution-NoDerivs License", "https://creativecommons.org/licenses/by-nd/2.0/"),
    (2, "Attribution-NonCommercial License", "https://creativecommons.org/licenses/by-nc/2.0/"),
    (5, "Attribution-ShareAlike License", "https://creativecommons.org/licenses/by-sa/2.0/"),
    (7, "No known copyright restrictions", "https://www.flickr.com/commons/usage/"),
    (8, "United States Government Work", "http://www.usa.gov/copyright.shtml"),
    (9, "Public Domain Dedication (CC0)", "https://creativecommons.org/publicdomain/zero/1.0/"),
    (10, "Public Domain Mark", "https://creativecommons.org/publicdomain/mark/1.0/"),
    (11, "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
]
CAP = 4_000
LONGEST = {"t": 100, "s": 240, "n": 320, "w": 400, "m": 500, "z": 640, "c": 800, "l": 1024}
FIRST_DAY = 1_577_836_800  # 2020-01-01


@dataclass(frozen=True)
class Picture:
    """A photograph as its owner uploaded it."""

    id: str
    title: str
    tags: tuple[str, ...]
    width: int
    height: int
    original: Callable[[], bytes]
    description: str = ""
    owner: str = "12345678@N00"
    owner_name: str = "Somebody"
    license: int = 4
    uploaded: int = FIRST_DAY
    safety: int = 1
    content: int = 0

    @cached_property
    def secret(self) -> str:
        return hashlib.sha256(self.id.encode()).hexdigest()[:10]

    @cached_property
    def clean_tags(self) -> set[str]:
        """Tags as Flickr keeps them: lower case, letters and digits only."""
        return {re.sub(r"[\W_]", "", tag.lower()) for tag in self.tags}

    @cached_property
    def words(self) -> set[str]:
        text = " ".join((self.title, self.description, *self.tags))
        return set(re.findall(r"\w+", text.lower()))

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Available sizes as width and height; none is larger than the original."""
        longest = max(self.width, self.height)
        scaled = {s: min(1.0, side / longest) for s, side in LONGEST.items() if side < longest}
        sizes = {
            size: (max(1, round(self.width * by)), max(1, round(self.height * by)))
            for size, by in scaled.items()
        }
        return sizes | {"o": (self.width, self.height)}

    def contents(self, size: str) -> bytes:
        """Return the photograph in a size, as JPEG."""
        if size == "o":
            return self.original()
        with Image.open(io.BytesIO(self.original())) as image:
            out = io.BytesIO()
            image.convert("RGB").resize(self.sizes()[size]).save(out, "JPEG", quality=90)
        return out.getvalue()


@dataclass
class Catalog:
    """All photographs, searched as Flickr does."""

    pictures: list[Picture]
    by_id: dict[str, Picture] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {picture.id: picture for picture in self.pictures}

    def search(self, asked: Mapping[str, str]) -> list[Picture]:
        found: Iterable[Picture] = self.pictures
        if tags := {re.sub(r"[\W_]", "", tag.lower()) for tag in asked.get("tags", "").split(",")}:
            tags.discard("")
            fits = tags.issubset if asked.get("tag_mode") == "all" else tags.intersection
            found = [p for p in found if not tags or fits(p.clean_tags)]
        if words := re.findall(r"\w+", asked.get("text", "").lower()):
            found = [p for p in found if p.words.issuperset(words)]
        if licenses := asked.get("license"):
            found = [p for p in found if str(p.license) in licenses.split(",")]
        if contents := asked.get("content_types"):
            found = [p for p in found if str(p.content) in contents.split(",")]
        start, end = int(asked.get("min_upload_date", 0)), int(asked.get("max_upload_date", 2**40))
        safest = int(asked.get("safe_search", 1))
        found = [p for p in found if start <= p.uploaded <= end and p.safety <= safest]
        sort = asked.get("sort", "date-posted-desc")
        if sort.startswith("date-"):
            found.sort(key=lambda p: (p.uploaded, p.id), reverse=sort.endswith("desc"))
        else:
            found.sort(key=lambda p: hashlib.md5(f"{sort}{p.id}".encode()).digest())
        return found


def entry(picture: Picture, extras: set[str], base: str) -> dict[str, Any]:
    """Return a photograph as the API lists it."""
    found: dict[str, Any] = {
        "id": picture.id,
        "owner": picture.owner,
        "secret": picture.secret,
        "server": "65535",
        "farm": 66,
        "title": picture.title,
        "ispublic": 1,
        "isfriend": 0,
        "isfamily": 0,
    }
    more: dict[str, dict[str, Any]] = {
        "license": {"license": str(picture.license)},
        "description": {"description": {"_content": picture.description}},
        "date_upload": {"dateupload": str(picture.uploaded)},
        "date_taken": {"datetaken": "2019-06-01 12:00:00", "datetakenunknown": "0"},
        "owner_name": {"ownername": picture.owner_name},
        "tags": {"tags": " ".join(sorted(picture.clean_tags))},
        "media": {"media": "photo", "media_status": "ready"},
    }
    for name, values in more.items():
        if name in extras:
            found |= values
    for size, (width, height) in picture.sizes().items():
        if f"url_{size}" in extras:
            found[f"url_{size}"] = f"{base}/65535/{picture.id}_{picture.secret}_{size}.jpg"
            found[f"width_{size}"], found[f"height_{size}"] = width, height
    return found


def sampler(manifest: Path) -> list[Picture]:
    """Return the photographs of the sampler, uploaded a day apart by their authors."""
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pictures = []
    for number, row in enumerate(rows):
        path = manifest.parent / row["path"]
        with Image.open(path) as image:
            width, height = image.size
        pictures.append(
            Picture(
                id=str(50_000_000_000 + number),
                title=row["title"],
                tags=tuple(row["tags"].split(";")),
                width=width,
                height=height,
                original=path.read_bytes,
                owner=f"{number % 40:08d}@N00",
                owner_name=row["author"],
                license=(4, 5, 9, 11)[number % 4],
                uploaded=FIRST_DAY + 86_400 * number,
            )
        )
    return pictures


def synthetic(number: int, terms: Iterable[str], side: int = 64) -> list[Picture]:
    """Make small photographs, all different, tagged with each term in turn."""
    names = tuple(terms)
    return [
        Picture(
            id=str(60_000_000_000 + n),
            title=f"Number {n}",
            tags=(names[n % len(names)], "made up"),
            width=side,
            height=side,
            original=lambda n=n: made_up(n, side),  # type: ignore[misc]
            uploaded=FIRST_DAY + 60 * n,
        )
        for n in range(number)
    ]


@cache
def made_up(number: int, side: int) -> bytes:
    """Return a JPEG file of colored blocks."""
    blocks = np.random.default_rng(number).integers(0, 256, (12, 12, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(blocks).resize((side, side), Image.Resampling.NEAREST).save(out, "JPEG")
    return out.getvalue()
