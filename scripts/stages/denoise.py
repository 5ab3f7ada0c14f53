"""Keep the pixels that each photograph's tag was about.

Batches of clustered photographs lie in data/clusters until the stage is done: a run that was
stopped goes on with them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from folkhue._utils.atomic import atomic_write
from folkhue._utils.parallel import in_parallel
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord
from folkhue.errors import TrainingError
from folkhue.images.photo import read_photo
from folkhue.learning.denoising.clustering import Album, ClusteredPhoto, Clustering, cluster_photos
from folkhue.learning.denoising.methods import METHODS, Denoiser
from folkhue.learning.denoising.pixel_weights import TaggedPhoto, open_weights
from folkhue.learning.denoising.weighting import TermSummary, weigh_batch
from folkhue.render.report.examples import Example, write_examples
from folkhue.render.report.pictures import kept_and_dropped
from stages.params import Denoise, Params
from stages.stage import (
    CLUSTERS,
    DENOISED,
    EXAMPLES,
    PHOTO_LIST,
    REPORTS,
    run,
    write_json,
)

DRAWN_PIXELS = 100_000
"""Photographs are thinned to so many pixels before they are drawn, small."""

Labels = Sequence[tuple[str, ...]]


def main(params: Params) -> None:
    """Cluster, believe, and write the colors believed, metrics and pictures."""
    labels = weak_labels(params.terms)
    with album(params.denoise, params.seed, len(labels)) as photos:
        estimator = denoiser(params.denoise).fit(photos, labels)
        tallies = write_believed(DENOISED, photos, estimator)
        write_json(REPORTS / "denoise.json", metrics(params.terms, labels, tallies))
        examples = list(examples_of(photos, labels, estimator, params))
    write_examples(examples, EXAMPLES)
    draw(examples, params.terms)


def weak_labels(vocabulary: Vocabulary) -> Labels:
    """Read the weak labels of each photograph, and check that every term has one."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    labels = [known.setdefault(photo.labels, photo.labels) for photo in kept_photos(PHOTO_LIST)]
    for name in vocabulary.names:
        if not any(name in terms for terms in known):
            raise TrainingError(
                f"none of the {len(labels)} photographs has the tag {name!r}: add some, or take "
                "the term out of the vocabulary in params.yaml"
            )
    return labels


@contextmanager
def album(options: Denoise, seed: int, number: int) -> Iterator[Album]:
    """Cluster the photographs; they are at hand until all went well."""
    how = Clustering(options.clusters, options.max_pixels, options.space, seed)
    folder = PHOTO_LIST.parent.resolve()  # workers may have another working directory
    photos = ((folder / photo.path, photo.sha256) for photo in kept_photos(PHOTO_LIST))
    yield cluster_photos(photos, how, CLUSTERS.resolve(), number)
    shutil.rmtree(CLUSTERS)


def denoiser(options: Denoise) -> Denoiser:
    """Make the estimator that params.yaml names, with its parameters."""
    method = METHODS[options.method]
    return method(**{name: getattr(options, name) for name in method().get_params()})


def write_believed(path: Path, photos: Album, estimator: Denoiser) -> dict[str, TermSummary]:
    """Write the colors believed of photographs, a row group for each batch; tally them."""
    tallies: dict[str, TermSummary] = {}
    names = (named(photo) for photo in kept_photos(PHOTO_LIST))
    batches = ((batch, list(islice(names, len(batch)))) for batch in photos.batches)
    found = in_parallel(weigh_batch, batches, estimator, title="belief", total=len(photos.batches))
    with open_weights(path) as writer:
        for table, some in found:
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
            for term, tally in some.items():
                tallies[term] = tallies.get(term, TermSummary()) + tally
        if not any(tally.photos_kept for tally in tallies.values()):
            raise TrainingError("nothing is kept of any photograph: lower denoise.min_lift")
    return tallies


def named(photo: PhotoRecord) -> TaggedPhoto:
    """Take from a record what the colors believed are to be found by."""
    return TaggedPhoto(photo.id, photo.original or photo.id, photo.labels)


def metrics(
    vocabulary: Vocabulary, labels: Labels, tallies: Mapping[str, TermSummary]
) -> dict[str, object]:
    """Say what was kept of each class, and why photographs were left out."""
    reasons = {"no color term in tags, title or description": labels.count(())}
    classes = {}
    for name in vocabulary.names:
        tally = tallies.get(name, TermSummary())
        reasons[f"no cluster fits {name}"] = tally.photos - tally.photos_kept
        classes[name] = {
            "photos": tally.photos,
            "photos_kept": tally.photos_kept,
            "pixels": tally.pixels,
            "pixels_kept": round(tally.pixels_kept),
        }
    left_out = {reason: number for reason, number in reasons.items() if number}
    return {"photos": len(labels), "classes": classes, "left_out": left_out}


def examples_of(
    photos: Album, labels: Labels, estimator: Denoiser, params: Params
) -> Iterator[Example]:
    """Look at some photographs of each class pixel by pixel."""
    chosen = {
        name: some_of([place for place, terms in enumerate(labels) if name in terms], params)
        for name in params.terms.names
    }
    wanted = {place for places in chosen.values() for place in places}
    every = enumerate(kept_photos(PHOTO_LIST))
    listed = {place: record for place, record in every if place in wanted}
    for name, places in chosen.items():
        for place in places:
            clustered, record = photos[place], listed[place]
            belief = estimator.review(clustered, labels[place])[name]
            yield example((record.id, record.title, name), record.path, clustered, belief)


def draw(examples: Sequence[Example], terms: Vocabulary) -> None:
    """Draw photo, kept pixels and dropped pixels of each class's examples."""
    for name in terms.names:
        rows = [(e.picture, e.belief / 255, e.title) for e in examples if e.term == name]
        with atomic_write(REPORTS / "denoise" / f"{name}.png") as temporary:
            kept_and_dropped(rows).save(temporary)


def some_of(members: list[int], params: Params) -> list[int]:
    """Choose the photographs of a class that are drawn."""
    order = np.random.default_rng(params.seed).permutation(members)
    return sorted(order[: params.denoise.pictures].tolist())


def example(
    named: tuple[str, str, str],
    path: str,
    clustered: ClusteredPhoto,
    belief: NDArray[np.float64],
) -> Example:
    """Give a photograph, and the cluster of each of its pixels and the belief in it."""
    photo = read_photo(PHOTO_LIST.parent / path).thin(DRAWN_PIXELS)
    # Thinned less than for clustering: each pixel as the most alike color there.
    alike = KDTree(clustered.counts.colors).query(photo.rgb.reshape(-1, 3))[1]
    alike = alike.reshape(photo.rgb.shape[:2])
    return Example.of(named, photo, belief[alike], clustered.cluster[alike])


if __name__ == "__main__":
    run(main)
