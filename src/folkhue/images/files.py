"""Photographs in folders, and why a file is none."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from folkhue.images.formats import LABELS, SUFFIXES

_KEPT_BY_SYSTEMS = frozenset(
    {
        *("__macosx", "$recycle.bin", "system volume information", "lost+found"),
        *("@eadir", "@tmp", "#recycle", "#snapshot"),  # Synology
        *("@recycle", "@recently-snapshot"),  # QNAP
    }
)
"""Names of folders, in lower case, in which systems keep previews and what was deleted."""


def photographs_in(
    folder: Path, others: Counter[str] | None = None, suffixes: Collection[str] = SUFFIXES
) -> Iterator[Path]:
    """Find photographs by their suffix, in an order that does not depend on the file system.

    Subfolders are searched too; hidden files and folders are skipped, and links to folders
    are not followed.

    Parameters
    ----------
    folder : path
    others : Counter of str, optional
        Counts the other files that are not hidden, by their suffix.
    suffixes : collection of str
        Of photographs, in lower case.

    Yields
    ------
    Path
        Of whatever has such a suffix and is not a folder, be it a broken link or a pipe; and of
        a folder that cannot be listed. So what cannot be read is told where it is read.
    """
    waiting = [(str(folder), True)]  # no recursion, which folders may be nested too deeply for
    while waiting:
        path, is_folder = waiting.pop()
        if (inside := _entries(path) if is_folder else None) is None:
            yield Path(path)
            continue
        for inner, folder_too in reversed(inside):
            suffix = Path(inner).suffix.lower()
            if folder_too or suffix in suffixes:
                waiting.append((inner, folder_too))
            elif others is not None:
                others[suffix or "no suffix"] += 1


def _entries(folder: str) -> list[tuple[str, bool]] | None:
    """List files and subfolders, and whether each is a folder; None if that fails."""
    try:
        with os.scandir(folder) as entries:
            shown = sorted((each for each in entries if not is_hidden(each.name)), key=_name)
    except OSError:
        return None
    return [(entry.path, _is_folder(entry)) for entry in shown]


def is_hidden(name: str) -> bool:
    """Return whether a file or folder is hidden, or a system keeps there what nobody looks at."""
    return name.startswith(".") or name.lower() in _KEPT_BY_SYSTEMS


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:  # it vanished, or nobody may ask
        return False


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def is_web_page(contents: bytes) -> bool:
    """Return whether contents, or their first bytes, are HTML."""
    return contents[:512].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head"))


def why_no_image(contents: bytes) -> tuple[str, str]:
    """Describe contents of no format that is read, and what to do.

    Returns
    -------
    reason, code : str
        See `folkhue.errors.ImageError`.
    """
    if not contents:
        return "the file is empty; download it again", "empty"
    if is_web_page(contents):
        return "a web page, not an image; the server answered with HTML", "web_page"
    return f"not an image that folkhue reads (it reads {LABELS})", "not_an_image"
