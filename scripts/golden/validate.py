"""What can be wrong with a golden set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from folkhue.datasets.near_duplicates import Fingerprint
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.errors import FolkhueError, ImageError
from folkhue.images.photo import read_photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, combine_labelings, format_label

NEAR, SHADE = 4, 24
"""Photographs whose fingerprints differ in so few bits, and whose colors on average in so
few steps of 255, may be the same."""


def names(golden: Sequence[GoldenPhoto]) -> list[str]:
    """List the names that regions have, the most frequent first."""
    found = Counter(name for photo in golden for region in photo.regions for name in region.names)
    return [name for name, _ in found.most_common()]


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
    """Find names with too few examples to score them."""
    found = []
    for name in names(golden):
        per_photo = [sum(r.names == (name,) for r in photo.regions) for photo in golden]
        on = sum(count > 0 for count in per_photo)
        if on < photos or sum(per_photo) < regions:
            found.append(
                f"{name}: {sum(per_photo)} regions on {on} photographs; its score will say "
                f"little with fewer than {regions} on {photos}"
            )
    return found


def labeled_otherwise(golden: Sequence[GoldenPhoto]) -> list[str]:
    """Find labels that are not what the two labelings make."""
    return [
        f"{photo.name}, shape {number}: {region.label!r}, but its labelings make "
        f"{format_label(combine_labelings(region.labelings))!r}"
        for photo in golden
        for number, region in enumerate(photo.regions)
        if region.labelings and set(combine_labelings(region.labelings)) != set(region.names)
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
    return found + [f"{stray} is no labeled photograph" for stray in strays]


def fingerprints_of(golden: Sequence[GoldenPhoto]) -> dict[str, Fingerprint]:
    """Compute the fingerprint of every photograph, by name."""
    return {photo.name: Fingerprint.from_photo(photo.read()) for photo in golden}


def alike(fingerprints: Mapping[str, Fingerprint]) -> list[str]:
    """Find golden photographs that look like one another."""
    return [
        f"{name} looks like {other}, another golden photograph"
        for (other, before), (name, found) in combinations(fingerprints.items(), 2)
        if found.is_near(before, bits=NEAR, shade=SHADE)
    ]


def learned_from(fingerprints: Mapping[str, Fingerprint], against: Path) -> list[str]:
    """Find golden photographs that look like one that is learned from."""
    learned = []
    for path in filter(None, (record.path for record in read_manifest(against))):
        try:
            learned.append((path, Fingerprint.from_photo(read_photo(path))))
        except ImageError:  # not learned from either
            continue
    return [
        f"{name} looks like {path}"
        for name, found in fingerprints.items()
        for path, other in learned
        if found.is_near(other, bits=NEAR, shade=SHADE)
    ]
