"""params.yaml as checked values."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import FolkhueError, ParamsError

Share = Annotated[float, Field(gt=0, lt=1)]
Count = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


def _in_quotes(value: Any) -> Any:
    if isinstance(value, date):
        raise ValueError(f"write the day in quotes, which DVC wants: '{value}'")
    return value


Day = Annotated[date, BeforeValidator(_in_quotes)]
Space = Literal["rgb", "lab", "oklab"]


USUALLY_EXCLUDED = ("svm", "knn")
"""May stay in ``compile.exclude`` though they were taken out of ``train.classifiers``."""


class Section(BaseModel):
    """A part of params.yaml: no key but the known ones."""

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
    patience_hours: Positive
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
        """Options of a source that has more than anybody wants, so that it is searched."""
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
    """All of params.yaml."""

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
        """The vocabulary."""
        return Vocabulary.of(self.vocabulary)

    @property
    def caps(self) -> dict[str, int]:
        """Most training pixels of each term."""
        return {name: self.sample.caps.get(name, self.sample.cap) for name in self.terms.names}

    @property
    def test_caps(self) -> dict[str, int]:
        """Most test pixels of each term."""
        return dict.fromkeys(self.terms.names, self.sample.cap)

    @property
    def compilable(self) -> list[str]:
        """Classifiers that may be compiled; ``compile.exclude`` holds names or kinds."""
        excluded = set(self.compile.exclude)
        return [
            name
            for name, options in self.train.classifiers.items()
            if not {name, options.get("kind", name)} & excluded
        ]


def read_params(path: Path = Path("params.yaml"), *, files: bool = True) -> Params:
    """Read and check params.yaml; also whether the files it names are there, unless told not to.

    Raises
    ------
    ParamsError
        If a key is unknown or missing, or a value cannot be: the text names each.
    """
    try:
        # As DVC reads it: YAML 1.2, in which 1e-4 is a number.
        content = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        params = Params.model_validate(content or {})
    except OSError as error:
        raise ParamsError(f"{path}: {error.strerror}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise ParamsError(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        lines = [_explain(problem) for problem in error.errors()]
        raise ParamsError("\n".join(f"{path}: {line}" for line in lines)) from error
    _check_names(params, path)
    if files:
        _check_files(params, path)
    return params


def _check_names(params: Params, path: Path) -> None:
    """Check the keys that name a term or a classifier."""
    try:
        terms = params.terms.names
    except FolkhueError as error:
        raise ParamsError(f"{path}: vocabulary: {error}") from error
    for name in params.sample.caps:
        if name not in terms:
            raise ParamsError(f"{path}: sample.caps.{name} is no term{_nearest(name, terms)}")
    known = list(params.train.classifiers)
    wanted = params.compile.classifier
    if wanted != "best" and wanted not in known:
        raise ParamsError(
            f"{path}: compile.classifier: {wanted!r} is not in train.classifiers"
            f"{_nearest(wanted, ['best', *known])}"
        )
    kinds = {str(options.get("kind", name)) for name, options in params.train.classifiers.items()}
    for name in params.compile.exclude:
        if name not in {*known, *kinds, *USUALLY_EXCLUDED}:
            raise ParamsError(
                f"{path}: compile.exclude: {name!r} is no classifier{_nearest(name, known)}"
            )
    if wanted == "best" and not params.compilable:
        raise ParamsError(f"{path}: compile.exclude leaves no classifier to compile")


def _check_files(params: Params, path: Path) -> None:
    """Check that the files and folders named are there."""
    if not Path(params.download.manifest.path).is_file():
        raise ParamsError(
            f"{path}: download.manifest.path: there is no file {params.download.manifest.path}"
        )
    if not Path(params.download.folder.path).is_dir():
        raise ParamsError(
            f"{path}: download.folder.path: there is no folder {params.download.folder.path}"
        )
    golden = Path(params.evaluate.golden)
    if not any((golden / "labels").glob("*.json")):
        raise ParamsError(
            f"{path}: evaluate.golden: there is no file {golden / 'labels' / '*.json'}; "
            "see docs/extending.md"
        )


def _explain(problem: Any) -> str:
    location = [str(part) for part in problem["loc"] if part not in ("str", "list[str]")]
    key = ".".join(location)
    if problem["type"] == "extra_forbidden":
        return f"unknown key {key}{_nearest(location[-1], _keys_beside(location))}"
    if problem["type"] == "missing":
        return f"the key {key} is missing"
    if problem["type"] == "literal_error":
        return (
            f"{key}: expected {problem['ctx']['expected']}, got {problem['input']!r}"
            f"{_nearest(str(problem['input']), problem['ctx']['expected'].split(chr(39))[1::2])}"
        )
    message = problem["msg"].removeprefix("Value error, ")
    return f"{key}: {message[0].lower()}{message[1:]}, got {problem['input']!r}"


def _keys_beside(location: list[str]) -> list[str]:
    model: Any = Params
    for part in location[:-1]:
        model = model.model_fields[part].annotation
    return list(model.model_fields)


def _nearest(name: str, known: Any) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
