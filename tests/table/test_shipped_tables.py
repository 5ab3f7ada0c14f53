import csv
import re

import numpy as np
import pytest
from conftest import ROOT
from support.tables import all_colors, shipped

import folkhue
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.name_regions import connected_components
from folkhue.table.color_table import SHIPPED, ColorTable

MAX_KILOBYTES = {"basic8": 64, "basic11": 96, "fine": 128}


@pytest.mark.parametrize(("name", "vocabulary"), SHIPPED.items())
def test_every_shipped_table_is_loaded_by_its_name(name: str, vocabulary: str) -> None:
    table = folkhue.load(name)
    assert table.terms == Vocabulary.of(vocabulary).names
    assert table.swatches == Vocabulary.of(vocabulary).swatches
    file = ROOT / f"src/folkhue/data/{name}.npz"
    assert file.stat().st_size <= MAX_KILOBYTES[vocabulary] * 1024
    assert same_names(table, folkhue.load(file))


def test_without_a_name_basic11_is_loaded() -> None:
    assert same_names(folkhue.load(), folkhue.load("basic11"))
    assert folkhue.load().metadata == folkhue.load("basic11").metadata


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_no_name_of_a_shipped_table_is_in_pieces(name: str) -> None:
    found = connected_components(shipped(name))
    assert {term: each["large"] for term, each in found.items()} == dict.fromkeys(found, 1)


def same_names(one: ColorTable, other: ColorTable) -> bool:
    return all(
        np.array_equal(one.predict(all_colors(red)), other.predict(all_colors(red)))
        for red in range(0, 256, 5)
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_table_has_a_card(name: str) -> None:
    card = (ROOT / f"src/folkhue/data/{name}.md").read_text("utf-8")
    assert card.startswith(f"# {name}\n")
    assert ", ".join(shipped(name).terms) in card
    photographs = int(re.findall(r"data\*\*: ([\d,]+) photographs\.", card)[0].replace(",", ""))
    assert photographs >= 400
    assert re.search(r"Seed \d+, commit [0-9a-f]{12} of 20\d\d-\d\d-\d\d\.", card)
    table = shipped(name).metadata
    assert f"Classifier:\n{table['classifier']}, the first" in card
    scores = [line for line in card.splitlines() if re.search(r"\| \d+\.\d \(\d+–\d+\) \|", line)]
    assert len(scores) >= 5
    assert f"{100 * table['test_balanced_accuracy']:.1f}" in scores[0]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_card_names_people(name: str) -> None:
    card = (ROOT / f"src/folkhue/data/{name}.md").read_text("utf-8")
    assert "@" not in card
    assert "owner" not in card.lower()
    assert "author" not in card.lower()
    with (ROOT / "data/sampler/photos.csv").open(encoding="utf-8", newline="") as file:
        authors = {row["author"] for row in csv.DictReader(file)}
    assert not [author for author in authors if re.search(rf"\b{re.escape(author)}\b", card)]


PLAIN = {
    "red": (220, 20, 30),
    "orange": (255, 140, 0),
    "yellow": (255, 230, 30),
    "green": (30, 150, 50),
    "blue": (30, 80, 200),
    "purple": (120, 30, 150),
    "black": (8, 8, 8),
    "white": (252, 252, 252),
    "brown": (110, 60, 25),
    "pink": (255, 150, 190),
    "gray": (128, 128, 128),
}


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (table, name)
        for table in SHIPPED
        for name in (Vocabulary.of("basic8").names if table.endswith("8") else PLAIN)
    ],
)
def test_the_shipped_tables_know_plain_colors(table: str, name: str) -> None:
    loaded = shipped(table)
    assert loaded.terms[loaded.predict(np.array(PLAIN[name], np.uint8))] == name


@pytest.mark.parametrize("table", ["basic8", "basic11"])
@pytest.mark.parametrize(
    ("color", "names"),
    [
        ((255, 0, 0), {"red"}),
        ((255, 255, 0), {"yellow"}),
        ((0, 255, 0), {"green"}),
        ((0, 255, 255), {"green", "blue"}),
        ((0, 0, 255), {"blue"}),
        ((255, 0, 255), {"purple", "pink"}),
        ((0, 0, 0), {"black"}),
        ((255, 255, 255), {"white"}),
    ],
)
def test_names_do_not_flip_in_the_corners_of_the_cube(
    table: str, color: tuple[int, int, int], names: set[str]
) -> None:
    """No photograph goes there; people do, on their screens."""
    loaded = shipped(table)
    assert loaded.terms[loaded.predict(np.array(color, np.uint8))] in names
