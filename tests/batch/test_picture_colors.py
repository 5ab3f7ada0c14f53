"""The color of pictures in journals, and as columns of tables of results."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.command_line import run
from support.picture_models import own_table, swapped_model
from support.project import ROOT

import folkhue
from folkhue.batch.picture_colors import is_current, pack_picture, unpack_picture
from folkhue.batch.results import is_results

ADDED = ["picture", "picture_probability"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, rgb in (("red", (200, 20, 30)), ("green", (20, 130, 50))):
        image = Image.new("RGB", (120, 160), (255, 255, 255))
        image.paste(rgb, (30, 30, 90, 130))
        (tmp_path / "shop").mkdir(exist_ok=True)
        image.save(tmp_path / f"shop/{name}.png")
    Image.new("RGBA", (9, 9)).save(tmp_path / "shop/glass.png")
    (tmp_path / "shop/page.jpg").write_text("<html>")
    return tmp_path


@pytest.mark.parametrize("table", ["basic8", "basic11"])
def test_what_is_packed_is_the_color_of_the_picture(table: str, rng: np.random.Generator) -> None:
    photo = folkhue.Photo(rng.integers(0, 256, (50, 40, 3), np.uint8), np.ones((50, 40), bool))
    packed = pack_picture(photo, folkhue.load(table), table, "picture")
    assert is_current(packed, "picture")
    found = folkhue.picture_color(photo)
    expected = {name: p for name, p in found.probabilities.items() if p >= 0.0005}
    assert unpack_picture(packed) == pytest.approx(expected, abs=5e-5)
    assert list(unpack_picture(packed)) == list(expected)


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        ("", "not the color of a picture"),
        ("0a1b", "not the color of a picture"),
        ("0a1b red", "shorter"),
        ("0a1b red x", "could not convert"),
    ],
)
def test_what_is_damaged_is_an_error(damaged: str, said: str) -> None:
    assert not is_current(damaged, "picture")
    with pytest.raises(ValueError, match=said):
        unpack_picture(damaged)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_table_has_the_name_and_its_probability(suffix: str, shop: Path) -> None:
    out = shop / f"r{suffix}"
    command = ("classify", "shop", "--out", out.name, "--jobs", 1)
    plain = run(*command, folder=shop)
    assert "picture" not in columns(out)
    done = run(*command, "--picture-color", folder=shop)
    assert done.returncode == plain.returncode == 1
    assert columns(out)[-4:] == ["dominant", *ADDED, "status"]
    assert is_results(out)
    named = {row["path"]: (row["picture"], row["picture_probability"]) for row in rows(out)}
    for name in ("red", "green"):
        path = f"shop/{name}.png"
        found, probability = named.pop(path)
        color = folkhue.picture_color(shop / path)
        assert found == color.name == name
        assert float(probability) == pytest.approx(color.probabilities[name], abs=1e-4)
    assert {value for pair in named.values() for value in pair} <= {"", None}
    assert len(named) == 2
    run(*command, folder=shop)
    assert "picture" not in columns(out)


@pytest.mark.slow
def test_a_model_of_your_own_names_them(shop: Path) -> None:
    model = swapped_model(shop / "own.npz", groups=("subject",))
    command = ("classify", "shop", "--out", "r.csv", "--picture-color", "--jobs", 1)
    run(*command, folder=shop)
    for _ in range(2):
        done = run(*command, "--model", model, folder=shop)
        assert done.returncode == 1
        named = {row["path"]: row["picture"] for row in rows(shop / "r.csv")}
        assert (named["shop/red.png"], named["shop/green.png"]) == ("blue", "green")
    found = run("find", "picture:blue > 50 %", "shop", "--model", model, "--json", folder=shop)
    assert [hit["path"] for hit in json.loads(found.stdout)] == ["shop/red.png"]
    run(*command, folder=shop)
    assert {row["picture"] for row in rows(shop / "r.csv")} == {"red", "green", ""}


TO_TABLE = ("shop", "--table", "basic11", "--out", "r.csv")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ("classify", *TO_TABLE, "--picture-color", "--model", "own.npz"),
            "own.npz: the model was",
        ),
        (
            ("classify", *TO_TABLE, "--picture-color", "--model", "none.npz"),
            "none.npz: no such file",
        ),
        (("classify", *TO_TABLE, "--model", "own.npz"), "add --picture-color"),
        (("find", "picture:red", "shop", "--model", "own.npz"), "own.npz: the model was"),
        (("find", "red", "shop", "--model", "none.npz"), "none.npz: no such file"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_before_any_work(
    command: tuple[str, ...], said: str, shop: Path
) -> None:
    swapped_model(shop / "own.npz", table=own_table(shop / "mine.npz"))
    done = run(*command, folder=shop)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (shop / "r.csv").exists()


@pytest.mark.slow
def test_a_large_jpeg_has_the_color_that_folkhue_picture_gives_it(shop: Path) -> None:
    with Image.open(ROOT / "golden/photos/astronaut.jpg") as image:
        image.resize((1201, 1603)).save(shop / "shop/large.jpg")
    run("classify", "shop/large.jpg", "--out", "r.csv", "--picture-color", folder=shop)
    color = folkhue.picture_color(shop / "shop/large.jpg")
    (row,) = rows(shop / "r.csv")
    assert (row["picture"], row["picture_probability"]) == (
        color.name,
        str(round(color.probabilities[color.name], 4)),
    )


def rows(path: Path) -> list[dict[str, str | None]]:
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        found: list[dict[str, str | None]] = pq.read_table(path).to_pylist()
        return found
    text = path.read_text("utf-8").splitlines()
    return list(csv.DictReader(text)) if path.suffix == ".csv" else [*map(json.loads, text)]


def columns(path: Path) -> list[str]:
    return list(rows(path)[0])


@pytest.mark.parametrize("out", [(), ("--out", "named")])
def test_without_a_table_there_is_no_column(out: tuple[str, ...], shop: Path) -> None:
    done = run("classify", "shop", *out, "--picture-color", folder=shop)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--picture-color: expected a table of results" in done.stderr
