"""Compute the features of every picture that has a single color name as its label.

What cannot be used gets a row in reports/pictures/left_out.csv, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from folkhue._utils.atomic import atomic_write
from folkhue.datasets.photo_list import kept_photos, rejected_photos
from folkhue.learning.pictures.dataset import compute_features
from stages.outputs import check_output
from stages.pictures.params import Params
from stages.pictures.stage import FEATURES, LEFT_OUT, PHOTO_LIST, run
from stages.stage import write_csv

REASONS_TOLD = 8
"""Reasons for which pictures are left out that are printed, the most frequent ones."""


def main(params: Params) -> None:
    """Compute the features, write them, and tell what is left out."""
    check_output(PHOTO_LIST)
    options = params.features
    folder = PHOTO_LIST.parent.resolve()  # workers may have another working directory
    labeled = [
        (replace(record, path=str(folder / record.path)), record.labels[0])
        for record in kept_photos(PHOTO_LIST)
        if len(record.labels) == 1
    ]
    dataset, unusable = compute_features(labeled, options.table, options.groups)
    with atomic_write(FEATURES) as temporary:
        dataset.frame.to_parquet(temporary, index=False)
    report([*not_kept(), *unlabeled(), *unusable.items()], len(dataset))


def not_kept() -> Iterator[tuple[str, str]]:
    """Name the pictures that the download did not keep, each with the reason."""
    for record in rejected_photos(PHOTO_LIST):
        yield record.id, ": ".join(filter(None, [record.status, record.detail]))


def unlabeled() -> Iterator[tuple[str, str]]:
    """Name the pictures that do not have exactly one color name as their label."""
    for record in kept_photos(PHOTO_LIST):
        if not record.labels:
            yield record.id, "no color name"
        elif len(record.labels) > 1:
            yield record.id, f"several color names: {', '.join(record.labels)}"


def report(left_out: Sequence[tuple[str, str]], number: int) -> None:
    """Write what is left out, and print the most frequent reasons."""
    write_csv(LEFT_OUT, pd.DataFrame(left_out, columns=["id", "reason"]))
    print(f"{number} pictures, {len(left_out)} left out")
    kinds = Counter(reason.partition(":")[0] for _, reason in left_out)
    for reason, times in kinds.most_common(REASONS_TOLD):
        print(f"  {times:5}  {reason}")


if __name__ == "__main__":
    run(main)
