"""Experiments of `dvc exp run --queue` and `--temp`, which DVC runs in copies of the repository."""

from __future__ import annotations

from pathlib import Path

PLACE = (".dvc", "tmp", "exps")
"""Folders of a repository below which DVC makes the copies."""


def why_missing(path: str, folder: Path | None = None) -> str:
    """Say why a file that is there may be missing here, and what to do; empty in a repository.

    Parameters
    ----------
    path : str
        As in params.yaml. An absolute one leads to the same file from everywhere.
    folder : path, optional
        Where the pipeline runs; the current folder if absent.

    Examples
    --------
    >>> why_missing("my_golden", Path("/home/ada/colors"))
    ''
    >>> why_missing("my_golden", Path("/home/ada/colors/.dvc/tmp/exps/tmp1a2b"))[:39]
    '; this is a queued experiment, in which'
    """
    if repository_of(folder or Path.cwd()) is None or Path(path).is_absolute():
        return ""
    return (
        "; this is a queued experiment, in which only files are that git tracks: "
        f"`git add {path}`, queue it again with `--copy-paths {path}`, or give an absolute path"
    )


def repository_of(folder: Path) -> Path | None:
    """Return the repository of which a folder, or one above it, is a copy for an experiment.

    Examples
    --------
    >>> repository_of(Path("/home/ada/colors/.dvc/tmp/exps/tmp1a2b")).as_posix()
    '/home/ada/colors'
    >>> repository_of(Path("/home/ada/colors"))
    """
    parts, length = folder.absolute().parts, len(PLACE)
    places = (n for n in range(len(parts)) if parts[n : n + length] == PLACE)
    return next((Path(*parts[:n]) for n in places), None)
