"""The color of pictures in journals, and as columns of tables of results."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.command_line import run

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
    packed = pack_picture(photo, folkhue.load(table), table)
    assert is_current(packed)
    found = folkhue.picture_color(photo)
    expected = {name: p for name, p in found.probabilities.items() if p >= 0.0005}
    assert unpack_picture(packed) == pytest.approx(expected, abs=5e-5)
    assert list(unpack_picture(packed)) == list(expected)


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        ("", "not the color of a picture"),
        ("0a1b", "not the color of a picture"),
        ("0a1b mauve 0.5", "not the color of a picture"),
        ("0a1b red", "shorter"),
        ("0a1b red x", "could not convert"),
    ],
)
def test_what_is_damaged_is_an_error(damaged: str, said: str) -> None:
    assert not is_current(damaged)
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
