"""The recipe that params.yaml describes, for whatever photographs it is tried on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from folkhue.learning.cross_validation import ReadPhotos
from folkhue.learning.denoising.clustering import ClusterOptions
from folkhue.learning.denoising.registry import make_denoiser
from folkhue.learning.denoising.training_photos import TrainingPhotos
from folkhue.learning.recipe import Recipe
from folkhue.learning.split import assign_folds
from stages.outputs import check_output
from stages.params import Params
from stages.stage import CLUSTERS, PHOTO_LIST


def recipe_of(params: Params) -> Recipe:
    """Make the recipe: denoising, sampling and classifiers."""
    return Recipe(
        vocabulary=params.terms,
        denoiser=make_denoiser(params.denoise.method, dict(params.denoise)),
        saturation=params.denoise.source_saturation,
        caps=params.training_caps,
        exposures=params.sample.exposures,
        classifiers=params.train.classifiers,
        seed=params.seed,
    )


def cluster_options(params: Params) -> ClusterOptions:
    """Say how its photographs are clustered."""
    options = params.denoise
    return ClusterOptions(options.clusters, options.max_pixels, options.space, params.seed)


@contextmanager
def photos_in_folds(params: Params, number: int) -> Iterator[tuple[ReadPhotos, list[int]]]:
    """Read the photographs of the last download for the time of a block, and assign each a fold."""
    check_output(PHOTO_LIST)
    listed = TrainingPhotos(PHOTO_LIST)
    labels = listed.labels(params.terms.names)
    groups = (photo.group for photo in listed.tagged())
    folds = assign_folds(groups, labels, number, params.seed).tolist()
    with ReadPhotos.read(listed, labels, cluster_options(params), CLUSTERS) as photos:
        yield photos, folds
