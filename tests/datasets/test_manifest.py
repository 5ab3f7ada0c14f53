from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from folkhue.datasets.record import COLUMNS, MANIFEST_COLUMNS, PhotoRecord
from folkhue.datasets.sources import manifest
from folkhue.datasets.sources.manifest import Manifest, read_manifest
from folkhue.errors import ManifestError


def write_csv(folder: Path, text: str) -> Path:
    path = folder / "photos.csv"
    path.write_text(text, "utf-8")
    return path


def test_columns_are_text_and_paths_relative_to_the_file(tmp_path: Path) -> None:
    found = read_manifest(write_csv(tmp_path, "id,path,tags\n007,a/b.jpg,red;1\n"))
    assert found == [PhotoRecord("007", path=str(tmp_path / "a/b.jpg"), tags="red;1")]


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("author", "owner"),
        ("licence", "license"),
        ("licence_url", "license_url"),
        *((name, name) for name in MANIFEST_COLUMNS[3:]),
    ],
)
def test_columns_are_known_by_their_names_and_aliases(
    column: str, field: str, tmp_path: Path
) -> None:
    (found,) = read_manifest(write_csv(tmp_path, f"id,url, {column} ,other\n1,u,Zoë,x\n"))
    assert found == PhotoRecord("1", url="u", **{field: "Zoë"})  # type: ignore[arg-type]


def test_a_manifests_columns_come_first() -> None:
    """`Manifest` and the state make records of rows in this order."""
    assert COLUMNS[: len(MANIFEST_COLUMNS)] == MANIFEST_COLUMNS


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    pd.DataFrame({"id": [1], "path": ["a.jpg"], "title": [None]}).to_parquet(tmp_path / "p.parquet")
    assert read_manifest(tmp_path / "p.parquet") == [PhotoRecord("1", path=str(tmp_path / "a.jpg"))]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_reading_in_parts_gives_the_same_as_at_once(
    kind: str, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year that is missing in one part of the column is no reason to write it as 2004.0."""
    table = pd.DataFrame(
        {
            "id": range(7),
            "url": "https://example.org/1.jpg",
            "title": ["a", None, "b\nc", "", "e", "é", '"'],
            "taken": pd.array([2004, None, 2006, 2007, 2008, 2009, None], dtype="Int64"),
        }
    )
    path = tmp_path / f"photos.{kind}"
    if kind == "csv":
        table.to_csv(path, index=False)
    else:  # as others write it, who leave no notes for pandas
        pq.write_table(pa.Table.from_pandas(table).replace_schema_metadata(), path)
    whole = read_manifest(path)
    assert [photo.taken for photo in whole] == ["2004", "", "2006", "2007", "2008", "2009", ""]
    monkeypatch.setattr(manifest, "_ROWS_AT_ONCE", rows)
    assert read_manifest(path) == whole
    assert list(Manifest(path)) == list(Manifest(path)) == whole


def test_paths_are_absolute_even_if_the_manifests_path_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_csv(tmp_path, "id,path,url\n1,a/b.jpg,\n2,/c.jpg,\n3,,https://example.org/1.jpg\n")
    monkeypatch.chdir(tmp_path)
    paths = [photo.path for photo in read_manifest("photos.csv")]
    assert paths == [f"{tmp_path}/a/b.jpg", "/c.jpg", ""]


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
def test_the_error_for_an_invalid_manifest_names_the_row(
    text: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError, match=complaint) as caught:
        read_manifest(write_csv(tmp_path, text))
    assert "photos.csv" in str(caught.value)


def test_the_error_for_a_missing_or_unreadable_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"no\.csv: no such file; set download.manifest.path"):
        read_manifest(tmp_path / "no.csv")
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    with pytest.raises(ManifestError, match=r"bad\.parquet: not a CSV or Parquet"):
        read_manifest(tmp_path / "bad.parquet")
    (tmp_path / "bad.csv").write_bytes(b"id,path\n\xff\xfe,1\n")
    with pytest.raises(ManifestError, match=r"bad\.csv: not a CSV or Parquet"):
        read_manifest(tmp_path / "bad.csv")
