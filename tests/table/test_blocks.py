import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkhue.table import blocks
from folkhue.table.blocks import block_indices, map_blocks, results_by_block

SHAPES = st.lists(st.integers(0, 6), max_size=4).map(tuple)


@given(SHAPES, st.integers(1, 50))
def test_blocks_cover_every_pixel_once_in_order_and_are_small(
    shape: tuple[int, ...], max_pixels: int
) -> None:
    pixels = np.arange(math.prod(shape)).reshape(shape)
    found = [pixels[index].ravel() for index in block_indices(shape, max_pixels)]
    assert np.array_equal(np.concatenate([*found, np.zeros(0, int)]), pixels.ravel())
    assert all(1 <= len(block) <= max_pixels for block in found)


def test_rows_are_divided_evenly() -> None:
    found = [index[0] for index in block_indices((101, 10), 1000)]
    assert found == [slice(0, 51), slice(51, 102)]


@pytest.mark.parametrize("threaded", [False, True])
def test_results_are_written_and_errors_are_raised(
    threaded: bool, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_PIXELS", 50)
    monkeypatch.setattr(blocks, "THREADED_PIXELS", 1 if threaded else 1 << 30)
    rgb, mask = rng.integers(0, 256, (30, 20, 3), np.uint8), rng.integers(0, 2, (30, 20)) > 0
    out = np.zeros((30, 20), np.uint8)
    assert map_blocks(lambda pixels, red: np.copyto(red, pixels[:, 0]), rgb, out) is out
    assert np.array_equal(out, rgb[..., 0])
    sums = results_by_block(lambda pixels, counted: pixels[counted].sum(), rgb, mask)
    assert sum(sums) == rgb[mask].sum()
    with pytest.raises(ZeroDivisionError):
        map_blocks(lambda pixels, red: 1 // 0, rgb, out)
