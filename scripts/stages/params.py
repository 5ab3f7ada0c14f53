"""The parameters of the pipeline, read from params.yaml and checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    WrapValidator,
    field_validator,
    model_validator,
)

from folkhue._utils.plug_ins import DENOISING, plug_ins
from folkhue._utils.text import did_you_mean, short_repr
from folkhue.errors import ParamsError
from stages.common import (
    Address,
    CommonParams,
    Compute,
    Count,
    MuseumName,
    Searched,
    WithMuseums,
    check_lists,
    checked_terms,
    exists,
)
from stages.experiments import why_missing
from stages.ranges import Range
from stages.sections import Section, read_sections
from stages.yaml_file import short


def _check_quoted(value: Any) -> Any:
    if isinstance(value, date):
        raise ValueError(f"write the day in quotes, as DVC requires: '{value}'")
    return value


def _check_revision(value: str) -> str:
    if not re.fullmatch(r"[^\s\0-\x1f-][^\s\0-\x1f]{0,199}", value):
        raise ValueError("expected a revision of git, such as main, or a DVC experiment")
    return value


Day = Annotated[date, BeforeValidator(_check_quoted)]
Exposure = Annotated[float, Range(0.1, 10.0)]
Saturation = Annotated[float, Range(0.1, 1e9)]
Revision = Annotated[str, AfterValidator(_check_revision)]
Space = Literal["rgb", "lab", "oklab"]

DEFAULT_CAP = 10_000
"""If ``sample.cap`` is null: of test samples, and of all other classes if one has its own cap."""

MAX_CLASSIFIERS = 100
"""Of ``train.classifiers``, with the members of blends."""

RESERVED = ("best", "final")
"""What a classifier cannot be called: the choice among all, and the file of its last fit."""

USUALLY_EXCLUDED = ("svm", "knn")
"""Allowed in ``compile.exclude`` even if ``train.classifiers`` does not have them."""


class Archive(Section):
    """``download.archive``."""

    path: str
    max_files: Count
    max_gigabytes: Annotated[float, Range(0.001, 100_000.0)]
    max_ratio: Annotated[float, Range(1.0, 1_000_000.0)]


class Shards(Section):
    """``download.shards``."""

    path: str


class Flickr(Searched):
    """``download.flickr``."""

    fields: Annotated[list[Literal["tags", "text"]], Field(min_length=1)]
    licenses: list[str]
    safe_search: Literal["safe", "moderate", "restricted"]
    content_types: Annotated[
        list[Literal["photos", "screenshots", "other", "virtual"]], Field(min_length=1)
    ]
    sort: Literal[
        "relevance",
        "interestingness-desc",
        "interestingness-asc",
        "date-posted-desc",
        "date-posted-asc",
        "date-taken-desc",
        "date-taken-asc",
    ]
    uploaded_from: Day
    uploaded_to: Day | None
    calls_per_hour: Annotated[float, Range(1.0, 10_000_000.0)]
    url: Address


class Openverse(Searched):
    """``download.openverse``."""

    photos: Annotated[int, Range(1, 240)]
    licenses: list[Literal["by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "cc0", "pdm"]]
    sources: list[str]
    category: str
    calls_per_hour: Annotated[float, Range(1.0, 10_000_000.0)]
    url: Address


class Download(WithMuseums):
    """``download``."""

    source: Literal[
        "sampler", "manifest", "folder", "archive", "shards", "flickr", "openverse", MuseumName
    ]
    archive: Archive
    shards: Shards
    flickr: Flickr
    openverse: Openverse


def _plug_in_or(value: Any, check: Callable[[Any], Any]) -> Any:
    """Return the name of a plug-in's denoising method, or check that of one of folkhue's."""
    is_plug_in = isinstance(value, str) and value in plug_ins(DENOISING)
    return value if is_plug_in else check(value)


class Denoise(Section):
    """``denoise``."""

    method: Annotated[
        Literal["none", "largest", "kmeans", "plsa", "posterior", "color_posterior"],
        WrapValidator(_plug_in_or),
    ]
    parameters: Annotated[dict[str, Any], Field(default_factory=dict)]
    clusters: Annotated[int, Range(1, 64)]
    source_saturation: Saturation | None
    space: Space
    max_pixels: Count
    sharpness: Annotated[float, Range(0.0, 1_000.0)]
    smoothing: Annotated[float, Range(1.0, 100.0)]
    background: Literal["none", "source"]
    unshade: bool
    min_lift: Annotated[float, Range(0.0, 1_000_000.0)]
    rounds: Annotated[int, Range(1, 1_000)]
    iterations: Annotated[int, Range(1, 10_000)]
    pictures: Annotated[int, Range(0, 1_000)]


class Sample(Section):
    """``sample``."""

    cap: Count | None
    caps: dict[str, Count | None]
    test_share: Annotated[float, Range(0.01, 0.99)]
    exposures: Annotated[list[Exposure], Field(min_length=1, max_length=8)]

    @model_validator(mode="after")
    def _cap_all_if_any(self) -> Sample:
        """Give the other classes a cap, too, if one has a cap of its own: pixels are then drawn."""
        if self.cap is not None or not self.own_caps:
            return self
        return self.model_copy(update={"cap": DEFAULT_CAP})

    @property
    def own_caps(self) -> dict[str, int]:
        """Maximum number of pixels of the classes that have one of their own."""
        return {name: cap for name, cap in self.caps.items() if cap is not None}


class Train(Section):
    """``train``."""

    classifiers: Annotated[dict[str, dict[str, Any]], Field(min_length=1)]
    trusted: list[Annotated[str, Field(pattern=r"^\w+(\.\w+)+$", max_length=200)]]

    @field_validator("classifiers")
    @classmethod
    def _names_of_files_and_stages(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in value:
            if not re.fullmatch(r"[A-Za-z][\w-]{0,63}", name) or name in RESERVED:
                raise ValueError(
                    f"{short_repr(name)} cannot be a classifier's name: use at most 64 letters, "
                    f"digits, _, and none of {', '.join(RESERVED)}"
                )
        if (number := _count(value)) > MAX_CLASSIFIERS:
            raise ValueError(f"expected at most {MAX_CLASSIFIERS} classifiers, found {number:,}")
        return value


def _count(classifiers: Any) -> int:
    """Count classifiers and the members of blends."""
    if not isinstance(classifiers, dict):
        return 0
    members = (each.get("of") for each in classifiers.values() if isinstance(each, dict))
    return len(classifiers) + sum(map(_count, members))


class Evaluate(Section):
    """``evaluate``."""

    golden: str
    max_pixels: Annotated[int, Range(1, 1_000_000)]
    survey: str | None
    min_answers: Annotated[int, Range(1, 1_000_000)]
    folds: Annotated[int, Range(0, 20)]

    @field_validator("folds")
    @classmethod
    def _none_or_some(cls, value: int) -> int:
        if value == 1:
            raise ValueError("expected 0, or 2 to 20")
        return value


class Compile(Section):
    """``compile``."""

    classifier: str
    exclude: list[str]
    unnamed_below: Annotated[float, Range(0.0, 0.999)]


class Report(Section):
    """``report``."""

    against: Revision | None


class Params(CommonParams):
    """All parameters."""

    download: Download
    denoise: Denoise
    sample: Sample
    train: Train
    evaluate: Evaluate
    compile: Compile
    report: Report
    compute: Compute

    @property
    def caps(self) -> dict[str, int]:
        """Maximum number of pixels of each term in a sample for training."""
        every = dict.fromkeys(self.terms.names, self.sample.cap or DEFAULT_CAP)
        return every | self.sample.own_caps

    @property
    def training_caps(self) -> dict[str, int] | None:
        """The same, or None if all pixels are for training."""
        return None if self.sample.cap is None else self.caps

    @property
    def compilable(self) -> list[str]:
        """Names of the classifiers that may be compiled."""
        excluded = set(self.compile.exclude)
        return [
            name
            for name, options in self.train.classifiers.items()
            if not {name, options.get("kind", name)} & excluded
        ]


def read_params(path: Path = Path("params.yaml"), *, files: bool = True) -> Params:
    """Read and check params.yaml.

    Parameters
    ----------
    path : path
    files : bool
        Whether the files that it names must exist.

    Raises
    ------
    ParamsError
        If a key is unknown or missing, or a value is not allowed; the message names each.
    """
    params = read_sections(path, Params)
    try:
        _check_names(params)
        if files:
            _check_files(params)
    except ParamsError as error:
        raise ParamsError(f"{path}: {error}") from error
    return params


def _check_names(params: Params) -> None:
    """Check the keys that name a term or a classifier."""
    terms = checked_terms(params)
    for name in params.sample.own_caps:
        if name not in terms:
            raise ParamsError(
                f"sample.caps.{short(name)} is not a term; {did_you_mean(name, terms)}"
            )
    _check_compiled(params)


def _check_compiled(params: Params) -> None:
    """Check the keys that say which classifier is compiled."""
    classifiers, wanted = params.train.classifiers, params.compile.classifier
    if wanted not in ("best", *classifiers):
        raise ParamsError(
            f"compile.classifier: {short_repr(wanted)} is not in train.classifiers; "
            f"{did_you_mean(wanted, ['best', *classifiers])}"
        )
    kinds = {str(options.get("kind", name)) for name, options in classifiers.items()}
    for name in params.compile.exclude:
        if name not in {*classifiers, *kinds, *USUALLY_EXCLUDED}:
            raise ParamsError(
                f"compile.exclude: {short_repr(name)} is not a classifier; "
                f"{did_you_mean(name, classifiers)}"
            )
    if wanted == "best" and not params.compilable:
        raise ParamsError("compile.exclude leaves no classifier to compile")


def _check_files(params: Params) -> None:
    """Check that the files and folders that the parameters name exist."""
    check_lists(params.download)
    golden = params.evaluate.golden
    if not exists(golden, lambda path: any((path / "labels").glob("*.json"))):
        raise ParamsError(
            f"evaluate.golden: no such file: {short(golden)}/labels/*.json; see "
            f"docs/how-to/golden-set.md{why_missing(golden)}"
        )
    survey = params.evaluate.survey
    if survey is not None and not exists(survey, Path.is_file):
        raise ParamsError(
            f"evaluate.survey: no such file: {short(survey)}; null measures on no survey"
            f"{why_missing(survey)}"
        )
