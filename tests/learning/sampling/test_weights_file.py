from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from support.pixel_weights import random_photos

from folkhue.errors import TrainingError
from folkhue.learning.denoising.pixel_weights import SCHEMA, open_weights
from folkhue.learning.sampling import sample_pixels, weights_file
from folkhue.learning.sampling.color_sums import ColorSums
from folkhue.learning.sampling.weights_file import sample_file, sum_file

CAPS = {"red": 50, "blue": 30}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Ten photographs, of which a red one and two blue ones are held out."""
    rows = pd.concat([random_photos(6, 60), random_photos(4, 50, "blue")], ignore_index=True)
    return rows.assign(held_out=rows["photo"].isin(["red3", "blue0", "blue3"]))


@pytest.fixture(scope="module")
def path(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in six row groups, of photographs of both terms and sides."""
    path = tmp_path_factory.mktemp("weights") / "weights.parquet"
    write(path, rows)
    return path


def write(path: Path, rows: pd.DataFrame) -> None:
    with open_weights(path) as writer:
        for _, some in rows.groupby(rows["photo"].str[-1]):
            writer.write_table(pa.Table.from_pandas(some, SCHEMA, preserve_index=False))


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("per_task", [1, 4, 99])
def test_pieces_of_a_file_give_the_sample_of_the_whole(
    per_task: int,
    held_out: bool,
    rows: pd.DataFrame,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weights_file, "ROW_GROUPS_PER_TASK", per_task)
    found = sample_file(path, CAPS, 0, held_out=held_out)
    side = rows[rows["held_out"] == held_out]
    pd.testing.assert_frame_equal(found, sample_pixels(side, CAPS, 0))
    assert set(found["photo"]) == set(side["photo"])


@pytest.mark.parametrize("per_task", [1, 4, 99])
def test_pieces_of_a_file_add_up_to_the_whole(
    per_task: int, rows: pd.DataFrame, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights_file, "ROW_GROUPS_PER_TASK", per_task)
    terms = ("red", "blue")
    expected = ColorSums.from_weights(rows[~rows["held_out"]], terms).to_frame()
    pd.testing.assert_frame_equal(sum_file(path, terms), expected)


def test_a_term_may_have_no_held_out_pixels_but_needs_training_pixels(
    rows: pd.DataFrame, tmp_path: Path
) -> None:
    """A photograph of which nothing is kept is in neither sample."""
    path = tmp_path / "weights.parquet"
    write(path, rows[~(rows["held_out"] & (rows["term"] == "blue"))])
    assert set(sample_file(path, CAPS, 0, held_out=True)["photo"]) == {"red3"}
    write(path, rows[rows["held_out"] | (rows["term"] != "blue")])
    with pytest.raises(TrainingError, match="no pixel is left for 'blue'"):
        sample_file(path, CAPS, 0)
    write(path, rows[~rows["held_out"]])
    with pytest.raises(TrainingError, match="no pixel is left for 'red'"):
        sample_file(path, CAPS, 0, held_out=True)
