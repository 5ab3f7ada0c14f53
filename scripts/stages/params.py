"""The parameters of the pipeline, read from params.yaml and checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from folkhue._utils.text import did_you_mean, short_repr
from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import FolkhueError, ParamsError
from stages.ranges import Range
from stages.yaml_file import read_yaml, short

Count = Annotated[int, Range(1, 10_000_000)]


def _check_quoted(value: Any) -> Any:
    if isinstance(value, date):
        raise ValueError(f"write the day in quotes, as DVC requires: '{value}'")
    return value


def _check_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or re.search(r"[\s\0-\x1f]", value):
        raise ValueError("expected an address such as https://example.org/")
    return value


Address = Annotated[str, AfterValidator(_check_address)]
Day = Annotated[date, BeforeValidator(_check_quoted)]
Exposure = Annotated[float, Range(0.1, 10.0)]
Saturation = Annotated[float, Range(0.1, 1e9)]
Space = Literal["rgb", "lab", "oklab"]

DEFAULT_CAP = 10_000
"""Of samples if ``sample.cap`` is null, and all pixels are for training."""

MAX_CLASSIFIERS = 100
"""Of ``train.classifiers``, with the members of blends."""

MAX_PROBLEMS = 10
"""Problems that a message names."""

RESERVED = ("best", "final")
"""What a classifier cannot be called: the choice among all, and the file of its last fit."""

_TYPES = ("str", "list[str]", "list[any]")
"""What pydantic names in the place of a problem besides keys."""

USUALLY_EXCLUDED = ("svm", "knn")
"""Allowed in ``compile.exclude`` even if ``train.classifiers`` does not have them."""


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
    max_gigabytes: Annotated[float, Range(0.001, 100_000.0)]
    max_ratio: Annotated[float, Range(1.0, 1_000_000.0)]


class Shards(Section):
    """``download.shards``."""

    path: str


class Flickr(Section):
    """``download.flickr``."""

    photos: Count
    over_fetch: Annotated[float, Range(1.0, 100.0)]
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


class Openverse(Section):
    """``download.openverse``."""

    photos: Annotated[int, Range(1, 240)]
    over_fetch: Annotated[float, Range(1.0, 100.0)]
    licenses: list[Literal["by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd", "cc0", "pdm"]]
    sources: list[str]
    category: str
    calls_per_hour: Annotated[float, Range(1.0, 10_000_000.0)]
    url: Address


class Web(Section):
    """``download.web``."""

    connections: Annotated[int, Range(1, 64)]
    tries: Annotated[int, Range(1, 100)]
    first_wait: Annotated[float, Range(0.001, 3_600.0)]
    timeout: Annotated[float, Range(0.1, 3_600.0)]
    max_offline_hours: Annotated[float, Range(0.0, 10_000.0)]
    http: bool
    private_addresses: bool


class Checks(Section):
    """``download.checks``."""

    max_megabytes: Annotated[float, Range(0.001, 10_000.0)]
    max_megapixels: Annotated[float, Range(0.001, 10_000.0)]
    min_color: Annotated[float, Range(0.0, 1.0)]
    near_bits: Annotated[int, Range(-1, 64)]
    near_shade: Annotated[float, Range(0.0, 255.0)]


class Download(Section):
    """``download``."""

    source: Literal["sampler", "manifest", "folder", "archive", "shards", "flickr", "openverse"]
    pack: Annotated[int, Range(0, 1_000_000)]
    min_fetched: Annotated[float, Range(0.0, 1.0)]
    manifest: Manifest
    folder: Folder
    archive: Archive
    shards: Shards
    flickr: Flickr
    openverse: Openverse
    min_side: Annotated[int, Range(1, 100_000)]
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

    method: Literal["none", "largest", "kmeans", "plsa", "posterior", "color_posterior"]
    clusters: Annotated[int, Range(1, 64)]
    source_saturation: Saturation | None
    space: Space
    max_pixels: Count
    sharpness: Annotated[float, Range(0.0, 1_000.0)]
    unshade: bool
    min_lift: Annotated[float, Range(0.0, 1_000_000.0)]
    rounds: Annotated[int, Range(1, 1_000)]
    iterations: Annotated[int, Range(1, 10_000)]
    pictures: Annotated[int, Range(0, 1_000)]


class Sample(Section):
    """``sample``."""

    cap: Count | None
    caps: dict[str, Count]
    test_share: Annotated[float, Range(0.01, 0.99)]
    exposures: Annotated[list[Exposure], Field(min_length=1, max_length=8)]


class Train(Section):
    """``train``."""

    classifiers: Annotated[dict[str, dict[str, Any]], Field(min_length=1)]

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


class Compile(Section):
    """``compile``."""

    classifier: str
    exclude: list[str]
    unnamed_below: Annotated[float, Range(0.0, 0.999)]


class Compute(Section):
    """``compute``."""

    backend: str
    address: str | None
    n_jobs: Annotated[int, Range(-1_024, 1_024)]

    @field_validator("n_jobs")
    @classmethod
    def _some_workers(cls, value: int) -> int:
        if value == 0:
            raise ValueError("expected a number of workers, or -1 for one per core")
        return value


class Params(Section):
    """All parameters."""

    seed: Annotated[int, Range(0, 2**32 - 1)]
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
        """Maximum number of pixels of each term in a sample for training."""
        return {name: self.sample.caps.get(name, cap) for name, cap in self.test_caps.items()}

    @property
    def test_caps(self) -> dict[str, int]:
        """Maximum number of test pixels of each term."""
        return dict.fromkeys(self.terms.names, self.sample.cap or DEFAULT_CAP)

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
    content = read_yaml(path) or {}
    if not isinstance(content, dict):
        raise ParamsError(f"{path}: expected keys, such as `seed: 0`, got {short_repr(content)}")
    try:
        return Params.model_validate(content)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=True)
        lines = [_explain(problem) for problem in problems[:MAX_PROBLEMS]]
        if more := len(problems) - len(lines):
            lines.append(f"{more} more problems")
        raise ParamsError("\n".join(f"{path}: {line}" for line in lines)) from error


def _check_names(params: Params) -> None:
    """Check the keys that name a term or a classifier."""
    try:
        terms = params.terms.names
    except FolkhueError as error:
        raise ParamsError(f"vocabulary: {error}") from error
    if params.sample.caps and params.sample.cap is None:
        raise ParamsError("sample.caps: expected {} as sample.cap is null, which caps no class")
    for name in params.sample.caps:
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
    manifest, folder = params.download.manifest.path, params.download.folder.path
    if not _exists(manifest, Path.is_file):
        raise ParamsError(f"download.manifest.path: no such file: {short(manifest)}")
    if not _exists(folder, Path.is_dir):
        raise ParamsError(f"download.folder.path: no such folder: {short(folder)}")
    golden = params.evaluate.golden
    if not _exists(golden, lambda path: any((path / "labels").glob("*.json"))):
        raise ParamsError(
            f"evaluate.golden: no such file: {short(golden)}/labels/*.json; see "
            "docs/how-to/golden-set.md"
        )
    survey = params.evaluate.survey
    if survey is not None and not _exists(survey, Path.is_file):
        raise ParamsError(
            f"evaluate.survey: no such file: {short(survey)}; null measures on no survey"
        )


def _exists(path: str, check: Callable[[Path], bool]) -> bool:
    """Check a path, which may also be too long or have characters that no path has."""
    try:
        return check(Path(path))
    except (OSError, ValueError):
        return False


def _explain(problem: Any) -> str:
    """Describe a problem that pydantic found, with the nearest right key or value."""
    location = [str(part) for part in problem["loc"] if part not in _TYPES]
    key, got = short(".".join(location)), short_repr(problem["input"])
    if problem["type"] == "extra_forbidden":
        return f"unknown key {key}; {did_you_mean(location[-1], _sibling_keys(location))}"
    if problem["type"] == "missing":
        return f"the key {key} is missing"
    if problem["type"] == "model_type":
        return f"{key}: expected keys and values, got {got}"
    if problem["type"] == "literal_error":
        expected = problem["ctx"]["expected"]
        allowed = re.findall("'(.*?)'", expected)
        nearest = did_you_mean(got.strip("'"), allowed)
        return f"{key}: expected {expected}, got {got}; {nearest}"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{key}: {message[0].lower()}{message[1:]}, got {got}"


def _sibling_keys(location: list[str]) -> list[str]:
    model: Any = Params
    for part in location[:-1]:
        model = model.model_fields[part].annotation
    return list(model.model_fields)
