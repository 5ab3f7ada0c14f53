"""What stages made, whether it still is what they wrote, and how to make it anew.

DVC records the hash of each output in dvc.lock, but notices no change that keeps the time of a
file, and knows nothing of stages that it did not run. So a stage notes the hashes of what it
wrote, and one that reads a file compares it with both records.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from folkhue._utils.atomic import atomic_write
from folkhue.errors import FolkhueError

PIPELINES = (Path(), Path("pictures"), Path("networks"), Path("harmonies"))
"""Folders with a dvc.yaml. Paths in it are relative to the current folder, nonetheless."""

NOTES = Path("data/hashes")
"""A file for each stage that ran here: path of an output → its MD5."""

_KEY = "${key}"

Result = TypeVar("Result")


class StageError(FolkhueError):
    """What another stage made is missing or damaged; the message says how to make it anew."""


def read_output(path: Path, reader: Callable[[Path], Result]) -> Result:
    """Read what another stage made.

    Parameters
    ----------
    path : path
    reader : callable
        Called with the path. If nothing is known of the file, whatever it raises means that the
        file is damaged. Its own errors of folkhue say what is wrong with it.

    Raises
    ------
    StageError
        If the file is missing or damaged.
    """
    known = check_output(path)
    try:
        return reader(path)
    except FolkhueError as error:
        if "dvc repro" in str(error):
            raise
        raise StageError(f"{error}; {cure(path)}") from error
    except Exception as error:
        if known:
            raise
        reason = str(error) or type(error).__name__
        raise StageError(f"{path} is damaged ({reason[:200]}); {cure(path)}") from error


def check_output(path: Path) -> bool:
    """Check what another stage made; return whether its bytes are known.

    Raises
    ------
    StageError
        If the file is missing, or is not what was recorded.
    """
    if not path.is_file():
        raise StageError(f"{path} is missing; {cure(path)}")
    lock, noted = _lock(), noted_hashes(path)
    if not noted and f"path: {path}\n" not in lock:
        return False
    found = md5(path)
    if found not in noted and f"md5: {found}\n" not in lock:
        raise StageError(
            f"{path} is damaged: it does not hold the bytes that were written; {cure(path)}"
        )
    return True


def cure(path: Path) -> str:
    """Say which command makes a file anew."""
    makers = filter(None, (_maker(path, *each) for each in declared()))
    maker = min(makers, key=lambda name: "@" in name, default="")  # its own stage, if it has one
    return f"make it anew: dvc repro {f'-f -s {address(maker)}' if maker else ''}".rstrip()


def address(stage: str) -> str:
    """Write the name of a stage as DVC takes it.

    Examples
    --------
    >>> address("train@tree"), address("pictures/search@svm")
    ('train@tree', 'pictures/dvc.yaml:search@svm')
    """
    folder, _, name = stage.rpartition("/")
    return f"{folder}/dvc.yaml:{name}" if folder else name


def md5(path: Path) -> str:
    """Hash a file as DVC does."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
    return digest.hexdigest()


def note_hashes(stage: str) -> None:
    """Note the hashes of the files that a stage wrote."""
    hashes = {out: md5(Path(out)) for out in _outputs_of(stage) if Path(out).is_file()}
    if hashes:
        with atomic_write(_notes_of(stage)) as temporary:
            temporary.write_text(json.dumps(hashes, indent=1), "utf-8")


def forget_hashes(stage: str) -> None:
    """Forget what a stage wrote, as it begins to write it anew."""
    _notes_of(stage).unlink(missing_ok=True)


def noted_hashes(path: Path) -> list[str]:
    """Return the hashes noted of a file: one, or none."""
    noted = map(_read_notes, NOTES.rglob("*.json"))
    return [str(hashes[str(path)]) for hashes in noted if str(path) in hashes]


def declared() -> Iterator[tuple[str, str]]:
    """List the stages of all pipelines, each with one output: of a classifier's, it has ${key}."""
    for folder in PIPELINES:
        if (folder / "dvc.yaml").is_file():
            yield from _declared_in(folder)


def _declared_in(folder: Path) -> Iterator[tuple[str, str]]:
    from ruamel.yaml import YAML

    for name, stage in YAML(typ="safe").load(folder / "dvc.yaml")["stages"].items():
        entry = stage.get("do", stage)
        for kind in ("outs", "plots", "metrics"):
            for out in entry.get(kind, ()):
                path = out if isinstance(out, str) else next(iter(out))
                yield (folder / name).as_posix(), path.replace("${item}", _KEY)


def _outputs_of(stage: str) -> list[str]:
    name, _, member = stage.partition("@")
    return [out.replace(_KEY, member) for each, out in declared() if each == name]


def _maker(path: Path, name: str, out: str) -> str:
    """Return the stage that makes a file, if it is this output of a stage."""
    before, key, after = out.partition(_KEY)
    found = re.fullmatch(f"{re.escape(before)}(.*){re.escape(after)}", path.as_posix())
    if not found or (found[1] and not key):
        return ""
    return f"{name}@{found[1]}" if key else name


def _lock() -> str:
    locks = (folder / "dvc.lock" for folder in PIPELINES)
    return "".join(lock.read_text("utf-8", "replace") for lock in locks if lock.is_file())


def _notes_of(stage: str) -> Path:
    return NOTES / f"{stage}.json"


def _read_notes(path: Path) -> dict[str, Any]:
    """Read the notes of a stage; none if they are damaged themselves."""
    try:
        notes = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return notes if isinstance(notes, dict) else {}
