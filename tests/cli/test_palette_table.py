"""``folkhue palette … --out palettes.csv``: palettes of many photographs as a table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from pandas.testing import assert_frame_equal
from pyarrow.parquet import ParquetFile
from support.command_line import run
from support.wide_gamut import FILES

import folkhue
from folkhue.batch.outcome import Outcome
from folkhue.batch.palettes import PaletteOptions
from folkhue.batch.results import write_palettes
from folkhue.batch.runner import palettes_to
from folkhue.errors import BatchError

GOLDEN = ROOT / "golden/photos"
PHOTOS = sorted((ROOT / "data/sampler/photos").iterdir())[::50]
RGB = ["red", "green", "blue"]
COLUMNS = ["place", "hex", "red", "green", "blue", "share", "name", "confidence", "description"]


@pytest.fixture
def folder(tmp_path: Path, encode: Callable[..., bytes]) -> Path:
    """Three photographs, of which one is transparent everywhere, and a page that is none."""
    (tmp_path / "photos/inner").mkdir(parents=True)
    (tmp_path / "photos/a.jpg").write_bytes((GOLDEN / "parrot.jpg").read_bytes())
    (tmp_path / "photos/inner/b.png").write_bytes(encode(np.full((3, 2, 3), 200, np.uint8)))
    (tmp_path / "photos/clear.png").write_bytes(encode(np.zeros((2, 2, 4), np.uint8)))
    (tmp_path / "photos/page.jpg").write_text("<html>404</html>")
    return tmp_path


def _read(path: Path) -> pd.DataFrame:
    readers = {
        ".csv": pd.read_csv,
        ".parquet": pd.read_parquet,
        ".jsonl": lambda path: pd.read_json(path, lines=True),
    }
    return readers[path.suffix](path)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_each_color_has_a_row(folder: Path, suffix: str) -> None:
    out = folder / f"palettes{suffix}"
    done = run("palette", "photos", "-k", 4, "--out", out, "--jobs", 1, folder=folder)
    assert done.returncode == 1
    assert done.stdout == "4 photographs, 1 left out: 1 × web page; 1 transparent\n"
    assert "photos/page.jpg: " in done.stderr
    rows = _read(out)
    assert [*rows.columns] == ["path", *COLUMNS, "status"]
    assert rows["path"].value_counts().to_dict() == {
        "photos/a.jpg": 4,
        "photos/clear.png": 1,
        "photos/inner/b.png": 1,
        "photos/page.jpg": 1,
    }
    found = rows[rows["path"] == "photos/a.jpg"]
    expected = folkhue.palette(folder / "photos/a.jpg", 4)
    assert found["place"].tolist() == [1, 2, 3, 4]
    assert found["hex"].tolist() == [color.hex for color in expected]
    assert found["description"].tolist() == [color.description for color in expected]
    assert found["share"].tolist() == pytest.approx(expected.shares, abs=1e-6)
    assert found["share"].sum() == pytest.approx(1, abs=1e-5)
    bad = rows[rows["status"] != "ok"].set_index("path")
    assert bad[COLUMNS].isna().all(axis=None)
    assert bad.loc["photos/clear.png", "status"] == "every pixel is transparent"


OPTIONS = {
    "accents": ("--emphasis", "accent"),
    "a suitable number": ("-k", "auto", "--sort", "hue"),
    "Display P3": ("--gamut", "p3"),
    "suggestions": ("--suggest", 2),
    "suggestions in Display P3": ("--gamut", "p3", "--suggest", 2),
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_rows_are_what_the_command_prints(folder: Path, options: tuple[object, ...]) -> None:
    photo = folder / "photos/a.jpg"
    assert run("palette", photo, *options, "--out", folder / "p.csv").returncode == 0
    assert run("palette", photo, *options, "--out", folder / "p.json").returncode == 0
    described = pd.read_json(folder / "p.json", typ="series")["colors"]
    rows = pd.read_csv(folder / "p.csv")
    assert rows["hex"].tolist() == [color["hex"] for color in described]
    assert ("wide" in rows.columns) == ("p3" in options)
    assert set(rows["status"]) == {"ok"}
    assert rows["description"].tolist() == [color["description"] for color in described]


def test_a_table_is_kept_up_to_date(folder: Path) -> None:
    told: list[str] = []

    def made(*options: object) -> tuple[bytes, int]:
        done = run("palette", "photos", "--out", "p.csv", "--jobs", 1, *options, folder=folder)
        told.extend(line for line in done.stderr.splitlines() if line.startswith("note: "))
        journal = (folder / "p.csv.journal").read_bytes()
        return (folder / "p.csv").read_bytes(), journal.count(b"\n")

    first, lines = made()
    assert made() == (first, lines)  # nothing was done again
    (folder / "photos/inner/b.png").write_bytes((GOLDEN / "backpack.jpg").read_bytes())
    second, more = made()
    assert second != first
    assert more == lines + 1
    assert not told
    third, anew = made("-k", 2)  # other options: all palettes are made anew
    assert anew == lines
    assert third.count(b"a.jpg") == 2
    assert "p.csv.journal: 5 results of another table, of other options" in told[0]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
@pytest.mark.parametrize(
    "options", [("-k", 4), ("-k", 2, "--suggest", 2), ("-k", "auto", "--gamut", "p3")]
)
def test_photographs_have_a_row_each_if_that_is_wanted(
    folder: Path, suffix: str, options: tuple[object, ...]
) -> None:
    def made(rows: str) -> pd.DataFrame:
        out = folder / f"p{suffix}"
        done = run("palette", "photos", *options, "--out", out, "--rows", rows, folder=folder)
        assert "note: " not in done.stderr  # other rows of the same palettes
        return _read(out)

    colors, photos = made("color"), made("photograph").set_index("path")
    assert (folder / f"p{suffix}.journal").read_bytes().count(b"\n") == 1 + 4
    names = ["hex", "share", "name", "description", *(["wide"] if "p3" in options else [])]
    number = 12 if "auto" in options else 4
    spread = [f"{name}_{place}" for name in names for place in range(1, number + 1)]
    assert [*photos.columns] == [*spread, "status"]
    assert photos["status"].to_dict() == dict(zip(colors["path"], colors["status"], strict=True))
    for path, own in colors[colors["status"] == "ok"].groupby("path"):
        for name in names:
            row = photos.loc[path, [f"{name}_{place}" for place in range(1, number + 1)]]
            expected = [*own[name], *(number - len(own)) * [None]]
            assert [*row.isna()] == [*map(pd.isna, expected)]
            assert row.dropna().tolist() == own[name].dropna().tolist()


@pytest.mark.parametrize("rows", ["color", "photograph"])
def test_colors_that_srgb_lacks_are_in_both_notations(tmp_path: Path, rows: str) -> None:
    (tmp_path / "wide.png").write_bytes(FILES["PNG, profile"])
    options = ("-k", 4, "--gamut", "p3", "--suggest", 1, "--rows", rows)
    run("palette", tmp_path / "wide.png", *options, "--out", tmp_path / "p.jsonl", "--jobs", 1)
    lines = (tmp_path / "p.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    if rows == "photograph":
        places = range(1, 6)
        found = [{name: found[0][f"{name}_{n}"] for name in ("hex", "wide")} for n in places]
    expected = folkhue.palette(FILES["PNG, profile"], 4, gamut="p3")
    assert [color["hex"] for color in found[:4]] == [color.hex for color in expected]
    assert [color["wide"] for color in found[:4]] == [color.wide_css for color in expected]
    assert sum(color["wide"].startswith("color(display-p3") for color in found) == 3
    assert found[4]["wide"] == ""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with palettes of embedded photographs, made by one process and by three."""
    folder = tmp_path_factory.mktemp("palettes")
    for jobs in (1, 3):
        out = folder / f"{jobs}.parquet"
        palettes_to(out, PHOTOS, None, PaletteOptions(8, emphasis="accent"), jobs=jobs)
    return folder


@pytest.mark.slow
def test_the_number_of_workers_does_not_change_a_byte(made: Path) -> None:
    assert (made / "1.parquet").read_bytes() == (made / "3.parquet").read_bytes()


@pytest.mark.slow
def test_rows_are_palettes_in_the_order_of_the_photographs(made: Path) -> None:
    rows = pd.read_parquet(made / "1.parquet")
    assert rows["path"].unique().tolist() == [str(path) for path in PHOTOS]
    for _, palette in rows.groupby("path"):
        assert palette["place"].tolist() == [*range(1, len(palette) + 1)]
        assert len(palette) <= 8
        assert palette["share"].sum() == pytest.approx(1, abs=1e-5)
        assert palette["share"].is_monotonic_decreasing
        assert palette["hex"].is_unique
    written = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in rows[RGB].to_numpy()]
    assert rows["hex"].tolist() == written
    assert rows["confidence"].between(0, 1).all()
    assert [*map(str.endswith, rows["description"], rows["name"])] == [True] * len(rows)


def test_parquet_is_written_in_groups_of_rows(tmp_path: Path) -> None:
    outcomes = (
        Outcome(f"{number}.jpg", (1, 1), palette='[["#010203", 1, 2, 3, 1, "black", 1, "black"]]')
        for number in range(10_000)
    )
    write_palettes(tmp_path / "p.parquet", PaletteOptions(), outcomes)
    found = ParquetFile(tmp_path / "p.parquet")
    assert [found.metadata.row_group(n).num_rows for n in range(3)] == [4096, 4096, 1808]
    assert found.schema_arrow.names == ["path", *COLUMNS, "status"]


REFUSED = {
    "other files, too": (("--out", "b.gpl"), "without other --out"),
    "one palette": (("--together",), "--together: it does not go with a table"),
    "of parts": (("--by", "ground"), "--by: it does not go with a table"),
    "JSON": (("--json",), "--json: it does not go with a table"),
    "scales": (("--scales",), "--scales: it does not go with a table"),
    "no number": (("-k", "0"), "-k 0: expected a number from 1 to 256"),
}


@pytest.mark.parametrize(("options", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_a_table_cannot_hold_is_refused(
    folder: Path, options: tuple[str, ...], reason: str
) -> None:
    done = run("palette", "photos", "--out", "p.csv", *options, folder=folder)
    assert done.returncode == 2
    assert reason in done.stderr
    assert not (folder / "p.csv").exists()


def test_rows_are_of_a_table(folder: Path) -> None:
    done = run("palette", folder / "photos", "--rows", "photograph")
    assert done.returncode == 2
    assert "--rows photograph: it is for a table, such as --out palettes.csv" in done.stderr


def test_a_foreign_table_is_not_replaced(folder: Path) -> None:
    (folder / "p.csv").write_text("my,own\n1,2\n")
    done = run("palette", "photos", "--out", "p.csv", folder=folder)
    assert done.returncode == 2
    assert "nothing there says that folkhue wrote it" in done.stderr


@pytest.mark.slow
def test_a_frame_has_the_rows_of_the_command(folder: Path) -> None:
    found = folkhue.palettes_of(folder / "photos", 3, jobs=1)
    run("palette", folder / "photos", "-k", 3, "--out", folder / "p.csv", "--jobs", 2)
    numbers = dict.fromkeys(("place", "red", "green", "blue"), "Int64")
    read = pd.read_csv(folder / "p.csv", index_col="path", dtype=numbers)
    assert_frame_equal(found, read)


@pytest.mark.slow
def test_a_frame_has_a_row_for_each_photograph_if_that_is_wanted(folder: Path) -> None:
    found = folkhue.palettes_of(folder / "photos", 3, rows="photograph", jobs=1)
    run("palette", folder / "photos", "-k", 3, "--rows", "photograph", "--out", folder / "p.csv")
    assert_frame_equal(found, pd.read_csv(folder / "p.csv", index_col="path"))


BAD = {
    "rows": ({"rows": "all"}, ValueError, "rows: expected color or photograph, got 'all'"),
    "k": ({"k": 0}, ValueError, 'k: expected 1 to 256, or "auto", got 0'),
    "jobs": ({"jobs": 0}, ValueError, "jobs: expected 1 or more"),
    "method": ({"method": "magic"}, ValueError, "method: expected kmeans"),
}


@pytest.mark.parametrize(("options", "kind", "reason"), BAD.values(), ids=BAD)
def test_bad_options_of_the_function(
    folder: Path, options: dict, kind: type[Exception], reason: str
) -> None:
    with pytest.raises(kind, match=reason):
        folkhue.palettes_of(folder / "photos", **options)


def test_a_folder_without_photographs_is_refused(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(BatchError, match="no photographs in this folder"):
        folkhue.palettes_of(folder / "empty")
