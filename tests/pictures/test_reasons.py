"""What speaks for a color, and how it is said."""

from __future__ import annotations

import re

import numpy as np
import pytest

import folkhue
from folkhue.pictures.features import FEATURE_GROUPS, feature_names
from folkhue.pictures.model import PictureModel
from folkhue.pictures.networks import Layer
from folkhue.pictures.reasons import strongest_reasons
from folkhue.pictures.wording import feature_in_words

TABLE = folkhue.load("basic11")


def model_of(*groups: str) -> PictureModel:
    """Make a model whose answers are linear, with weights of both signs."""
    number = len(feature_names(groups, TABLE))
    weights = np.random.default_rng(2).normal(size=(number, 2)).astype(np.float32)
    return PictureModel(
        ("dark", "light"),
        groups,
        "basic11",
        TABLE.terms,
        np.zeros(number, bool),
        np.zeros(number, np.float32),
        np.ones(number, np.float32),
        np.zeros((number, 0), np.int8),
        np.zeros(0, np.float32),
        ((Layer(weights, np.zeros(2, np.float32)),),),
    )


MODELS = {name: model_of(*name.split("+")) for name in ("names", "lab+words", "grid+pairs+shape")}


def features_of(model: PictureModel) -> np.ndarray:
    number = len(model.features)
    return np.random.default_rng(3).random(number).astype(np.float32) / number


@pytest.mark.parametrize("number", [0, 1, 5, 10_000])
@pytest.mark.parametrize("name", MODELS)
def test_reasons_are_positive_and_the_strongest_comes_first(name: str, number: int) -> None:
    model = MODELS[name]
    features = features_of(model)
    found = strongest_reasons(features, model, TABLE, "light", number)
    contributions = [reason.contribution for reason in found]
    assert len(found) <= number
    assert contributions == sorted(contributions, reverse=True)
    assert all(contribution > 0 for contribution in contributions)
    assert len({reason.feature for reason in found}) == len(found)
    longer = strongest_reasons(features, model, TABLE, "light", number + 1)
    assert longer[:number] == found


def test_of_single_features_they_are_the_contributions() -> None:
    model = MODELS["names"]
    features = features_of(model)
    contributions = model.contributions(features, "dark")
    found = {each.feature: each for each in strongest_reasons(features, model, TABLE, "dark", 99)}
    for name, value, contribution in zip(model.features, features, contributions, strict=True):
        assert (name in found) == (contribution > 0)
        if contribution > 0:
            assert found[name] == (name, pytest.approx(value), pytest.approx(contribution))


def color_name(feature: str) -> str:
    """Return the name of the color at the end of the name of a word or a cell."""
    rgb = np.frombuffer(bytes.fromhex(feature[-6:]), np.uint8)
    return [*TABLE.terms, "unnamed"][min(int(TABLE.predict(rgb)), len(TABLE.terms))]


@pytest.mark.parametrize(("name", "kind"), [("lab+words", "word"), ("grid+pairs+shape", "cell")])
def test_words_and_cells_of_one_color_name_are_one_reason(name: str, kind: str) -> None:
    model = MODELS[name]
    features = features_of(model)
    contributions = model.contributions(features, "light")
    sums: dict[str, list[float]] = {}
    for feature, value, contribution in zip(model.features, features, contributions, strict=True):
        if feature.startswith(kind):
            value_of, contribution_of = sums.get(color_name(feature), [0, 0])
            sums[color_name(feature)] = [value_of + value, contribution_of + contribution]
    found = strongest_reasons(features, model, TABLE, "light", 10_000)
    told = {each.feature: [*each[1:]] for each in found if each.feature.startswith(kind)}
    expected = {f"{kind}_{term}": pytest.approx(each) for term, each in sums.items() if each[1] > 0}
    assert told == expected
    assert not [each for each in found if "#" in each.feature]


SUMMED = tuple(f"{kind}_{name}" for kind in ("word", "cell") for name in (*TABLE.terms, "unnamed"))


@pytest.mark.parametrize("group", [*FEATURE_GROUPS, "of several"])
def test_every_feature_has_words(group: str) -> None:
    names = SUMMED if group == "of several" else feature_names([group], TABLE)
    said = [feature_in_words(name, 0.25) for name in names]
    for name, words in zip(names, said, strict=True):
        assert not words.startswith(f"{name}:")
        assert "_" not in words
        assert re.search(r"25 %|0\.2|400 %", words) or name.startswith("cell_")
    assert len({*said}) == len(said)


@pytest.mark.parametrize(
    ("feature", "value", "words"),
    [
        ("share_red", 0.5, "50 % of the picture is red"),
        ("subject_light blue", 0.5, "50 % of the subject is light blue"),
        ("probability_red", 0.5, "the subject's colors are red with a probability of 50 %"),
        ("border_white", 1, "100 % of the border is white"),
        ("center_pink", 0.07, "7 % of the middle is pink"),
        ("level3_gray", 0.5, "50 % of the subject is gray of L* 40 to 60"),
        ("subject_a_median", -12.34, "median a* of the subject: -12.3"),
        ("subject_l_middle", 50, "median L* of the middle of the subject: 50.0"),
        ("word_#0c0434", 0.5, "50 % of the subject is like #0c0434"),
        ("word_blue", 0.5, "50 % of the subject is blue"),
        ("cell12_#0c0434", 1 / 16, "100 % of row 1, column 2 of the subject's box is like #0c0434"),
        ("cell_blue", 0.5, "where blue is in the subject's box"),
        ("pair_red_red", 0.5, "50 % of neighbors are both red"),
        ("pair_red_outside", 0.5, "50 % of neighbors are red and outside"),
        ("color2_b", 7, "b* of the second color: 7.0"),
        ("color1_share", 0.5, "the most frequent color is 50 % of the subject"),
        ("shape_left", 0.25, "the subject begins at 25 % of the width"),
        ("shape_column8", 0.25, "25 % of column 8 of 8 of the subject's box is the subject"),
        ("r_rgb_mean", 12.34, "mean red of the picture, in 8 bits: 12.3"),
        ("b_lab_std", 12.34, "deviation of b* in the picture, in 8 bits: 12.3"),
        ("s_hsv_mean", 12.34, "mean saturation of the picture, in 8 bits: 12.3"),
        ("of a later version", 12.34, "of a later version: 12.3"),
    ],
)
def test_what_is_said(feature: str, value: float, words: str) -> None:
    assert feature_in_words(feature, value) == words
