"""Copying parts of the project into a folder, in which something else is made of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def copy_parts(
    source: Path,
    target: Path,
    names: Iterable[str],
    ignore: Callable[[Any, list[str]], set[str]] | None = None,
) -> None:
    """Copy files and folders of a folder into another one.

    Parameters
    ----------
    source, target : path
    names : iterable of str
        Paths relative to both.
    ignore : callable, optional
        What to leave out of folders; see `shutil.ignore_patterns`.
    """
    for name in names:
        part, copied = source / name, target / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        if part.is_dir():
            shutil.copytree(part, copied, ignore=ignore)
        else:
            shutil.copyfile(part, copied)
