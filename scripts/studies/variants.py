"""Variants of a recipe, each without one of its steps, or with another denoising method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from folkhue.learning.denoising.registry import METHODS
from stages.params import DEFAULT_CAP, Params

SIMPLER = ("logistic", "density")
"""Classifiers that are measured beside the recipe's own, with every denoising method."""

RECIPE = "the recipe"


@dataclass(frozen=True)
class Variant:
    """A recipe that is measured.

    Attributes
    ----------
    title : str
        In what it differs from that of params.yaml.
    params : Params
    classifiers : tuple of str
        Those that are trained.
    """

    title: str
    params: Params
    classifiers: tuple[str, ...]


def variants(params: Params) -> list[Variant]:
    """List the recipe, its variants without a step, and those with another denoising method.

    Variants of the same denoising follow each other.
    """
    own = params.compile.classifier
    own = params.compilable[0] if own == "best" else own
    simpler = (name for name in SIMPLER if name in params.train.classifiers and name != own)
    classifiers = (own, *simpler)
    recipe = Variant(RECIPE, params, classifiers)
    steps = [Variant(title, each, (own,)) for title, each in without_steps(params, own)]
    methods = [
        Variant(f"denoising: {method}", changed(params, "denoise", method=method), classifiers)
        for method in METHODS
        if method != params.denoise.method
    ]
    same = [each for each in steps if each.params.denoise == params.denoise]
    return [recipe, *same, *(each for each in steps if each not in same), *methods]


def without_steps(params: Params, classifier: str) -> Iterator[tuple[str, Params]]:
    """Leave out each step that the recipe has; the classifier's are its kinds of members."""
    if params.sample.exposures != [1.0]:
        yield "one exposure", changed(params, "sample", exposures=[1.0])
    if params.denoise.unshade:
        yield "no ranks of lightness", changed(params, "denoise", unshade=False)
    if params.denoise.source_saturation is not None:
        yield "sources by their size", changed(params, "denoise", source_saturation=None)
    if params.sample.cap is None:
        title = f"at most {DEFAULT_CAP:,} pixels of a name"
        yield title, changed(params, "sample", cap=DEFAULT_CAP)
    options = params.train.classifiers[classifier]
    for title, others in simplified(options):
        classifiers = params.train.classifiers | {classifier: others}
        yield f"{classifier} {title}", changed(params, "train", classifiers=classifiers)


def simplified(options: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Leave out the priors of a blend's members, and the members of each kind."""
    members = options.get("of", {})
    if any(each.get("spread") for each in members.values()):
        flat = {
            name: each | {"spread": 0.0} if "spread" in each else each
            for name, each in members.items()
        }
        yield "with equal priors", {**options, "of": flat}
    kinds = {name: each.get("kind", name) for name, each in members.items()}
    for kind in dict.fromkeys(kinds.values()):
        if left := {name: each for name, each in members.items() if kinds[name] != kind}:
            yield f"without {kind}", {**options, "of": left}


def changed(params: Params, section: str, **values: Any) -> Params:
    """Copy the parameters with other values in a section."""
    return params.model_copy(update={section: getattr(params, section).model_copy(update=values)})
