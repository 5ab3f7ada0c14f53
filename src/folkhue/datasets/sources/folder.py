"""A folder of photographs: folders named after colors, or a list beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import weak_labels
from folkhue.datasets.sources.manifest import COLUMNS, Listed, Manifest
from folkhue.errors import ManifestError
from folkhue.images.photo import is_hidden, photographs_in

LISTS = frozenset({".csv", ".parquet"})


class Pictures:
    """Pictures in folders, whose names are their tags.

    Parameters
    ----------
    folder : path
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._pictures = folder, list(photographs_in(folder))

    def __len__(self) -> int:
        return len(self._pictures)

    def __iter__(self) -> Iterator[dict[str, str]]:
        for path in self._pictures:
            yield {**dict.fromkeys(COLUMNS, ""), **_row(path, self._folder)}

    def repeated(self, place: int, identity: str) -> None:
        """Never needed: the ids are names of files."""


def read_folder(folder: str | Path, terms: Vocabulary) -> Listed:
    """List the photographs of a folder.

    If a list lies in the folder (one ``.csv`` or ``.parquet`` file) or beside it (named like
    the folder), it is read as a manifest. Else the names of folders are the tags:
    ``red/barn.jpg`` and ``dark red/2024/door.jpg`` are both tagged red.

    Parameters
    ----------
    folder : path
    terms : Vocabulary
        Says which folders are named after a color.

    Raises
    ------
    ManifestError
        If there is no such folder, or neither a list nor a folder named after a color.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ManifestError(f"{folder}: no such folder; set download.folder.path to yours")
    inside = sorted(path for path in folder.iterdir() if _is(path, LISTS))
    named = folder.absolute()
    beside = [path for suffix in LISTS if (path := Path(f"{named}{suffix}")).is_file()]
    lists = inside or beside
    if len(lists) > 1:
        names = ", ".join(sorted(path.name for path in lists))
        raise ManifestError(f"{folder}: {names}: which one is the list? Leave one")
    if lists:
        return Manifest(lists[0])
    pictures = Pictures(folder)
    if not any(weak_labels(row["tags"], terms) for row in pictures):
        raise ManifestError(
            f"{folder}: expected folders named after colors ({', '.join(terms.names)}) with "
            f"photographs, or a list of them in photos.csv; found {len(pictures)} photographs, "
            "none in such a folder"
        )
    return pictures


def read_unpacked(folder: Path, terms: Vocabulary) -> Listed:
    """List the photographs of an unpacked archive, which may all lie in one folder of it.

    Raises
    ------
    ManifestError
        As `read_folder`, or if a list names files outside the archive.
    """
    inner = list(folder.iterdir())
    if len(inner) == 1 and inner[0].is_dir() and not weak_labels(inner[0].name, terms):
        return read_unpacked(inner[0], terms)
    photos = read_folder(folder, terms)
    for path in (row["path"] for row in photos):
        if path and not Path(path).resolve().is_relative_to(folder.resolve()):
            raise ManifestError(f"{path}: named in the archive's list, but lies outside of it")
    return photos


def _is(path: Path, suffixes: frozenset[str]) -> bool:
    return path.suffix.lower() in suffixes and not is_hidden(path.name) and path.is_file()


def _row(path: Path, folder: Path) -> dict[str, str]:
    inner = path.relative_to(folder)
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise ManifestError(f"{str(path)!r}: the name is not in UTF-8; rename it") from error
    return {
        "id": inner.as_posix(),
        "path": str(path),
        "title": "",
        "tags": ";".join(part.replace("_", " ") for part in inner.parts[:-1]),
        "source": folder.absolute().name,
    }
