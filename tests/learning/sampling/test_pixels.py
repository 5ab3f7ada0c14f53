import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from folkhue.learning.sampling.pixels import to_examples, to_groups, to_pixels


def test_rows_are_repeated_as_often_as_they_count() -> None:
    rows = [("one", "red", 1, 2, 3, 2, "picture"), ("two", "blue", 4, 5, 6, 1, "two")]
    frame = pd.DataFrame(rows, columns=["photo", "term", "r", "g", "b", "count", "group"])
    pixels, terms = to_pixels(frame)
    assert pixels.dtype == np.uint8
    assert pixels.tolist() == [[1, 2, 3], [1, 2, 3], [4, 5, 6]]
    assert terms.tolist() == ["red", "red", "blue"]
    assert to_groups(frame).tolist() == ["picture", "picture", "two"]
    examples = to_examples(frame)
    assert examples["pixels"].tolist() == pixels.tolist()
    assert "weights" not in examples


def test_all_pixels_are_colors_with_weights() -> None:
    frame = pd.DataFrame({"term": ["red"], "r": [1], "g": [2], "b": [3], "weight": [0.5]})
    examples = to_examples(frame.astype({"term": "category"}))
    assert examples["pixels"].tolist() == [[1, 2, 3]]
    assert examples["pixels"].dtype == np.uint8
    assert list(examples["terms"]) == ["red"]
    assert examples["weights"].tolist() == [0.5]


@pytest.mark.slow
def test_training_and_evaluation_load_no_denoiser_and_no_estimator_of_others() -> None:
    code = (
        "import sys, stages.train, stages.evaluate;"
        "heavy = ('folkhue.learning.denoising', 'sklearn', 'skops');"
        "print(*[name for name in sys.modules if name.startswith(heavy)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": "src:scripts"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
