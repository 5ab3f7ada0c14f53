from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkhue.errors import TableError
from folkhue.table.lut import BLOCK_COUNT, ColorLut
from folkhue.table.lut_packing import pack_lut, unpack_lut


def flat(lut: ColorLut) -> np.ndarray:
    """Order names by red, green and blue, as `ColorLut.from_names` takes them."""
    return lut.by_rgb().reshape(-1)


RED, GREEN, BLUE = np.indices((256, 256, 256), np.uint16, sparse=True)
CUBES: dict[str, Callable[[], np.ndarray]] = {
    "one name": lambda: np.zeros((256, 256, 256)),
    "no name": lambda: np.full((256, 256, 256), 255),
    "planes": lambda: (RED + 2 * GREEN + 3 * BLUE) // 200 % 11,
    "unnamed in between": lambda: np.where(RED + GREEN > 300, 255, BLUE // 99),
    "254 names": lambda: (RED // 2 + GREEN // 2 + 0 * BLUE).clip(0, 253),
    "distinct blocks": lambda: np.random.default_rng(3).integers(0, 3, (256, 256, 256), np.uint8),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", CUBES)
def test_names_survive_packing_and_unpacking(kind: str) -> None:
    names = CUBES[kind]().astype(np.uint8).ravel()
    lut = ColorLut.from_names(names)
    assert np.array_equal(flat(lut), names)
    packed = pack_lut(lut)
    assert packed["blocks"].shape == (BLOCK_COUNT,)
    again = unpack_lut(packed)
    assert np.array_equal(flat(again), names)
    assert again.max_name == lut.max_name == int(names[names < 255].max(initial=0))


@pytest.mark.slow
@settings(max_examples=5)  # each packs 2²⁴ names
@given(st.lists(st.tuples(st.integers(0, (1 << 24) - 1), st.integers(0, 4)), max_size=30))
def test_single_colors_are_kept(others: list[tuple[int, int]]) -> None:
    names = np.zeros(1 << 24, np.uint8)
    for code, name in others:
        names[code] = name
    assert np.array_equal(flat(unpack_lut(pack_lut(ColorLut.from_names(names)))), names)


@pytest.mark.slow
def test_equal_blocks_are_stored_once() -> None:
    assert len(ColorLut.from_names(np.zeros(1 << 24, np.uint8)).blocks) == 1
    red = np.arange(1 << 24) >> 16
    assert len(ColorLut.from_names((red % 4 // 2).astype(np.uint8)).blocks) == 1


@pytest.mark.parametrize("names", [np.zeros(9, np.uint8), np.zeros(1 << 24, np.int8)])
def test_arrays_of_other_types_and_shapes_are_rejected(names: np.ndarray) -> None:
    with pytest.raises(TableError, match="expected 2\\*\\*24"):
        ColorLut.from_names(names)
