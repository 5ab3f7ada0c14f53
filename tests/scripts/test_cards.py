"""The card of a table, shipped or one's own."""

import json
import re
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

import folkhue
from folkhue.datasets.photo_list import write_photo_list
from folkhue.datasets.record import PhotoRecord, Status
from folkhue.errors import TableError
from folkhue.learning.evaluation.scores import TEST_SETS
from release import cards
from release.cards import TrainingData, card
from release.own_card import main, own_card
from repro.facts import write_facts
from stages.outputs import StageError

ROWS = [
    ("deb:gimp-help", ("red", "green"), Status.OK),
    ("pypi:scikit-image", ("red",), Status.OK),
    ("npm:tabler", (), Status.OK),
    ("flickr", ("red",), Status.OK),
    ("flickr", ("blue",), Status.OK),
    ("flickr", ("blue",), Status.TOO_SMALL),
    ("flickr", ("blue",), Status.NEAR_DUPLICATE),
    ("flickr", ("blue",), Status.NEAR_DUPLICATE),
]
"""The photographs 0, 1, …: four of the sampler's sources, and others."""

USED = [("0", "red"), ("0", "red"), ("0", "green"), ("1", "red"), ("4", "blue")]
"""Rows of training pixels: of 3, nothing is kept."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """What the stages of a run leave."""
    records = [
        PhotoRecord(
            str(number),
            owner="Ann Other",
            title="ann@example.org",
            source=source,
            labels=labels,
            status=status,
        )
        for number, (source, labels, status) in enumerate(ROWS)
    ]
    (tmp_path / "data").mkdir()
    write_photo_list(tmp_path / "data/photos.csv", records)
    pixels = pd.DataFrame(USED, columns=["photo", "term"])
    pixels.to_parquet(tmp_path / "data/every.parquet")
    pixels[1:2].to_parquet(tmp_path / "data/test.parquet")
    held_out = {"accuracy": 0.5, "balanced_accuracy": 0.6, "interval": [0.55, 0.7]}
    score = {"accuracy": 0.9, "balanced_accuracy": 0.8768, "interval": [0.82, 0.917]}
    for path, content in {
        "reports/best.json": {"best": "mlp"},
        "reports/evaluate/mlp/scores.json": dict.fromkeys(TEST_SETS, held_out),
        "reports/final.json": {test: score for test in TEST_SETS if test != "test"},
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(json.dumps(content))
    (tmp_path / "params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
    return tmp_path


def test_photographs_are_counted_that_gave_pixels(home: Path) -> None:
    data = TrainingData.read(home)
    assert [photo.id for photo in data.used_photos] == ["0", "1", "4"]
    assert data.sources() == {"embedded in folkhue": 2, "flickr": 1}
    assert data.unused() == (
        "1 unlabeled (without any of these words), 1 without a pixel that denoising keeps, "
        "2 near duplicate, 1 too small"
    )
    assert [data.word(term) for term in ("red", "green", "blue", "white")] == [
        *("| red | 3 | 2 |", "| green | 1 | 1 |", "| blue | 1 | 1 |", "| white | 0 | 0 |"),
    ]


def test_the_card_tells_photographs_scores_seed_and_commit(home: Path) -> None:
    text = card(home, "basic8")
    assert text.startswith("# basic8\n")
    assert "red, orange, yellow, green, blue, purple, black, white" in text
    assert "**Training data**: 3 photographs. Of 8 photographs listed" in text
    for line in ("| embedded in folkhue | 2 |", "| flickr | 1 |", "| red | 3 | 2 |"):
        assert line in text.splitlines()
    assert re.search(r"Seed 0, commit [0-9a-f]{12} of 20\d\d-\d\d-\d\d\.", text)
    assert "the pixels of 1 photograph held out" in text
    assert text.count("| without these photographs | 50.0 | 60.0 (55–70) |") == 1
    assert text.count("| final | 90.0 | 87.7 (82–92) |") == len(TEST_SETS) - 1
    assert "{" not in re.sub(r"`{.*}`", "", text), "nothing is left to fill in"
    assert "Ann" not in text
    assert "@" not in text


def test_every_test_is_on_the_card() -> None:
    assert list(cards.TESTED) == list(TEST_SETS)


# The card of one's own table.


@pytest.fixture
def run_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with a table, a golden set and a report."""
    monkeypatch.chdir(home)
    (home / "golden").symlink_to(ROOT / "golden")
    (home / "data/sampler").symlink_to(ROOT / "data/sampler")
    (home / "models").mkdir()
    folkhue.load("sampler8").save(home / "models/colortable.npz")
    (home / "reports/index.html").write_text("the report", "utf-8")
    return home


def test_ones_own_card_tells_the_run_its_licenses_and_how_to_use_the_table(
    run_folder: Path,
) -> None:
    code = {"commit": "0123456789abcdef", "changed": ["params.yaml"]}
    write_facts(run_folder / "reports/index.html", code, [])
    shutil.copyfile("models/colortable.npz", "mine.npz")
    text = own_card(Path("mine.npz"), "my colors")
    assert text.startswith("# my colors\n")
    assert "--table mine.npz" in text
    assert f" Made by folkhue {folkhue.__version__} on 20" in text
    assert "commit 0123456789ab, and changes of params.yaml; folkhue " in text
    assert "| license not stated | 3 |" in text
    assert "| golden set, pixels | final | 90.0 | 87.7 (82–92) |" in text
    assert "The golden set: 8" in text
    assert "{" not in re.sub(r"`{.*}`", "", text), "nothing is left to fill in"
    assert "Ann" not in text


def test_what_is_not_known_of_a_run_is_told(run_folder: Path) -> None:
    text = own_card(Path("models/colortable.npz"), "colortable")
    assert "Date, commit and versions are not recorded" in text


def test_a_classifier_chosen_by_hand_is_told(run_folder: Path) -> None:
    path = run_folder / "params.yaml"
    path.write_text(path.read_text().replace("classifier: best", "classifier: mlp"))
    assert "mlp, chosen in params.yaml," in own_card(Path("models/colortable.npz"), "x")


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("sampler11", r"other\.npz is not the table of the last run, models/colortable\.npz"),
        (None, r"other\.npz"),
    ],
)
@pytest.mark.usefixtures("run_folder")
def test_only_the_table_of_the_run_is_described(table: str | None, complaint: str) -> None:
    if table:
        folkhue.load(table).save("other.npz")
    with pytest.raises(TableError, match=complaint):
        own_card(Path("other.npz"), "other")


@pytest.mark.usefixtures("run_folder")
def test_without_a_run_the_stage_to_run_is_told() -> None:
    Path("models/colortable.npz").unlink()
    with pytest.raises(StageError, match=r"models/colortable\.npz is missing"):
        own_card(Path("models/colortable.npz"), "x")


@pytest.mark.usefixtures("run_folder")
def test_the_card_is_written_beside_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["own_card.py", "models/colortable.npz", ""])
    main()
    assert Path("models/colortable.md").read_text("utf-8").startswith("# colortable\n")
    monkeypatch.setattr(sys, "argv", ["own_card.py", "missing.npz"])
    with pytest.raises(SystemExit, match=r"error: .*missing\.npz"):
        main()
