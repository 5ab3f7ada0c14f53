"""A folder of photographs: subfolders named after colors, or a list of photographs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from folkhue._utils.regular_file import real_path
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import weak_labels
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.manifest import Manifest, PhotoSource
from folkhue.errors import ManifestError
from folkhue.images.files import is_hidden, photographs_in

LISTS = frozenset({".csv", ".parquet", ".tsv"})
"""Suffixes of lists of photographs."""


class NamedFolders:
    """Photographs in folders whose names are their tags.

    Parameters
    ----------
    folder : path
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._paths = folder, list(photographs_in(folder))

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[PhotoRecord]:
        for path in self._paths:
            yield _record(path, self._folder)

    def on_duplicate(self, place: int, identity: str) -> None:
        """Do nothing: ids are paths of files, so each is unique."""


def read_folder(folder: str | Path, terms: Vocabulary) -> PhotoSource:
    """List the photographs of a folder.

    If there is a list in the folder (one ``.csv``, ``.tsv`` or ``.parquet`` file) or next to it
    (with the name of the folder), it is read as a manifest. Otherwise the names of subfolders
    are the tags: ``red/barn.jpg`` and ``dark red/2024/door.jpg`` both get the label red.

    Parameters
    ----------
    folder : path
    terms : Vocabulary
        Decides which subfolders are named after a color.

    Raises
    ------
    ManifestError
        If there is no such folder, or neither a list nor a folder named after a color.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ManifestError(f"{folder}: no such folder; set download.folder.path to yours")
    if (listed := _list_of(folder)) is not None:
        return Manifest(listed)
    photos = NamedFolders(folder)
    if not any(weak_labels(record.tags, terms) for record in photos):
        raise ManifestError(
            f"{folder}: expected folders named after colors ({', '.join(terms.names)}) with "
            f"photographs, or a list of them in photos.csv; found {len(photos)} photographs, "
            "none in such a folder"
        )
    return photos


def read_unpacked(folder: Path, terms: Vocabulary) -> PhotoSource:
    """List the photographs of an unpacked archive, in which one folder may contain all others.

    Raises
    ------
    ManifestError
        As `read_folder`, or if a list names files outside the archive.
    """
    inner = list(folder.iterdir())
    if len(inner) == 1 and inner[0].is_dir() and not weak_labels(inner[0].name, terms):
        return read_unpacked(inner[0], terms)
    photos = read_folder(folder, terms)
    for path in (record.path for record in photos):
        if path and not real_path(path).is_relative_to(real_path(folder)):
            raise ManifestError(f"{path}: the archive's list names it, but it is outside of it")
    return photos


def _list_of(folder: Path) -> Path | None:
    """Find the list in a folder or, if there is none, the list next to it."""
    inside = sorted(path for path in folder.iterdir() if _is_list(path))
    sibling = [path for suffix in LISTS if (path := Path(f"{folder.absolute()}{suffix}")).is_file()]
    lists = inside or sibling
    if len(lists) > 1:
        names = ", ".join(sorted(path.name for path in lists))
        raise ManifestError(f"{folder}: {names}: which one is the list? Leave one")
    return lists[0] if lists else None


def _is_list(path: Path) -> bool:
    return path.suffix.lower() in LISTS and not is_hidden(path.name) and path.is_file()


def _record(path: Path, folder: Path) -> PhotoRecord:
    inner = path.relative_to(folder)
    shown = os.fsencode(inner.as_posix()).decode("utf-8", "backslashreplace")
    record = PhotoRecord(
        id=shown,
        path=str(path),
        tags=";".join(part.replace("_", " ") for part in Path(shown).parts[:-1]),
        source=folder.absolute().name,
    )
    if shown == inner.as_posix():
        return record
    detail = "its name is not in UTF-8; rename it"
    return replace(record, path="", status=Status.UNREADABLE, detail=detail)
