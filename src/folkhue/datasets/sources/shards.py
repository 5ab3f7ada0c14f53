"""Tar files in the layout of WebDataset, read where they lie.

Members whose names are the same up to the first dot of the file's name belong to one photograph:
``000017.jpg`` is the picture, ``000017.json`` may hold any of the columns of a manifest,
``000017.txt`` a caption, which becomes the description, and ``000017.cls`` a class: a word is a
tag, and a number means nothing here. Other members are passed over.
"""

from __future__ import annotations

import glob
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from folkhue.datasets.sources.manifest import COLUMNS, SAME
from folkhue.datasets.sources.tar_headers import TarHeader, members
from folkhue.errors import ManifestError
from folkhue.images.photo import SUFFIXES, is_hidden
from folkhue.images.tar_member import Member

_MOST_SAID = 1_000_000
"""Bytes that may be said of a photograph."""

_LONGEST_NAME = 1_000

_SAID = frozenset({"json", "txt", "cls"})


class Shards:
    """Photographs in tar files.

    Nothing is unpacked: a row's path leads into the tar file (see `folkhue.images.tar_member`).
    What is damaged or suspicious costs a row, whose ``status`` says why. Photographs are called
    ``SHARD/KEY`` unless their JSON gives an ``id``; of several with the same id the first counts.

    Parameters
    ----------
    path : str
        A folder of ``.tar`` files, one such file, or a pattern.

    Raises
    ------
    ManifestError
        If there is no such file.
    """

    def __init__(self, path: str) -> None:
        self.ignored = 0
        self._paths = _found(path)
        folder = os.path.commonpath([path.parent for path in self._paths])
        self._names = [path.relative_to(folder).with_suffix("").as_posix() for path in self._paths]

    def __iter__(self) -> Iterator[dict[str, str]]:
        self.ignored = 0
        for path, name in zip(self._paths, self._names, strict=True):
            for sample in _samples(path):
                identity = f"{name}/{sample.key}" if sample.key else f"{name}.tar"
                called = {"id": identity, "source": path.parent.name}
                yield {**dict.fromkeys(COLUMNS, ""), **called, **sample.row()}

    def repeated(self, place: int, identity: str) -> None:
        """Count it."""
        self.ignored += 1


def _found(path: str) -> list[Path]:
    place = Path(path)
    found = [place] if place.is_file() else [*place.glob("*.tar")]
    if not found and not place.is_dir():
        # Of pathlib, patterns must be relative.
        found = [Path(name) for name in glob.glob(path, recursive=True)]  # noqa: PTH207
    paths = sorted(p.absolute() for p in found if p.is_file() and not is_hidden(p.name))
    if not paths:
        raise ManifestError(
            f"{path}: expected .tar files, found none; set download.shards.path to their folder, "
            "to one of them, or to a pattern"
        )
    for shard in paths:
        if shard.suffix != ".tar":
            raise ManifestError(
                f"{shard}: expected a file called .tar, in which photographs can be read where "
                "they lie; unpack it if it is compressed"
            )
        try:
            str(shard).encode()
        except UnicodeEncodeError as error:
            raise ManifestError(f"{str(shard)!r}: the name is not in UTF-8; rename it") from error
    return paths


@dataclass
class _Sample:
    """What was read of one photograph."""

    key: str
    picture: Member | None = None
    said: dict[str, bytes] = field(default_factory=dict)
    reason: str = ""

    def row(self) -> dict[str, str]:
        """Make a row of it."""
        said: dict[str, str] = {}
        try:
            said = _row(self.said)
        except (ValueError, RecursionError) as error:
            self.reason = self.reason or f"its .json cannot be read: {error}"
        if not self.picture:
            self.reason = self.reason or "no picture beside what is said of it"
        return {**said, "path": str(self.picture or ""), "status": self.reason}


@dataclass(frozen=True)
class _Part:
    """A member of a tar file that says or shows something of a photograph."""

    key: str
    kind: str
    member: Member
    content: bytes = b""
    reason: str = ""


def _samples(path: Path) -> Iterator[_Sample]:
    """Give the photographs of a tar file, and last what is wrong with the rest of it."""
    number, sample, damage = 0, _Sample(""), ""
    parts = _parts(path)
    while True:
        try:
            part = next(parts, None)
        except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
            part, damage = None, str(error)
        if part and part.key == sample.key:
            _add(sample, part)
            continue
        if sample.key:
            number += 1
            yield sample
        if not part:
            break
        sample = _Sample(part.key)
        _add(sample, part)
    if damage:
        yield _Sample("", reason=f"damaged after {number} photographs: {damage}")


def _add(sample: _Sample, part: _Part) -> None:
    sample.reason = sample.reason or part.reason
    if part.kind in _SAID:
        sample.said.setdefault(part.kind, part.content)
    elif not sample.picture:
        sample.picture = part.member


def _parts(path: Path) -> Iterator[_Part]:
    size = path.stat().st_size
    with tarfile.open(path, "r:", tarinfo=TarHeader) as file:
        for member in members(file):
            key, name, kind = _names(member.name)
            if member.isreg() and member.offset_data + member.size > size:
                raise tarfile.ReadError(f"the shard ends within {name}")
            if not key or member.isdir() or not (kind in _SAID or f".{kind}" in SUFFIXES):
                continue
            place = Member(str(path), name, member.offset_data, member.size)
            if not member.isreg():
                yield _Part(key, kind, place, reason=f"{name} is a link or no file")
            elif kind in _SAID and place.size > _MOST_SAID:
                yield _Part(key, kind, place, reason=f"{name} is larger than 1 MB")
            else:
                yield _Part(key, kind, place, _contents(file, member) if kind in _SAID else b"")


def _contents(file: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    contents = file.extractfile(member)
    return contents.read() if contents else b""


def _names(name: str) -> tuple[str, str, str]:
    """Take the name of a member apart: key, name without folders, kind; no key if it is hidden.

    Examples
    --------
    >>> _names("./red/1.seg.PNG")
    ('red/1', '1.seg.PNG', 'seg.png')
    """
    if len(name) > _LONGEST_NAME:
        raise tarfile.ReadError(f"a name of {len(name):,} characters")
    path = PurePosixPath(name)
    if not path.name or any(is_hidden(part) for part in path.parts):
        return "", "", ""
    stem, _, kind = path.name.partition(".")
    return path.with_name(stem).as_posix(), path.name, kind.lower()


def _row(said: Mapping[str, bytes]) -> dict[str, str]:
    """Read what is said of a photograph."""
    known = json.loads(said.get("json", b"{}"))
    if not isinstance(known, dict):
        raise ValueError("expected names with values in { }")
    known = {SAME[name]: known[name] for name in SAME if name in known} | known
    row = {name: _text(known.get(name)) for name in COLUMNS}
    row["id"] = row["id"].strip()
    row["description"] = row["description"] or _decoded(said.get("txt", b""))
    row["tags"] = row["tags"] or _decoded(said.get("cls", b""))
    return {name: text for name, text in row.items() if text}


def _text(value: Any) -> str:
    """Write a value of JSON as the text of a manifest; several are split by ";"."""
    if isinstance(value, list):
        return ";".join(filter(None, map(_text, value)))
    if value is None or isinstance(value, dict):
        return ""
    return _plain(str(value))


def _decoded(content: bytes) -> str:
    return _plain(content.decode("utf-8-sig", "replace")).strip()


def _plain(text: str) -> str:
    """Leave out what no text file or table can hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode()
