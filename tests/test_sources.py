import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config

from folkhue.errors import ManifestError
from folkhue.fetch import fetch
from folkhue.files import whole_file
from folkhue.sources import COLUMNS, read_manifest

Encode = Callable[..., bytes]


def write_csv(folder: Path, text: str) -> Path:
    path = folder / "photos.csv"
    path.write_text(text, "utf-8")
    return path


def test_columns_are_text_and_paths_relative_to_the_file(tmp_path: Path) -> None:
    table = read_manifest(write_csv(tmp_path, "id,path,tags,author\n007,a/b.jpg,red;1,Zoë\n"))
    assert list(table.columns) == list(COLUMNS)
    row = table.iloc[0]
    assert row["id"] == "007"
    assert row["path"] == str(tmp_path / "a/b.jpg")
    assert (row["tags"], row["owner"], row["title"]) == ("red;1", "Zoë", "")


def test_parquet_is_read_alike(tmp_path: Path) -> None:
    pd.DataFrame({"id": [1], "path": ["a.jpg"], "title": [None]}).to_parquet(tmp_path / "p.parquet")
    row = read_manifest(tmp_path / "p.parquet").iloc[0]
    assert (row["id"], row["title"]) == ("1", "")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name,path\na,b\n", "expected the columns id and path"),
        ("id,title\na,b\n", "expected the columns id and path"),
        ("id,path\n", "lists no photograph"),
        ("id,path\na,1.jpg\n,2.jpg\n", "row 3: the id is empty"),
        ("id,path\na,1.jpg\nb,2.jpg\na,3.jpg\n", "row 4: the id 'a' was used before"),
        ("", "not a CSV or Parquet table"),
        ('id,path\n"a', "not a CSV or Parquet table"),
    ],
)
def test_an_unusable_manifest_is_named_with_the_row(
    text: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError, match=complaint) as caught:
        read_manifest(write_csv(tmp_path, text))
    assert "photos.csv" in str(caught.value)


def test_a_missing_or_foreign_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"no\.csv: no such file; set download.manifest.path"):
        read_manifest(tmp_path / "no.csv")
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    with pytest.raises(ManifestError, match=r"bad\.parquet: not a CSV or Parquet"):
        read_manifest(tmp_path / "bad.parquet")
    (tmp_path / "bad.csv").write_bytes(b"id,path\n\xff\xfe,1\n")
    with pytest.raises(ManifestError, match=r"bad\.csv: not a CSV or Parquet"):
        read_manifest(tmp_path / "bad.csv")


@pytest.fixture
def gallery(tmp_path: Path, encode: Encode) -> Path:
    """A good photograph, another, a copy of the first, and all that can be wrong."""
    pixels = np.full((6, 8, 3), (200, 30, 40), np.uint8)
    files = {
        "good.png": encode(pixels),
        "other.png": encode(255 - pixels),
        "copy.png": encode(pixels),
        "cut.png": encode(pixels)[:50],
        "zero.jpg": b"",
        "page.jpg": b"<html>",
        "glass.png": encode(np.zeros((3, 3, 4), np.uint8)),
    }
    (tmp_path / "in").mkdir()
    for name, contents in files.items():
        (tmp_path / "in" / name).write_bytes(contents)
    rows = [f"{name.partition('.')[0]},{name},\n" for name in [*files, "gone.jpg"]]
    rows.append("far,,https://example.org/1.jpg\n")
    rows.append("none,,\n")
    (tmp_path / "in/photos.csv").write_text("id,path,url\n" + "".join(rows))
    return tmp_path


REASONS = {
    "good": "ok",
    "other": "ok",
    "copy": "same file as an earlier row",
    "cut": "damaged image",
    "zero": "the file is empty",
    "page": "a web page, not an image",
    "glass": "every pixel is transparent",
    "gone": "no such file",
    "far": "only a url",
    "none": "no path",
}


def test_bad_photographs_cost_a_row_each(gallery: Path) -> None:
    table = fetch(read_manifest(gallery / "in/photos.csv"), gallery / "data/photos")
    status = dict(zip(table["id"], table["status"], strict=True))
    assert status.keys() == REASONS.keys()
    for identity, reason in REASONS.items():
        assert reason in status[identity]
    kept = table[table["status"] == "ok"]
    assert kept[["width", "height"]].to_numpy().tolist() == [[8, 6], [8, 6]]
    assert {gallery / "data" / path for path in kept["path"]} == set(
        (gallery / "data/photos").iterdir()
    )
    assert (table.loc[table["status"] != "ok", "path"] == "").all()


def test_a_second_run_copies_nothing_again_and_removes_strays(gallery: Path) -> None:
    manifest, folder = read_manifest(gallery / "in/photos.csv"), gallery / "data/photos"
    first = fetch(manifest, folder)
    times = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    (folder / f"{'0a' * 10}.jpg").write_bytes(b"of another source")
    (folder / f".{'0a' * 10}-x.png").write_bytes(b"left by a kill")
    pd.testing.assert_frame_equal(fetch(manifest, folder), first)
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == times


def test_photographs_in_the_folder_itself_are_refused_and_kept(gallery: Path) -> None:
    manifest = read_manifest(gallery / "in/photos.csv")
    before = sorted((gallery / "in").iterdir())
    with pytest.raises(ManifestError, match=r"row 2: .*good\.png lies in .*keep photographs els"):
        fetch(manifest, gallery / "in")
    assert sorted((gallery / "in").iterdir()) == before


def test_workers_do_not_change_the_result(gallery: Path) -> None:
    manifest = read_manifest(gallery / "in/photos.csv")
    one = fetch(manifest, gallery / "one/photos")
    with parallel_config(backend="loky", n_jobs=2):
        two = fetch(manifest, gallery / "two/photos")
    pd.testing.assert_frame_equal(one, two)


def test_a_file_is_whole_or_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new/file.txt"
    with whole_file(path) as beside:
        beside.write_text("whole")
    umask = os.umask(0)
    os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask

    def fail() -> None:
        with whole_file(path) as beside:
            beside.write_text("ha")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert path.read_text() == "whole"
    assert [p.name for p in path.parent.iterdir()] == ["file.txt"]
