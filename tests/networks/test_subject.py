from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from folkhue.errors import TableError
from folkhue.images.photo import Photo, read_photo
from folkhue.networks.encoder_decoder import shapes
from folkhue.networks.subject import INPUTS, KIND, OUTPUTS, subject_mask, tiled
from folkhue.networks.weights_file import NetworkFile

sizes = st.integers(1, 60)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("networks") / "subject.npz"
    random_network().save(path)
    return path


def random_network(kind: str = KIND) -> NetworkFile:
    rng = np.random.default_rng(0)
    layers = {
        name: (rng.normal(0, 0.1, shape), np.zeros(shape[3]))
        for name, shape in shapes(INPUTS, OUTPUTS).items()
    }
    return NetworkFile(kind, ("subject",), layers)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(sizes, sizes, st.integers(0, 2**32), st.sampled_from([0.0, 0.5, 1.0]))
def test_a_mask_covers_opaque_pixels(
    weights: Path, height: int, width: int, seed: int, opaque: float
) -> None:
    rng = np.random.default_rng(seed)
    rgb = rng.integers(0, 256, (height, width, 3), np.uint8)
    photo = Photo(rgb, rng.random((height, width)) < opaque)
    mask = subject_mask(photo, weights)
    assert mask.shape == (height, width)
    assert mask.dtype == np.float32
    assert ((mask >= 0) & (mask <= 1)).all()
    assert not mask[~photo.opaque].any()
    assert (subject_mask(photo, weights) == mask).all()


def test_what_is_seen_through_glass_does_not_matter(weights: Path) -> None:
    photo = read_photo(ROOT / "golden/photos/coffee.jpg")
    opaque = np.zeros(photo.opaque.shape, bool)
    opaque[40:200, 60:300] = True
    other = np.where(opaque[..., None], photo.rgb, 77).astype(np.uint8)
    one, two = (subject_mask(Photo(rgb, opaque), weights) for rgb in (photo.rgb, other))
    assert (one == two).all()


def test_squares_of_four_are_laid_out_in_rows() -> None:
    found = np.arange(24).reshape(1, 2, 3, 4)
    assert tiled(found)[0].tolist() == [
        [0, 1, 4, 5, 8, 9],
        [2, 3, 6, 7, 10, 11],
        [12, 13, 16, 17, 20, 21],
        [14, 15, 18, 19, 22, 23],
    ]


@pytest.mark.parametrize("damage", ["missing", "kind", "altered"])
def test_other_files_are_refused(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "network.npz"
    photo = Photo(np.zeros((4, 4, 3), np.uint8), np.ones((4, 4), bool))
    if damage != "missing":
        random_network("context" if damage == "kind" else KIND).save(path)
    if damage == "altered":
        contents = bytearray(path.read_bytes())
        contents[len(contents) // 2] ^= 1
        path.write_bytes(contents)
    with pytest.raises(TableError, match=r"network\.npz"):
        subject_mask(photo, path)


@pytest.mark.parametrize("size", [(120, 180), (400, 300), (96, 96)])
def test_what_ships_finds_a_ball_on_a_lawn(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    y, x = np.mgrid[: size[0], : size[1]]
    ball = np.hypot(y - size[0] * 0.5, x - size[1] * 0.45) < 0.3 * min(size)
    rgb = np.where(ball[..., None], (200, 40, 40), (70, 150, 60)) + rng.normal(0, 8, (*size, 1))
    found = subject_mask(Photo(np.clip(rgb, 0, 255).astype(np.uint8), np.ones(size, bool))) > 0.5
    assert np.count_nonzero(found & ball) / np.count_nonzero(found | ball) > 0.8
