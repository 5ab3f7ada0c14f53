"""The parameters of the pipeline for whole pictures, read from pictures/params.yaml and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from folkhue.errors import ParamsError
from stages.common import CommonParams, Compute, MuseumName, WithMuseums, check_lists, checked_terms
from stages.pictures.stage import PARAMS
from stages.ranges import Range
from stages.sections import Section, read_sections

Groups = Annotated[list[str], Field(min_length=1)]


class Download(WithMuseums):
    """``download``."""

    source: Literal["sampler", "manifest", "folder", MuseumName]


class Features(Section):
    """``features``."""

    table: str
    groups: Groups


class Explore(Section):
    """``explore``."""

    groups: Groups
    embedding: Literal["tsne", "pca"]
    pictures: Annotated[int, Range(10, 10_000)]
    examples: Annotated[int, Range(1, 100)]
    label_errors: Annotated[int, Range(0, 1_000)]


class Search(Section):
    """``search``."""

    folds: Annotated[int, Range(2, 100)]
    models: Annotated[dict[str, dict[str, list[Any]]], Field(min_length=1)]


class Evaluate(Section):
    """``evaluate``."""

    model: str
    exportable: bool
    ablation: str
    repeats: Annotated[int, Range(1, 100)]
    mistakes: Annotated[int, Range(0, 1_000)]


class Params(CommonParams):
    """All parameters."""

    download: Download
    features: Features
    explore: Explore
    search: Search
    evaluate: Evaluate
    compute: Compute

    @property
    def swatches(self) -> dict[str, tuple[int, int, int]]:
        """The sRGB color (0 to 255) of each term in pictures."""
        return {term.name: term.swatch for term in self.terms}


def read_params(path: Path = PARAMS, *, files: bool = True) -> Params:
    """Read and check pictures/params.yaml; see `stages.params.read_params`.

    What the library knows better, such as the names of classifiers, the stage `check` checks.
    """
    params = read_sections(path, Params)
    try:
        checked_terms(params)
        if files:
            check_lists(params.download)
    except ParamsError as error:
        raise ParamsError(f"{path}: {error}") from error
    return params
