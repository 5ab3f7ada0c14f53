"""photos.csv: what is written is what is read."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkhue.datasets import photo_list
from folkhue.datasets.photo_list import kept_photos, write_photo_list
from folkhue.datasets.record import COLUMNS, MANIFEST_COLUMNS, PhotoRecord, Status
from folkhue.datasets.sources.manifest import read_manifest

BARN = PhotoRecord(
    id="1",
    path="photos/0a1b.jpg",
    title='A "red" barn, old',
    tags="red;barn",
    labels=("red", "sky blue"),
    sha256="0a1b",
    width=640,
    height=480,
    status=Status.OK,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
RECORDS = st.builds(
    PhotoRecord,
    **dict.fromkeys(MANIFEST_COLUMNS, TEXT),
    labels=st.lists(TEXT.filter(lambda text: text and ";" not in text)).map(tuple),
    sha256=TEXT,
    width=st.integers(0, 10**6),
    height=st.integers(0, 10**6),
    status=st.sampled_from(Status),
    detail=TEXT,
)


@settings(max_examples=40)
@given(records=st.lists(RECORDS, max_size=5))
def test_what_was_kept_is_read_as_it_was_written(
    records: list[PhotoRecord], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("list") / "photos.csv"
    write_photo_list(path, records)
    assert list(kept_photos(path)) == [r for r in records if r.status is Status.OK]


def test_the_columns_are_those_of_a_file_format(tmp_path: Path) -> None:
    """Other programs read them: to rename or reorder them would break these."""
    write_photo_list(tmp_path / "photos.csv", [BARN])
    head, row = (tmp_path / "photos.csv").read_text("utf-8").splitlines()
    assert head == (
        "id,path,url,title,description,tags,license,license_url,owner,owner_url,page,"
        "source,original,taken,uploaded,labels,sha256,width,height,status,detail"
    )
    assert head.split(",") == list(COLUMNS)
    assert row == (
        '1,photos/0a1b.jpg,,"A ""red"" barn, old",,red;barn,,,,,,,,,,red;sky blue,0a1b,640,480,ok,'
    )


def test_a_long_list_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_list, "_ROWS_AT_ONCE", 3)
    statuses = [Status.OK, Status.TOO_SMALL, Status.OK]
    records = [replace(BARN, id=str(n), status=statuses[n % 3]) for n in range(10)]
    write_photo_list(tmp_path / "photos.csv", records)
    assert [r.id for r in kept_photos(tmp_path / "photos.csv")] == list("0235689")


def test_a_photo_list_is_a_manifest(tmp_path: Path) -> None:
    write_photo_list(tmp_path / "photos.csv", [BARN])
    (found,) = read_manifest(tmp_path / "photos.csv")
    assert found == PhotoRecord(
        "1", path=str(tmp_path / BARN.path), title=BARN.title, tags=BARN.tags
    )


def test_an_error_leaves_the_list_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "photos.csv"
    write_photo_list(path, [BARN])
    before = path.read_bytes()

    def failing() -> object:
        yield BARN
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_photo_list(path, failing())  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert len(pd.read_csv(path)) == 1
