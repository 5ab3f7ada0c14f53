"""What the params files of both pipelines have: terms, where photographs come from, workers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, field_validator

from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import FolkhueError, ParamsError
from stages.experiments import why_missing
from stages.ranges import Range
from stages.sections import Section
from stages.yaml_file import short

Count = Annotated[int, Range(1, 10_000_000)]


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


class Manifest(Section):
    """``download.manifest``."""

    path: str


class Folder(Section):
    """``download.folder``."""

    path: str


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


class Searched(Section):
    """A section of ``download`` of a service that is searched for the terms."""

    photos: Count
    over_fetch: Annotated[float, Range(1.0, 100.0)]


class Museum(Searched):
    """A section of ``download`` of a museum that is searched by color."""

    photos: Annotated[int, Range(1, 10_000)]
    connections: Annotated[int, Range(1, 64)]
    calls_per_hour: Annotated[float, Range(1.0, 10_000_000.0)]
    url: Address


class Fetching(Section):
    """What ``download`` has whatever the sources."""

    source: str
    pack: Annotated[int, Range(0, 1_000_000)]
    min_fetched: Annotated[float, Range(0.0, 1.0)]
    min_side: Annotated[int, Range(1, 100_000)]
    manifest: Manifest
    folder: Folder
    checks: Checks
    web: Web

    @property
    def searched(self) -> Searched | None:
        """Options of the source, if it is one that is searched for the terms."""
        options = getattr(self, self.source, None)
        return options if isinstance(options, Searched) else None


MuseumName = Literal["artic", "smk", "rijksmuseum"]


class WithMuseums(Fetching):
    """What ``download`` has if its sources include museums."""

    artic: Museum
    smk: Museum
    rijksmuseum: Museum


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


class CommonParams(Section):
    """What both params files have."""

    seed: Annotated[int, Range(0, 2**32 - 1)]
    vocabulary: str | list[Any] | dict[str, Any]
    download: Fetching

    @property
    def terms(self) -> Vocabulary:
        """The color terms to learn."""
        return Vocabulary.of(self.vocabulary)


def checked_terms(params: CommonParams) -> Sequence[str]:
    """Return the names of the terms.

    Raises
    ------
    ParamsError
        If they are no vocabulary.
    """
    try:
        return params.terms.names
    except FolkhueError as error:
        raise ParamsError(f"vocabulary: {error}") from error


def check_lists(download: Fetching) -> None:
    """Check that the list and the folder of photographs exist: DVC wants both.

    Raises
    ------
    ParamsError
    """
    manifest, folder = download.manifest.path, download.folder.path
    if not exists(manifest, Path.is_file):
        raise ParamsError(
            f"download.manifest.path: no such file: {short(manifest)}{why_missing(manifest)}"
        )
    if not exists(folder, Path.is_dir):
        raise ParamsError(
            f"download.folder.path: no such folder: {short(folder)}{why_missing(folder)}"
        )


def exists(path: str, check: Callable[[Path], bool]) -> bool:
    """Check a path, which may also be too long or have characters that no path has."""
    try:
        return check(Path(path))
    except (OSError, ValueError):
        return False
