"""The recipe that params.yaml describes, for whatever photographs it is tried on."""

from __future__ import annotations

from folkhue.learning.denoising.clustering import ClusterOptions
from folkhue.learning.denoising.registry import make_denoiser
from folkhue.learning.recipe import Recipe
from stages.params import Params


def recipe_of(params: Params) -> Recipe:
    """Make the recipe: denoising, sampling and classifiers."""
    return Recipe(
        vocabulary=params.terms,
        denoiser=make_denoiser(params.denoise.method, dict(params.denoise)),
        saturation=params.denoise.source_saturation,
        caps=None if params.sample.cap is None else params.caps,
        exposures=params.sample.exposures,
        classifiers=params.train.classifiers,
        seed=params.seed,
    )


def cluster_options(params: Params) -> ClusterOptions:
    """Say how its photographs are clustered."""
    options = params.denoise
    return ClusterOptions(options.clusters, options.max_pixels, options.space, params.seed)
