from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from support.pixel_weights import random_photos

from folkhue.learning.denoising.pixel_weights import SCHEMA, open_weights
from folkhue.learning.sampling import sample_pixels, train_test
from folkhue.learning.sampling.split import hash_names, split_groups

TRAIN, TEST = {"red": 50, "blue": 30}, {"red": 20, "blue": 200}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Ten photographs, two of which are cut from one picture each time."""
    rows = pd.concat([random_photos(6, 60), random_photos(4, 50, "blue")], ignore_index=True)
    picture = rows["photo"].str[-1].astype(int) // 2
    return rows.assign(group=rows["photo"].str[:-1] + picture.astype(str))


@pytest.fixture(scope="module")
def path(rows: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in six row groups, of photographs of both terms."""
    path = tmp_path_factory.mktemp("weights") / "weights.parquet"
    with open_weights(path) as writer:
        for _, some in rows.groupby(rows["photo"].str[-1]):
            writer.write_table(pa.Table.from_pandas(some, SCHEMA, preserve_index=False))
    return path


@pytest.mark.parametrize("per_task", [1, 4, 99])
def test_pieces_of_a_file_give_the_sample_of_the_whole(
    per_task: int, rows: pd.DataFrame, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_test, "ROW_GROUPS_PER_TASK", per_task)
    train, test = train_test.sample_train_test(path, TRAIN, TEST, 0.4, 0)
    groups = rows.groupby("term")["group"]
    hashes = {term: hash_names(some, 0) for term, some in groups}
    is_test = np.isin(hash_names(rows["group"], 0), split_groups(hashes, 0.4))
    pd.testing.assert_frame_equal(train, sample_pixels(rows[~is_test], TRAIN, 0))
    pd.testing.assert_frame_equal(test, sample_pixels(rows[is_test], TEST, 0))
    assert set(train["group"]) == set(rows["group"][~is_test])
    assert not set(train["group"]) & set(test["group"])
