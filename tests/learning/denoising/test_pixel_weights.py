"""The table of pixel weights."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.clustered_photos import BLUE, GREEN, RED

from folkhue.images.histogram import ColorHistogram
from folkhue.learning.denoising.origin import Origin
from folkhue.learning.denoising.pixel_weights import (
    MIN_WEIGHT,
    SCHEMA,
    TaggedPhoto,
    WeightedColors,
    open_weights,
    to_table,
)

LOADED = """
import sys, folkhue.learning.sampling.weights_file, folkhue.learning.denoising.registry
print(*(name for name in sys.modules if name.startswith("folkhue.learning.denoising.")))
print(*(name for name in sys.modules if name.startswith("sklearn")))
"""


def weighted(weights: list[float], term: str = "red") -> WeightedColors:
    """Weight blue, green and red, in this order."""
    pixels = np.array([RED, GREEN, BLUE, BLUE], np.uint8)
    counts = ColorHistogram.from_pixels(pixels)
    tagged = TaggedPhoto("one", "group", (term,), origin=Origin("", {"blue": 0.25}))
    return WeightedColors(tagged, term, counts, np.array(weights))


def test_a_row_is_a_color_under_a_term() -> None:
    table = to_table([weighted([1, 0.5, 0.25]), weighted([0, 0.25, 1], "blue")])
    assert table.schema.equals(SCHEMA)
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("one", "red", *BLUE, 2, 1, "group", False, 1),
        ("one", "red", *GREEN, 1, 0.5, "group", False, 1),
        ("one", "red", *RED, 1, 0.25, "group", False, 1),
        ("one", "blue", *BLUE, 2, 0, "group", False, 0.25),
        ("one", "blue", *GREEN, 1, 0.25, "group", False, 0.25),
        ("one", "blue", *RED, 1, 1, "group", False, 0.25),
    ]


def test_a_table_may_be_empty() -> None:
    assert to_table([]).schema.equals(SCHEMA)
    assert to_table([]).num_rows == 0


def test_negligible_weights_are_dropped() -> None:
    below = float(np.nextafter(MIN_WEIGHT, 0))
    left = weighted([MIN_WEIGHT, below, 1]).drop_negligible()
    assert left.weights.tolist() == [MIN_WEIGHT, 1]
    assert left.counts.colors.tolist() == [list(BLUE), list(RED)]


def test_a_file_that_is_not_finished_does_not_appear(tmp_path: Path) -> None:
    path = tmp_path / "weights.parquet"
    with pytest.raises(ValueError, match="schema"), open_weights(path) as writer:
        writer.write_table(to_table([weighted([1, 1, 1])]).select(["r", "g", "b"]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_sampling_loads_neither_denoisers_nor_scikit_learn() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) == {
        f"folkhue.learning.denoising.{name}" for name in ("origin", "pixel_weights", "registry")
    }
