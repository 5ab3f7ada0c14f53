"""Maps of pictures, and how typical each is of its color."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from support.picture_datasets import LABELS, made_up

from folkhue.learning.pictures.exploration import by_typicality, embed, first_look, sample


@pytest.mark.parametrize("method", ["pca", pytest.param("tsne", marks=pytest.mark.slow)])
def test_pictures_of_a_color_are_near_each_other(method: Literal["pca", "tsne"]) -> None:
    dataset = made_up(60)
    places = embed(dataset.features(["names"]), method, 0)
    assert places.shape == (60, 2)
    distances = np.linalg.norm(places[:, None] - places, axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = dataset.labels[distances.argmin(axis=1)]
    assert (nearest == dataset.labels).mean() > 0.9
    assert np.array_equal(embed(dataset.features(["names"]), method, 0), places)


@pytest.mark.parametrize("method", ["pca", "tsne"])
@pytest.mark.parametrize("rows", [2, 3, 5])
def test_a_few_pictures_have_places(method: Literal["pca", "tsne"], rows: int) -> None:
    places = embed(made_up(rows).features(["names"]), method, 0)
    assert places.shape == (rows, 2)
    assert np.isfinite(places).all()


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_equal_pictures_have_one_place(method: Literal["pca", "tsne"]) -> None:
    assert not embed(np.ones((4, 3)), method, 0).any()


def test_a_sample_keeps_the_order() -> None:
    dataset = made_up(60)
    assert sample(dataset, 60, 0) is dataset
    drawn = sample(dataset, 20, 0).frame["id"]
    assert len(drawn) == 20
    assert drawn.index.is_monotonic_increasing
    assert {*drawn} != {*sample(dataset, 20, 1).frame["id"]}


def test_wrong_labels_are_the_least_typical_and_are_found() -> None:
    dataset = made_up(90, wrong=3)
    found = first_look(dataset, ["names"], folds=3, seed=0)
    wrong = {f"picture-{place}" for place in range(3)}
    assert {*found.label_errors["id"][:3]} == wrong
    assert {*found.mistakes["id"]} >= wrong
    assert found.mistakes["probability"].is_monotonic_decreasing
    assert {*found.mistakes.loc[found.mistakes["doubtful"], "id"]} >= wrong
    for term in LABELS:
        ids = found.ids[by_typicality(found, term)].tolist()
        assert len(ids) == 30
        assert ids[-1] in wrong
