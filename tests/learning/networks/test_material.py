from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from folkhue.datasets.record import PhotoRecord
from folkhue.errors import TrainingError
from folkhue.learning.networks.material import GROUND_SIDE, is_held_out, read_material

RANDOM = np.random.default_rng(0)


def ground(size: int) -> Image.Image:
    return Image.fromarray(RANDOM.integers(0, 200, (size, 2 * size, 3), np.uint8))


def product(number: int) -> Image.Image:
    picture = Image.new("RGB", (200, 200), (250, 250, 250))
    picture.paste((200, 30, number), (50, 60, 150, 140))
    return picture


def sprite() -> Image.Image:
    picture = Image.new("RGBA", (100, 100))
    picture.paste((30, 30, 200, 255), (20, 20, 80, 80))
    return picture


def records(folder: Path, pictures: Sequence[Image.Image | bytes]) -> list[PhotoRecord]:
    listed = []
    for number, picture in enumerate(pictures):
        path = folder / f"{number}.png"
        if isinstance(picture, bytes):
            path.write_bytes(picture)
        else:
            picture.save(path)
        listed.append(PhotoRecord(id=str(number), path=str(path)))
    return listed


def test_pictures_are_objects_or_grounds_or_left_out(tmp_path: Path) -> None:
    pictures = [
        ground(100),
        sprite(),
        b"damaged",
        Image.new("RGB", (200, 200), "white"),
        ground(20),
    ]
    material = read_material(records(tmp_path, [*pictures, *map(product, range(20))]))
    assert [photo.shape for photo in material.photos] == [(GROUND_SIDE // 2, GROUND_SIDE, 3)]
    assert len(material.cut_outs) == 21
    assert (material.cut_outs[0][5:-5, 5:-5] == (30, 30, 200, 255)).all()
    assert 0 < len(material.framed) < 20
    blues = [int(each[40, 40, 2]) for each in material.cut_outs[1:]]
    assert blues == [*range(20)]  # in the order of the list


@pytest.mark.parametrize("pictures", [[], [ground(100)], [sprite()], [b"damaged"]])
def test_objects_and_grounds_are_needed(
    pictures: Sequence[Image.Image | bytes], tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match=r"transparent or light surroundings.*list more"):
        read_material(records(tmp_path, pictures))


def test_views_of_an_object_are_on_one_side() -> None:
    views = [PhotoRecord(id=f"frog-{number}", path="") for number in range(30)]
    assert len({is_held_out(view, 0.5, 0) for view in views}) == 1
    others = [PhotoRecord(id=f"frog-{number}-a", path="") for number in range(200)]
    assert 60 < sum(is_held_out(other, 0.5, 0) for other in others) < 140
