import numpy as np
import pandas as pd
import pytest

from folkhue.learning.classifiers import KINDS, build
from studies import tune


@pytest.mark.parametrize("name", tune.GRIDS)
def test_every_parameter_of_a_grid_exists(name: str) -> None:
    known = build(name, {}, 0).get_params()
    assert set(tune.GRIDS[name]) <= set(known)
    assert name in KINDS


def test_the_best_candidate_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    sample = pd.DataFrame(rng.integers(0, 256, (400, 3)), columns=["r", "g", "b"], dtype=np.uint8)
    bright = sample.sum(axis=1) > 380
    sample["term"] = np.where(bright, "light", "dark")
    sample = sample.assign(count=1, group=np.arange(400) // 20)
    grid = {"classify__max_depth": [1, 8], "space__space": ["rgb", "lab"]}
    monkeypatch.setitem(tune.GRIDS, "tree", grid)
    found = tune.rows("tree", tune.search("tree", sample, folds=4, seed=0))
    scores = [row["score"] for row in found]
    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)
    assert found[0]["parameters"] == {"max_depth": 8, "space": "lab"}
    text = tune.write_table(pd.DataFrame(found), "a title")
    assert text.startswith("# a title\n")
    first = next(line for line in text.splitlines() if line.startswith("| tree |"))
    assert '`{"max_depth": 8, "space": "lab"}`' in first
    assert f"| {100 * scores[0]:.1f} ± " in first
