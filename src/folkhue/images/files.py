"""Photographs in folders, and why a file is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from folkhue.images.formats import LABELS, SUFFIXES


def photographs_in(folder: Path) -> Iterator[Path]:
    """Find photographs by their suffix, in an order that does not depend on the file system.

    Subfolders are searched too; hidden files and folders are skipped, and links to folders
    are not followed.
    """
    with os.scandir(folder) as entries:
        shown = sorted((each for each in entries if not is_hidden(each.name)), key=_name)
    for entry in shown:
        if entry.is_dir(follow_symlinks=False):
            yield from photographs_in(folder / entry.name)
        elif Path(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
            yield folder / entry.name


def is_hidden(name: str) -> bool:
    """Return whether a file or folder is hidden, or holds the metadata of macOS archives."""
    return name.startswith(".") or name == "__MACOSX"


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
