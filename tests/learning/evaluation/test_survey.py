"""Agreement with the survey, of tables whose predictions are known by construction."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import small_table, table_of

from folkhue.color.spaces import to_lab
from folkhue.color.vocabulary import UNNAMED, Vocabulary
from folkhue.learning.evaluation.survey import (
    agreement_by_term,
    disagreements,
    index_cube,
    index_names,
    predict_survey,
)
from folkhue.learning.evaluation.xkcd import xkcd_survey

RGB = ["r", "g", "b"]


def test_names_of_indices() -> None:
    names = index_names(small_table())
    assert names.shape == (256,)
    assert names[[0, 1, 2, UNNAMED]].tolist() == ["dark", "light", "unnamed", "unnamed"]


def test_the_cube_is_indexed_by_red_green_and_blue(rng: np.random.Generator) -> None:
    table = table_of("a b c d", ("b", 9), ("c", np.s_[:, 9]), ("d", np.s_[:, :, 9]))
    cube = index_cube(table)
    assert [cube[9, 0, 0], cube[0, 9, 0], cube[0, 0, 9], cube[0, 0, 0]] == [1, 2, 3, 0]
    colors = rng.integers(0, 256, (1000, 3), np.uint8)
    assert np.array_equal(cube[tuple(colors.T)], table.predict(colors))


def test_full_agreement() -> None:
    vocabulary = Vocabulary.of(["red", "green"])
    survey = xkcd_survey(vocabulary)
    greens = survey.loc[survey["people"] == "green", RGB].to_numpy()
    answers = predict_survey(table_of("red green", ("green", tuple(greens.T))), vocabulary)
    pd.testing.assert_frame_equal(answers[survey.columns], survey)
    assert (answers["table"] == answers["people"]).all()
    assert (answers["distance"] == 0).all()
    assert disagreements(answers).empty


def test_the_distance_is_to_the_only_color_of_a_name() -> None:
    answers = predict_survey(
        table_of("red green", ("green", (0, 255, 0))), Vocabulary.of(["red", "green"])
    )
    away = to_lab(answers[RGB].to_numpy(np.uint8)) - to_lab(np.array((0, 255, 0), np.uint8))
    red = answers["people"] == "red"
    assert answers.loc[red, "distance"].eq(0).all()
    expected = np.linalg.norm(away, axis=1)[~red]
    assert answers.loc[~red, "distance"].to_numpy() == pytest.approx(expected)


def test_the_nearest_color_may_be_a_diagonal_step_away() -> None:
    """All is green but what people call so: only colors around each are near."""
    vocabulary = Vocabulary.of(["red", "green"])
    survey = xkcd_survey(vocabulary)
    greens = survey.loc[survey["people"] == "green", RGB].to_numpy()
    holes = {*map(tuple, greens.tolist())}
    assert len(holes) > 50
    answers = predict_survey(table_of("green red", ("red", tuple(greens.T))), vocabulary)
    steps = np.array([*product(range(-2, 3), repeat=3)])
    for color, found in zip(
        greens, answers.loc[answers["people"] == "green", "distance"], strict=True
    ):
        around = color + steps
        around = around[((around >= 0) & (around <= 255)).all(axis=1)]
        near = [other for other in around.tolist() if tuple(other) not in holes]
        away = to_lab(np.array(near, np.uint8)) - to_lab(color.astype(np.uint8))
        assert found == pytest.approx(np.linalg.norm(away, axis=1).min())


def test_a_name_without_colors_is_infinitely_far() -> None:
    """Teal is a term that the table lacks, beige one of it that no color got."""
    vocabulary = Vocabulary.of(["red", "teal", "beige"])
    answers = predict_survey(table_of("red beige"), vocabulary)
    assert {*answers["people"]} == {"red", "teal", "beige"}
    assert {*answers["table"]} == {"red"}
    for name, distance in (("red", 0), ("teal", np.inf), ("beige", np.inf)):
        assert {*answers.loc[answers["people"] == name, "distance"]} == {distance}


def test_unnamed_colors_disagree() -> None:
    vocabulary = Vocabulary.of(["red", "green"])
    answers = predict_survey(
        table_of("red green", ("unnamed", ...), ("red", (255, 0, 0))), vocabulary
    )
    said = agreement_by_term(answers, vocabulary)
    assert {*said["green"]["instead"], *said["red"]["instead"]} == {"unnamed"}
    assert answers.loc[answers["people"] == "red", "distance"].gt(0).any()


@pytest.mark.parametrize("names", [["quince", "flax"], ["blue", "quince"], ["teal", "beige"]])
def test_terms_that_are_rare_or_absent_in_the_survey(names: list[str]) -> None:
    vocabulary = Vocabulary.of(names)
    answers = predict_survey(table_of(" ".join(names)), vocabulary)
    found = agreement_by_term(answers, vocabulary)
    assert list(found) == names
    assert all((row["of"] > 0) == (name in "blue teal beige") for name, row in found.items())
    assert len(disagreements(answers, max_rows=1000)) == sum(
        row["of"] - row["so"] for row in found.values()
    )


def said(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Answers of which (people, table, distance) are given; called a, b, c … in the survey."""
    answers = pd.DataFrame(rows, columns=["people", "table", "distance"])
    return answers.assign(survey=[chr(ord("a") + number) for number in range(len(rows))])


def test_counts_of_each_term() -> None:
    answers = said(
        *[("red", "red", 0.0)] * 3,
        *(("red", "pink", 1.0), ("red", "orange", 1.0), ("red", "brown", 1.0), ("red", "pink", 9)),
        ("blue", "blue", 0.0),
    )
    found = agreement_by_term(answers, Vocabulary.of(["blue", "red", "teal"]))
    assert found == {
        "blue": {"so": 1, "of": 1, "instead": {}},
        "red": {"so": 3, "of": 7, "instead": {"pink": 2, "brown": 1, "orange": 1}},
        "teal": {"so": 0, "of": 0, "instead": {}},
    }
    assert list(found) == ["blue", "red", "teal"], "in the vocabulary's order"
    assert list(found["red"]["instead"]) == ["pink", "brown", "orange"], "the most first"


terms = st.sampled_from(["red", "green", "blue"])


@given(st.lists(st.tuples(terms, st.one_of(terms, st.just("unnamed")))))
def test_every_color_is_counted_once(pairs: list[tuple[str, str]]) -> None:
    answers = pd.DataFrame(pairs, columns=["people", "table"])
    found = agreement_by_term(answers, Vocabulary.of(["red", "green", "blue"]))
    assert sum(row["of"] for row in found.values()) == len(pairs)
    for term, row in found.items():
        assert row["so"] + sum(row["instead"].values()) == row["of"]
        assert term not in row["instead"]


@pytest.mark.parametrize(
    ("distances", "max_rows", "order"),
    [
        ([1.0, 3.0, 2.0], 9, "bca"),  # the furthest first
        ([1.0, 3.0, 2.0], 2, "bc"),
        ([1.0, np.inf, 2.0, np.inf], 9, "bdca"),  # what is called so nowhere before all
        ([2.0, 2.0, 2.0], 2, "ab"),  # equally far: by the survey's name
        ([], 9, ""),
    ],
)
def test_the_worst_disagreements(distances: list[float], max_rows: int, order: str) -> None:
    answers = said(*(("red", "blue", far) for far in distances), ("red", "red", 0.0))
    assert "".join(disagreements(answers.iloc[::-1], max_rows)["survey"]) == order
