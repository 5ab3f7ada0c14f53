"""Another run of the pipeline, which DVC keeps: that of a git revision or of an experiment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from folkhue._utils.text import short_repr
from folkhue.errors import ParamsError
from stages.experiments import repository_of

if TYPE_CHECKING:
    from dvc.api import DVCFileSystem

METRICS, TABLE = "reports/metrics.json", "models/colortable.npz"


@dataclass(frozen=True)
class OtherRun:
    """Files of another run, as they were.

    Attributes
    ----------
    name, commit, date : str
        As params.yaml names it; the hash of that commit, and its day.
    folder : path
        Where copies of its files are: params.yaml, dvc.lock, its metrics, its table, and what
        its chosen classifier predicted for the golden regions.
    """

    name: str
    commit: str
    date: str
    folder: Path

    @property
    def golden(self) -> Path:
        """What the chosen classifier predicted for the golden regions."""
        best = json.loads((self.folder / METRICS).read_text("utf-8"))["best"]
        return self.folder / _golden(best)


def fetch_other_run(name: str, folder: Path) -> OtherRun:
    """Copy what is compared of another run to a folder.

    Parameters
    ----------
    name : str
        A revision of git, or the name of a DVC experiment.
    folder : path

    Raises
    ------
    ParamsError
        If there is no such revision, or DVC has not its results.
    """
    from dvc.api import DVCFileSystem
    from dvc.exceptions import DvcException
    from dvc.scm import NoSCM

    # The copy in which a queued experiment runs knows neither branches nor other experiments.
    home = repository_of(Path.cwd()) or Path.cwd()
    if isinstance(DVCFileSystem(home).repo.scm, NoSCM):
        raise ParamsError(
            "params.yaml: report.against: there is no git repository, and so no other run; set it "
            "to null"
        )
    try:
        files = DVCFileSystem(home, rev=name)
        commit = files.repo.get_rev()
        seconds = files.repo.scm.resolve_commit(commit).commit_time
    except DvcException as error:
        raise ParamsError(_unknown(name)) from error
    for path in ("params.yaml", "dvc.lock", METRICS, TABLE):
        _copy(files, path, folder, name, commit)
    best = json.loads((folder / METRICS).read_text("utf-8"))["best"]
    _copy(files, _golden(best), folder, name, commit)
    return OtherRun(name, commit, f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}", folder)


def _golden(best: str) -> str:
    return f"reports/evaluate/{best}/golden.csv"


def _copy(files: DVCFileSystem, path: str, folder: Path, name: str, commit: str) -> None:
    from dvc.exceptions import DvcException

    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    try:
        files.get_file(path, str(folder / path))
    except (DvcException, OSError) as error:
        raise ParamsError(
            f"params.yaml: report.against: {path} of {short_repr(name)} (commit {commit[:12]}) is "
            "not in DVC's cache: run `make repro` with that commit checked out, or fetch it from a "
            f"DVC remote (`dvc fetch --all-commits`), or set report.against to null ({error})"
        ) from error


def _unknown(name: str) -> str:
    return (
        f"params.yaml: report.against: there is no git revision and no DVC experiment "
        f"{short_repr(name)}; `git log --oneline` and `dvc exp list` list them, and null compares "
        "with no other run"
    )
