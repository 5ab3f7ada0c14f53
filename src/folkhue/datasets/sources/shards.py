"""Tar files in the layout of WebDataset, read without unpacking them.

Members whose paths are the same up to the first dot of the file's name belong to one
photograph: ``000017.jpg`` is the image, ``000017.json`` may have any of the columns of a
manifest, ``000017.txt`` is a caption, which becomes the description, and ``000017.cls`` a class:
a word is a tag, and a number is ignored, as it means nothing here. Other members are skipped.
"""

from __future__ import annotations

import glob
import os
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from folkhue._utils.regular_file import check_file, open_file
from folkhue._utils.untrusted_json import parse_json, plain
from folkhue.datasets.record import MANIFEST_COLUMNS, PhotoRecord, Status
from folkhue.datasets.sources.columns import column_of
from folkhue.datasets.sources.tar_headers import TarHeader, members
from folkhue.errors import ManifestError
from folkhue.images.files import is_hidden
from folkhue.images.formats import SUFFIXES
from folkhue.images.tar_member import Member

_MAX_TEXT_BYTES = 1_000_000
"""Size of a member with text about a photograph."""

_MAX_NAME = 1_000

_TEXTS = frozenset({"json", "txt", "cls"})


class Shards:
    """Photographs in tar files.

    Nothing is unpacked: the path of a record leads into the tar file (see
    `folkhue.images.tar_member`). What is damaged or suspicious costs one record, whose status
    and detail say why. The id of a photograph is ``SHARD/KEY`` unless its JSON has an ``id``.
    If several have the same id, the first counts.

    Parameters
    ----------
    path : str
        A folder of ``.tar`` files, one such file, or a pattern.

    Attributes
    ----------
    ignored : int
        Photographs whose id an earlier one has, since the iteration began.

    Raises
    ------
    ManifestError
        If there is no such file.
    """

    def __init__(self, path: str) -> None:
        self.ignored = 0
        self._paths = _tar_files(path)
        folder = os.path.commonpath([path.parent for path in self._paths])
        self._names = [path.relative_to(folder).with_suffix("").as_posix() for path in self._paths]

    def __iter__(self) -> Iterator[PhotoRecord]:
        self.ignored = 0
        for path, name in zip(self._paths, self._names, strict=True):
            for sample in _samples(path):
                identity = f"{name}/{sample.key}" if sample.key else f"{name}.tar"
                yield sample.record(identity, path.parent.name)

    def on_duplicate(self, place: int, identity: str) -> None:
        """Count it."""
        self.ignored += 1


def _tar_files(path: str) -> list[Path]:
    place = Path(path)
    found = [place] if place.is_file() else [*place.glob("*.tar")]
    if not found and not place.is_dir():
        # Patterns of pathlib must be relative.
        found = [Path(name) for name in glob.glob(path, recursive=True)]  # noqa: PTH207
    paths = sorted(p.absolute() for p in found if p.is_file() and not is_hidden(p.name))
    if not paths:
        raise ManifestError(
            f"{path}: expected .tar files, found none; set download.shards.path to their folder, "
            "to one of them, or to a pattern"
        )
    for shard in paths:
        _check_name(shard)
    return paths


def _check_name(shard: Path) -> None:
    if shard.suffix != ".tar":
        raise ManifestError(
            f"{shard}: expected a .tar file, in which photographs can be read without unpacking "
            "it; unpack it if it is compressed"
        )
    try:
        str(shard).encode()
    except UnicodeEncodeError as error:
        raise ManifestError(f"{str(shard)!r}: the name is not in UTF-8; rename it") from error


@dataclass
class _Sample:
    """The members of one photograph, read so far; without a key, the rest of a damaged shard."""

    key: str
    image: Member | None = None
    texts: dict[str, bytes] = field(default_factory=dict)
    problem: str = ""

    def add(self, part: _Part) -> None:
        """Add a member; the first of a kind counts."""
        self.problem = self.problem or part.problem
        if part.kind in _TEXTS:
            self.texts.setdefault(part.kind, part.content)
        elif not self.image:
            self.image = part.member

    def record(self, identity: str, source: str) -> PhotoRecord:
        """Make a record of it, with a default id and source if it has none."""
        known: dict[str, Any] = {}
        try:
            known = _read_texts(self.texts)
        except ValueError as error:
            self.problem = self.problem or f"its .json cannot be read: {error}"
        if not self.image:
            self.problem = self.problem or "it has no image"
        status = Status.UNREADABLE if self.problem else Status.PENDING
        known = {"id": identity, "source": source, **known, "path": str(self.image or "")}
        return PhotoRecord(**known, status=status, detail=self.problem)


@dataclass(frozen=True)
class _Part:
    """A member of a tar file: an image, or text about one."""

    key: str
    kind: str
    member: Member
    content: bytes = b""
    problem: str = ""


def _samples(path: Path) -> Iterator[_Sample]:
    """Return the photographs of a tar file and, if its rest is damaged, a sample for that."""
    number, damage = 0, ""
    sample = _Sample("")
    parts = _parts(path)
    while True:
        try:
            part = next(parts, None)
        except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
            part, damage = None, str(error)
        if sample.key and not (part and part.key == sample.key):
            number += 1
            yield sample
        if not part:
            break
        if part.key != sample.key:
            sample = _Sample(part.key)
        sample.add(part)
    if damage:
        yield _Sample("", problem=f"damaged after {number} photographs: {damage}")


def _parts(path: Path) -> Iterator[_Part]:
    size = check_file(path).st_size
    with (
        open_file(path) as opened,
        tarfile.open(fileobj=opened, tarinfo=TarHeader, mode="r:") as file,
    ):
        for member in members(file):
            key, name, kind = _split_name(member.name)
            if member.isreg() and member.offset_data + member.size > size:
                raise tarfile.ReadError(f"the shard ends within {name}")
            if key and not member.isdir() and (kind in _TEXTS or f".{kind}" in SUFFIXES):
                place = Member(str(path), name, member.offset_data, member.size)
                yield _part(file, member, key, kind, place)


def _part(
    file: tarfile.TarFile, member: tarfile.TarInfo, key: str, kind: str, place: Member
) -> _Part:
    if not member.isreg():
        return _Part(key, kind, place, problem=f"{place.name} is a link or no file")
    if kind not in _TEXTS:
        return _Part(key, kind, place)
    if place.size > _MAX_TEXT_BYTES:
        return _Part(key, kind, place, problem=f"{place.name} is larger than 1 MB")
    contents = file.extractfile(member)
    return _Part(key, kind, place, contents.read() if contents else b"")


def _split_name(name: str) -> tuple[str, str, str]:
    """Split the path of a member into key, name without folders and kind; a hidden one has no key.

    Examples
    --------
    >>> _split_name("./red/1.seg.PNG")
    ('red/1', '1.seg.PNG', 'seg.png')
    """
    if len(name) > _MAX_NAME:
        raise tarfile.ReadError(f"a name of {len(name):,} characters")
    path = PurePosixPath(name)
    if not path.name or any(is_hidden(part) for part in path.parts):
        return "", "", ""
    stem, _, kind = path.name.partition(".")
    return path.with_name(stem).as_posix(), path.name, kind.lower()


def _read_texts(texts: Mapping[str, bytes]) -> dict[str, str]:
    """Read the columns of a manifest from the texts about a photograph; none is empty."""
    known = parse_json(texts.get("json", b"{}"))
    if not isinstance(known, dict):
        raise ValueError("expected names with values in { }")
    known = {column_of(name): value for name, value in known.items()} | known
    row = {name: _text(known.get(name)) for name in MANIFEST_COLUMNS}
    row["id"] = row["id"].strip()
    row["description"] = row["description"] or _decoded(texts.get("txt", b""))
    row["tags"] = row["tags"] or _decoded(texts.get("cls", b""))
    return {name: text for name, text in row.items() if text}


def _text(value: Any) -> str:
    """Write a value of JSON as the text of a manifest; a list is separated by ";"."""
    if isinstance(value, list):
        return ";".join(filter(None, map(_text, value)))
    if value is None or isinstance(value, dict):
        return ""
    return plain(str(value))


def _decoded(content: bytes) -> str:
    return plain(content.decode("utf-8-sig", "replace")).strip()
