"""``folkhue classify``."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image
from support.command_line import run

import folkhue

ASTRONAUT = ROOT / "golden/photos/astronaut.jpg"


def test_shares_are_printed_and_written_and_the_photo_recolored(tmp_path: Path) -> None:
    done = run("classify", ASTRONAUT, "--out", tmp_path / "named")
    assert done.returncode == 0, done.stderr
    summary = json.loads((tmp_path / "named/astronaut.json").read_text())
    table, photo = folkhue.load(), folkhue.read_photo(ASTRONAUT)
    assert summary["shares"] == table.shares(photo.rgb)
    assert (summary["width"], summary["height"]) == (512, 512)
    assert all(name in done.stdout for name in summary["shares"])
    painted = np.asarray(Image.open(tmp_path / "named/astronaut.png"))
    assert np.array_equal(painted, table.recolor(photo.rgb))


def test_without_out_nothing_is_written(tmp_path: Path) -> None:
    shutil.copyfile(ASTRONAUT, tmp_path / "a.jpg")
    assert run("classify", "a.jpg", folder=tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_transparent_pixels_are_not_counted_and_stay_transparent(
    tmp_path: Path, encode: Callable[..., bytes]
) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[0] = (220, 20, 30, 255)
    (tmp_path / "cut.png").write_bytes(encode(pixels))
    (tmp_path / "glass.png").write_bytes(encode(pixels * 0))
    done = run("classify", "cut.png", "glass.png", "--out", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out/cut.json").read_text())["shares"] == {"red": 1.0}
    assert json.loads((tmp_path / "out/glass.json").read_text())["shares"] == {}
    assert "every pixel is transparent" in done.stdout
    alpha = np.asarray(Image.open(tmp_path / "out/cut.png").getchannel("A"))
    assert (alpha > 0).sum() == 4


def test_after_a_bad_image_the_others_are_classified(tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_text("<html>404</html>")
    out = tmp_path / "out"
    done = run("classify", tmp_path / "page.jpg", "no[b]where.jpg", ASTRONAUT, "--out", out)
    assert done.returncode == 1
    assert "page.jpg: a web page" in done.stderr
    assert "no[b]where.jpg: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert (out / "astronaut.json").exists()
    assert not (out / "page.json").exists()


def test_images_of_the_same_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        shutil.copyfile(ASTRONAUT, tmp_path / folder / "a.jpg")
    done = run("classify", "one/a.jpg", "two/a.jpg", "--out", "out", folder=tmp_path)
    assert done.returncode == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        *("a.png", "a.json", "a-2.png", "a-2.json"),
    }


def test_photographs_are_never_overwritten(tmp_path: Path) -> None:
    shutil.copyfile(ASTRONAUT, tmp_path / "a.jpg")
    before = (tmp_path / "a.jpg").read_bytes()
    done = run("classify", "a.jpg", "--out", ".", folder=tmp_path)
    assert done.returncode == 2
    assert "choose another --out" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]
    assert (tmp_path / "a.jpg").read_bytes() == before


def test_an_unusable_table_is_an_error(tmp_path: Path) -> None:
    done = run("classify", ASTRONAUT, "--table", tmp_path / "mine.npz")
    assert done.returncode == 2
    assert "mine.npz: no such file" in done.stderr


def test_a_folder_that_cannot_be_written_is_an_error_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    done = run("classify", ASTRONAUT, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "File exists" in done.stderr
    assert "Traceback" not in done.stderr


def two_photographs(folder: Path) -> None:
    (folder / "photos/inner").mkdir(parents=True)
    shutil.copyfile(ASTRONAUT, folder / "photos/inner/a.jpg")
    (folder / "photos/page.jpg").write_text("<html>404</html>")


@pytest.mark.slow
def test_a_folder_gives_a_table_of_results_or_the_totals(tmp_path: Path) -> None:
    two_photographs(tmp_path)
    for out in ((), ("--out", "tables/r.CSV")):
        done = run("classify", "photos", *out, "--jobs", 1, folder=tmp_path)
        assert done.returncode == 1, done.stderr
        assert "error: photos/page.jpg: a web page" in done.stderr
        assert "2 photographs, 1 left out: 1 × web page" in done.stdout
        assert "white" in done.stdout
    table = (tmp_path / "tables/r.CSV").read_text().splitlines()
    assert table[1].startswith("photos/inner/a.jpg,512,512,")
    assert table[1].endswith(",gray,ok")
    assert table[2].startswith("photos/page.jpg,,")


def test_a_folder_may_be_recolored_too_but_not_into_itself(tmp_path: Path) -> None:
    two_photographs(tmp_path)
    done = run("classify", "photos", "--out", "photos/named", folder=tmp_path)
    assert (done.returncode, "choose another --out" in done.stderr) == (2, True)
    done = run("classify", "photos", "--out", "named", folder=tmp_path)
    assert done.returncode == 1
    assert sorted(p.name for p in (tmp_path / "named").iterdir()) == ["a.json", "a.png"]


def test_wrong_arguments_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, reason in (
        (["empty"], "empty: no photographs in this folder"),
        ([ASTRONAUT, "--out", "r.json"], "expected a folder, or a table .csv, .parquet or .jsonl"),
    ):
        done = run("classify", *arguments, folder=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert reason in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
