"""The download stage that gets fewer photographs than were wanted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Project
from flickr_server import Faults, FlickrServer, Picture, synthetic
from support.download_stage import MADE, Download, photos, search_on

from folkhue.datasets.http import rate_limit

TERMS = ("red", "orange", "yellow", "green", "blue", "purple", "black", "white")
YEARS = "1000000000"


@pytest.fixture(autouse=True)
def short_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "HOLD", 0.05)


@pytest.fixture
def pictures() -> list[Picture]:
    return synthetic(96, TERMS)


def waiting(pictures: list[Picture]) -> Mapping[str, tuple[str, ...]]:
    return {picture.id: ("429",) * 99 for picture in pictures}


def test_a_photograph_whose_server_asks_to_wait_for_years_costs_only_itself(
    project: Project, download: Download, pictures: list[Picture]
) -> None:
    faults = Faults(photos=waiting(pictures[7:8]), retry_after=YEARS)
    with FlickrServer(pictures, faults) as server:
        search_on(server, project)
        done = download()
    assert not done.error
    assert "95 photographs, 1 left out" in done.printed
    assert (
        "failed: the server answered 429 Too Many Requests and asks to wait 11574" in done.printed
    )
    assert len(photos(project)) == 95


def test_a_server_that_asks_everybody_to_wait_for_years_ends_the_run_with_an_error(
    project: Project, download: Download, pictures: list[Picture]
) -> None:
    """What was fetched is kept, and the next run fetches the rest, without an option."""
    project.edit(
        "params.yaml",
        ("connections: 8", "connections: 1"),
        ("sort: relevance", "sort: date-posted-asc"),
    )
    others = [picture for n, picture in enumerate(pictures) if n not in range(0, 56, 8)]
    with FlickrServer(pictures, Faults(photos=waiting(others), retry_after=YEARS)) as server:
        search_on(server, project)
        done = download()
        kept = project.bytes_of("data/photos/*")
        assert len(kept) == 7
        assert done.error.startswith(
            "error: too few photographs: red: 7 of 12 wanted, 12 listed: 5 f"
        )
        assert "white: 0 of 12 wanted, 12 listed: 12 failed" in done.error
        assert "asks for 75 % of those wanted" in done.error
        assert download().error == done.error
        server.faults = Faults()
        again = download()
        assert not again.error
        assert "89 photographs that failed are tried again" in again.printed
        assert kept.items() <= project.bytes_of("data/photos/*").items()
        whole = project.bytes_of(*MADE)
        shutil.rmtree(project.folder / "data/photos")
        (project.folder / "data/download.sqlite").unlink()
        assert not download().error
    assert project.bytes_of(*MADE) == whole


def take_manifest(project: Project, folder: Path, missing: int) -> None:
    """Take the few photographs of the sampler from a list, some of whose files are not there."""
    sampler = project.folder / "data/sampler"
    rows = (sampler / "photos.csv").read_text("utf-8").splitlines(keepends=True)
    names = sorted(path.name for path in (sampler / "photos").iterdir())
    for name in names[:missing]:
        rows = [row.replace(f"/{name}", f"/no-{name}") for row in rows]
    rows = [row.replace("photos/", f"{sampler}/photos/", 1) for row in rows]
    (folder / "list.csv").write_text("".join(rows), "utf-8")
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", f"path: {folder}/list.csv"),
    )


@pytest.mark.parametrize(
    ("missing", "share", "error"),
    [
        (2, "0.75", ""),
        (24, "0.75", "too few photographs: all: 24 of 48 wanted, 48 listed: 24 unavailable; "),
        (24, "0.0", ""),
        (1, "1", "too few photographs: all: 47 of 48 wanted, 48 listed: 1 unavailable; "),
        (48, "0", "none of the 48 photographs of download.source: manifest could be used"),
    ],
)
def test_a_list_with_dead_entries(
    missing: int, share: str, error: str, project: Project, download: Download, tmp_path: Path
) -> None:
    take_manifest(project, tmp_path, missing)
    project.edit("params.yaml", ("min_fetched: 0.75", f"min_fetched: {share}"))
    done = download()
    assert done.error.startswith(f"error: {error}" if error else "")
    assert bool(done.error) is bool(error)
    assert f"{48 - missing} photographs, {missing} left out" in done.printed
    assert len(photos(project)) == 48 - missing


def test_a_color_all_of_whose_photographs_are_missing_is_named(
    project: Project, download: Download, pictures: list[Picture]
) -> None:
    gone = {picture.id: "404" for picture in pictures if "purple" in picture.tags}
    with FlickrServer(pictures, Faults(forever=gone)) as server:
        search_on(server, project)
        error = download().error
        assert error.startswith("error: too few photographs: purple: 0 of 12 wanted, 12 listed: 12")
        assert "red" not in error
        project.edit("params.yaml", ("min_fetched: 0.75", "min_fetched: 0"))
        assert not download().error


def test_wrong_results_are_told_each_time_and_count_as_missing(
    project: Project, download: Download, pictures: list[Picture]
) -> None:
    with FlickrServer(pictures, Faults(search="row.owner=null")) as server:
        search_on(server, project)
        first = download()
        asked = len(server.log)
        assert not first.error
        assert download() == first
        assert len(server.log) == asked
    told = "8 results of flickr were not of the kind expected: owner: expected a text, got null (8)"
    assert told in first.printed
    why = "red: 11 of 12 wanted, 11 listed: 1 wrong in the service's answers; flickr has no more"
    assert why in first.printed


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("100: Invalid API Key (Key has expired)", "make a key at https://www.flickr.com/services"),
        ("105: Service currently unavailable", "run it again later, and it continues"),
    ],
)
def test_errors_of_flickr_change_nothing(
    error: str,
    words: str,
    project: Project,
    download: Download,
    before: dict[str, bytes],
    pictures: list[Picture],
) -> None:
    with FlickrServer(pictures, Faults(calls=(error,) * 99)) as server:
        search_on(server, project)
        project.edit("params.yaml", ("tries: 6", "tries: 2"))
        ended = download().error
    assert error in ended
    assert words in ended
    assert project.bytes_of(*MADE) == before


READ_ONLY = """
mount -t tmpfs -o size=50m tmpfs data || exit 77
$PYTHON scripts/stages/download.py; echo "first: $?"
mount -o remount,ro data
$PYTHON scripts/stages/download.py; echo "second: $?"
mount -o remount,rw data; rm -r data/photos; mount -o remount,ro data
$PYTHON scripts/stages/download.py; echo "third: $?"
mount -o remount,rw data; rm -r data/*; mount -o remount,ro data
$PYTHON scripts/stages/download.py; echo "fourth: $?"
"""


@pytest.mark.slow
def test_a_read_only_folder_is_told_with_what_to_do(project: Project, tmp_path: Path) -> None:
    for name in ("src", "scripts"):
        (project.folder / name).symlink_to(ROOT / name)
    elsewhere = tmp_path / "elsewhere"
    shutil.move(project.folder / "data/sampler", elsewhere)
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", f"path: {elsewhere}/photos.csv"),
        ("path: data/sampler/photos\n", f"path: {elsewhere}\n"),
    )
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", READ_ONLY],
        cwd=project.folder,
        env={**os.environ, "PYTHONPATH": "src:scripts", "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("only root of a name space may make a disk, and this machine has none")
    assert "first: 0" in done.stdout
    assert all(f"{run}: 1" in done.stdout for run in ("second", "third", "fourth"))
    told = done.stderr.splitlines()
    assert len(told) == 3
    for line in told:
        assert line.startswith("error: data: cannot be written to, or its disk fails (")
        assert line.endswith(
            "make the folder and what is in it writable, and run it again: it "
            "continues where it stopped"
        )
