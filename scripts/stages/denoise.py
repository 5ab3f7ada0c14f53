"""Weight the pixels of each photograph by how well they fit its tags.

Twice: for the choice of a classifier by what was learned without the photographs that are held out,
so that nothing of these is known before they are named, and for its final fit by what was learned
from every photograph.

Clustered photographs lie in data/clusters until the stage is done, so that a run that was
stopped continues with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from folkhue._utils.atomic import atomic_write
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.photo_list import kept_photos
from folkhue.images.photo import read_photo
from folkhue.learning.denoising.base import Denoiser
from folkhue.learning.denoising.clustered_dataset import ClusteredDataset, temporary_clusters
from folkhue.learning.denoising.clustering import ClusterOptions
from folkhue.learning.denoising.registry import make_denoiser
from folkhue.learning.denoising.training_photos import Labels, TrainingPhotos
from folkhue.learning.denoising.weighting import (
    TermSummary,
    denoise_part,
    relative,
    write_weights,
)
from folkhue.render.report.denoising_sheet import draw_denoising_sheet
from folkhue.render.report.examples import Example, write_examples
from stages.outputs import check_output
from stages.params import Params
from stages.stage import (
    CLUSTERS,
    COMPRESSION,
    DENOISED,
    EXAMPLES,
    PHOTO_LIST,
    REPORTS,
    SPLIT,
    run,
    write_json,
)

BATCH_SIZE = 64
"""Photographs per row group of the output, which must not depend on the number of workers."""

MAX_PICTURE_PIXELS = 100_000
"""Photographs are thinned to at most so many pixels before they are drawn."""


def main(params: Params) -> None:
    """Cluster and weight the photographs; write the weights, metrics and pictures."""
    check_output(PHOTO_LIST)
    listed, options = TrainingPhotos(PHOTO_LIST), params.denoise
    labels = listed.labels(params.terms.names)
    held_out = listed.split(labels, params.sample.test_share, params.seed)
    how = ClusterOptions(options.clusters, options.max_pixels, options.space, params.seed)
    with temporary_clusters(listed.files(), how, CLUSTERS, len(labels), BATCH_SIZE) as photos:
        tagged = partial(listed.tagged, saturation=options.source_saturation)
        split = ~held_out, options.source_saturation, SPLIT
        denoise_part(make(params), photos, labels, listed, *split)
        denoiser = make(params).fit(photos, labels, (photo.origin for photo in tagged()))
        summaries = write_weights(DENOISED, photos, tagged(), denoiser)
        write_json(REPORTS / "denoise.json", metrics(params.terms, labels, summaries))
        examples = list(make_examples(photos, labels, denoiser, params))
    write_examples(examples, EXAMPLES)
    draw(examples, params.terms)


def make(params: Params) -> Denoiser:
    """Make the denoiser that the parameters name."""
    return make_denoiser(params.denoise.method, dict(params.denoise))


def metrics(
    vocabulary: Vocabulary, labels: Labels, summaries: Mapping[str, TermSummary]
) -> dict[str, object]:
    """Summarize what is kept of each class, and why photographs are left out."""
    reasons = {"no color term in tags, title or description": labels.count(())}
    classes = {}
    for name in vocabulary.names:
        summary = summaries.get(name, TermSummary())
        reasons[f"no cluster fits {name}"] = summary.photos - summary.photos_kept
        classes[name] = {
            "photos": summary.photos,
            "photos_kept": summary.photos_kept,
            "pixels": summary.pixels,
            "pixels_kept": round(summary.pixels_kept),
        }
    left_out = {reason: number for reason, number in reasons.items() if number}
    return {"photos": len(labels), "classes": classes, "left_out": left_out}


def make_examples(
    photos: ClusteredDataset, labels: Labels, denoiser: Denoiser, params: Params
) -> Iterator[Example]:
    """Weight some photographs of each class pixel by pixel."""
    chosen = {name: choose(labels, name, params) for name in params.terms.names}
    wanted = {index for indices in chosen.values() for index in indices}
    listed = enumerate(kept_photos(PHOTO_LIST))
    records = {index: record for index, record in listed if index in wanted}
    tagged = TrainingPhotos(PHOTO_LIST).tagged(saturation=params.denoise.source_saturation)
    origins = {index: each.origin for index, each in enumerate(tagged) if index in wanted}
    for name, indices in chosen.items():
        for index in indices:
            clustered, record = photos[index], records[index]
            weigh = denoiser.weigh_training_photo
            weights = weigh(clustered, labels[index], origins[index])[name]
            picture = read_photo(PHOTO_LIST.parent / record.path).thin(MAX_PICTURE_PIXELS)
            about = record.id, record.title, name
            yield Example.from_clusters(about, picture, clustered, relative(weights))


def choose(labels: Labels, name: str, params: Params) -> list[int]:
    """Choose the photographs of a class that are drawn, by their indices."""
    members = [index for index, terms in enumerate(labels) if name in terms]
    order = np.random.default_rng(params.seed).permutation(members)
    return sorted(order[: params.denoise.pictures].tolist())


def draw(examples: Sequence[Example], terms: Vocabulary) -> None:
    """Draw each class's examples: the photograph, its kept and its dropped pixels."""
    for name in terms.names:
        rows = [(e.picture, e.weights, e.title) for e in examples if e.term == name]
        with atomic_write(REPORTS / "denoise" / f"{name}.png") as temporary:
            draw_denoising_sheet(rows).save(temporary, compress_level=COMPRESSION)


if __name__ == "__main__":
    run(main)
