"""Keep the pixels that each photograph's tag was about."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from folkhue.denoise import METHODS, ClusteredPhoto, Kept, cluster_photos
from folkhue.errors import TrainingError
from folkhue.files import whole_file
from folkhue.images import read_photo
from folkhue.ledger import KEPT
from folkhue.report.pictures import kept_and_dropped
from folkhue.sampling import to_frame
from folkhue.vocabulary import Vocabulary
from params import Denoise, Params
from stage import DENOISED, PHOTO_LIST, REPORTS, run, write_json

DRAWN_PIXELS = 100_000
"""Photographs are thinned to so many pixels before they are drawn, small."""


def main(params: Params) -> None:
    """Cluster, choose, and write the pixels kept, metrics and pictures."""
    photos, labels = labelled_photos(params.terms)
    clustered, kept = choose(photos, labels, params.denoise, params.seed)
    frame = kept_pixels(photos, clustered, kept)
    with whole_file(DENOISED) as beside:
        frame.to_parquet(beside, index=False)
    write_json(REPORTS / "denoise.json", metrics(params.terms, labels, clustered, kept))
    draw(photos, clustered, kept, params)


def labelled_photos(vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    """Read the list of photographs and the weak labels of each."""
    photos = pd.read_csv(PHOTO_LIST, dtype=str, keep_default_na=False)
    photos = photos[photos["status"] == KEPT].reset_index(drop=True)
    labels = [tuple(names.split(";")) if names else () for names in photos["labels"]]
    for name in vocabulary.names:
        if not any(name in terms for terms in labels):
            raise TrainingError(
                f"none of the {len(photos)} photographs has the tag {name!r}: add some, or take "
                "the term out of the vocabulary in params.yaml"
            )
    return photos, labels


def choose(
    photos: pd.DataFrame, labels: list[tuple[str, ...]], options: Denoise, seed: int
) -> tuple[list[ClusteredPhoto], list[Kept]]:
    """Cluster the photographs and choose clusters."""
    paths = [PHOTO_LIST.parent / path for path in photos["path"]]
    clustered = cluster_photos(paths, options.clusters, options.max_pixels, options.space, seed)
    of_lift = {"min_lift": options.min_lift, "rounds": options.rounds}
    more = of_lift if options.method == "kmeans" else {}
    return clustered, METHODS[options.method](clustered, labels, **more)


def kept_pixels(
    photos: pd.DataFrame, clustered: list[ClusteredPhoto], kept: list[Kept]
) -> pd.DataFrame:
    """Lay out the colours kept: photo, group, term, r, g, b, count."""
    frames = [
        to_frame(photo.pixels_of(mask), identity, term).assign(group=group or identity)
        for identity, group, photo, keep in zip(
            photos["id"], photos["original"], clustered, kept, strict=True
        )
        for term, mask in keep.items()
        if mask.any()
    ]
    if not frames:
        raise TrainingError("nothing is kept of any photograph: lower denoise.min_lift")
    frame = pd.concat(frames, ignore_index=True)
    return frame.astype({"photo": "category", "term": "category", "group": "category"})


def metrics(
    vocabulary: Vocabulary,
    labels: list[tuple[str, ...]],
    clustered: list[ClusteredPhoto],
    kept: list[Kept],
) -> dict[str, object]:
    """Count what was kept of each class, and why photographs were left out."""
    reasons = Counter("no colour term in tags, title or description" for t in labels if not t)
    classes = {}
    for name in vocabulary.names:
        pairs = [(p, k[name]) for p, k in zip(clustered, kept, strict=True) if name in k]
        reasons[f"no cluster fits {name}"] = sum(not mask.any() for _, mask in pairs)
        classes[name] = {
            "photos": len(pairs),
            "photos_kept": sum(bool(mask.any()) for _, mask in pairs),
            "clusters": sum(len(mask) for _, mask in pairs),
            "clusters_kept": sum(int(mask.sum()) for _, mask in pairs),
            "pixels": sum(photo.counts.total for photo, _ in pairs),
            "pixels_kept": sum(int(photo.sizes[mask].sum()) for photo, mask in pairs),
        }
    left_out = {reason: number for reason, number in reasons.items() if number}
    return {"photos": len(labels), "classes": classes, "left_out": left_out}


def draw(
    photos: pd.DataFrame, clustered: list[ClusteredPhoto], kept: list[Kept], params: Params
) -> None:
    """Draw photo, kept pixels and dropped pixels for some photographs of each class."""
    for name in params.terms.names:
        members = [number for number, keep in enumerate(kept) if name in keep]
        rng = np.random.default_rng(params.seed)
        chosen = sorted(rng.permutation(members)[: params.denoise.pictures])
        rows = []
        for number in chosen:
            photo = read_photo(PHOTO_LIST.parent / photos["path"][number]).thin(DRAWN_PIXELS)
            clusters = clustered[number].assign(photo.rgb)
            rows.append((photo, kept[number][name][clusters], photos["title"][number]))
        with whole_file(REPORTS / "denoise" / f"{name}.png") as beside:
            kept_and_dropped(rows).save(beside)


if __name__ == "__main__":
    run(main)
