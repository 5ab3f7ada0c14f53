import os
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.datasets.sources.folder import read_folder, read_unpacked
from folkhue.errors import ManifestError

TERMS = Vocabulary.of(["red", "blue"])


def touch(folder: Path, *names: str) -> Path:
    """Create empty files."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return folder


def photos_in(folder: str | Path) -> list[PhotoRecord]:
    return list(read_folder(folder, TERMS))


def ids(folder: Path) -> list[str]:
    return [photo.id for photo in photos_in(folder)]


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("red/1.jpg", "red"),
        ("Red/1.jpg", "Red"),
        ("red/barn/1.jpg", "red;barn"),
        ("red/2024/door/1.jpg", "red;2024;door"),
        ("holiday/red/1.jpg", "holiday;red"),
        ("dark red/1.jpg", "dark red"),
        ("dark_red/1.jpg", "dark red"),
        ("dark-red/1.jpg", "dark-red"),
        ("red/blue sofa/1.jpg", "red;blue sofa"),
    ],
)
def test_names_of_folders_are_the_tags(name: str, tags: str, tmp_path: Path) -> None:
    path = str(tmp_path / "mine" / name)
    expected = PhotoRecord(id=name, path=path, tags=tags, source="mine")
    assert photos_in(touch(tmp_path / "mine", name)) == [expected]


def test_folders_not_named_after_colors_are_listed_too(tmp_path: Path) -> None:
    tags = {"red/1.jpg": "red", "misc/2.jpg": "misc", "3.jpg": "", "redwood/4.jpg": "redwood"}
    photos = photos_in(touch(tmp_path, *tags))
    assert {photo.id: photo.tags for photo in photos} == tags


def test_the_order_does_not_depend_on_the_file_system(tmp_path: Path) -> None:
    names = [f"{folder}/{n}.jpg" for folder in ("blue", "red", "red/a", "red b") for n in range(9)]
    tables = []
    for seed in (1, 2):
        shuffled = random.Random(seed).sample(names, len(names))
        tables.append(ids(touch(tmp_path / str(seed), *shuffled)))
    assert tables[0] == tables[1] == sorted(names, key=lambda name: name.split("/"))


@pytest.mark.parametrize(
    "hidden",
    [
        *("red/.1.jpg", "red/._1.jpg", ".1.jpg", ".thumbs/red/1.jpg", "red/.cache/1.jpg"),
        *("__MACOSX/red/1.jpg", "red/__MACOSX/1.jpg", ".photos.csv"),
    ],
)
def test_hidden_files_and_folders_are_ignored(hidden: str, tmp_path: Path) -> None:
    assert ids(touch(tmp_path, "red/good.jpg", hidden)) == ["red/good.jpg"]


@pytest.mark.parametrize("parent", [".cache/photos", ".photos", "__MACOSX"])
def test_the_folder_itself_may_be_hidden(parent: str, tmp_path: Path) -> None:
    assert ids(touch(tmp_path / parent, "red/1.jpg", ".thumbs/red/1.jpg")) == ["red/1.jpg"]


def test_photographs_are_recognized_by_their_suffix(tmp_path: Path) -> None:
    pictures = ["a.JPG", "b.Jpeg", "c.PNG", "d.webp", "e.gif", "f.bmp", "g.tif", "h.TIFF"]
    others = ["a.txt", "b.mp4", "jpg", "c.jpg.part", "d.exe", "Thumbs.db", "e.pdf"]
    touch(tmp_path / "red", *pictures, *others)
    (tmp_path / "red/folder.jpg").mkdir()
    assert ids(tmp_path) == [f"red/{name}" for name in pictures]


@pytest.mark.parametrize("place", ["photos/list.csv", "photos/LIST.CSV", "photos.csv"])
def test_a_list_inside_or_beside_is_read_instead(place: str, tmp_path: Path) -> None:
    folder = touch(tmp_path / "photos", "red/1.jpg", "red/2.jpg")
    (tmp_path / place).write_text("id,path,tags\nmine,photos/red/1.jpg,barn\n")
    path = str((tmp_path / place).parent / "photos/red/1.jpg")
    assert photos_in(folder) == [PhotoRecord("mine", path=path, tags="barn")]


def test_a_parquet_list_is_read(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    table = pa.table({"id": ["red/1.jpg"], "path": ["other/red/1.jpg"]})
    pq.write_table(table, tmp_path / "photos.parquet")
    assert ids(tmp_path / "photos") == ["red/1.jpg"]


def test_a_list_inside_comes_before_one_beside_and_deeper_ones_do_not_count(tmp_path: Path) -> None:
    folder = touch(tmp_path / "photos", "red/1.jpg", "red/notes.csv", "red/more.csv")
    assert ids(folder) == ["red/1.jpg"]
    (tmp_path / "photos.csv").write_text("id,path\nbeside,1.jpg\n")
    assert ids(folder) == ["beside"]
    (folder / "list.csv").write_text("id,path\ninside,1.jpg\n")
    assert ids(folder) == ["inside"]


def test_a_folder_named_like_a_list_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "photos.csv").mkdir()
    folder = touch(tmp_path / "photos", "red/1.jpg", "old.csv/red/2.jpg")
    assert ids(folder) == ["old.csv/red/2.jpg", "red/1.jpg"]


@pytest.mark.parametrize(
    ("lists", "names"),
    [
        (("photos/a.csv", "photos/b.csv"), r"a\.csv, b\.csv"),
        (("photos/z.csv", "photos/b.parquet", "photos/c.csv"), r"b\.parquet, c\.csv, z\.csv"),
        (("photos.parquet", "photos.csv"), r"photos\.csv, photos\.parquet"),
    ],
)
def test_the_error_for_two_lists_names_both(
    lists: tuple[str, ...], names: str, tmp_path: Path
) -> None:
    touch(tmp_path, "photos/red/1.jpg", *lists)
    with pytest.raises(ManifestError, match=rf"photos: {names}: which one is the list\? Leave one"):
        read_folder(tmp_path / "photos", TERMS)


@pytest.mark.parametrize(
    ("files", "found"),
    [((), 0), (("1.jpg", "redwood/2.jpg", "misc/3.jpg"), 3), (("red/1.txt", "red/.2.jpg"), 0)],
)
def test_the_error_for_a_folder_without_colors_says_what_was_expected(
    files: tuple[str, ...], found: int, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError) as caught:
        read_folder(touch(tmp_path, *files), TERMS)
    text = str(caught.value)
    assert text.startswith(f"{tmp_path}: expected folders named after colors (red, blue)")
    assert "a list of them in photos.csv" in text
    assert f"found {found} photographs" in text


def test_the_error_for_a_missing_folder_names_it(tmp_path: Path) -> None:
    touch(tmp_path, "file.jpg")
    for name in ("gone", "file.jpg"):
        with pytest.raises(ManifestError, match=rf"{name}: no such folder; set download\.folder"):
            read_folder(tmp_path / name, TERMS)


def test_the_current_folder_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "mine", "red/1.jpg")
    monkeypatch.chdir(tmp_path / "mine")
    (photo,) = photos_in(".")
    assert (photo.id, photo.path, photo.source) == ("red/1.jpg", "red/1.jpg", "mine")
    (tmp_path / "mine.csv").write_text("id,path\nbeside,1.jpg\n")
    assert ids(Path()) == ["beside"]


def test_a_name_that_is_not_in_utf_8_costs_its_row(tmp_path: Path) -> None:
    touch(tmp_path, "red/1.jpg")
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/red/caf\xe9.jpg")).touch()
    except (OSError, UnicodeError):
        pytest.skip("this file system keeps names in UTF-8")
    first, odd = photos_in(tmp_path)
    assert (first.id, first.status) == ("red/1.jpg", Status.PENDING)
    assert (odd.id, odd.path, odd.status) == (r"red/caf\xe9.jpg", "", Status.UNREADABLE)
    assert odd.detail == "its name is not in UTF-8; rename it"


@pytest.mark.parametrize(
    ("files", "labels"),
    [
        (["red/1.jpg", "blue/2.jpg"], ["blue", "red"]),
        (["red/1.jpg"], ["red"]),
        (["all/mine/red/1.jpg", "all/mine/blue/2.jpg"], ["blue", "red"]),
    ],
)
def test_an_archive_may_have_a_folder_around_it(
    files: list[str], labels: list[str], tmp_path: Path
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert sorted(photo.tags for photo in read_unpacked(tmp_path, TERMS)) == labels


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.jpg", "a/../../secret.jpg"])
def test_an_archives_list_must_not_name_files_outside(path: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/photos.csv").write_text(f"id,path,tags\n1,{path},red\n")
    with pytest.raises(ManifestError, match="the archive's list names it, but it is outside of it"):
        read_unpacked(tmp_path / "in", TERMS)
