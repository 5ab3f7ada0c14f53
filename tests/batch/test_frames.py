"""Shares of many photographs as a DataFrame: the numbers of the command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from pandas.testing import assert_frame_equal
from support.command_line import run

import folkhue
from folkhue._utils import notebook_progress
from folkhue.errors import BatchError, MissingExtraError, TableError

BEE = ROOT / "golden/photos/european-honey-bee.jpg"
SIZES = {"width": "Int64", "height": "Int64"}


@pytest.fixture
def folder(tmp_path: Path, encode: Callable[..., bytes]) -> Path:
    """Two photographs, one of them half transparent, and a page that is none."""
    folder = tmp_path / "photos"
    (folder / "inner").mkdir(parents=True)
    pixels = np.zeros((4, 5, 4), np.uint8)
    pixels[:2] = (220, 20, 30, 255)
    (folder / "half.png").write_bytes(encode(pixels))
    (folder / "inner/blue, or not.png").write_bytes(
        encode(np.full((3, 2, 3), (30, 60, 200), np.uint8))
    )
    (folder / "page.jpg").write_text("<html>404</html>")
    return folder


@pytest.mark.slow
def test_the_numbers_are_those_of_the_command(folder: Path) -> None:
    found = folkhue.shares_of(folder, jobs=1)
    assert run("classify", "photos", "--out", "shares.csv", folder=folder.parent).returncode == 1
    read = pd.read_csv(folder.parent / "shares.csv", index_col="path", dtype=SIZES)
    read.index = pd.Index([str(folder.parent / path) for path in read.index], name="path")
    assert_frame_equal(found, read)
    assert found["status"].str.contains("page").tolist() == [False, False, True]


@pytest.mark.slow
def test_any_paths_and_any_table_are_taken(folder: Path) -> None:
    def paths() -> Iterator[Path]:
        yield from (folder / "half.png", folder / "none.jpg", folder / "half.png")

    table = folkhue.load("basic8")
    found = folkhue.shares_of(paths(), table, jobs=1)
    assert [*found.index] == [str(folder / name) for name in ("half.png", "none.jpg")]
    assert [*found.columns[2:10]] == [*table.terms]
    assert found["red"].tolist()[0] == 1
    assert found.iloc[1, :-1].isna().all()
    assert "cannot be read" in found["status"].iloc[1]
    assert_frame_equal(found, folkhue.shares_of(paths(), "basic8", jobs=2))


@pytest.mark.slow
def test_pixels_are_named_in_context_if_that_is_wanted() -> None:
    photo, table = folkhue.read_photo(BEE), folkhue.load()
    for context in (False, True):
        [(_, row)] = folkhue.shares_of([BEE], context=context, jobs=1).iterrows()
        expected = folkhue.NameMap(
            folkhue.name_pixels(photo) if context else table.predict(photo.rgb),
            photo.opaque,
            table.terms,
            table.swatches,
        ).shares()
        found = {name: row[name] for name in expected}
        assert found == pytest.approx(expected, abs=5.1e-7)


def test_no_path_gives_no_row() -> None:
    found = folkhue.shares_of(iter([]))
    assert (len(found), found.index.name) == (0, "path")
    assert {str(kind) for kind in found.dtypes[2:-2]} == {"float64"}


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"table": "no.npz"}, TableError, "no.npz"),
        ({"jobs": 0}, ValueError, "jobs: expected 1 or more, got 0"),
    ],
)
def test_what_is_wrong_is_told_before_any_work(
    options: dict[str, object], error: type[Exception], told: str, folder: Path
) -> None:
    with pytest.raises(error, match=told):
        folkhue.shares_of(folder, **options)  # type: ignore[arg-type]


def test_a_folder_without_photographs_is_told(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="no photographs in this folder"):
        folkhue.shares_of(tmp_path)


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folkhue._utils.extras._is_installed", lambda name: name != "pandas")
    with pytest.raises(MissingExtraError, match=r"a DataFrame needs .*pandas"):
        folkhue.shares_of("photos")


def test_a_notebook_shows_progress_and_removes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython
    import IPython.display

    shown: list[str] = []
    handle = SimpleNamespace(update=lambda html: shown.append(html.data))
    monkeypatch.setattr(
        IPython.display, "display", lambda html, **_: (shown.append(html.data), handle)[1]
    )
    monkeypatch.setattr(notebook_progress, "_SECONDS", 0)
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=None))
    with notebook_progress.notebook_progress("photographs", 2_000) as advance:
        advance(1_500)
    assert shown == [
        '<progress value="0" max="2000"></progress> 0 of 2,000 photographs',
        '<progress value="1500" max="2000"></progress> 1,500 of 2,000 photographs',
        "",
    ]


def test_there_is_no_progress_of_a_notebook_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not notebook_progress.in_notebook()
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert not notebook_progress.in_notebook()
