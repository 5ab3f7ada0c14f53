"""Photographs to write keywords into, and what exiftool reads of them."""

from __future__ import annotations

import io
import json
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from conftest import ROOT
from PIL import Image

PARROT = ROOT / "golden/photos/parrot.jpg"

SUBJECT, HIERARCHY, TAGS_LIST, IPTC = (
    *("XMP-dc:Subject", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList"),
    "IPTC:Keywords",
)


def exiftool(*arguments: object) -> str:
    """Run exiftool as anybody would, without folkhue's configuration."""
    done = subprocess.run(
        ["exiftool", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert "Error" not in done.stderr, done.stderr
    return done.stdout


def keywords(path: Path) -> dict[str, list[str]]:
    """Read keywords by the names that Lightroom, digiKam and others use."""
    fields = (SUBJECT, HIERARCHY, TAGS_LIST, IPTC)
    [row] = json.loads(exiftool("-json", "-G1", *(f"-{each}" for each in fields), path))
    listed = {field: row[field] for field in fields if field in row}
    return {field: [each] if isinstance(each, str) else each for field, each in listed.items()}


def metadata(path: Path) -> dict[str, Any]:
    """Read all of a file but its size and dates."""
    groups = ("-json", "-G1", "-all:all", "--System:all", "--ExifTool:all", "--XMPToolkit")
    [row] = json.loads(exiftool(*groups, path))
    return row


def _raw(size: tuple[int, int] = (120, 80)) -> bytes:
    """Make a DNG of nothing but the preview that cameras put into it."""
    with Image.open(PARROT) as photo:
        photo.resize(size).save(buffer := io.BytesIO(), "JPEG", quality=90)
    jpeg = buffer.getvalue()
    entries = [
        (254, 4, 1, 1),  # a preview
        (256, 4, 1, size[0]),
        (257, 4, 1, size[1]),
        (259, 3, 1, 7),  # JPEG
        (262, 3, 1, 6),
        (273, 4, 1, 0),
        (277, 3, 1, 3),
        (278, 4, 1, size[1]),
        (279, 4, 1, len(jpeg)),
        (50706, 1, 4, 0x00000401),
    ]
    start = 8 + 2 + 12 * len(entries) + 4
    entries[5] = (273, 4, 1, start)
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + packed + bytes(4) + jpeg


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[str], Path]:
    """Write the parrot in the format of a suffix, into a folder of its own."""
    pillow_heif.register_heif_opener()

    def make(name: str) -> Path:
        path = tmp_path / name
        if path.suffix == ".jpg":
            path.write_bytes(PARROT.read_bytes())
        elif path.suffix == ".dng":
            path.write_bytes(_raw())
        else:
            with Image.open(PARROT) as image:
                image.resize((180, 120)).save(path)
        return path

    return make
