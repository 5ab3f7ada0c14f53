"""The parameters of the pipeline, read from params.yaml and checked."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from folkhue._utils.regular_file import read_file
from folkhue._utils.text import did_you_mean
from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import FolkhueError, ParamsError

Share = Annotated[float, Field(gt=0, lt=1)]
Count = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


def _check_quoted(value: Any) -> Any:
    if isinstance(value, date):
        raise ValueError(f"write the day in quotes, as DVC requires: '{value}'")
    return value


Day = Annotated[date, BeforeValidator(_check_quoted)]
Space = Literal["rgb", "lab", "oklab"]

USUALLY_EXCLUDED = ("svm", "knn")
"""Allowed in ``compile.exclude`` even if ``train.classifiers`` does not have them."""


_MAX_BYTES = 1 << 20


class Section(BaseModel):
    """A section of params.yaml; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)


class Manifest(Section):
    """``download.manifest``."""

    path: str


class Folder(Section):
    """``download.folder``."""

    path: str


class Archive(Section):
    """``download.archive``."""

    path: str
    max_files: Count
    max_gigabytes: Positive
    max_ratio: Positive


class Shards(Section):
    """``download.shards``."""

    path: str


class Flickr(Section):
    """``download.flickr``."""

    photos: Count
    over_fetch: Annotated[float, Field(ge=1)]
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
    calls_per_hour: Positive
    url: str


class Openverse(Section):
    """``download.openverse``."""

    photos: Annotated[int, Field(ge=1, le=240)]
    over_fetch: Annotated[float, Field(ge=1)]
    licenses: list[Literal["by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "cc0", "pdm"]]
    sources: list[str]
    category: str
    calls_per_hour: Positive
    url: str


class Web(Section):
    """``download.web``."""

    connections: Annotated[int, Field(ge=1, le=64)]
    tries: Count
    first_wait: Annotated[float, Field(gt=0)]
    timeout: Positive
    max_offline_hours: Positive
    http: bool
    private_addresses: bool


class Checks(Section):
    """``download.checks``."""

    max_megabytes: Positive
    max_megapixels: Positive
    min_color: Annotated[float, Field(ge=0, le=1)]
    near_bits: Annotated[int, Field(ge=-1, le=64)]
    near_shade: Annotated[float, Field(ge=0)]


class Download(Section):
    """``download``."""

    source: Literal["sampler", "manifest", "folder", "archive", "shards", "flickr", "openverse"]
    pack: Annotated[int, Field(ge=0)]
    manifest: Manifest
    folder: Folder
    archive: Archive
    shards: Shards
    flickr: Flickr
    openverse: Openverse
    min_side: Count
    checks: Checks
    web: Web

    @property
    def searched(self) -> Flickr | Openverse | None:
        """Options of the source, if it is one that is searched for the terms."""
        if self.source == "flickr":
            return self.flickr
        return self.openverse if self.source == "openverse" else None


class Denoise(Section):
    """``denoise``."""

    method: Literal["none", "largest", "kmeans", "plsa", "posterior"]
    clusters: Annotated[int, Field(ge=1, le=64)]
    space: Space
    max_pixels: Count
    sharpness: Annotated[float, Field(ge=0)]
    min_lift: Annotated[float, Field(ge=0)]
    rounds: Count
    iterations: Count
    pictures: Annotated[int, Field(ge=0)]


class Sample(Section):
    """``sample``."""

    cap: Count
    caps: dict[str, Count]
    test_share: Share


class Train(Section):
    """``train``."""

    classifiers: Annotated[dict[str, dict[str, Any]], Field(min_length=1)]

    @field_validator("classifiers")
    @classmethod
    def _names_of_files_and_stages(cls, value: dict[str, Any]) -> dict[str, Any]:
        for name in value:
            if not re.fullmatch(r"[A-Za-z][\w-]*", name) or name == "best":
                raise ValueError(f"{name!r} cannot be a classifier's name: use letters, digits, _")
        return value


class Evaluate(Section):
    """``evaluate``."""

    golden: str
    max_pixels: Count


class Compile(Section):
    """``compile``."""

    classifier: str
    exclude: list[str]
    unnamed_below: Annotated[float, Field(ge=0, lt=1)]


class Compute(Section):
    """``compute``."""

    backend: str
    address: str | None
    n_jobs: int

    @field_validator("n_jobs")
    @classmethod
    def _some_workers(cls, value: int) -> int:
        if value == 0:
            raise ValueError("expected a number of workers, or -1 for one per core")
        return value


class Params(Section):
    """All parameters."""

    seed: Annotated[int, Field(ge=0, lt=2**32)]
    vocabulary: str | list[Any]
    download: Download
    denoise: Denoise
    sample: Sample
    train: Train
    evaluate: Evaluate
    compile: Compile
    compute: Compute

    @property
    def terms(self) -> Vocabulary:
        """The color terms to learn."""
        return Vocabulary.of(self.vocabulary)

    @property
    def caps(self) -> dict[str, int]:
        """Maximum number of training pixels of each term."""
        return {name: self.sample.caps.get(name, self.sample.cap) for name in self.terms.names}

    @property
    def test_caps(self) -> dict[str, int]:
        """Maximum number of test pixels of each term."""
        return dict.fromkeys(self.terms.names, self.sample.cap)

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
    params = _parse(path)
    try:
        _check_names(params)
        if files:
            _check_files(params)
    except ParamsError as error:
        raise ParamsError(f"{path}: {error}") from error
    return params


def _parse(path: Path) -> Params:
    try:
        # As DVC reads it: YAML 1.2, in which 1e-4 is a number.
        content = YAML(typ="safe", pure=True).load(read_file(path, max_bytes=_MAX_BYTES).decode())
        return Params.model_validate(content or {})
    except OSError as error:
        raise ParamsError(f"{path}: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise ParamsError(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        lines = [_explain(problem) for problem in error.errors()]
        raise ParamsError("\n".join(f"{path}: {line}" for line in lines)) from error


def _check_names(params: Params) -> None:
    """Check the keys that name a term or a classifier."""
    try:
        terms = params.terms.names
    except FolkhueError as error:
        raise ParamsError(f"vocabulary: {error}") from error
    for name in params.sample.caps:
        if name not in terms:
            raise ParamsError(f"sample.caps.{name} is not a term; {did_you_mean(name, terms)}")
    _check_compiled(params)


def _check_compiled(params: Params) -> None:
    """Check the keys that say which classifier is compiled."""
    classifiers, wanted = params.train.classifiers, params.compile.classifier
    if wanted not in ("best", *classifiers):
        raise ParamsError(
            f"compile.classifier: {wanted!r} is not in train.classifiers; "
            f"{did_you_mean(wanted, ['best', *classifiers])}"
        )
    kinds = {str(options.get("kind", name)) for name, options in classifiers.items()}
    for name in params.compile.exclude:
        if name not in {*classifiers, *kinds, *USUALLY_EXCLUDED}:
            raise ParamsError(
                f"compile.exclude: {name!r} is not a classifier; {did_you_mean(name, classifiers)}"
            )
    if wanted == "best" and not params.compilable:
        raise ParamsError("compile.exclude leaves no classifier to compile")


def _check_files(params: Params) -> None:
    """Check that the files and folders that the parameters name exist."""
    manifest, folder = params.download.manifest.path, params.download.folder.path
    if not Path(manifest).is_file():
        raise ParamsError(f"download.manifest.path: no such file: {manifest}")
    if not Path(folder).is_dir():
        raise ParamsError(f"download.folder.path: no such folder: {folder}")
    labels = Path(params.evaluate.golden) / "labels"
    if not any(labels.glob("*.json")):
        raise ParamsError(
            f"evaluate.golden: no such file: {labels / '*.json'}; see docs/how-to/golden-set.md"
        )


def _explain(problem: Any) -> str:
    """Describe a problem that pydantic found, with the nearest right key or value."""
    location = [str(part) for part in problem["loc"] if part not in ("str", "list[str]")]
    key = ".".join(location)
    if problem["type"] == "extra_forbidden":
        return f"unknown key {key}; {did_you_mean(location[-1], _sibling_keys(location))}"
    if problem["type"] == "missing":
        return f"the key {key} is missing"
    got = problem["input"]
    if problem["type"] == "literal_error":
        expected = problem["ctx"]["expected"]
        allowed = re.findall("'(.*?)'", expected)
        return f"{key}: expected {expected}, got {got!r}; {did_you_mean(str(got), allowed)}"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{key}: {message[0].lower()}{message[1:]}, got {got!r}"


def _sibling_keys(location: list[str]) -> list[str]:
    model: Any = Params
    for part in location[:-1]:
        model = model.model_fields[part].annotation
    return list(model.model_fields)
