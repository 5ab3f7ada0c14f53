"""Names in context on the command line: the same as `folkhue.name_pixels`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.command_line import run
from support.project import ROOT

import folkhue
from folkhue.table.name_counts import NameCounts

PHOTO = ROOT / "golden/photos/astronaut.jpg"


def expected(table: str) -> dict[str, float]:
    loaded, photo = folkhue.load(table), folkhue.read_photo(PHOTO)
    names = folkhue.name_pixels(photo, loaded)
    return NameCounts.from_names(names, loaded.terms, photo.opaque).shares()


@pytest.fixture
def teal(tmp_path: Path) -> Path:
    """A table with other terms than those of the networks that ship."""
    table = folkhue.load()
    other = folkhue.ColorTable(("teal", *table.terms[1:]), table.swatches, table.lut)
    other.save(tmp_path / "teal.npz")
    return tmp_path / "teal.npz"


@pytest.mark.slow
def test_the_command_names_photographs_in_context(tmp_path: Path) -> None:
    done = run("classify", PHOTO, "--context", "--table", "basic11", "--out", "o", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    shares = json.loads((tmp_path / "o/astronaut.json").read_text("utf-8"))["shares"]
    assert shares == pytest.approx(expected("basic11"), abs=1e-4)
    table = folkhue.load("basic11")
    names = folkhue.name_pixels(PHOTO, table)
    painted = np.asarray(Image.open(tmp_path / "o/astronaut.png"))
    assert np.array_equal(painted, np.array(table.swatches, np.uint8)[names])


@pytest.mark.slow
def test_a_table_of_results_is_of_one_kind_of_names(tmp_path: Path) -> None:
    """What was named without context is named again, and the other way round."""
    plain = folkhue.load().shares(folkhue.read_photo(PHOTO).rgb)
    for options, shares in (((), plain), (("--context",), expected("basic11")), ((), plain)):
        done = run("classify", PHOTO, "--out", "r.csv", *options, "--jobs", 1, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        with (tmp_path / "r.csv").open(encoding="utf-8") as lines:
            row = next(csv.DictReader(lines))
        assert {name: float(row[name]) for name in shares} == pytest.approx(shares, abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("out", [(), ("--out", "r.csv")])
def test_a_table_without_a_network_is_refused(
    out: tuple[str, ...], teal: Path, tmp_path: Path
) -> None:
    done = run("classify", PHOTO, "--context", "--table", teal, *out, folder=tmp_path)
    assert done.returncode == 2
    assert "ships for teal" in done.stderr
    assert "make networks" in done.stderr
