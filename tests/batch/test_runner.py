import csv
import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from support.batches import TellingThreads, watched
from support.command_line import EXECUTABLE

import folkhue
from folkhue.batch import results
from folkhue.batch.outcome import FAILED, OK, Totals
from folkhue.batch.palettes import PaletteOptions
from folkhue.batch.runner import classify_to, classify_totals, find_photos, palettes_to
from folkhue.batch.workers import classify_photos
from folkhue.errors import BatchError, TableError
from folkhue.images.tar_member import Member, offsets, write_shard

pytestmark = pytest.mark.slow

SAMPLER = ROOT / "data/sampler/photos"
SOME = sorted(SAMPLER.iterdir())[::30]


RESUMED: dict[str, Callable[..., Totals]] = {
    "classify": classify_to,
    "palette": partial(palettes_to, options=PaletteOptions()),
}


@pytest.fixture
def folder(tmp_path: Path, encode: Callable[..., bytes]) -> Path:
    """Photographs, good and bad, in folders within folders."""
    folder = tmp_path / "photos"
    for number, path in enumerate(SOME):
        target = folder / ("b/inner", "a", ".")[number % 3] / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    pixels = np.zeros((4, 5, 4), np.uint8)
    (folder / "a/glass.png").write_bytes(encode(pixels))
    pixels[:2] = (220, 20, 30, 255)
    (folder / "b/cut.PNG").write_bytes(encode(pixels))
    (folder / "a/page, or not.jpg").write_text("<html>404</html>")
    (folder / "a/half.jpg").write_bytes(SOME[0].read_bytes()[:2000])
    (folder / "notes.txt").write_text("no photograph")
    (folder / ".thumbnails").mkdir()
    shutil.copyfile(SOME[0], folder / ".thumbnails/small.jpg")
    return folder


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["path"]: row for row in csv.DictReader(file)}


def test_every_photograph_has_a_row_and_errors_are_rows_too(folder: Path) -> None:
    photos, out = find_photos([folder]), folder.parent / "r.csv"
    totals = classify_to(out, photos, None, jobs=2)
    found = rows(out)
    assert list(found) == photos
    assert len(found) == len(SOME) + 4
    assert photos == sorted(photos, key=lambda path: Path(path).parts)
    table = folkhue.load()
    for path in photos:
        row = found[path]
        if row["status"] != "ok":
            assert row["dominant"] == row["red"] == row["width"] == ""
            continue
        photo = folkhue.read_photo(path)
        shares = table.shares(photo.rgb, photo.opaque)
        assert (int(row["height"]), int(row["width"])) == photo.opaque.shape
        for name in (*table.terms, "unnamed"):
            assert float(row[name]) == pytest.approx(shares.get(name, 0), abs=5.1e-7)
        assert row["dominant"] == next(iter(shares))
    reasons = {Path(path).name: row["status"] for path, row in found.items()}
    assert reasons["cut.PNG"] == "ok"
    assert reasons["glass.png"] == "every pixel is transparent"
    assert reasons["half.jpg"].startswith("damaged image")
    assert reasons["page, or not.jpg"].startswith("a web page, not an image")
    assert str(totals) == (
        f"{len(photos)} photographs, 2 left out: 1 × damaged; 1 × web page; 1 transparent"
    )


def test_all_formats_have_the_same_contents(folder: Path) -> None:
    photos = find_photos([folder])
    for suffix in results.WRITERS:
        out = folder.parent / f"r{suffix}"
        if suffix != ".csv":  # classify once; the journal does not depend on the format
            shutil.copyfile(folder.parent / "r.csv.journal", f"{out}.journal")
        classify_to(out, photos, "basic11", jobs=2)
    lines = (folder.parent / "r.jsonl").read_text("utf-8").splitlines()
    expected = [json.loads(line) for line in lines]
    assert tuple(expected[0]) == results.columns(folkhue.load("basic11").terms)
    parquet = pd.read_parquet(folder.parent / "r.parquet").astype(object)
    assert parquet.where(parquet.notna(), None).to_dict("records") == expected
    table = pd.read_csv(folder.parent / "r.csv").astype(object)
    assert table.where(table.notna(), None).to_dict("records") == expected


def test_only_new_and_changed_photographs_are_classified_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, seen = folder.parent / "r.csv", watched(monkeypatch)
    classify_to(out, find_photos([folder]), None, jobs=2)
    before = out.read_bytes()
    seen.clear()
    classify_to(out, find_photos([folder]), None, jobs=1)
    assert not seen
    assert out.read_bytes() == before

    shutil.copyfile(SOME[1], folder / "a/half.jpg")
    shutil.copyfile(SOME[2], folder / "new.jpg")
    (folder / "b/cut.PNG").unlink()
    os.utime(folder / "a/glass.png", ns=(1, 1))
    classify_to(out, [*find_photos([folder]), str(folder / "gone.jpg")], None, jobs=2)
    assert sorted(seen) == ["glass.png", "gone.jpg", "half.jpg", "new.jpg"]
    found = rows(out)
    assert str(folder / "b/cut.PNG") not in found
    assert found[str(folder / "a/half.jpg")]["status"] == "ok"
    assert found[str(folder / "gone.jpg")]["status"].startswith("cannot be read")

    seen.clear()
    classify_to(out, [folder / "new.jpg", folder / "gone.jpg"], None, jobs=2)
    assert seen == ["gone.jpg"]  # it may be there another time

    seen.clear()
    notes: list[str] = []
    classify_to(out, [folder / "new.jpg"], "basic8", jobs=1, note=notes.append)
    assert seen == ["new.jpg"]
    [note] = notes
    assert re.fullmatch(r".*r\.csv\.journal: \d+ results of another table.*discarded.*", note)
    classify_to(out, [folder / "new.jpg"], "basic8", jobs=1, note=notes.append)
    assert notes == [note]


@pytest.mark.parametrize("command", ["classify", "palette"])
def test_photographs_in_shards_are_measured_again_if_the_shard_changed(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shard = tmp_path / "1.tar"

    def members(photos: list[Path]) -> list[str]:
        names, contents = [path.name for path in photos], [path.read_bytes() for path in photos]
        write_shard(shard, names, iter(contents))
        places = zip(names, offsets(map(len, contents)), contents, strict=False)
        return [str(Member(str(shard), name, at, len(own))) for name, at, own in places]

    out, seen = tmp_path / "r.csv", watched(monkeypatch)
    paths = members(SOME[:3])
    RESUMED[command](out, paths, None, jobs=1)
    assert pd.read_csv(out)["path"].unique().tolist() == paths
    assert set(pd.read_csv(out)["status"]) == {OK}
    seen.clear()
    RESUMED[command](out, paths, None, jobs=1)
    assert not seen
    members(SOME[:4])  # the first three are where they were
    RESUMED[command](out, paths, None, jobs=1)
    assert len(seen) == 3


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photographs, one of which can be replaced, and the result of a run that was not stopped."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "first").mkdir()
    for path in sorted(SAMPLER.iterdir())[::9]:
        (folder / path.name).symlink_to(path)
    shutil.copyfile(SOME[0], folder / "first/blocker.jpg")
    photos = find_photos([folder])
    classify_to(folder / "classify.csv", photos, None, jobs=1)
    palettes_to(folder / "palette.csv", photos, None, PaletteOptions(), jobs=1)
    return folder


@contextmanager
def blocking(path: Path) -> Iterator[None]:
    """Replace a photograph by a pipe: the worker that reads it waits until it is killed."""
    contents = path.read_bytes()
    path.unlink()
    os.mkfifo(path)
    try:
        yield
    finally:
        path.unlink()
        path.write_bytes(contents)


@pytest.mark.parametrize(
    ("command", "how"),
    [
        ("classify", signal.SIGINT),
        ("classify", signal.SIGKILL),
        ("palette", signal.SIGINT),
        ("palette", signal.SIGKILL),
    ],
)
def test_a_stopped_run_is_resumed(
    command: str, how: signal.Signals, many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, journal = tmp_path / "r.csv", tmp_path / "r.csv.journal"
    photos = find_photos([many])
    with blocking(many / "first/blocker.jpg"):
        running = subprocess.Popen(
            [EXECUTABLE, command, many / "first/blocker.jpg", many, "--out", out, "--jobs", "2"],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # In the background of a shell, tests inherit that Ctrl-C is ignored.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        while running.poll() is None and not (
            journal.exists() and journal.read_bytes().count(b"\n") > 9
        ):
            time.sleep(0.005)
        # Ctrl-C reaches all processes of a terminal; a kill only one.
        os.killpg(running.pid, how) if how == signal.SIGINT else running.kill()
        # Workers hold the pipe open, so this waits for them, too.
        _, complaint = running.communicate(timeout=60)
    assert running.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in complaint
    assert ("stopped" in complaint) == (how == signal.SIGINT)
    assert not out.exists()

    seen = watched(monkeypatch)
    RESUMED[command](out, photos, None, jobs=3)
    assert 0 < len(seen) < len(photos) - 8
    assert out.read_bytes() == (many / f"{command}.csv").read_bytes()


class Deadly(type(Path())):  # type: ignore[misc]
    """A photograph that ends the process that is given it."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (9,)


def test_a_photograph_that_kills_its_worker_is_one_failed_row() -> None:
    paths = [*SOME[:9], Deadly(SOME[9]), *SOME[10:]]
    outcomes = {outcome.path: outcome.status for outcome in classify_photos(paths, None, jobs=2)}
    assert outcomes == dict.fromkeys(map(str, SOME), OK) | {str(SOME[9]): FAILED}


def test_the_work_of_a_killed_worker_is_repeated() -> None:
    done = []
    others = set(multiprocessing.active_children())  # joblib's, of tests before
    for outcome in classify_photos(SOME, None, jobs=2):
        if not done:
            for worker in set(multiprocessing.active_children()) - others:
                worker.kill()
        done.append(outcome.path)
    assert sorted(done) == sorted(map(str, SOME))


def test_workers_multiply_matrices_in_one_thread(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    shutil.copyfile(SOME[0], photo)
    before = dict(os.environ)
    [outcome] = classify_photos([TellingThreads(photo)], None, jobs=1)
    assert outcome.status == OK
    assert (tmp_path / "a.jpg.threads").read_text("utf-8") == "[1]"
    assert dict(os.environ) == before


def test_workers_that_cannot_start_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="worker processes die before they get any work"):
        list(classify_photos(SOME, tmp_path / "no table.npz", jobs=2))


def test_paths_are_read_only_as_workers_need_them() -> None:
    taken = []
    others = set(multiprocessing.active_children())

    def paths() -> Iterator[Path]:
        for _ in range(100):
            for path in SOME[:20]:
                taken.append(path)
                yield path

    outcomes = classify_photos(paths(), None, jobs=2)
    for _ in range(50):
        next(outcomes)
    assert len(taken) < 150
    outcomes.close()
    assert not set(multiprocessing.active_children()) - others


def test_paths_that_are_not_utf_8_and_repeated_paths(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xff.jpg")
    shutil.copyfile(SOME[0], odd)
    classify_to(tmp_path / "r.parquet", [odd, SOME[1], odd], None, jobs=1)
    found = pd.read_parquet(tmp_path / "r.parquet")
    assert found["path"].tolist() == [f"{tmp_path}/\\xff.jpg", str(SOME[1])]
    assert found["status"].tolist() == ["ok", "ok"]


def test_totals_are_the_sums() -> None:
    totals = classify_totals([*SOME, Path("nowhere.jpg")], None, jobs=2)
    table, photos = folkhue.load(), map(folkhue.read_photo, SOME)
    names = np.concatenate([table.predict(photo.rgb[photo.opaque]) for photo in photos])
    assert totals.counts.counts.tolist() == [*np.bincount(names, minlength=8).tolist(), 0]
    assert totals.dominant.total() == len(SOME)
    assert totals.left_out == {"missing": 1}


@pytest.mark.parametrize(
    ("name", "error", "reason"),
    [
        ("r.xlsx", BatchError, r"ends in \.csv, \.parquet, \.jsonl"),
        ("folder.csv", BatchError, "expected a file for the table of results, got a folder"),
        ("r.csv", TableError, "no such file"),
    ],
)
def test_errors_are_raised_before_any_work(
    name: str, error: type[Exception], reason: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(error, match=reason):
        classify_to(tmp_path / name, SOME, tmp_path / "no table.npz", jobs=1)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]
