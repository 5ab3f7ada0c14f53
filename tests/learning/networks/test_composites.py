import numpy as np
import pytest

from folkhue.learning.networks import composites
from folkhue.learning.networks.composites import Material, composite, plain_composite, with_corners

SQUARE = np.full((40, 60, 4), (200, 30, 30, 255), np.uint8)
GREEN = np.full((100, 150, 3), (60, 160, 60), np.uint8)
MATERIAL = Material([SQUARE], [GREEN], [np.dstack([GREEN, np.full((100, 150), 255, np.uint8)])])


def many(seed: int, number: int = 40) -> tuple[np.ndarray, np.ndarray]:
    return composites.composites(MATERIAL, number, np.random.default_rng(seed), (48, 64))


def test_a_seed_gives_the_same_pictures() -> None:
    (rgb, masks), (again, _), (other, _) = many(0), many(0), many(1)
    assert rgb.shape == (40, 48, 64, 3)
    assert masks.shape == (40, 48, 64)
    assert (rgb.dtype, masks.dtype) == (np.uint8, np.float32)
    assert (rgb == again).all()
    assert (rgb != other).any()
    assert masks.min() == 0
    assert masks.max() == 1
    assert masks.any(axis=(1, 2)).mean() > 0.5


def test_some_are_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composites, "EMPTY", 1.0)
    made = composite([SQUARE], [GREEN], np.random.default_rng(0), (48, 64))
    assert not made.mask.any()


@pytest.mark.parametrize("size", [(48, 64), (64, 48), (200, 100)])
def test_the_mask_of_a_plain_composite_is_where_the_object_is(size: tuple[int, int]) -> None:
    made = plain_composite(MATERIAL, np.random.default_rng(3), size)
    red = made.rgb[..., 0].astype(int) > made.rgb[..., 1]
    assert made.mask.shape == size
    assert (red == (made.mask > 0.5)).mean() > 0.99
    assert 0.05 < made.mask.mean() < 0.6


def test_photographs_of_any_shape_are_grounds() -> None:
    random = np.random.default_rng(0)
    for height, width in random.integers(40, 161, (300, 2)):
        photo = np.zeros((height, width, 3), np.uint8)
        made = plain_composite(Material([SQUARE], [photo]), random, (240, 320))
        assert made.rgb.shape == (240, 320, 3)


def test_corners_leave_out_the_middle() -> None:
    photo = GREEN.copy()
    photo[46:54, 69:81] = (200, 30, 30)
    made = with_corners(Material([SQUARE], 20 * [photo]), np.random.default_rng(0))
    assert made.cut_outs == [SQUARE]
    assert len(made.photos) == 20
    for corner in made.photos:
        assert (corner == (60, 160, 60)).all()
        shares = np.divide(corner.shape[:2], photo.shape[:2])
        assert ((shares > 0.24) & (shares < 0.46)).all()
