"""Files that commands write: what they may replace, and whether folkhue wrote it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.console import json_text

if TYPE_CHECKING:
    from folkhue.cli.inputs import Input

ForceOption = Annotated[
    bool,
    typer.Option(
        "--force", "-f", help="Replace files even if folkhue did not write them; do not ask."
    ),
]

_HEAD = 1 << 16  # bytes at the beginning of a file that say who wrote it
_MAX_JSON = 1 << 24


def check_outputs(files: Iterable[str | Path], *, force: bool) -> None:
    """Check, before any work, that no file is replaced that folkhue did not write.

    Someone at a terminal is asked.

    Raises
    ------
    FolkhueError
        If there is such a file, or something that is no file.
    """
    from folkhue.errors import FolkhueError

    files = list(files)
    for file in files:
        check_target(file)
    present = [Path(file) for file in files if os.path.lexists(file)]
    for path in present:
        if not path.is_file():
            kind = "a folder" if path.is_dir() else "a device, a pipe or a broken link"
            raise FolkhueError(f"{path}: expected a file to write to, got {kind}")
    foreign = [] if force else [path for path in present if not folkhue_wrote(path)]
    if foreign and not _agreed(foreign):
        several = f" and {len(foreign) - 1:,} more exist" if len(foreign) > 1 else " exists"
        raise FolkhueError(
            f"{foreign[0]}{several}, and nothing there says that folkhue wrote it; name another "
            "file, or replace it with --force"
        )


def prepare_folder(
    out: Path | None,
    images: Sequence[Input],
    given: Sequence[str],
    suffixes: Sequence[str],
    *,
    force: bool,
) -> None:
    """Make the folder for outputs, unless these could replace the photographs or foreign files.

    Parameters
    ----------
    out : path, optional
    images : sequence of Input
        All photographs, those in folders included.
    given : sequence of str
        The photographs and folders on the command line.
    suffixes : sequence of str
        Of the outputs: each photograph has one with every suffix.
    force : bool
        As for `check_outputs`.

    Raises
    ------
    FolkhueError
        If it is one of the folders with photographs, or within one; or as `check_outputs`.
    """
    from folkhue._utils.regular_file import real_path
    from folkhue.errors import FolkhueError

    if out is None:
        return
    check_target(out)
    if out.suffix.lower() in {".json", ".tsv", ".txt", ".xlsx"}:
        raise FolkhueError(f"{out}: expected a folder, or a table .csv, .parquet or .jsonl")
    target = real_path(out)
    folders = [real_path(path) for path in given if Path(path).is_dir()]
    if any(target == real_path(image.path).parent for image in images) or any(
        target.is_relative_to(folder) for folder in folders
    ):
        raise FolkhueError(
            f"{out} contains the photographs; choose another --out, so that none is overwritten"
        )
    out.mkdir(parents=True, exist_ok=True)
    files = [out / f"{image.stem}{suffix}" for image in images for suffix in suffixes]
    check_outputs(files, force=force)


def write_json(path: Path, value: Any) -> None:
    """Write JSON types to a file."""
    from folkhue._utils.atomic import atomic_write

    with atomic_write(path) as temporary:
        temporary.write_text(json_text(value) + "\n", "utf-8")


def check_target(out: str | Path) -> None:
    """Check that something to write to is a path, not an address or standard output.

    Raises
    ------
    FolkhueError
    """
    from folkhue._utils.regular_file import is_address
    from folkhue.errors import FolkhueError

    try:
        os.lstat(out)
    except OSError:
        pass
    except ValueError as error:  # a null character, or half a surrogate pair
        raise FolkhueError(f"{out}: no file can have this name") from error
    if str(out) == "-":
        raise FolkhueError("-: expected a path to write to; --json prints to standard output")
    if is_address(out):
        address = str(out).replace(":/", "://", 1) if isinstance(out, Path) else out
        raise FolkhueError(f"{address}: expected a path to write to, got an address")


def folkhue_wrote(path: Path) -> bool:
    """Return whether something in a file says that folkhue wrote it."""
    from folkhue.errors import FolkhueError

    recognize = _RECOGNIZERS.get(path.suffix.lower())
    try:
        return recognize is not None and recognize(path)
    except (FolkhueError, OSError, ValueError):
        return False


def _agreed(foreign: Sequence[Path]) -> bool:
    """Ask at a terminal whether to replace files."""
    from folkhue._utils.text import printable

    if sys.stdin is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    more = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
    question = f"folkhue did not write {printable(str(foreign[0]))}{more}. Replace?"
    return typer.confirm(question, err=True)


def _is_results(path: Path) -> bool:
    from folkhue.batch.results import is_results

    return is_results(path)


def _is_picture(path: Path) -> bool:
    from folkhue.images.authorship import is_own_picture

    return is_own_picture(path)


def _is_signed(path: Path) -> bool:
    from folkhue._utils.regular_file import open_file

    with open_file(path) as file:
        head = file.read(_HEAD)
    return any(mark in head for mark in _MARKS)


def _is_json(path: Path) -> bool:
    from folkhue._utils.regular_file import read_file
    from folkhue._utils.untrusted_json import parse_json

    found: Any = parse_json(read_file(path, max_bytes=_MAX_JSON), max_bytes=_MAX_JSON)
    if not isinstance(found, dict):
        return False
    described = str(found.get("$description", "")).encode()
    return _MARKS[0] in described or any(found.keys() >= keys for keys in _JSON_KEYS)


def _is_palette(path: Path) -> bool:
    """Compare a palette file, which has no room for a note, with what folkhue would write."""
    from folkhue._utils.regular_file import read_file
    from folkhue.palettes.formats import MAX_BYTES, decode_palette, encode_palette
    from folkhue.table.color_table import default_table

    contents = read_file(path, max_bytes=MAX_BYTES)
    palette = decode_palette(contents, path, default_table())
    described = all(_is_described(color.label, color.description) for color in palette.colors)
    return described and encode_palette(palette, path) == contents


def _is_described(label: str, description: str) -> bool:
    """Return whether a label is a description by folkhue, numbered if there are several."""
    return label.rstrip("0123456789").rstrip() == description


_MARKS = (b"named by folkhue", b"<!-- Made by folkhue", b'content="folkhue"')

_JSON_KEYS: tuple[set[str], ...] = (
    {"width", "height", "shares"},
    {"seconds", "frames", "shares", "scenes"},
    {"title", "colors"},
    {"distance", "words", "common", "one", "other"},
)

_RECOGNIZERS: dict[str, Callable[[Path], bool]] = {
    **dict.fromkeys((".csv", ".jsonl", ".parquet"), _is_results),
    **dict.fromkeys((".png", ".webp", ".jpg", ".jpeg"), _is_picture),
    **dict.fromkeys((".css", ".scss", ".js", ".gpl", ".kpl", ".svg", ".html"), _is_signed),
    **dict.fromkeys((".xml", ".swift", ".txt"), _is_signed),
    **dict.fromkeys((".ase", ".aco"), _is_palette),
    ".json": _is_json,
}
"""Suffix → function that recognizes what folkhue wrote; anything else is foreign.

So are ``.pal`` and ``.hex``, which have only colors: nothing tells folkhue's from any others.
"""
