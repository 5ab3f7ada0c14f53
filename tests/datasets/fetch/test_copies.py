"""Near duplicates and photographs without color."""

from pathlib import Path

import numpy as np
from support.downloads import downloaded
from support.listed_photos import ALL_OK, Encode, photo, statuses

from folkhue.datasets.checks import Checks
from folkhue.datasets.record import PhotoRecord, Status


def test_copies_in_another_size_or_quality_are_found_within_a_class(
    tmp_path: Path, encode: Encode
) -> None:
    gray = photo(3).convert("L").convert("RGB")
    contents = {
        "a": (encode(photo(1), "JPEG", quality=95), ("red",)),
        "b": (encode(photo(1, 64), "JPEG", quality=60), ("red", "blue")),
        "c": (encode(photo(1, 80), "JPEG", quality=60), ("green",)),
        "d": (encode(photo(2), "JPEG"), ("red",)),
        "e": (encode(gray, "JPEG"), ("red",)),
        "f": (encode(gray.rotate(90), "JPEG"), ("white", "red")),
        "g": (encode(gray.rotate(180), "JPEG"), ()),
        "h": (encode(gray.rotate(270), "JPEG"), ("weiss",)),
    }
    for name, (content, _) in contents.items():
        (tmp_path / f"{name}.jpg").write_bytes(content)
    records = [
        PhotoRecord(name, path=str(tmp_path / f"{name}.jpg"), labels=labels)
        for name, (_, labels) in contents.items()
    ]
    table = downloaded(records, tmp_path, Checks(min_color=0.005, near_bits=4, near_shade=6))
    left_out = {name: r for name, r in table.items() if r.status is not Status.OK}
    assert {name: (r.status, r.detail) for name, r in left_out.items()} == {
        "b": (Status.NEAR_DUPLICATE, "a"),
        "e": (Status.NOT_COLORED, ""),
    }
    assert statuses(downloaded(records, tmp_path, Checks())) == ALL_OK


def test_plain_walls_of_similar_colors_are_no_copies(tmp_path: Path, encode: Encode) -> None:
    rows = []
    for shade in (200, 203, 206):
        path = tmp_path / f"{shade}.png"
        path.write_bytes(encode(np.full((40, 60, 3), (shade, 40, 30), np.uint8)))
        rows.append(PhotoRecord(str(shade), path=str(path), labels=("red",)))
    assert statuses(downloaded(rows, tmp_path, Checks(near_bits=4, near_shade=6))) == ALL_OK
