"""What groups of features, and single ones, are worth."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.picture_datasets import made_up

from folkhue.learning.pictures.ablation import ablation, feature_importances
from folkhue.learning.pictures.candidates import CANDIDATES

LOGISTIC = replace(CANDIDATES["logistic"], grid={"C": [0.01, 1]}, groups=("names", "center"))


def test_the_group_that_tells_is_better_alone_and_missed() -> None:
    table = ablation("logistic", LOGISTIC, made_up(60), folds=3, seed=0)
    rows = table.set_index(["kind", "group"])
    assert [*rows.index] == [
        ("all", ""),
        *((kind, group) for group in LOGISTIC.groups for kind in ("only", "without")),
    ]
    accuracy = rows["accuracy"]
    assert accuracy["only", "names"] > 0.9 > 0.7 > accuracy["only", "center"]
    assert accuracy["without", "center"] > 0.9 > 0.7 > accuracy["without", "names"]
    assert {*table.loc[table["kind"] != "only", "params"]} == {table["params"][0]}


def test_of_a_single_group_nothing_is_left_out() -> None:
    alone = replace(LOGISTIC, groups=("names",))
    assert ablation("logistic", alone, made_up(60), folds=3, seed=0)["kind"].tolist() == ["all"]


def test_features_that_tell_are_important() -> None:
    dataset = made_up(60)
    table = feature_importances(
        LOGISTIC.pipeline(0), dataset, LOGISTIC.groups, folds=3, seed=0, repeats=5
    )
    assert {*table["feature"][:3]} == {"share_red", "share_green", "share_blue"}
    assert len(table) == 22
    assert table["drop"][0] > 0.1
    assert table.loc[table["feature"].str.startswith("center"), "drop"].abs().max() < 0.1
    assert (table["std"] >= 0).all()
    with pytest.raises(ValueError, match="no features are called"):
        feature_importances(LOGISTIC.pipeline(0), dataset, ["x"], folds=3, seed=0, repeats=1)
