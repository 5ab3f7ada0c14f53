"""Keep the pixels that each photograph's tag was about."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from folkhue.clusters import ClusteredPhoto, cluster_photos
from folkhue.denoise import METHODS, Belief, Denoiser
from folkhue.errors import TrainingError
from folkhue.files import whole_file
from folkhue.images import read_photo
from folkhue.report.pictures import kept_and_dropped
from folkhue.sampling import to_frame
from folkhue.vocabulary import Vocabulary
from params import Denoise, Params
from stage import DENOISED, PHOTO_LIST, REPORTS, kept_photos, run, write_json

UNBELIEVED = 0.02
"""Colours that are believed less are left out: they would hardly ever be drawn."""

DRAWN_PIXELS = 100_000
"""Photographs are thinned to so many pixels before they are drawn, small."""


def main(params: Params) -> None:
    """Cluster, believe, and write the colours believed, metrics and pictures."""
    photos, labels = labelled_photos(params.terms)
    clustered = cluster(photos, params.denoise, params.seed)
    beliefs = denoiser(params.denoise).fit_transform(clustered, labels)
    frame = believed_colors(photos, clustered, beliefs)
    with whole_file(DENOISED) as beside:
        frame.to_parquet(beside, index=False)
    write_json(REPORTS / "denoise.json", metrics(params.terms, labels, clustered, beliefs))
    draw(photos, clustered, beliefs, params)


def labelled_photos(vocabulary: Vocabulary) -> tuple[pd.DataFrame, list[tuple[str, ...]]]:
    """Read the list of photographs and the weak labels of each."""
    photos = kept_photos()
    labels = [tuple(names.split(";")) if names else () for names in photos["labels"]]
    for name in vocabulary.names:
        if not any(name in terms for terms in labels):
            raise TrainingError(
                f"none of the {len(photos)} photographs has the tag {name!r}: add some, or take "
                "the term out of the vocabulary in params.yaml"
            )
    return photos, labels


def cluster(photos: pd.DataFrame, options: Denoise, seed: int) -> list[ClusteredPhoto]:
    """Cluster the photographs."""
    paths = [PHOTO_LIST.parent / path for path in photos["path"]]
    return cluster_photos(paths, options.clusters, options.max_pixels, options.space, seed)


def denoiser(options: Denoise) -> Denoiser:
    """Make the estimator that params.yaml names, with its parameters."""
    method = METHODS[options.method]
    return method(**{name: getattr(options, name) for name in method().get_params()})


def believed_colors(
    photos: pd.DataFrame, clustered: list[ClusteredPhoto], beliefs: list[Belief]
) -> pd.DataFrame:
    """Lay out the colours believed: photo, group, term, r, g, b, count, belief."""
    frames = [
        to_frame(photo.counts.select(kept), weights[kept], identity, term).assign(
            group=group or identity
        )
        for identity, group, photo, belief in zip(
            photos["id"], photos["original"], clustered, beliefs, strict=True
        )
        for term, weights in belief.items()
        if (kept := weights >= UNBELIEVED).any()
    ]
    if not frames:
        raise TrainingError("nothing is kept of any photograph: lower denoise.min_lift")
    frame = pd.concat(frames, ignore_index=True)
    return frame.astype({"photo": "category", "term": "category", "group": "category"})


def metrics(
    vocabulary: Vocabulary,
    labels: list[tuple[str, ...]],
    clustered: list[ClusteredPhoto],
    beliefs: list[Belief],
) -> dict[str, object]:
    """Count what was kept of each class, and why photographs were left out.

    A pixel that is half believed counts as half a pixel kept.
    """
    reasons = Counter("no colour term in tags, title or description" for t in labels if not t)
    classes = {}
    for name in vocabulary.names:
        pairs = [(p.counts, b[name]) for p, b in zip(clustered, beliefs, strict=True) if name in b]
        kept = [bool((weights >= UNBELIEVED).any()) for _, weights in pairs]
        reasons[f"no cluster fits {name}"] = len(kept) - sum(kept)
        classes[name] = {
            "photos": len(pairs),
            "photos_kept": sum(kept),
            "pixels": sum(counts.total for counts, _ in pairs),
            "pixels_kept": round(sum(float(counts.counts @ w) for counts, w in pairs)),
        }
    left_out = {reason: number for reason, number in reasons.items() if number}
    return {"photos": len(labels), "classes": classes, "left_out": left_out}


def draw(
    photos: pd.DataFrame, clustered: list[ClusteredPhoto], beliefs: list[Belief], params: Params
) -> None:
    """Draw photo, kept pixels and dropped pixels for some photographs of each class."""
    for name in params.terms.names:
        members = [number for number, belief in enumerate(beliefs) if name in belief]
        rng = np.random.default_rng(params.seed)
        chosen = sorted(rng.permutation(members)[: params.denoise.pictures])
        rows = []
        for number in chosen:
            photo = read_photo(PHOTO_LIST.parent / photos["path"][number]).thin(DRAWN_PIXELS)
            # Thinned less than for clustering: each pixel as the most alike colour there.
            known = KDTree(clustered[number].counts.colors)
            alike = known.query(photo.rgb.reshape(-1, 3))[1].reshape(photo.rgb.shape[:2])
            rows.append((photo, beliefs[number][name][alike], photos["title"][number]))
        with whole_file(REPORTS / "denoise" / f"{name}.png") as beside:
            kept_and_dropped(rows).save(beside)


if __name__ == "__main__":
    run(main)
