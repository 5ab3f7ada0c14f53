import numpy as np
import pytest

from folkhue.images.photo import Photo
from folkhue.networks.frame import frame_of
from folkhue.networks.guided_filter import enlarged_mask

SIZES = [(1, 1), (1, 9), (300, 5), (127, 129), (260, 400)]


def photo(rgb: np.ndarray) -> Photo:
    return Photo(rgb, np.ones(rgb.shape[:2], bool))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", [0.0, 0.25, 1.0])
def test_a_constant_mask_stays(size: tuple[int, int], level: float) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    found = enlarged_mask(np.full((128, 128), level), frame_of(photo(rgb)).rgb, rgb)
    assert found.dtype == np.float32
    assert found.shape == size
    assert found == pytest.approx(level, abs=1e-5)


@pytest.mark.parametrize("edge", [101, 250, 399])
def test_a_soft_mask_gets_the_edge_of_the_photograph(edge: int) -> None:
    rgb = np.full((400, 500, 3), (200, 190, 60), np.uint8)
    rgb[:, :edge] = (20, 60, 150)
    place = (np.arange(128) + 0.5) * 500 / 128
    soft = np.clip((edge - place) / 20 + 0.5, 0, 1)[None].repeat(128, axis=0)
    found = enlarged_mask(soft, frame_of(photo(rgb)).rgb, rgb) > 0.5
    wrong = found != (np.arange(500) < edge)
    assert wrong.mean() < 0.002


def test_a_photograph_of_many_rows_has_no_seams() -> None:
    rng = np.random.default_rng(1)
    rgb = rng.integers(0, 256, (20, 24, 3), np.uint8).repeat(20, axis=0).repeat(20, axis=1)
    mask = rng.random((128, 128))
    frame = frame_of(photo(rgb)).rgb
    whole = enlarged_mask(mask, frame, rgb)
    # Blocks of the photograph's own rows: what one strip holds, the next one continues.
    turned = enlarged_mask(mask.T, frame.swapaxes(0, 1), np.ascontiguousarray(rgb.swapaxes(0, 1)))
    assert pytest.approx(whole, abs=1e-5) == turned.T
