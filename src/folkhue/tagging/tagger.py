"""Write the names of photographs' colors into them as keywords, and take them out again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from folkhue.tagging.exiftool import ExifTool
from folkhue.tagging.keywords import (
    FIELDS,
    IPTC,
    NOTE,
    Change,
    change_of,
    wanted_keywords,
)
from folkhue.tagging.places import SIDECAR, can_hold, fields_of, place_for, sidecars_of

_DIGEST = "Photoshop:IPTCDigest"
_READ = (*FIELDS, NOTE, _DIGEST)
_TOOLKIT = "XMP-x:XMPToolkit"  # which program wrote a sidecar

GROUP = 200
"""Photographs that exiftool reads or writes at a time."""


@dataclass(frozen=True)
class Named:
    """A photograph, and the names to write into it.

    Attributes
    ----------
    path : str
    names : tuple of str
    problem : str
        Why there are no names; empty if there are.
    """

    path: str
    names: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Edit:
    """What to change in one file.

    Attributes
    ----------
    file : path
        Absolute.
    change : Change
    is_digested : bool
        Whether it has a digest of its IPTC, which changes with that.
    is_left_empty : bool
        Whether it is a sidecar that has nothing else.
    """

    file: Path
    change: Change
    is_digested: bool = False
    is_left_empty: bool = False

    @property
    def arguments(self) -> list[str]:
        """What exiftool has to change in it."""
        change = self.change
        found = [f"-{field}-={keyword}" for field, keyword in change.removed]
        found += [f"-{field}+={keyword}" for field, keyword in change.added]
        found += [f"-{NOTE}={entry}" for entry in change.note or ("",)]
        iptc = [keyword for field, keyword in change.added if field == IPTC]
        if any(not keyword.isascii() for keyword in iptc):
            found.append("-IPTC:CodedCharacterSet=UTF8")
        if self.is_digested:
            found.append("-IPTCDigest=new")
        return found


@dataclass(frozen=True)
class Plan:
    """What to change for one photograph.

    Attributes
    ----------
    path : str
        As given.
    names : tuple of str
        That it will have.
    edits : tuple of Edit
        None if everything is as wanted.
    problem : str
        Why it is left out; empty if it is not.
    """

    path: str
    names: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    problem: str = ""


def plan_keywords(
    photographs: Iterable[Named], exiftool: ExifTool, *, sidecar: bool = False
) -> Iterator[Plan]:
    """Find out what to change so that photographs have the names of their colors as keywords.

    Keywords go to one file for each photograph; see `folkhue.tagging.places`. From other files,
    such as a sidecar of earlier, what folkhue wrote is removed.

    Parameters
    ----------
    photographs : iterable of Named
        With no names, all that folkhue wrote is removed.
    exiftool : ExifTool
    sidecar : bool
        Whether keywords go to sidecars in any case.

    Yields
    ------
    Plan
        In the order of `photographs`.
    """
    waiting = iter(photographs)
    while group := list(islice(waiting, GROUP)):
        present = _present(group, exiftool)
        for each in group:
            if each.problem:
                yield Plan(each.path, problem=each.problem)
            else:
                yield _plan(each, present, sidecar)


def _files_of(path: Path) -> list[Path]:
    """Return the files that keywords of a photograph may be in."""
    own = [path] if can_hold(path) else []
    return [*own, *(each for each in sidecars_of(path) if each.is_file())]


def _present(group: Iterable[Named], exiftool: ExifTool) -> dict[str, dict[str, Any]]:
    """Read what files have; of sidecars, all of it."""
    files = [file for each in group if not each.problem for file in _files_of(_absolute(each))]
    sidecars = [file for file in files if file.suffix == SIDECAR]
    others = [file for file in files if file.suffix != SIDECAR]
    found = exiftool.read(others, _READ) if others else {}
    return found | (exiftool.read(sidecars, ("XMP:all",)) if sidecars else {})


def _absolute(photograph: Named) -> Path:
    """Return the path of the file itself: exiftool would replace a link to it."""
    return Path(photograph.path).resolve()


def _plan(photograph: Named, present: dict[str, dict[str, Any]], sidecar: bool) -> Plan:
    path, names = _absolute(photograph), photograph.names
    target = place_for(path, sidecar=sidecar)
    files = _files_of(path)
    unreadable = [file for file in files if str(file) not in present]
    if unreadable:
        return Plan(photograph.path, problem=f"{unreadable[0].name}: exiftool cannot read it")
    edits = []
    for file in dict.fromkeys([target, *files]):
        wanted = wanted_keywords(names if file == target else (), fields_of(file))
        if edit := _edit(file, present.get(str(file), {}), wanted):
            edits.append(edit)
    return Plan(photograph.path, names, tuple(edits))


def _edit(file: Path, row: dict[str, Any], wanted: dict[str, list[str]]) -> Edit | None:
    keywords = {field: _texts(row.get(field, [])) for field in (*FIELDS, NOTE)}
    change = change_of(keywords, wanted)
    if not change:
        return None
    ours = {*change.removed}
    others = [
        (field, text)
        for field, value in row.items()
        if field not in (NOTE, _TOOLKIT)
        for text in _texts(value)
        if (field, text) not in ours
    ]
    is_left_empty = file.suffix == SIDECAR and bool(row) and not (others or change.note)
    return Edit(file, change, _DIGEST in row, is_left_empty)


def _texts(value: Any) -> list[str]:
    """Return the texts of a tag: a list of one is printed without brackets."""
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def apply_plans(plans: Sequence[Plan], exiftool: ExifTool) -> list[str]:
    """Change the files of plans; return for each why that failed, or an empty text."""
    edits = [(number, edit) for number, plan in enumerate(plans) for edit in plan.edits]
    problems = [""] * len(plans)
    written = [(number, edit) for number, edit in edits if not edit.is_left_empty]
    told = exiftool.write([(edit.file, edit.arguments) for _, edit in written])
    for (number, _), problem in zip(written, told, strict=True):
        problems[number] = problems[number] or problem
    for number, edit in edits:
        if edit.is_left_empty:
            problems[number] = problems[number] or _removed(edit.file)
    return problems


def _removed(file: Path) -> str:
    try:
        file.unlink()
    except OSError as error:
        return f"{file}: cannot be removed ({error.strerror})"
    return ""
