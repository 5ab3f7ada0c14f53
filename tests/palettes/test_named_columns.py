"""Names of columns of pandas and polars."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import folkhue
from folkhue.errors import ColorError
from folkhue.palettes.named_columns import COLUMNS

HEX = ["#c8362b", "teal", "#c8362b", None]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(HEX, index=["a", "b", "c", "d"]),
        pd.Series(HEX, dtype="string"),
        pd.Series([*HEX[:3], np.nan], dtype=object),
        pd.Series(HEX, dtype="category"),
        pl.Series("hex", HEX),
        pl.Series("hex", HEX, dtype=pl.Categorical),
    ],
    ids=["index", "string", "nan", "category", "polars", "polars, categorical"],
)
def test_a_column_of_colors_is_named(column: Any) -> None:
    found = folkhue.name_column(column)
    assert type(found).__module__.split(".")[0] == type(column).__module__.split(".")[0]
    assert list(found.columns) == list(COLUMNS)
    assert found["name"].to_list()[:3] == ["red", "green", "red"]
    assert found["name"].to_list()[3] in (None, np.nan) or pd.isna(found["name"].to_list()[3])
    red = folkhue.name("#c8362b")
    assert found["confidence"].to_list()[0] == red.confidence
    assert found["description"].to_list()[0] == red.description


def test_the_result_of_pandas_has_the_index_of_the_column() -> None:
    frame = pd.DataFrame({"hex": HEX}, index=["a", "b", "c", "d"])
    joined = frame.join(folkhue.name_column(frame["hex"]))
    assert joined.loc["b", "name"] == "green"


@pytest.mark.parametrize("made", [pd.Series, pl.Series])
def test_no_rows_have_no_names(made: Any) -> None:
    assert folkhue.name_column(made([], dtype=None if made is pl.Series else object)).shape == (
        0,
        3,
    )


def test_another_table_has_other_names() -> None:
    fine = folkhue.load("fine")
    assert folkhue.name_column(pd.Series(["teal"]), fine)["name"].tolist() == ["teal"]


@pytest.mark.parametrize("value", ["no color", 5, "#12"])
def test_a_value_that_is_no_color_names_its_row(value: object) -> None:
    with pytest.raises(ColorError, match=r"row 'b': .* is not a color"):
        folkhue.name_column(pd.Series(["red", value], index=["a", "b"]))
    with pytest.raises(ColorError, match=r"row 1: .* is not a color"):
        folkhue.name_column(pl.Series(["red", value], strict=False, dtype=pl.Object))
