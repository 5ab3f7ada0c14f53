"""The download stage, from each source; killed, and on a full disk."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Project
from flickr_server import Faults, FlickrServer, sampler
from flickr_server.server import KEY, SECRET

from benchmarks import kill_download
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import labels_of
from folkhue.datasets.photo_list import kept_photos
from folkhue.datasets.record import PhotoRecord, Status

LOCAL = (
    ("    http: false", "    http: true"),
    ("private_addresses: false", "private_addresses: true"),
)
QUICK = ("first_wait: 1.0", "first_wait: 0.02")
MADE = ("data/photos/*", "data/photos.csv")


@pytest.fixture(scope="module")
def template(make_project: Callable[[int], Project]) -> Project:
    return make_project(1)


@pytest.fixture
def project(template: Project, tmp_path: Path) -> Project:
    """What the stages read, in a folder of its own, without code, git and DVC."""
    folder = tmp_path / "project"
    for name in ("data", "golden"):
        shutil.copytree(template.folder / name, folder / name)
    shutil.copyfile(template.folder / "params.yaml", folder / "params.yaml")
    return Project(folder)


@dataclass(frozen=True)
class Done:
    """How a run of the stage ended; ``error`` is empty if it succeeded."""

    printed: str
    error: str


Download = Callable[..., Done]


@pytest.fixture
def download(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Download:
    """Run the download stage in this process."""
    for name in ("FLICKR_API_KEY", "FLICKR_API_SECRET"):
        monkeypatch.delenv(name, raising=False)

    def download(*options: str) -> Done:
        error = ""
        try:
            project.stage("download", *options)
        except SystemExit as ended:
            error = str(ended.code)
        return Done(capsys.readouterr().out, error)

    return download


def photos(project: Project) -> list[PhotoRecord]:
    return list(kept_photos(project.folder / "data/photos.csv"))


def statuses(project: Project) -> dict[str, tuple[str, str]]:
    table = pd.read_csv(project.folder / "data/photos.csv", dtype=str, keep_default_na=False)
    return {row.id: (row.status, row.detail) for row in table.itertuples()}


# Flickr


def search_on(server: FlickrServer, project: Project) -> None:
    """Take photographs from a server, whose keys are in .env."""
    project.edit(
        "params.yaml",
        ("source: sampler", "source: flickr"),
        ("url: https://api.flickr.com/services/rest/", f"url: {server.url}"),
        ("    photos: 300", "    photos: 12"),
        ("calls_per_hour: 3600", "calls_per_hour: 3600000"),
        ("uploaded_to: null", 'uploaded_to: "2024-01-01"'),
        *LOCAL,
        QUICK,
    )
    (project.folder / ".env").write_text(f"FLICKR_API_KEY={KEY}\nFLICKR_API_SECRET={SECRET}\n")


@pytest.mark.slow
def test_flickrs_photographs_become_training_pixels(project: Project, download: Download) -> None:
    """Some things go wrong, some photographs are gone: every credit and label comes out."""
    pictures = sampler(ROOT / "data/sampler/photos.csv")
    faults = Faults(
        calls=("503",),
        photos={p.id: ("429", "truncated") for p in pictures[::7]},
        forever={p.id: ("placeholder", "404")[n % 2] for n, p in enumerate(pictures[::6])},
    )
    with FlickrServer(pictures, faults) as server:
        search_on(server, project)
        first = download()
        assert not first.error
        asked = len(server.log)
        again = download()
        assert len(server.log) == asked
    assert again == first
    reasons = "the server answered 404 Not Found (", "removed by its owner or by the site ("
    (line,) = [line for line in first.printed.splitlines() if "unavailable: " in line]
    assert all(reason in line for reason in reasons)
    kept, terms = photos(project), Vocabulary.of("basic8")
    for term in terms.names:
        assert sum(term in photo.labels for photo in kept) >= 12
    for photo in kept:
        assert photo.labels == labels_of(photo, terms)
        tags = server.catalog.by_id[photo.id.removeprefix("flickr-")].clean_tags
        assert tags == set(photo.tags.split(";"))
    attribution = (project.folder / "data/ATTRIBUTION.md").read_text("utf-8")
    assert {attribution.count(photo.page) for photo in kept} == {1}
    for stage in ("denoise", "sample"):
        project.stage(stage)
    assert set(pd.read_parquet(project.folder / "data/train.parquet")["term"]) == set(terms.names)
    assert_secret(project, first.printed)


def assert_secret(project: Project, printed: str) -> None:
    """Nothing that the stages made tells the key."""
    made = [p for name in ("data", "reports") for p in (project.folder / name).rglob("*")]
    told = [printed.encode(), *(path.read_bytes() for path in made if path.is_file())]
    assert len(told) > 50
    assert not any(secret.encode() in text for text in told for secret in (KEY, SECRET))


@pytest.mark.slow
def test_the_summary_names_shortages_and_failures_are_retried(
    project: Project, download: Download
) -> None:
    pictures = sampler(ROOT / "data/sampler/photos.csv")[::8]
    with FlickrServer(pictures, Faults(photos={"*": ("503",) * 2})) as server:
        search_on(server, project)
        project.edit("params.yaml", ("tries: 6", "tries: 2"))
        done = download()
        assert "could be used" in done.error
        assert "failed: the server answered 503 Service Unavailable (" in done.printed
        assert "scripts/python scripts/stages/download.py --retry-failed" in done.printed
        done = download("--retry-failed")
        assert not done.error
        assert "photographs that failed are tried again" in done.printed
        assert "of 12 wanted" in done.printed
        assert "flickr has no more" in done.printed


# Lists


@pytest.fixture
def before(project: Project, download: Download) -> dict[str, bytes]:
    """What an earlier run has made, which no failure must harm."""
    done = download()
    assert (done.printed, done.error) == ("24 photographs, 0 left out\n", "")
    return project.bytes_of(*MADE)


def test_a_missing_key_changes_nothing(
    project: Project, download: Download, before: dict[str, bytes]
) -> None:
    project.edit("params.yaml", ("source: sampler", "source: flickr"))
    error = download().error
    assert error.startswith("error: Flickr needs a key: FLICKR_API_KEY and FLICKR_API_SECRET are")
    assert project.bytes_of(*MADE) == before


def test_the_error_for_a_repeated_id_names_the_row_and_changes_nothing(
    project: Project, download: Download, before: dict[str, bytes], tmp_path: Path
) -> None:
    listed = tmp_path / "photos.csv"
    listed.write_text("id,path\n" + "".join(f"{n % 2500},{n}.jpg\n" for n in range(2600)))
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", f"path: {listed}"),
    )
    assert download().error == f"error: {listed}, row 2502: the id '0' was used before"
    assert project.bytes_of(*MADE) == before


def test_a_folder_of_named_folders(project: Project, download: Download, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    paths = sorted((ROOT / "data/sampler/photos").iterdir())[:6]
    for path, name in zip(paths, ("red", "Dark Blue", "red", "cats", "green", "red"), strict=True):
        (mine / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, mine / name / path.name)
    project.edit(
        "params.yaml",
        ("source: sampler", "source: folder"),
        ("path: data/sampler/photos\n", f"path: {mine}\n"),
    )
    assert not download().error
    labels = sorted(";".join(photo.labels) for photo in photos(project))
    assert labels == ["", "blue", "green", *["red"] * 3]


# Archives and shards


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
    assert download() == Done("24 photographs, 0 left out\n", "")
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
    assert "24 photographs, 0 left out" in done.printed


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
    """As files, in shards of five, and taken from these shards and one that is damaged."""
    project.edit("params.yaml", ("pictures: 4", "pictures: 0"))

    def listed() -> list[PhotoRecord]:
        return [replace(photo, path="") for photo in photos(project)]

    def denoised() -> dict[str, bytes]:
        project.stage("denoise")
        return project.bytes_of("data/denoised.parquet", "reports/denoise.json")

    assert not download().error
    single = listed(), denoised()
    project.edit("params.yaml", ("pack: 0", "pack: 5"))
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
        assert "24 photographs, 1 left out" in done.printed
        assert "1  unreadable: damaged after 0 photographs" in done.printed
        assert listed() == single[0]
        *_, (damaged, (status, _)) = statuses(project).items()
        assert (damaged, status) == ("damaged.tar", Status.UNREADABLE)
        assert project.bytes_of("data/photos/*") == packed


# Real processes


@pytest.mark.slow
@pytest.mark.parametrize(("runs", "pack"), [(2, 0), (1, 7)])
def test_killed_at_random_moments_it_gives_the_same_result(runs: int, pack: int) -> None:
    """A few runs of the fifty that ``scripts/benchmarks/kill_download.py`` does."""
    assert kill_download.compare(runs=runs, photos=50, seed=1, pack=pack) > 0


SMALL_DISK = """
mount -t tmpfs -o size=250k tmpfs data || exit 77
python scripts/stages/download.py; echo "first: $?"
cd data/photos
for file in *.*; do case $(sha256sum $file) in ${file%.*}*) ;; *) echo half: $file ;; esac; done
ls | wc -l
cd ../..
mount -o remount,size=50m data
python scripts/stages/download.py; echo "second: $?"
cp data/photos.csv $OUT
"""


@pytest.mark.slow
def test_after_a_full_disk_it_continues_when_there_is_space(
    project: Project, tmp_path: Path
) -> None:
    """A file system in memory, too small for the photographs and then made larger."""
    for name in ("src", "scripts"):
        (project.folder / name).symlink_to(ROOT / name)
    elsewhere = tmp_path / "elsewhere"
    shutil.move(project.folder / "data/sampler", elsewhere)
    shutil.rmtree(project.folder / "data")
    (project.folder / "data").mkdir()
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", f"path: {elsewhere}/photos.csv"),
        ("path: data/sampler/photos\n", f"path: {elsewhere}\n"),
    )
    script = SMALL_DISK.replace("python", sys.executable)
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        cwd=project.folder,
        env={**os.environ, "PYTHONPATH": "src:scripts", "OUT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("only root of a name space may make a small disk, and this machine has none")
    assert "Traceback" not in done.stderr
    assert "is full; make room and run it again" in done.stderr
    second = done.stdout.partition("first: 1\n")[2]
    assert "half" not in second
    assert 0 < int(second.split()[0]) < 24
    assert "24 photographs, 0 left out" in second
    assert "second: 0" in second
    assert len(list(kept_photos(tmp_path / "photos.csv"))) == 24
