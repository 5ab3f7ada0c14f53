import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import GridSearchCV, GroupKFold

from folkhue.learning.classifiers import KINDS, build
from studies.tune import GRIDS, rows, write_table


@pytest.mark.parametrize("name", GRIDS)
def test_every_parameter_that_is_searched_exists(name: str) -> None:
    known = build(name, {}, 0).get_params()
    assert set(GRIDS[name]) <= set(known)
    assert name in KINDS


def test_the_best_candidate_comes_first() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (400, 3)).astype(np.uint8)
    bright = (pixels.sum(axis=1) > 380).astype(int)
    search = GridSearchCV(
        build("tree", {}, 0),
        {"classify__max_depth": [1, 8], "space__space": ["rgb", "lab"]},
        scoring="balanced_accuracy",
        cv=GroupKFold(4),
        refit=False,
    ).fit(pixels, bright, groups=np.arange(400) // 20)
    found = rows("tree", search)
    scores = [row["score"] for row in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0]["parameters"] == {"max_depth": 8, "space": "lab"}
    text = write_table(pd.DataFrame(found), "a title")
    assert text.startswith("# a title\n")
    first = next(line for line in text.splitlines() if line.startswith("| tree |"))
    assert '`{"max_depth": 8, "space": "lab"}`' in first
    assert f"| {100 * scores[0]:.1f} ± " in first
