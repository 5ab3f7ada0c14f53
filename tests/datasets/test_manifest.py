import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from folkhue.datasets.record import COLUMNS, MANIFEST_COLUMNS, PhotoRecord, Status
from folkhue.datasets.sources import parquet_rows
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
    monkeypatch.setattr(parquet_rows, "ROWS_AT_ONCE", rows)
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
        ("name,title\na,b\n", "expected the columns id and path"),
        ("id,title\na,b\n", "expected the columns id and path"),
        ("id,path\n", "lists no photograph"),
        ("id,path\na,1.jpg\n,2.jpg\n", "row 3: the id is empty"),
        ("id,path\na,1.jpg\nb,2.jpg\na,3.jpg\n", "row 4: the id 'a' was used before"),
        ("", "lists no photograph"),
        ("\n \n,,\n", "lists no photograph"),
        ("1,a.jpg,red\n", "in the first row, found '1, a.jpg, red'; write their names"),
        ('id,path\n"a', "row 2: a quote is not closed"),
        ('id,path\n1,a\n2,"b\n3,"c"\n', "row 3: a quote is not closed"),
        ('id,path\n1,"a" b\n', "row 2: a quote is not closed"),
        ("id,path\n1,a\n\n2\n", "row 4: 1 fields, but the header has 2"),
        ("id,path,tags\n1,a,red\n2,b,red,blue\n", "row 3: 4 fields, but the header has 3"),
        ("id,path,tags\n1,a,red,blue,\n", "row 2: 4 fields, but the header has 3"),
        ("id,path,tags\n1,,a,red\n", "row 2: 4 fields"),
        ("id,path,tags,Tags\n1,a,b,c\n", "the columns 'tags' and 'Tags' both mean tags"),
        ("id,path,keyword,label\n1,a,b,c\n", "the columns 'keyword' and 'label' both mean tags"),
        (f"id,path\n1,{'a' * 200_000}\n", "row 2: a field of more than 131,072 characters"),
        (f"id,path\n1,{'a,' * 600_000}\n", "row 2: longer than 1,048,576 characters"),
        (f"id{',' * 2_000_000}", "row 1: longer than 1,048,576 characters"),
        (f"{'x' * 10_000}\n", "expected the columns id and path .* found 'x{199}…"),
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


@pytest.mark.parametrize(
    ("name", "contents", "complaint"),
    [
        ("a.parquet", b"no parquet", "not a CSV or Parquet"),
        ("a.csv", b"PAR1 no parquet", "not a CSV or Parquet"),
        ("a.csv", b"id,path\n1,a\n\xff\xfe,1\n", "row 3: the byte 0xff is not UTF-8; save"),
        ("a.csv", "id,path\n1,Zo\xeb.jpg\n".encode("latin-1"), "row 2: the byte 0xeb .*iconv"),
        ("a.csv", "id,path\n1,a\n".encode("utf-16-le"), "row 1: null characters, as in UTF-16"),
        ("a.csv", "id,path\n1,a\n".encode("utf-16")[:-1], "not UTF-16 as it begins"),
        ("a.csv", b"PK\x03\x04" + b"\0" * 99, "a spreadsheet or a zip file"),
        ("a.csv", b"\x1f\x8b\x08" + b"\0" * 99, "compressed; unpack it first"),
    ],
)
def test_the_error_for_what_is_no_text_says_what_it_is(
    name: str, contents: bytes, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(contents)
    with pytest.raises(ManifestError, match=complaint) as caught:
        read_manifest(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


TABLE = "id,path,tags\n1,a.jpg,red;Zoë\n2,b.jpg,\n"


@pytest.mark.parametrize(
    "contents",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.replace(",", "\t").encode("utf-16"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace(",", "\t").encode(),
        TABLE.replace(",", "|").encode(),
        TABLE.replace("red;Zoë", '"red;Zoë"').replace(",", ";").encode(),
        b"sep=,\r\n" + TABLE.encode(),
        b"SEP=#\r\n" + TABLE.replace(",", "#").encode(),
        TABLE.replace(",", ", ").encode(),
        TABLE.replace("\n", ",\n").encode(),
        TABLE.replace("\n", ",,,\n").encode(),
        TABLE.replace("tags", "tags,").replace("Zoë", "Zoë,").replace("jpg,\n", "jpg,,\n").encode(),
        TABLE.replace("Zoë", "Zoë,").replace("jpg,\n", "jpg,,\n").encode(),
        TABLE.replace("\n", "\n\n").encode(),
        TABLE.replace("\n", "\n,,\n").encode(),
        TABLE.replace("id,path,tags", "Photo-ID,File Name,KEYWORDS").encode(),
        TABLE.replace("tags", "tags,keywords")
        .replace("Zoë", "Zoë,x")
        .replace("g,\n", "g,,y\n")
        .encode(),
        TABLE.replace("a.jpg", '"a.jpg"').encode(),
    ],
)
def test_spreadsheets_and_programs_write_the_same_list_in_many_ways(
    contents: bytes, tmp_path: Path
) -> None:
    (tmp_path / "photos.csv").write_bytes(contents)
    assert read_manifest(tmp_path / "photos.csv") == [
        PhotoRecord("1", path=str(tmp_path / "a.jpg"), tags="red;Zoë"),
        PhotoRecord("2", path=str(tmp_path / "b.jpg")),
    ]


def test_without_ids_paths_and_addresses_are_the_ids(tmp_path: Path) -> None:
    found = read_manifest(write_csv(tmp_path, "image,url\na.jpg,\n,https://b/c\nhttp://d,\n"))
    assert found == [
        PhotoRecord("a.jpg", path=str(tmp_path / "a.jpg")),
        PhotoRecord("https://b/c", url="https://b/c"),
        PhotoRecord("http://d", url="http://d"),
    ]


def test_a_null_character_costs_its_row(tmp_path: Path) -> None:
    text = "id,path,tags\n1,a\0b.jpg,red\n2,c.jpg,\n\0,d.jpg,\n3,e.jpg,r\0\n"
    found = read_manifest(write_csv(tmp_path, text))
    assert [(photo.id, photo.status, photo.detail) for photo in found] == [
        ("1", Status.UNREADABLE, "row 2 of the list has a null character"),
        ("2", Status.PENDING, ""),
        ("row 4", Status.UNREADABLE, "row 4 of the list has a null character"),
        ("3", Status.UNREADABLE, "row 5 of the list has a null character"),
    ]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pa.array([["red", "sky"]]), "red;sky"),
        (pa.array(["red"]).dictionary_encode(), "red"),
        (pa.array([b"red"]), "red"),
        (pa.array(["red"], pa.large_string()), "red"),
        (pa.array(["red"], pa.string_view()), "red"),
        (pa.array([7]), "7"),
        (pa.array([7.0]), "7"),
        (pa.array([7.5]), "7.5"),
        (pa.array([float("nan")]), ""),
        (pa.array([None]), ""),
        (pa.array([True]), "True"),
        (pa.array([date(2004, 2, 10)]), "2004-02-10"),
        (pa.array([Decimal("1.50")]), "1.50"),
    ],
)
def test_values_of_parquet_become_texts(values: pa.Array, text: str, tmp_path: Path) -> None:
    pq.write_table(pa.table({"path": ["a.jpg"], "tags": values}), tmp_path / "a.parquet")
    assert [photo.tags for photo in read_manifest(tmp_path / "a.parquet")] == [text]


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        (pa.array([{"a": 1}] * 2), "row 2: tags is struct<.*, not text"),
        (pa.array([[("a", 1)]] * 2, pa.map_(pa.string(), pa.int64())), "row 2: tags is map<"),
        (pa.array([b"red", b"\xff"]), "row 3: tags cannot be written as text .*0xff"),
        (pa.array(["red", "a" * 200_000]), "row 3: tags has more than 131,072 characters"),
        (pa.array([1, 10**18], pa.timestamp("ms")), "row 3: tags cannot be written as text"),
    ],
)
def test_the_error_for_a_value_that_is_no_text_names_its_row(
    values: pa.Array, complaint: str, tmp_path: Path
) -> None:
    pq.write_table(pa.table({"path": ["a.jpg", "b.jpg"], "tags": values}), tmp_path / "a.parquet")
    with pytest.raises(ManifestError, match=complaint):
        read_manifest(tmp_path / "a.parquet")


def test_a_text_of_parquet_may_be_no_utf8(tmp_path: Path) -> None:
    invalid = pa.StringArray.from_buffers(
        1, pa.py_buffer(np.array([0, 1], np.int32)), pa.py_buffer(b"\xff")
    )
    pq.write_table(pa.table({"path": ["a.jpg"], "tags": invalid}), tmp_path / "a.parquet")
    with pytest.raises(ManifestError, match=r"a.parquet, row 2: tags cannot be written"):
        read_manifest(tmp_path / "a.parquet")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_damaged_list_is_read_or_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"photos.{suffix}"
    table = pd.DataFrame({"id": ["1", "2"], "path": ["a", "b"], "tags": [["red"], ["blue", "ü"]]})
    table.to_parquet(path) if suffix == "parquet" else table.to_csv(path, index=False)
    whole, rng, refused = path.read_bytes(), np.random.default_rng(0), 0
    for _ in range(300):
        damaged = bytearray(whole)
        for place in rng.integers(len(whole), size=rng.integers(1, 6)):
            damaged[place] = rng.integers(256)
        path.write_bytes(damaged[: rng.integers(1, len(whole) + 1) if rng.random() < 0.3 else None])
        try:
            read_manifest(path)
        except ManifestError:
            refused += 1
    assert 20 < refused < 300


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero"), tmp_path, tmp_path / "a\0b.csv"):
        with pytest.raises(ManifestError, match=r"pipe|device|folder|no file name can have"):
            read_manifest(path)


def test_an_endless_name_of_a_column_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,path,{'x' * 200_000}\n1,a.jpg,b\n")
    with pytest.raises(ManifestError, match="row 1: a field of more than 131,072 characters"):
        read_manifest(path)
