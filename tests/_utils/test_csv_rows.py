"""CSV is read as it was written."""

import csv
import io

import pandas as pd
import pytest

from folkhue._utils.csv_rows import write_rows


@pytest.mark.parametrize(
    "value",
    ["", "a,b", 'a "b"', "a\nb", "a\rb", "\r", "a\r\nb", "a\r\n", "\n", "\x1b[31m", "a;b", " a "],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_every_value_is_read_as_it_was_written(value: str, is_last: bool) -> None:
    row = ["1", value] if is_last else [value, "1"]
    write_rows(file := io.StringIO(newline=""), [["one", "other"], row])
    text = file.getvalue()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["one", "other"], row]
    table = pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False)
    assert table.to_numpy().tolist() == [row]
    assert text.startswith("one,other\n")
    assert text.endswith("\n")
    assert not text.endswith("\r\n")
