"""The download stage from archives and shards."""

from __future__ import annotations

import http.server
import shutil
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Project
from support.download_stage import ALL_KEPT, LOCAL, MADE, QUICK, Download, photos

from folkhue.datasets.record import PhotoRecord, Status


def statuses(project: Project) -> dict[str, tuple[str, str]]:
    table = pd.read_csv(project.folder / "data/photos.csv", dtype=str, keep_default_na=False)
    return {row.id: (row.status, row.detail) for row in table.itertuples()}


def archive_of(project: Project, path: Path) -> Path:
    """Pack the sampler's few photographs with their list, in a folder, as people do."""
    inner = project.folder / "data/sampler"
    with zipfile.ZipFile(path, "w") as file:
        for member in sorted(inner.rglob("*.*")):
            file.write(member, f"my photos/{member.relative_to(inner)}")
    return path


def take_archive(project: Project, place: Path | str) -> None:
    project.edit(
        "params.yaml",
        ("source: sampler", "source: archive"),
        ("path: photographs.zip", f"path: {place}"),
    )


def test_an_archive(project: Project, download: Download, tmp_path: Path) -> None:
    take_archive(project, archive_of(project, tmp_path / "a.zip"))
    done = download()
    assert done.printed.startswith(ALL_KEPT)
    assert not done.error
    assert {path.name for path in (project.folder / "data").iterdir()} == {
        *("sampler", "photos", "photos.csv", "ATTRIBUTION.md", "download.sqlite"),
    }


def test_a_hostile_archive_is_refused_and_changes_nothing(
    project: Project, download: Download, before: dict[str, bytes], tmp_path: Path
) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as file:
        file.add(ROOT / "LICENSE", "../../outside.jpg")
    take_archive(project, tmp_path / "evil.tar")
    assert "'../../outside.jpg' would be written outside the folder" in download().error
    assert project.bytes_of(*MADE) == before
    assert not (project.folder / "data/archive").exists()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the files of a folder; give the address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    def handler(*arguments: object) -> Quiet:
        return Quiet(*arguments, directory=str(folder))  # type: ignore[arg-type]

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def links(project: Project, tmp_path: Path) -> Iterator[str]:
    """Where an archive, a web page called like one, and nothing else can be found."""
    folder = tmp_path / "served"
    folder.mkdir()
    archive_of(project, folder / "a.zip")
    (folder / "page.zip").write_text("<html>Sign in to see this folder</html>")
    with serving(folder) as address:
        yield address


def test_an_archive_behind_a_link(project: Project, download: Download, links: str) -> None:
    take_archive(project, f"{links}/a.zip")
    assert "http:// is not encrypted; download.web.http: true" in download().error
    project.edit("params.yaml", *LOCAL, QUICK)
    done = download()
    assert not done.error
    assert "48 photographs, 0 left out" in done.printed


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("page.zip", "page.zip: a web page, not an archive"),
        ("none.zip", "the server answered 404"),
    ],
)
def test_a_link_to_no_archive_changes_nothing(
    name: str,
    complaint: str,
    project: Project,
    download: Download,
    before: dict[str, bytes],
    links: str,
) -> None:
    take_archive(project, f"{links}/{name}")
    project.edit("params.yaml", *LOCAL, QUICK)
    assert complaint in download().error
    assert project.bytes_of(*MADE) == before


def test_packed_photographs_give_the_same_colors_and_are_a_source(
    project: Project, download: Download, tmp_path: Path
) -> None:
    """As files, in shards of ten, and taken from these shards and one that is damaged."""
    project.edit("params.yaml", ("pictures: 4", "pictures: 0"))

    def listed() -> list[PhotoRecord]:
        return [replace(photo, path="") for photo in photos(project)]

    def denoised() -> dict[str, bytes]:
        project.stage("denoise")
        return project.bytes_of("data/denoised.parquet", "reports/denoise.json")

    assert not download().error
    single = listed(), denoised()
    project.edit("params.yaml", ("pack: 0", "pack: 10"))
    assert not download().error
    packed = project.bytes_of("data/photos/*")
    assert len(packed) == 5
    assert (listed(), denoised()) == single
    shards = tmp_path / "shards"
    shutil.copytree(project.folder / "data/photos", shards)
    (shards / "damaged.tar").write_bytes(next(iter(packed.values()))[:5000])
    project.edit(
        "params.yaml", ("source: sampler", "source: shards"), ("path: shards", f"path: {shards}")
    )
    for side in (64, 63):
        project.edit("params.yaml", ("min_side: 64", f"min_side: {side}"))
        done = download()
        assert not done.error
        assert "48 photographs, 1 left out" in done.printed
        assert "1  unreadable: damaged after 0 photographs" in done.printed
        assert listed() == single[0]
        *_, (damaged, (status, _)) = statuses(project).items()
        assert (damaged, status) == ("damaged.tar", Status.UNREADABLE)
        assert project.bytes_of("data/photos/*") == packed
