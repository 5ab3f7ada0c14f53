"""The download stage, run as DVC runs it, from each source."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Project
from flickr_server import Faults, FlickrServer, sampler
from flickr_server.server import KEY, SECRET

from benchmarks import kill_download
from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import weak_labels

LOCAL = (
    ("    http: false", "    http: true"),
    ("private_addresses: false", "private_addresses: true"),
)
QUICK = ("first_wait: 1.0", "first_wait: 0.02")


@pytest.fixture
def project(make_project: Callable[[int], Project]) -> Project:
    return make_project(2)


def download(project: Project, *options: str, **keys: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FLICKR")}
    return subprocess.run(
        [sys.executable, "scripts/stages/download.py", *options],
        cwd=project.folder,
        env={**environment, "PYTHONPATH": "src:scripts", **keys},
        capture_output=True,
        text=True,
        check=False,
    )


def rows(project: Project) -> list[dict[str, str]]:
    with (project.folder / "data/photos.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_flickr(project: Project, server: FlickrServer) -> None:
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


def test_the_whole_pipeline_learns_from_flickr(project: Project) -> None:
    """Some things go wrong, some photographs are gone: a table comes out, and every credit."""
    pictures = sampler(ROOT / "data/sampler/photos.csv")
    faults = Faults(
        calls=("503",),
        photos={p.id: ("429", "truncated") for p in pictures[::7]},
        forever={p.id: ("placeholder", "404")[n % 2] for n, p in enumerate(pictures[::6])},
    )
    with FlickrServer(pictures, faults) as server:
        of_flickr(project, server)
        (project.folder / ".env").write_text(f"FLICKR_API_KEY={KEY}\nFLICKR_API_SECRET={SECRET}\n")
        done = project.run("dvc", "repro")
        assert done.returncode == 0, done.stdout + done.stderr
        asked = len(server.log)
        assert project.run("dvc", "repro", "-f", "-s", "download").returncode == 0
        assert len(server.log) == asked
    kept = [row for row in rows(project) if row["status"] == "ok"]
    terms = Vocabulary.of("basic8")
    for term in terms.names:
        assert sum(term in row["labels"].split(";") for row in kept) >= 12
    for row in kept:
        text = f"{row['tags']}\n{row['title']}"
        assert row["labels"] == ";".join(weak_labels(text, terms))
        assert server.catalog.by_id[row["id"].removeprefix("flickr-")].clean_tags == set(
            row["tags"].split(";")
        )
    assert "photo unavailable\n" in done.stdout
    attribution = (project.folder / "data/ATTRIBUTION.md").read_text("utf-8")
    page = (project.folder / "reports/index.html").read_text("utf-8")
    for row in kept:
        assert attribution.count(row["page"]) == 1
    assert f'href="{kept[0]["license_url"]}"' in page
    assert json.loads((project.folder / "reports/metrics.json").read_text())["best"]
    places = [project.folder / name for name in ("data", "models", "reports", ".dvc", "dvc.lock")]
    for place in places:
        for path in (place, *place.rglob("*")):
            if path.is_file():
                assert KEY.encode() not in path.read_bytes()
                assert SECRET.encode() not in path.read_bytes()
    assert KEY not in done.stdout + done.stderr


def test_a_missing_key_stops_before_anything_is_lost(project: Project) -> None:
    assert download(project).returncode == 0
    before = project.bytes_of("data/photos/*", "data/photos.csv")
    project.edit("params.yaml", ("source: sampler", "source: flickr"))
    done = download(project)
    assert done.returncode == 1
    assert done.stderr.startswith("error: Flickr wants a key: FLICKR_API_KEY and FLICKR_API_SECRET")
    assert "Traceback" not in done.stderr
    assert project.bytes_of("data/photos/*", "data/photos.csv") == before


def test_what_is_missing_is_told_and_failures_are_tried_again(project: Project) -> None:
    pictures = sampler(ROOT / "data/sampler/photos.csv")[::6]
    with FlickrServer(pictures, Faults(photos={"*": ("503",) * 6})) as server:
        of_flickr(project, server)
        keys = {"FLICKR_API_KEY": KEY, "FLICKR_API_SECRET": SECRET}
        done = download(project, **keys)
        assert done.returncode == 1
        assert "failed: the server answered 503 Service Unavailable" in done.stdout
        assert "scripts/python scripts/stages/download.py --retry-failed" in done.stdout
        assert "could be used" in done.stderr
        done = download(project, "--retry-failed", **keys)
        assert done.returncode == 0, done.stderr
        assert "that failed are tried again" in done.stdout
        assert "of 12 wanted" in done.stdout
        assert "flickr has no more" in done.stdout


def test_an_id_that_is_used_twice_is_told_with_its_row_and_loses_nothing(
    project: Project, tmp_path: Path
) -> None:
    assert download(project).returncode == 0
    before = project.bytes_of("data/photos/*", "data/photos.csv")
    listed = tmp_path / "photos.csv"
    listed.write_text("id,path\n" + "".join(f"{n % 2500},{n}.jpg\n" for n in range(2600)))
    project.edit(
        "params.yaml",
        ("source: sampler", "source: manifest"),
        ("path: data/sampler/photos.csv", f"path: {listed}"),
    )
    done = download(project)
    assert done.stderr == f"error: {listed}, row 2502: the id '0' was used before\n"
    assert project.bytes_of("data/photos/*", "data/photos.csv") == before


def test_a_folder_of_named_folders(project: Project, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    photos = sorted((ROOT / "data/sampler/photos").iterdir())[:6]
    for path, name in zip(photos, ("red", "Dark Blue", "red", "cats", "green", "red"), strict=True):
        (mine / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, mine / name / path.name)
    project.edit(
        "params.yaml",
        ("source: sampler", "source: folder"),
        ("path: data/sampler/photos\n", f"path: {mine}\n"),
    )
    assert download(project).returncode == 0
    assert sorted(row["labels"] for row in rows(project)) == ["", "blue", "green", *["red"] * 3]


def archive_of(project: Project, path: Path) -> Path:
    """Pack the sampler's few photographs with their list, in a folder, as people do."""
    inner = project.folder / "data/sampler"
    with zipfile.ZipFile(path, "w") as file:
        for member in sorted(inner.rglob("*.*")):
            file.write(member, f"my photos/{member.relative_to(inner)}")
    return path


def test_an_archive(project: Project, tmp_path: Path) -> None:
    project.edit(
        "params.yaml",
        ("source: sampler", "source: archive"),
        ("path: photographs.zip", f"path: {archive_of(project, tmp_path / 'a.zip')}"),
    )
    done = download(project)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("24 photographs, 0 left out")
    assert {path.name for path in (project.folder / "data").iterdir()} == {
        *("sampler", "photos", "photos.csv", "ATTRIBUTION.md", "download.sqlite"),
    }


def test_packed_photographs_give_the_same_colors_and_are_a_source(
    make_project: Callable[[int], Project], tmp_path: Path
) -> None:
    """As files, in shards of five, and taken from these shards and one that is damaged."""
    project = make_project(1)
    project.edit("params.yaml", ("pictures: 4", "pictures: 0"))

    def listed() -> list[dict[str, str]]:
        return [{**row, "path": ""} for row in rows(project)]

    def denoised() -> dict[str, bytes]:
        done = project.run("python", "scripts/stages/denoise.py")
        assert done.returncode == 0, done.stderr
        return project.bytes_of("data/denoised.parquet", "reports/denoise.json")

    assert download(project).returncode == 0
    single = listed(), denoised()
    project.edit("params.yaml", ("pack: 0", "pack: 5"))
    assert download(project).returncode == 0
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
        done = download(project)
        assert done.returncode == 0, done.stderr
        assert "24 photographs, 1 left out" in done.stdout
        assert "1  damaged after 0 photographs" in done.stdout
        *again, damaged = listed()
        assert (again, damaged["id"]) == (single[0], "damaged.tar")
        assert project.bytes_of("data/photos/*") == packed


def test_an_archive_behind_a_link(project: Project, tmp_path: Path) -> None:
    import http.server

    archive_of(project, tmp_path / "a.zip")
    (tmp_path / "page.zip").write_text("<html>Sign in to see this folder</html>")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    def handler(*arguments: object) -> Quiet:
        return Quiet(*arguments, directory=str(tmp_path))  # type: ignore[arg-type]

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        link = f"http://127.0.0.1:{server.server_port}"
        project.edit(
            "params.yaml",
            ("source: sampler", "source: archive"),
            ("path: photographs.zip", f"path: {link}/a.zip"),
        )
        assert "http:// is not encrypted; download.web.http: true" in download(project).stderr
        project.edit("params.yaml", *LOCAL, QUICK)
        done = download(project)
        assert "24 photographs, 0 left out" in done.stdout
        for name, complaint in {
            "page.zip": "page.zip: a web page, not an archive",
            "none.zip": "the server answered 404",
        }.items():
            before = project.bytes_of("data/photos/*", "data/photos.csv")
            project.edit("params.yaml", (f"{link}/a.zip", f"{link}/{name}"))
            done = download(project)
            assert done.returncode == 1
            assert complaint in done.stderr
            assert "Traceback" not in done.stderr
            assert project.bytes_of("data/photos/*", "data/photos.csv") == before
            project.edit("params.yaml", (f"{link}/{name}", f"{link}/a.zip"))
        server.shutdown()


def test_a_hostile_archive_is_refused_and_loses_nothing(project: Project, tmp_path: Path) -> None:
    assert download(project).returncode == 0
    before = project.bytes_of("data/photos/*", "data/photos.csv")
    with tarfile.open(tmp_path / "evil.tar", "w") as file:
        file.add(ROOT / "LICENSE", "../../outside.jpg")
    project.edit(
        "params.yaml",
        ("source: sampler", "source: archive"),
        ("path: photographs.zip", f"path: {tmp_path / 'evil.tar'}"),
    )
    done = download(project)
    assert done.returncode == 1
    assert "'../../outside.jpg' would be written outside the folder" in done.stderr
    assert project.bytes_of("data/photos/*", "data/photos.csv") == before
    assert not (project.folder / "data/archive").exists()


@pytest.mark.parametrize(("runs", "pack"), [(2, 0), (1, 7)])
def test_killed_at_random_moments_it_ends_the_same(
    runs: int, pack: int, capsys: pytest.CaptureFixture[str]
) -> None:
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


def test_a_full_disk_stops_it_and_it_goes_on_when_there_is_room(
    project: Project, tmp_path: Path
) -> None:
    """A file system in memory, too small for the photographs and then made larger."""
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
    with (tmp_path / "photos.csv").open(encoding="utf-8", newline="") as file:
        assert {row["status"] for row in csv.DictReader(file)} == {"ok"}
