from pathlib import Path

import pandas as pd
import pytest

from folkhue.errors import ManifestError
from folkhue.sources import COLUMNS, read_manifest


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
