import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.benchmark import index, nearest_by_opencv, nearest_by_pillow
from folkhue.render.report.benchmark_chart import Result, draw_benchmarks

FIGURES = [
    Result("naming", "predict", "10 Mpx", 1372.61, "Mpx/s", 0.40312, "streaming limit"),
    Result("naming", "streaming limit", "10 Mpx", 3405.0, "Mpx/s", 1.0, "streaming limit"),
    Result("growth", "denoise", "300 photographs", 6.16, "s", 1, "a tenth of them", 300),
    Result("growth", "denoise", "300 photographs", 254.7, "MB", 1, "a tenth of them", 300),
]


def test_figures_are_written_as_text_and_as_json() -> None:
    assert json.loads(json.dumps(FIGURES[0].row())) == {
        "part": "naming",
        "name": "predict",
        "on": "10 Mpx",
        "value": 1373,
        "unit": "Mpx/s",
        "ratio": 0.4031,
        "to": "streaming limit",
        "size": 0,
    }
    assert "1,373 Mpx/s      0.4031 × streaming limit" in str(FIGURES[0])


@pytest.mark.slow
def test_every_pair_of_part_and_unit_has_a_panel(tmp_path: Path) -> None:
    heights = []
    for number in (2, 3, 4):
        draw_benchmarks(FIGURES[:number], tmp_path / "picture.png")
        with Image.open(tmp_path / "picture.png") as picture:
            heights.append(picture.height)
    assert heights == sorted(set(heights))


def test_the_compared_functions_do_what_their_names_say(rng: np.random.Generator) -> None:
    table = rng.integers(0, 9, 1 << 24, np.uint8)
    pixels = rng.integers(0, 256, (40, 50, 3), np.uint8)
    found = np.zeros(2000, np.uint8)
    index(table, pixels.reshape(-1, 3), found)
    assert found[7] == table[int.from_bytes(pixels[0, 7].tobytes(), "big")]
    swatches = np.array([[0, 0, 0], [250, 0, 0], [0, 250, 250], [255, 255, 255]], np.uint8)
    apart = ((pixels[..., None, :].astype(int) - swatches) ** 2).sum(axis=-1)
    assert np.array_equal(np.hstack(nearest_by_opencv(pixels, swatches)), apart.argmin(axis=-1))
    coarse = np.asarray(nearest_by_pillow(pixels, swatches)) % 4
    assert (coarse == apart.argmin(axis=-1)).mean() > 0.9
