"""Errors and gaps of a golden set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from folkhue._utils.text import counted
from folkhue.datasets.near_duplicates import Fingerprint
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.errors import FolkhueError, ImageError
from folkhue.images.photo import read_photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, combine_labelings, format_label
from golden.tables import names_in

MAX_BITS, MAX_SHADE = 4, 24
"""Photographs may be the same if their fingerprints differ by at most so many bits, and their
colors on average by at most so many steps of 255."""


def find_all(
    golden: Sequence[GoldenPhoto],
    folder: Path,
    training: Path,
    *,
    min_photos: int,
    min_regions: int,
) -> list[str]:
    """Find all that this file can find, in plain words.

    Parameters
    ----------
    golden : sequence of GoldenPhoto
    folder : path
        Of the golden set.
    training : path
        List of the training photographs.
    min_photos, min_regions : int
        Minimum number of photographs and of regions with each name.
    """
    fingerprints = fingerprints_of(golden)
    return [
        *overlaps(golden),
        *too_few(golden, min_photos, min_regions),
        *inconsistent_labels(golden),
        *unlicensed(golden, folder),
        *near_duplicates(fingerprints),
        *in_training(fingerprints, training),
    ]


def overlaps(golden: Sequence[GoldenPhoto]) -> list[str]:
    """Find regions that overlap one of another name, and regions without a pixel."""
    found = []
    for photo in golden:
        try:
            masks = photo.masks(photo.read())
        except FolkhueError as error:
            found.append(str(error))
            continue
        empty = [str(number) for number, mask in enumerate(masks) if not mask.any()]
        found += [f"{photo.name}: no pixel lies in shape {', '.join(empty)}"] if empty else []
    return found


def too_few(golden: Sequence[GoldenPhoto], photos: int, regions: int) -> list[str]:
    """Find names with too few examples for a meaningful score."""
    found = []
    for name in names_in(golden):
        per_photo = [sum(r.names == (name,) for r in photo.regions) for photo in golden]
        on = sum(count > 0 for count in per_photo)
        if on < photos or sum(per_photo) < regions:
            found.append(
                f"{name}: {counted(sum(per_photo), 'region')} on {counted(on, 'photograph')}; its "
                f"score will say little with fewer than {regions} on {photos}"
            )
    return found


def inconsistent_labels(golden: Sequence[GoldenPhoto]) -> list[str]:
    """Find labels that differ from the combination of their two labelings."""
    return [
        f"{photo.name}, shape {number}: {format_label(region.basic)!r}, but its labelings give "
        f"{format_label(combine_labelings(region.labelings))!r}"
        for photo in golden
        for number, region in enumerate(photo.regions)
        if region.labelings and set(combine_labelings(region.labelings)) != set(region.basic)
    ]


def unlicensed(golden: Sequence[GoldenPhoto], folder: Path) -> list[str]:
    """Find photographs that golden.csv does not list with title, license and author."""
    path = folder / "golden.csv"
    if not path.is_file():
        return [f"{path} is missing: it lists title, license and author of each photograph"]
    listed = {record.id: record for record in read_manifest(path)}
    found = []
    for photo in golden:
        if photo.name not in listed:
            found.append(f"{photo.name} is not in {path}")
            continue
        record = listed[photo.name]
        wanted = {"title": "title", "license": "license", "owner": "author"}
        missing = [name for key, name in wanted.items() if not getattr(record, key).strip()]
        found += [f"{path}: {photo.name} has no {', '.join(missing)}"] if missing else []
        if Path(record.path).resolve() != photo.path:
            found.append(f"{path}: {photo.name} is {record.path}, but labeled is {photo.path}")
    names = {photo.name for photo in golden}
    found += [f"{path}: {name} has no labels" for name in listed if name not in names]
    labeled = {photo.path for photo in golden}
    strays = [path for path in sorted(folder.glob("photos/*")) if path.resolve() not in labeled]
    return found + [f"{stray} is not a labeled photograph" for stray in strays]


def fingerprints_of(golden: Sequence[GoldenPhoto]) -> dict[str, Fingerprint]:
    """Compute the fingerprint of every photograph, by name."""
    return {photo.name: Fingerprint.from_photo(photo.read()) for photo in golden}


def near_duplicates(fingerprints: Mapping[str, Fingerprint]) -> list[str]:
    """Find pairs of golden photographs that are near-duplicates."""
    return [
        f"{name} looks like {other}, another golden photograph"
        for (other, before), (name, found) in combinations(fingerprints.items(), 2)
        if found.is_near(before, bits=MAX_BITS, shade=MAX_SHADE)
    ]


def in_training(fingerprints: Mapping[str, Fingerprint], listed: Path) -> list[str]:
    """Find golden photographs that are near-duplicates of training photographs."""
    training = []
    for path in filter(None, (record.path for record in read_manifest(listed))):
        try:
            training.append((path, Fingerprint.from_photo(read_photo(path))))
        except ImageError:  # not trained on either
            continue
    return [
        f"{name} looks like {path}"
        for name, found in fingerprints.items()
        for path, other in training
        if found.is_near(other, bits=MAX_BITS, shade=MAX_SHADE)
    ]
