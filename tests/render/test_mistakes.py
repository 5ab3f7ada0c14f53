"""Mistakes in golden regions, confusion heatmaps, and the lattice of named colors."""

from pathlib import Path

import numpy as np
import pandas as pd
from support.tables import table_of

from folkhue.images.photo import Photo
from folkhue.learning.evaluation.golden_photo import GoldenPhoto, Region
from folkhue.render.report.color_lattice import color_lattice
from folkhue.render.report.confusion_heatmap import heatmap, read_confusion
from folkhue.render.report.mistakes import mistakes, most_confident

TABLE = table_of("red green", ("green", np.s_[:128]))  # red has a level of at least 128


def squares(*named: tuple[tuple[str, ...], int]) -> tuple[GoldenPhoto, Photo]:
    """Squares side by side, each with its names and its level of red."""
    rgb = np.zeros((20, 20 * len(named), 3), np.uint8)
    regions = []
    for place, (names, red) in enumerate(named):
        left, right = 20 * place + 2, 20 * place + 17
        rgb[:, 20 * place : 20 * place + 20] = red, 60, 60
        regions.append(Region(names, ((left, 2), (right, 2), (right, 17), (left, 17))))
    photo = Photo(rgb, np.ones(rgb.shape[:2], bool))
    return GoldenPhoto("x", Path("x"), Path("x"), (rgb.shape[1], 20), tuple(regions)), photo


def test_only_misnamed_regions_are_found() -> None:
    found = list(
        mistakes(
            *squares(
                (("red",), 250),
                (("red",), 10),
                (("green", "red"), 250),
                (("blue",), 250),  # a name that the table does not know
                (("green",), 250),
            ),
            TABLE,
        )
    )
    assert [(each.region.names, each.predicted) for each in found] == [
        (("red",), "green"),
        (("green",), "red"),
    ]
    assert [each.share for each in found] == [1, 1]
    assert all(0 < each.confidence <= 1 for each in found)


def test_similar_mistakes_are_shown_once() -> None:
    pair = squares((("red",), 100), (("red",), 10), (("green",), 250))
    found = list(mistakes(*pair, TABLE))
    assert len(found) == 3
    shown = most_confident(found)
    assert len(shown) == 2
    assert [each.confidence for each in shown] == sorted(
        (each.confidence for each in shown), reverse=True
    )
    assert most_confident(found, number=1) == shown[:1]


def test_heatmap_of_a_table_in_any_order() -> None:
    rows = pd.DataFrame(
        [("b", "a", 1), ("a", "a", 6), ("b", "b", 3), ("a", "b", 0)],
        columns=["actual", "predicted", "count"],
    )
    told = heatmap(read_confusion(rows, ["a", "b"]))
    assert [(cell.predicted, cell.count, cell.share, cell.correct) for cell in told["b"]] == [
        ("a", 1, 0.25, False),
        ("b", 3, 0.75, True),
    ]
    assert [cell.share for cell in told["a"]] == [1, 0]


def test_the_lattice_has_the_names_of_its_colors() -> None:
    table = table_of(
        "red green blue", ("green", np.s_[:, 100:]), ("blue", np.s_[:, :, 200:]), ("unnamed", 0)
    )
    made = color_lattice(table)
    side = 255 // made["step"] + 1
    cube = np.array(made["names"]).reshape(side, side, side)
    assert cube[1, 0, 0] == 0
    assert cube[1, -1, 0] == 1
    assert cube[1, 0, -1] == 2
    assert cube[0, 0, 0] == 3, "one more for no name"
