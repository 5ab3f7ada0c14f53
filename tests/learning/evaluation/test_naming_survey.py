from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tables import table_of

from folkhue.color.vocabulary import Vocabulary
from folkhue.errors import SurveyError
from folkhue.learning.evaluation.naming_survey import COLUMNS, NamingSurvey
from folkhue.learning.evaluation.naming_survey_file import read_naming_survey

VOCABULARY = Vocabulary.of(["red", "blue", "gray"])
TERMS = VOCABULARY.names

HEADER = "r,g,b,name,count\n"


def survey_of(*answers: tuple[int, int, int]) -> NamingSurvey:
    """People's answers for colors whose red is 0, 1, 2 …: how many said red, blue and gray."""
    rows = [
        (color, 0, 0, name, number)
        for color, numbers in enumerate(answers)
        for name, number in zip(TERMS, numbers, strict=True)
    ]
    return NamingSurvey.from_table(pd.DataFrame(rows, columns=list(COLUMNS)), TERMS)


def say(*names: int) -> np.ndarray:
    return np.array(names, np.uint8)


def read(tmp_path: Path, text: str | bytes) -> NamingSurvey:
    file = tmp_path / "people.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_naming_survey(file, VOCABULARY)


def test_scores_by_hand() -> None:
    survey = survey_of((8, 2, 0), (1, 9, 0), (5, 0, 5), (0, 4, 6))
    found = survey.score(say(0, 0, 2, 255), 0)  # right, wrong, one of two, no name
    assert found["accuracy"] == pytest.approx(2 / 4)
    assert found["agreement"] == pytest.approx((0.8 + 0.1 + 0.5 + 0) / 4)
    assert found["best_agreement"] == pytest.approx((0.8 + 0.9 + 0.5 + 0.6) / 4)
    assert found["answers"] == 40
    assert found["groups"] == 4
    assert found["balanced_accuracy"] == pytest.approx((2 / 2 + 0 + 1 / 2) / 3)
    red, blue, gray = found["terms"].values()
    assert (red["support"], red["recall"], red["instead"]) == (2, 1, {})
    assert red["agreement"] == pytest.approx((0.8 + 0.5) / 2)
    assert (blue["support"], blue["recall"], blue["instead"]) == (1, 0, {"red": 1})
    assert (gray["support"], gray["recall"], gray["instead"]) == (2, 0.5, {"": 1})
    assert gray["best_agreement"] == pytest.approx((0.5 + 0.6) / 2)


def test_intervals_hold_the_scores_and_depend_on_the_seed_only() -> None:
    survey = survey_of(*[(8, 2, 0), (1, 9, 0), (1, 2, 7)] * 20)
    names = say(*[0, 1, 2, 0, 0, 0] * 10)
    found = survey.score(names, 0)
    for score, interval in (
        ("accuracy", "accuracy_interval"),
        ("balanced_accuracy", "interval"),
        ("agreement", "agreement_interval"),
    ):
        low, high = found[interval]
        assert low < found[score] < high
        assert high - low < 0.35
    assert found["enough"]
    assert survey.score(names, 0) == found
    assert survey.score(names, 1) != found


def test_colors_with_few_answers_are_left_out() -> None:
    survey = survey_of((3, 1, 0), (3, 2, 0), (0, 0, 9))
    assert survey.with_answers(5).colors[:, 0].tolist() == [1, 2]
    assert len(survey.with_answers(10).colors) == 0
    assert survey.with_answers(10).score(say(), 0)["enough"] is False


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), max_size=30), st.integers(0, 2))
def test_nobody_agrees_with_more_people_than_is_possible(
    answers: list[tuple[int, int, int]], name: int
) -> None:
    survey = survey_of(*answers)
    found = survey.score(say(*[name] * len(survey.colors)), 0)
    assert 0 <= found["agreement"] <= found["best_agreement"] <= 1
    for each in found["terms"].values():
        assert 0 <= each["agreement"] <= each["best_agreement"] + 1e-12
    assert found["answers"] == sum(map(sum, answers))


def test_tables_are_scored_with_their_unnamed_colors() -> None:
    survey = survey_of((9, 0, 0), (0, 9, 0), (0, 0, 9))
    table = table_of("red blue gray", ("unnamed", 2), ("blue", 1))
    found = survey.score(table.predict(survey.colors), 0)
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["terms"]["gray"]["instead"] == {"": 1}


def test_a_table_is_read_back() -> None:
    survey = survey_of((8, 2, 0), (0, 0, 0), (1, 9, 3))
    again = NamingSurvey.from_table(survey.to_table(), TERMS)
    assert again.colors.tolist() == survey.colors.tolist() == [[0, 0, 0], [2, 0, 0]]
    assert again.answers.tolist() == survey.answers.tolist() == [[8, 2, 0], [1, 9, 3]]
    assert survey.to_table()["count"].sum() == 23


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "1,2,3,red,4\n1,2,3,grey,2\n9,9,9,Teal,5\n",
        "\ufeff" + HEADER + "1,2,3, RED ,4\n1,2,3,Gray,1\n9,9,9,teal,5\n1,2,3,GREY,1\n\n",
        "name;count;b;g;r;who\nred;3;3;2;1;a\nred;1;3;2;1;b\ngray;2;3;2;1;\nteal;5;9;9;9;\n",
        "sep=;\nR;G;B;Name;Count\n1;2;3;red;4\n1;2;3;grey;2\n9;9;9;teal;5\n",
    ],
)
def test_spellings_of_a_file(tmp_path: Path, text: str) -> None:
    survey = read(tmp_path, text)
    assert survey.colors.tolist() == [[1, 2, 3]]
    assert survey.answers.tolist() == [[4, 0, 2]]
    assert survey.left_out == {"teal": 5}


def test_utf_16_and_letters_of_any_alphabet(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes((HEADER + "1,2,3,Ro\u0308t,4\n1,2,3,жёлтый,2\n").encode("utf-16"))
    survey = read_naming_survey(file, Vocabulary.of(["röt", "red"]))
    assert survey.answers.tolist() == [[4, 0]]
    assert survey.left_out == {"жёлтый": 2}


def test_names_left_out_are_listed_by_how_often_they_occur(tmp_path: Path) -> None:
    survey = read(tmp_path, HEADER + "1,2,3,teal,4\n1,2,3,green,9\n4,4,4,teal,4\n4,4,4,aqua,9\n")
    assert list(survey.left_out.items()) == [("aqua", 9), ("green", 9), ("teal", 8)]
    assert len(survey.colors) == 0


@pytest.mark.parametrize(
    ("text", "row", "problem"),
    [
        ("", 1, "r: expected one column"),
        ("r,g,b,name\n1,2,3,red\n", 1, "count: expected one column of this name"),
        ("r,g,b,name,votes\n1,2,3,red,4\n", 1, "count: .*there is none"),
        ("r,g,b,name,count,g\n1,2,3,red,4,5\n", 1, "g: .*there are 2"),
        (HEADER + "1,2,3,red,4\n\n1,2,256,red,4\n", 4, "b: .*from 0 to 255, got '256'"),
        (HEADER + "-1,2,3,red,4\n", 2, "r: .*got '-1'"),
        (HEADER + "1,2.0,3,red,4\n", 2, "g: .*got '2.0'"),
        (HEADER + "1,2,٣,red,4\n", 2, "b: expected a whole number"),
        (HEADER + "1,,3,red,4\n", 2, "g: .*got ''"),
        (HEADER + "1,2,3, ,4\n", 2, "name: expected a color name"),
        (HEADER + "1,2,3,red,many\n", 2, "count: .*got 'many'"),
        (HEADER + "1,2,3,red,-4\n", 2, "count: "),
        (HEADER + f"1,2,3,red,{'9' * 5000}\n", 2, "count: "),
        (HEADER + "1,2,3,red\n", 2, "4 fields, but the header has 5"),
        ((HEADER + "1,2,3,gr").encode() + b"\xfc" + b"n,4\n", 2, "the byte 0xfc is not UTF-8"),
        ((HEADER + "1,2,3,red,4\n").encode("utf-16-le"), 1, "null characters"),
    ],
)
def test_what_is_wrong_is_named_with_file_row_and_column(
    tmp_path: Path, text: str | bytes, row: int, problem: str
) -> None:
    with pytest.raises(SurveyError, match=rf"people\.csv, row {row}: {problem}") as error:
        read(tmp_path, text)
    assert len(str(error.value)) < 400


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match="a folder, not a file"):
        read_naming_survey(tmp_path, VOCABULARY)
    with pytest.raises(SurveyError, match=r"people\.csv: No such file"):
        read_naming_survey(tmp_path / "people.csv", VOCABULARY)
