"""Bring the photographs of the source into data/photos, and list them in data/photos.csv."""

from __future__ import annotations

from pathlib import Path

from folkhue.errors import ManifestError
from folkhue.fetch import KEPT, fetch
from folkhue.files import whole_file
from folkhue.sources import read_manifest
from params import Params
from stage import PHOTO_LIST, PHOTOS, SAMPLER, run


def main(params: Params) -> None:
    """Fetch, list, and tell what was left out."""
    source = params.download
    path = SAMPLER if source.source == "sampler" else Path(source.manifest.path)
    photos = fetch(read_manifest(path), PHOTOS)
    with whole_file(PHOTO_LIST) as beside:
        photos.to_csv(beside, index=False, lineterminator="\n")
    left_out = photos.loc[photos["status"] != KEPT, "status"].value_counts()
    print(f"{(photos['status'] == KEPT).sum()} photographs, {left_out.sum()} left out")
    for reason, number in left_out.items():
        print(f"  {number:5}  {reason}")
    if len(photos) == left_out.sum():
        raise ManifestError(f"{path}: none of its {len(photos)} photographs could be used")


if __name__ == "__main__":
    run(main)
