"""Work on one image after another, and name the outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from folkhue.cli.console import report_errors

Item = TypeVar("Item")
Result = TypeVar("Result")


def for_each(
    items: Iterable[Item], work: Callable[[Item], Result], show: Callable[[Result], None]
) -> None:
    """Compute a result of every item, and show it; continue after errors.

    Raises
    ------
    typer.Exit
        With status 1 at the end, if there were errors.
    """
    failed = False
    for item in items:
        try:
            with report_errors(1):
                show(work(item))
        except typer.Exit as end:
            if end.exit_code != 1:
                raise
            failed = True
    if failed:
        raise typer.Exit(1)


def with_stems(images: Sequence[Path]) -> list[tuple[Path, str]]:
    """Pair every image with a name for its outputs: its stem, numbered if it is not unique."""
    taken: set[str] = set()
    pairs = []
    for image in images:
        stem, number = image.stem, 2
        while stem in taken:
            stem, number = f"{image.stem}-{number}", number + 1
        taken.add(stem)
        pairs.append((image, stem))
    return pairs


def prepare_folder(out: Path | None, images: Sequence[Path], given: Sequence[Path]) -> None:
    """Create the folder for outputs, unless outputs could replace the photographs.

    Parameters
    ----------
    out : path, optional
    images : sequence of path
        All photographs, those in folders included.
    given : sequence of path
        The photographs and folders on the command line.

    Raises
    ------
    FolkhueError
        If it is one of the folders with photographs, or within one.
    """
    from folkhue._utils.regular_file import real_path
    from folkhue.errors import FolkhueError

    if out is None:
        return
    if out.suffix.lower() in {".json", ".tsv", ".txt", ".xlsx"}:
        raise FolkhueError(f"{out}: expected a folder, or a table .csv, .parquet or .jsonl")
    target = real_path(out)
    folders = [real_path(path) for path in given if path.is_dir()]
    if any(target == real_path(image).parent for image in images) or any(
        target.is_relative_to(folder) for folder in folders
    ):
        raise FolkhueError(
            f"{out} contains the photographs; choose another --out, so that none is overwritten"
        )
    out.mkdir(parents=True, exist_ok=True)
