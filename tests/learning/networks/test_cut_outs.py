import numpy as np
import pytest
from PIL import Image

from folkhue.learning.networks.cut_outs import MAX_SIDE, connected_to_border, cut_out, framed

RED, WHITE = (200, 30, 30), (250, 250, 250)


def product(ground: tuple[int, int, int] = WHITE, size: int = 300) -> Image.Image:
    picture = Image.new("RGB", (size, size), ground)
    picture.paste(RED, (60, 90, 240, 210))
    return picture


def sprite(size: int = 300, alpha: int = 255) -> Image.Image:
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    picture.paste((*RED, alpha), (60, 90, 240, 210))
    return picture


@pytest.mark.parametrize("picture", [product(), sprite()])
def test_an_object_is_cut_out(picture: Image.Image) -> None:
    found = cut_out(picture)
    assert found is not None
    height, width = found.shape[:2]
    assert width == MAX_SIDE
    assert height / width == pytest.approx(120 / 180, abs=0.03)
    inside = found[5:-5, 5:-5]
    assert (inside[..., 3] == 255).all()
    assert np.abs(inside[..., :3].astype(int) - RED).max() <= 1


def test_the_frame_of_an_object_is_kept() -> None:
    found = framed(product())
    assert found is not None
    assert found.shape == (MAX_SIDE, MAX_SIDE, 4)
    assert (found[..., 3] > 127).mean() == pytest.approx(180 * 120 / 300**2, abs=0.02)
    assert tuple(found[0, 0]) == (*WHITE, 0)


@pytest.mark.parametrize(
    "picture",
    [
        product((90, 120, 60)),
        Image.new("RGB", (100, 100), WHITE),
        Image.new("RGBA", (100, 100), (0, 0, 0, 0)),
        sprite(alpha=120),
        product((235, 40, 40)),
        sprite().resize((20, 20)),
    ],
    ids=["dark ground", "no object", "transparent", "glass", "pale object", "small"],
)
def test_others_are_left_out(picture: Image.Image) -> None:
    assert cut_out(picture) is None


def test_transparent_pixels_do_not_tint_their_neighbors() -> None:
    pixels = np.zeros((400, 400, 4), np.uint8)
    pixels[..., :3] = (0, 255, 0)
    pixels[101:301, 101:301] = (*RED, 255)
    found = cut_out(Image.fromarray(pixels))
    assert found is not None
    seen = found[found[..., 3] > 0]
    assert np.abs(seen[:, :3].astype(int) - RED).max() <= 2


def mask(rows: str) -> np.ndarray:
    return np.array([[letter == "#" for letter in row] for row in rows.split()])


@pytest.mark.parametrize(
    ("given", "connected"),
    [
        ("..... .###. .....", "..... ..... ....."),
        ("..... ####. .....", "..... ####. ....."),
        ("#.... .###. .....", "#.... ..... ....."),  # by a corner only
        ("..#.. ..... .#.#. ..... ..#..", "..#.. ..... ..... ..... ..#.."),
        ("##### #...# #.#.# #...# #####", "##### #...# #...# #...# #####"),
        ("... ... ...", "... ... ..."),
        ("###", "###"),
    ],
)
def test_parts_that_touch_the_border(given: str, connected: str) -> None:
    assert (connected_to_border(mask(given)) == mask(connected)).all()
